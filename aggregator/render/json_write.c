#include "aggregator/render/json_write.h"

#include <string.h>
#include <unicode/utf8.h>

void json_name(struct str *into, const char *name)
{
    /* A value never ends with one of these characters, so any other one requires a comma. */
    if (into->length > 0 && strchr("{[:,\n", into->text[into->length - 1]) == NULL)
        str_append(into, ",\n");
    if (name != NULL)
        str_appendf(into, "\"%s\":", name);
}

void json_open(struct str *into, const char *name, char bracket)
{
    json_name(into, name);
    str_append_char(into, bracket);
}

void json_close(struct str *into, char bracket)
{
    str_append_char(into, bracket);
}

static void character_append(struct str *into, UChar32 c, const char *bytes, size_t length)
{
    if (c < 0)
        str_append(into, "\xEF\xBF\xBD");
    else if (c == '"' || c == '\\')
        str_appendf(into, "\\%c", (char)c);
    else if (c == '\n' || c == '\t')
        str_append(into, c == '\n' ? "\\n" : "\\t");
    else if (c >= 0x20 && c != 0xFFFE && c != 0xFFFF)
        str_append_bytes(into, bytes, length);
}

void json_escape(struct str *into, const char *text)
{
    size_t length = strlen(text);

    for (size_t i = 0, start; i < length;) {
        UChar32 c;

        start = i;
        U8_NEXT(text, i, length, c);
        character_append(into, c, text + start, i - start);
    }
}

void json_text(struct str *into, const char *name, const char *text)
{
    if (text == NULL)
        return;
    json_name(into, name);
    str_append_char(into, '"');
    json_escape(into, text);
    str_append_char(into, '"');
}

void json_number(struct str *into, const char *name, const char *digits)
{
    if (digits == NULL)
        return;
    json_name(into, name);
    digits += strspn(digits, "0");
    str_append(into, digits[0] != '\0' ? digits : "0");
}
