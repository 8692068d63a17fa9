#include "aggregator/parse/repair_parts.h"

#include "aggregator/base/utf8.h"

#include <libxml/HTMLparser.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_MAX_BYTES = PARSE_ENTITY_NAME_MAX + 1 }; /* including the ampersand */

static bool is_name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.' || c == ':';
}

/* Writes text with XML markup characters escaped. */
static void text_write(struct str *out, const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '&')
            str_append(out, "&amp;");
        else if (*text == '<')
            str_append(out, "&lt;");
        else if (*text == '>')
            str_append(out, "&gt;");
        else if (*text == '"')
            str_append(out, "&quot;");
        else
            str_append_char(out, *text);
    }
}

/* Writes a decoded character. Markup and control characters remain references; invalid ones are
 * dropped. */
static void code_write(struct repair *repair, uint32_t code)
{
    char text[5] = {0};

    code = utf8_from_reference(code);
    if (code == 0) {
        report_add(repair->report, WARN_CONTROL, NULL);
    } else if (code < ' ') {
        str_appendf(&repair->out, "&#%u;", (unsigned)code);
    } else {
        utf8_encode(text, code);
        text_write(&repair->out, text);
        repair->last = text[0];
    }
}

/* Reads "&#8212;" or "&#x2014;", semicolon optional; returns its length, 0 when not numeric. */
static size_t numeric_read(struct repair *repair, const char *text, size_t size)
{
    const bool hex = size > 2 && (text[2] == 'x' || text[2] == 'X');
    size_t i = hex ? 3 : 2;
    const size_t first = i;
    uint32_t code = 0;

    for (; i < size; i++) {
        const char c = text[i];
        const char lower = (char)(c | 0x20);
        uint32_t digit;

        if (c >= '0' && c <= '9')
            digit = (uint32_t)(c - '0');
        else if (hex && lower >= 'a' && lower <= 'f')
            digit = (uint32_t)(lower - 'a' + 10);
        else
            break;
        code = code > 0x110000 ? code : code * (hex ? 16 : 10) + digit;
    }
    if (i == first)
        return 0;
    code_write(repair, code);
    return i < size && text[i] == ';' ? i + 1 : i;
}

static bool is_predefined(const char *name)
{
    return strcmp(name, "amp") == 0 || strcmp(name, "lt") == 0 || strcmp(name, "gt") == 0 ||
           strcmp(name, "quot") == 0 || strcmp(name, "apos") == 0;
}

/* Writes "&name;"; length excludes the semicolon. */
static void named_write(struct repair *repair, const char *text, size_t length)
{
    char name[NAME_MAX_BYTES + 1];
    const char *value;
    const htmlEntityDesc *entity;

    memcpy(name, text + 1, length - 1);
    name[length - 1] = '\0';
    value = repair->doctype.count > 0
                ? doctype_expand(&repair->doctype, name, length - 1, repair->report)
                : NULL;
    if (is_predefined(name)) {
        str_append_bytes(&repair->out, text, length);
        str_append_bytes(&repair->out, ";", 1);
    } else if (value != NULL) {
        text_write(&repair->out, value);
        repair->last = value[0] != '\0' ? value[strlen(value) - 1] : repair->last;
    } else if ((entity = htmlEntityLookup((const xmlChar *)name)) != NULL) {
        report_add(repair->report, WARN_ENTITY, name);
        code_write(repair, entity->value);
    } else {
        report_add(repair->report, WARN_ENTITY, name);
        str_appendf(&repair->out, "&amp;%s;", name);
    }
}

size_t repair_entity(struct repair *repair, const char *text, size_t size, bool last)
{
    const size_t max = size < NAME_MAX_BYTES ? size : NAME_MAX_BYTES;
    size_t length = 1, taken = 0;

    if (length < max && text[1] == '#')
        length++;
    while (length < max && is_name_char(text[length]))
        length++;
    if (length == size && size < NAME_MAX_BYTES && !last)
        return 0; /* the rest of the name may follow */
    if (length > 2 && text[1] == '#')
        taken = numeric_read(repair, text, length + (length < size && text[length] == ';'));
    if (taken > 0)
        return taken;
    if (length > 1 && length < size && text[length] == ';' && text[1] != '#') {
        named_write(repair, text, length);
        return length + 1;
    }
    report_add(repair->report, WARN_AMPERSAND, NULL);
    str_append(&repair->out, "&amp;");
    return 1;
}

/* Writes characters unchanged, except "]]>", which is reserved for the end of CDATA. */
static void run_write(struct repair *repair, const char *text, size_t size)
{
    size_t done = 0;

    for (const char *at = text; (at = memchr(at, '>', size - (size_t)(at - text))) != NULL; at++) {
        if ((at > text ? at[-1] : repair->last) != ']')
            continue;
        str_append_bytes(&repair->out, text + done, (size_t)(at - text) - done);
        str_append(&repair->out, "&gt;");
        done = (size_t)(at - text) + 1;
    }
    str_append_bytes(&repair->out, text + done, size - done);
    if (size > 0)
        repair->last = text[size - 1];
}

size_t repair_characters(struct repair *repair, const char *text, size_t size, bool last)
{
    size_t done = 0;

    while (done < size) {
        const char *ampersand = memchr(text + done, '&', size - done);
        const char *stop = ampersand != NULL ? ampersand : text + size;
        size_t taken;

        run_write(repair, text + done, (size_t)(stop - text) - done);
        done = (size_t)(stop - text);
        if (ampersand == NULL)
            break;
        taken = repair_entity(repair, ampersand, size - done, last);
        if (taken == 0)
            break;
        done += taken;
    }
    return done;
}
