#include "aggregator/clean/sanitize.h"

#include "aggregator/clean/address.h"

#include <stdlib.h>
#include <string.h>

enum attribute_kind { ATTRIBUTE_TEXT, ATTRIBUTE_ADDRESS, ATTRIBUTE_STYLE, ATTRIBUTE_SET };

/* Sorted. No "id", "name" and "class": they would meet the names of the page around. */
static const struct attribute_row {
    const char *name;
    enum attribute_kind kind;
} rows[] = {
    {"abbr", ATTRIBUTE_TEXT},        {"align", ATTRIBUTE_TEXT},   {"alt", ATTRIBUTE_TEXT},
    {"bgcolor", ATTRIBUTE_TEXT},     {"border", ATTRIBUTE_TEXT},  {"cellpadding", ATTRIBUTE_TEXT},
    {"cellspacing", ATTRIBUTE_TEXT}, {"cite", ATTRIBUTE_ADDRESS}, {"clear", ATTRIBUTE_TEXT},
    {"color", ATTRIBUTE_TEXT},       {"cols", ATTRIBUTE_TEXT},    {"colspan", ATTRIBUTE_TEXT},
    {"controls", ATTRIBUTE_TEXT},    {"coords", ATTRIBUTE_TEXT},  {"datetime", ATTRIBUTE_TEXT},
    {"dir", ATTRIBUTE_TEXT},         {"face", ATTRIBUTE_TEXT},    {"headers", ATTRIBUTE_TEXT},
    {"height", ATTRIBUTE_TEXT},      {"high", ATTRIBUTE_TEXT},    {"href", ATTRIBUTE_ADDRESS},
    {"hreflang", ATTRIBUTE_TEXT},    {"hspace", ATTRIBUTE_TEXT},  {"kind", ATTRIBUTE_TEXT},
    {"label", ATTRIBUTE_TEXT},       {"lang", ATTRIBUTE_TEXT},    {"longdesc", ATTRIBUTE_ADDRESS},
    {"loop", ATTRIBUTE_TEXT},        {"low", ATTRIBUTE_TEXT},     {"max", ATTRIBUTE_TEXT},
    {"media", ATTRIBUTE_TEXT},       {"min", ATTRIBUTE_TEXT},     {"muted", ATTRIBUTE_TEXT},
    {"open", ATTRIBUTE_TEXT},        {"optimum", ATTRIBUTE_TEXT}, {"poster", ATTRIBUTE_ADDRESS},
    {"preload", ATTRIBUTE_TEXT},     {"rel", ATTRIBUTE_TEXT},     {"reversed", ATTRIBUTE_TEXT},
    {"rowspan", ATTRIBUTE_TEXT},     {"rules", ATTRIBUTE_TEXT},   {"scope", ATTRIBUTE_TEXT},
    {"shape", ATTRIBUTE_TEXT},       {"size", ATTRIBUTE_TEXT},    {"sizes", ATTRIBUTE_TEXT},
    {"span", ATTRIBUTE_TEXT},        {"src", ATTRIBUTE_ADDRESS},  {"srclang", ATTRIBUTE_TEXT},
    {"srcset", ATTRIBUTE_SET},       {"start", ATTRIBUTE_TEXT},   {"style", ATTRIBUTE_STYLE},
    {"summary", ATTRIBUTE_TEXT},     {"title", ATTRIBUTE_TEXT},   {"type", ATTRIBUTE_TEXT},
    {"valign", ATTRIBUTE_TEXT},      {"value", ATTRIBUTE_TEXT},   {"vspace", ATTRIBUTE_TEXT},
    {"width", ATTRIBUTE_TEXT},
};

/* Where an address is one; elsewhere (<span href>) it means nothing and stays as it is. */
static bool is_address_of(const char *attribute, const char *element)
{
    static const char *const pairs[][2] = {
        {"a", "href"},   {"area", "href"},  {"audio", "src"},    {"blockquote", "cite"},
        {"del", "cite"}, {"img", "src"},    {"img", "longdesc"}, {"ins", "cite"},
        {"q", "cite"},   {"source", "src"}, {"track", "src"},    {"video", "poster"},
        {"video", "src"}};

    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
        if (strcmp(attribute, pairs[i][1]) == 0 && strcmp(element, pairs[i][0]) == 0)
            return true;
    return false;
}

static int row_compare(const void *key, const void *row)
{
    return strcmp(key, ((const struct attribute_row *)row)->name);
}

/* The value with its references decoded; NULL when memory is out. */
static char *value_decode(struct arena *arena, const struct html_attribute *attribute)
{
    const char *text = attribute->value, *end = text + attribute->length;
    char *value = arena_alloc(arena, attribute->length * 2 + 5);
    size_t used = 0;

    while (value != NULL && text < end) {
        char decoded[5];
        const size_t taken = *text == '&' ? html_reference_decode(decoded, text, end, true) : 0;

        if (taken == 0) {
            value[used++] = *text++;
            continue;
        }
        memcpy(value + used, decoded, strlen(decoded));
        used += strlen(decoded);
        text += taken;
    }
    return value;
}

/* A value between quotes, nothing in it markup; control characters are dropped. */
static void value_write(struct str *into, const char *name, const char *value)
{
    str_append_char(into, ' ');
    str_append(into, name);
    str_append_bytes(into, "=\"", 2);
    for (; *value != '\0'; value++) {
        const size_t run = strcspn(value, "&<>\"`\n\r\t");

        str_append_bytes(into, value, run);
        value += run;
        if (*value == '\0')
            break;
        switch (*value) {
        case '&':
            str_append(into, "&amp;");
            break;
        case '<':
            str_append(into, "&lt;");
            break;
        case '>':
            str_append(into, "&gt;");
            break;
        case '"':
            str_append(into, "&quot;");
            break;
        case '`':
            str_append(into, "&#96;");
            break;
        default:
            str_append_char(into, ' ');
        }
    }
    str_append_char(into, '"');
}

static void style_write(struct str *into, struct arena *arena, const char *value)
{
    struct str style;

    str_init(&style, CLEAN_VALUE_BYTES_MAX * 2);
    css_sanitize(&style, value);
    if (style.length > 0 && str_status(&style) == ERR_NONE)
        value_write(into, "style", style.text);
    arena_note(arena, str_status(&style));
    str_release(&style);
}

/* Every candidate of a srcset, resolved; one that is not allowed takes all with it. */
static void set_write(struct str *into, struct arena *arena, char *value, const char *base)
{
    struct str set;
    char *save = NULL;
    bool fine = true;

    str_init(&set, CLEAN_VALUE_BYTES_MAX * 8);
    for (char *part = strtok_r(value, ",", &save); part != NULL && fine;
         part = strtok_r(NULL, ",", &save)) {
        const char *address;
        size_t length;

        part += strspn(part, " \t\r\n\f");
        length = strcspn(part, " \t\r\n\f");
        address = address_resolve(arena, base, arena_strndup(arena, part, length));
        fine = address != NULL && address[0] != '\0' && strpbrk(address, ", ") == NULL;
        if (fine && length > 0)
            str_appendf(&set, "%s%s%s", set.length > 0 ? ", " : "", address, part + length);
    }
    if (fine && set.length > 0 && str_status(&set) == ERR_NONE)
        value_write(into, "srcset", set.text);
    arena_note(arena, str_status(&set));
    str_release(&set);
}

static void attribute_write(struct str *into, struct arena *arena,
                            const struct html_element *element,
                            const struct html_attribute *attribute, const char *base)
{
    const struct attribute_row *row = bsearch(attribute->name, rows, sizeof(rows) / sizeof(rows[0]),
                                              sizeof(rows[0]), row_compare);
    char *value;

    if (row == NULL || attribute->length > CLEAN_VALUE_BYTES_MAX)
        return;
    value = value_decode(arena, attribute);
    if (value == NULL)
        return;
    if (row->kind == ATTRIBUTE_STYLE)
        style_write(into, arena, value);
    else if (row->kind == ATTRIBUTE_SET)
        set_write(into, arena, value, base);
    else if (row->kind == ATTRIBUTE_TEXT)
        value_write(into, row->name, value);
    else {
        const char *address =
            address_resolve(arena, is_address_of(row->name, element->name) ? base : NULL, value);

        if (address != NULL && (address[0] != '\0' || value[0] == '\0'))
            value_write(into, row->name, address);
    }
}

static bool is_tiny(const struct html_attribute *attribute)
{
    return attribute->length == 1 && (attribute->value[0] == '0' || attribute->value[0] == '1');
}

/* A picture of one pixel shows nothing: it tells somebody who reads. */
static bool is_counter(const struct html_element *element, const struct html_token *token)
{
    size_t tiny = 0;

    if (strcmp(element->name, "img") != 0)
        return false;
    for (size_t i = 0; i < token->attribute_count; i++) {
        const struct html_attribute *a = &token->attributes[i];

        if (strcmp(a->name, "width") == 0 || strcmp(a->name, "height") == 0)
            tiny += is_tiny(a);
    }
    return tiny == 2;
}

bool sanitize_start_tag(struct str *into, struct arena *arena, const struct html_element *element,
                        const struct html_token *token, const char *base)
{
    const size_t start = into->length;

    if (is_counter(element, token))
        return false;
    str_append_char(into, '<');
    str_append(into, element->name);
    for (size_t i = 0; i < token->attribute_count; i++)
        attribute_write(into, arena, element, &token->attributes[i], base);
    if (strcmp(element->name, "img") == 0 && into->length > start &&
        strstr(into->text + start, " src") == NULL) {
        str_truncate(into, start); /* its address may not be followed, or it had none */
        return false;
    }
    str_append_char(into, '>');
    return true;
}
