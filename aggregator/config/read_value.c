#include "aggregator/config/read_value.h"

#include "aggregator/base/language_tag.h"
#include "aggregator/base/url.h"
#include "aggregator/base/zone.h"
#include "aggregator/config/credential.h"
#include "aggregator/config/path.h"
#include "aggregator/config/value.h"
#include "aggregator/store/store_address.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

/* The text of a value that must be one line; otherwise reports it and returns NULL. */
static const char *line_text(struct reader *reader, const struct config_key *key,
                             const yaml_node_t *node)
{
    const char *text = reader_text(node);

    if (text != NULL && text[0] != '\0' && value_is_line(text, strlen(text)))
        return text;
    reader_expect(reader, key, node, key->kind->expected);
    return NULL;
}

static void keep_text(struct reader *reader, const char *text, void *target)
{
    *(const char **)target = reader_keep(reader, arena_strdup(reader->arena, text));
}

static void read_text(struct reader *reader, const struct config_key *key, const yaml_node_t *node,
                      void *target)
{
    const char *text = line_text(reader, key, node);

    if (text != NULL)
        keep_text(reader, text, target);
}

static void read_bool(struct reader *reader, const struct config_key *key, const yaml_node_t *node,
                      void *target)
{
    const char *text = reader_text(node);

    if (text == NULL || !value_parse_bool(target, text))
        reader_expect(reader, key, node, key->kind->expected);
}

static void read_not(struct reader *reader, const struct config_key *key, const yaml_node_t *node,
                     void *target)
{
    const char *text = reader_text(node);
    bool value;

    if (text != NULL && value_parse_bool(&value, text))
        *(bool *)target = !value;
    else
        reader_expect(reader, key, node, key->kind->expected);
}

static void format_count(char ret[VALUE_TEXT_SIZE], int64_t value)
{
    snprintf(ret, VALUE_TEXT_SIZE, "%" PRId64, value);
}

/* Reads a value with a range: parse converts the text, format writes the bounds. */
static bool read_ranged(int64_t *ret, struct reader *reader, const struct config_key *key,
                        const yaml_node_t *node, bool (*parse)(int64_t *, const char *),
                        void (*format)(char *, int64_t))
{
    char expected[160], min[VALUE_TEXT_SIZE], max[VALUE_TEXT_SIZE];
    const char *text = reader_text(node);
    int64_t value;

    if (text == NULL || !parse(&value, text)) {
        reader_expect(reader, key, node, key->kind->expected);
        return false;
    }
    if (value >= key->min && value <= key->max) {
        *ret = value;
        return true;
    }
    format(min, key->min);
    format(max, key->max);
    snprintf(expected, sizeof(expected), "%s to %s", min, max);
    reader_expect(reader, key, node, expected);
    return false;
}

static void read_duration(struct reader *reader, const struct config_key *key,
                          const yaml_node_t *node, void *target)
{
    read_ranged(target, reader, key, node, value_parse_duration, value_format_duration);
}

static void read_size(struct reader *reader, const struct config_key *key, const yaml_node_t *node,
                      void *target)
{
    read_ranged(target, reader, key, node, value_parse_size, value_format_size);
}

static void read_count(struct reader *reader, const struct config_key *key, const yaml_node_t *node,
                       void *target)
{
    read_ranged(target, reader, key, node, value_parse_count, format_count);
}

static void read_number(struct reader *reader, const struct config_key *key,
                        const yaml_node_t *node, void *target)
{
    int64_t value;

    if (read_ranged(&value, reader, key, node, value_parse_count, format_count))
        *(int *)target = (int)value;
}

static void read_limit(struct reader *reader, const struct config_key *key, const yaml_node_t *node,
                       void *target)
{
    int64_t value;

    if (read_ranged(&value, reader, key, node, value_parse_count, format_count))
        *(size_t *)target = (size_t)value;
}

/* Whether the authority names a user, as in https://me:secret@host/. */
static bool has_credentials(const char *url)
{
    const char *host = strstr(url, "://");
    size_t length;

    if (host == NULL)
        return false;
    host += 3;
    length = strcspn(host, "/?#");
    return memchr(host, '@', length) != NULL;
}

/* libcurl would take the "a" of "https:///a" for the host. */
static bool url_is_usable(struct reader *reader, const char *url)
{
    const char *host = url_is_http(url) ? strstr(url, "://") + 3 : "";

    if (host[strspn(host, "/")] == '\0' || host[0] == '/')
        return false;
    host = reader_keep(reader, (char *)url_host(reader->arena, url));
    return host != NULL && host[0] != '\0';
}

static void read_url(struct reader *reader, const struct config_key *key, const yaml_node_t *node,
                     void *target)
{
    const char *text = line_text(reader, key, node);

    if (text == NULL)
        return;
    if (has_credentials(text)) /* not quoted in the message */
        reader_complain(reader, node->start_mark,
                        "%s holds a user or password, expected an address without", key->name);
    else if (!url_is_usable(reader, text))
        reader_expect(reader, key, node, key->kind->expected);
    else
        keep_text(reader, text, target);
}

const char *read_value_path(struct reader *reader, const char *path)
{
    return reader_keep(reader, (char *)path_absolute(reader->arena, reader->folder, path));
}

static void read_feed_url(struct reader *reader, const struct config_key *key,
                          const yaml_node_t *node, void *target)
{
    const char *text = reader_text(node);

    if (text == NULL || strncasecmp(text, "file:", 5) != 0 || text[5] == '\0') {
        read_url(reader, key, node, target);
        return;
    }
    text = line_text(reader, key, node);
    if (text != NULL && strncmp(text + 5, "//", 2) == 0 && text[7] != '/')
        reader_expect(reader, key, node, "file:PATH, or file:/// and an absolute path");
    else if (text != NULL)
        *(const char **)target =
            reader_keep(reader, (char *)path_feed_url(reader->arena, reader->folder, text));
}

static void read_proxy(struct reader *reader, const struct config_key *key, const yaml_node_t *node,
                       void *target)
{
    static const char *const schemes[] = {"http://",    "https://",  "socks4://",
                                          "socks4a://", "socks5://", "socks5h://"};
    const char *text = line_text(reader, key, node);
    bool known = false;

    for (size_t i = 0; text != NULL && i < sizeof(schemes) / sizeof(schemes[0]); i++)
        known |=
            strncmp(text, schemes[i], strlen(schemes[i])) == 0 && text[strlen(schemes[i])] != '\0';
    if (known)
        keep_text(reader, text, target);
    else if (text != NULL)
        reader_expect(reader, key, node, key->kind->expected);
}

static void read_path(struct reader *reader, const struct config_key *key, const yaml_node_t *node,
                      void *target)
{
    const char *text = line_text(reader, key, node);

    if (text != NULL)
        *(const char **)target = read_value_path(reader, text);
}

/* What follows the scheme may be a password, and is not shown. */
static void read_state(struct reader *reader, const struct config_key *key, const yaml_node_t *node,
                       void *target)
{
    const char *text = line_text(reader, key, node);
    const char *path = text != NULL ? store_address_file(text) : NULL;
    struct error err;

    if (path != NULL && path[0] != '\0')
        *(const char **)target = read_value_path(reader, path);
    else if (text != NULL && store_address_is_remote(text))
        keep_text(reader, text, target);
    else if (text != NULL && store_address_check(text, &err) != 0)
        reader_complain(reader, node->start_mark, "%s: %s", key->name, err.text);
    else if (text != NULL)
        reader_expect(reader, key, node, key->kind->expected);
}

static void read_wanted_path(struct reader *reader, const struct config_key *key,
                             const yaml_node_t *node, void *target)
{
    const char *path;

    read_path(reader, key, node, target);
    path = *(const char **)target;
    if (path != NULL && access(path, R_OK) != 0)
        reader_warn(reader, node->start_mark, "%s %s: %s, expected a readable file", key->name,
                    path, strerror(errno));
}

static void read_readable_path(struct reader *reader, const struct config_key *key,
                               const yaml_node_t *node, void *target)
{
    const char *text = line_text(reader, key, node);
    const char *path = text != NULL ? read_value_path(reader, text) : NULL;

    if (path == NULL)
        return;
    if (access(path, R_OK) == 0)
        *(const char **)target = path;
    else
        reader_complain(reader, node->start_mark, "%s %s: %s, expected a readable file", key->name,
                        path, strerror(errno));
}

static void read_credential(struct reader *reader, const struct config_key *key,
                            const yaml_node_t *node, void *target)
{
    const char *text = line_text(reader, key, node);

    if (text != NULL)
        credential_resolve((const char **)target, reader, key->name, node->start_mark, text);
}

static void read_language(struct reader *reader, const struct config_key *key,
                          const yaml_node_t *node, void *target)
{
    char tag[LANGUAGE_TAG_SIZE], expected[160];
    const char *text = reader_text(node);

    if (text != NULL && language_tag_read(tag, text)) {
        keep_text(reader, tag, target);
        return;
    }
    snprintf(expected, sizeof(expected), "%s", key->kind->expected);
    if (text != NULL && language_tag_guess(tag, text))
        snprintf(expected, sizeof(expected), "%s; did you mean %s?", key->kind->expected, tag);
    reader_expect(reader, key, node, expected);
}

static void complain_timezone(struct reader *reader, const struct config_key *key,
                              const yaml_node_t *node, const char *text)
{
    const char *name = zone_suggest(reader->arena, text);
    char expected[160];

    reader->out_of_memory |= arena_status(reader->arena) == ERR_MEMORY;
    if (name == NULL)
        snprintf(expected, sizeof(expected), "%s", key->kind->expected);
    else
        snprintf(expected, sizeof(expected), "%s; did you mean %s?", key->kind->expected, name);
    reader_expect(reader, key, node, expected);
}

static void read_timezone(struct reader *reader, const struct config_key *key,
                          const yaml_node_t *node, void *target)
{
    const char *text = line_text(reader, key, node);
    struct zone *zone =
        text != NULL ? reader_keep(reader, arena_alloc(reader->arena, sizeof(*zone))) : NULL;
    int code;

    if (zone == NULL)
        return;
    code = zone_load(zone, reader->arena, text, NULL);
    if (code == 0)
        *(const struct zone **)target = zone;
    else if (code == ERR_ABSENT)
        complain_timezone(reader, key, node, text);
    else
        reader->out_of_memory = true;
}

const struct kind kind_text = {"one line of text", read_text};
const struct kind kind_bool = {"true or false", read_bool};
const struct kind kind_not = {"true or false", read_not};
const struct kind kind_duration = {"a duration such as 90s, 30m, 2h or 30d", read_duration};
const struct kind kind_size = {"a size such as 512KB or 16MB", read_size};
const struct kind kind_count = {"a whole number", read_count};
const struct kind kind_number = {"a whole number", read_number};
const struct kind kind_limit = {"a whole number", read_limit};
const struct kind kind_url = {"an address that begins with https:// or http://", read_url};
const struct kind kind_feed_url = {"an address that begins with https://, http:// or file:",
                                   read_feed_url};
const struct kind kind_proxy = {"an address that begins with http://, https:// or socks5h://",
                                read_proxy};
const struct kind kind_path = {"a path", read_path};
const struct kind kind_wanted_path = {"a path", read_wanted_path};
const struct kind kind_state = {"the path of the state's file or the address of a database",
                                read_state};
const struct kind kind_read_path = {"the path of a file", read_readable_path};
const struct kind kind_credential = {"one line of text, file:PATH or env:NAME", read_credential};
const struct kind kind_language = {"a language tag such as en, pt-BR or zh-Hant", read_language};
const struct kind kind_timezone = {"the name of a time zone such as Europe/Paris", read_timezone};
