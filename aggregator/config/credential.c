#include "aggregator/config/credential.h"

#include "aggregator/base/file.h"
#include "aggregator/config/read_value.h"
#include "aggregator/config/value.h"

#include <stdlib.h>
#include <string.h>

/* Keeps the value if it can be part of a header line. */
static void keep(const char **ret, struct reader *reader, const char *key, yaml_mark_t mark,
                 const char *where, const char *value, size_t length)
{
    if (length == 0)
        reader_complain(reader, mark, "%s from %s is empty, expected one line of text", key, where);
    else if (!value_is_line(value, length))
        reader_complain(reader, mark,
                        "%s from %s has control characters, expected one line of text", key, where);
    else
        *ret = reader_keep(reader, arena_strndup(reader->arena, value, length));
}

static void from_file(const char **ret, struct reader *reader, const char *key, yaml_mark_t mark,
                      const char *text)
{
    const char *path = read_value_path(reader, text + strlen("file:"));
    struct error err = {.code = ERR_NONE};
    struct str content;
    size_t length;

    if (path == NULL)
        return;
    str_init(&content, CREDENTIAL_BYTES_MAX);
    if (file_read(&content, path, &err) != 0) {
        reader_complain(reader, mark, "%s: %s, expected a readable file", key, err.text);
    } else {
        length = content.length;
        length -= length > 0 && content.text[length - 1] == '\n';
        length -= length > 0 && content.text[length - 1] == '\r';
        keep(ret, reader, key, mark, text, content.text, length);
    }
    str_release(&content);
}

void credential_resolve(const char **ret, struct reader *reader, const char *key, yaml_mark_t mark,
                        const char *text)
{
    const char *value;

    if (strncmp(text, "file:", 5) == 0) {
        from_file(ret, reader, key, mark, text);
    } else if (strncmp(text, "env:", 4) == 0) {
        value = getenv(text + 4);
        if (value == NULL)
            reader_complain(reader, mark, "%s names %s, which is not set, expected a value", key,
                            text);
        else
            keep(ret, reader, key, mark, text, value, strlen(value));
    } else {
        *ret = reader_keep(reader, arena_strdup(reader->arena, text));
    }
}
