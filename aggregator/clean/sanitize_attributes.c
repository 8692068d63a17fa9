#include "aggregator/clean/sanitize.h"

#include "aggregator/clean/address.h"
#include "aggregator/clean/picture.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum attribute_kind { ATTRIBUTE_TEXT, ATTRIBUTE_ADDRESS, ATTRIBUTE_STYLE, ATTRIBUTE_SET };

/* Sorted. Excludes "id", "name" and "class", which could collide with names of the surrounding
 * page; anchors.h describes the ids that are kept. */
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

/* Whether the attribute is an address on this element; elsewhere (<span href>) it has no meaning
 * and is not resolved. */
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

char *sanitize_value(struct arena *arena, const struct html_attribute *attribute)
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

/* Line breaks and tabs become blanks. */
void sanitize_attribute(struct str *into, const char *name, const char *value)
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
        sanitize_attribute(into, "style", style.text);
    arena_note(arena, str_status(&style));
    str_release(&style);
}

static void set_write(struct str *into, const struct sanitizer *s, const char *value)
{
    struct str set;

    str_init(&set, CLEAN_VALUE_BYTES_MAX * 8);
    if (picture_set_write(&set, s->arena, value, s->base) && str_status(&set) == ERR_NONE)
        sanitize_attribute(into, "srcset", set.text);
    arena_note(s->arena, str_status(&set));
    str_release(&set);
}

/* A link within the item leads to the item's page. */
static const char *address_of(const struct sanitizer *s, const char *attribute, const char *element,
                              const char *value)
{
    const bool own = value[strspn(value, " \t\r\n\f")] == '#' && s->anchors.page != NULL;

    if (!is_address_of(attribute, element))
        return address_resolve(s->arena, NULL, value);
    return address_resolve(s->arena, own ? s->anchors.page : s->base, value);
}

static void address_write(struct str *into, const struct sanitizer *s, const char *name,
                          const struct html_element *element, const char *value)
{
    const bool image = strcmp(name, "src") == 0 && strcmp(element->name, "img") == 0;
    const char *address = image ? picture_inline(s->arena, value) : NULL;

    if (address == NULL && strlen(value) <= CLEAN_VALUE_BYTES_MAX)
        address = address_of(s, name, element->name, value);
    if (address != NULL && (address[0] != '\0' || value[0] == '\0'))
        sanitize_attribute(into, name, address);
}

static void attribute_write(struct str *into, const struct sanitizer *s,
                            const struct html_element *element,
                            const struct html_attribute *attribute)
{
    const struct attribute_row *row = bsearch(attribute->name, rows, sizeof(rows) / sizeof(rows[0]),
                                              sizeof(rows[0]), row_compare);
    const size_t longest = row != NULL && row->kind == ATTRIBUTE_ADDRESS ? CLEAN_IMAGE_BYTES_MAX * 2
                                                                         : CLEAN_VALUE_BYTES_MAX;
    const char *value;

    if (row == NULL || attribute->length > longest)
        return;
    value = sanitize_value(s->arena, attribute);
    if (value == NULL)
        return;
    if (row->kind == ATTRIBUTE_STYLE)
        style_write(into, s->arena, value);
    else if (row->kind == ATTRIBUTE_SET)
        set_write(into, s, value);
    else if (row->kind == ATTRIBUTE_TEXT)
        sanitize_attribute(into, row->name, value);
    else
        address_write(into, s, row->name, element, value);
}

/* Writes the id, or the name of an <a>, that a link of the item targets. */
static void id_write(struct str *into, struct sanitizer *s, const struct html_token *token)
{
    for (size_t i = 0; i < token->attribute_count && s->anchors.target_count > 0; i++) {
        const struct html_attribute *a = &token->attributes[i];
        const bool is_id = strcmp(a->name, "id") == 0 ||
                           (strcmp(a->name, "name") == 0 && strcmp(token->name, "a") == 0);
        const char *value =
            is_id && a->length <= CLEAN_VALUE_BYTES_MAX ? sanitize_value(s->arena, a) : NULL;
        const char *id = value != NULL ? anchors_id(&s->anchors, s->arena, value) : NULL;

        if (id != NULL) {
            sanitize_attribute(into, "id", id);
            return;
        }
    }
}

static const char *style_of(struct arena *arena, const struct html_token *token)
{
    for (size_t i = 0; i < token->attribute_count; i++)
        if (strcmp(token->attributes[i].name, "style") == 0 &&
            token->attributes[i].length <= CLEAN_VALUE_BYTES_MAX)
            return sanitize_value(arena, &token->attributes[i]);
    return NULL;
}

bool sanitize_is_hidden(struct arena *arena, const struct html_token *token)
{
    const char *style = style_of(arena, token);
    char word[CSS_WORD_SIZE];

    for (size_t i = 0; i < token->attribute_count; i++)
        if (strcmp(token->attributes[i].name, "hidden") == 0)
            return !(token->attributes[i].length == strlen("until-found") &&
                     strncasecmp(token->attributes[i].value, "until-found",
                                 token->attributes[i].length) == 0);
    if (style == NULL)
        return false;
    return (css_word(word, style, "display") && strcmp(word, "none") == 0) ||
           (css_word(word, style, "visibility") && strcmp(word, "hidden") == 0);
}

static bool is_tiny(const char *text, size_t length)
{
    return length > 0 && (text[0] == '0' || text[0] == '1') &&
           (length == 1 || (length == 3 && strncasecmp(text + 1, "px", 2) == 0));
}

bool sanitize_is_counter(struct arena *arena, const struct html_token *token)
{
    static const char *const sides[] = {"width", "height"};
    const char *style = style_of(arena, token);
    size_t tiny = 0;

    for (size_t side = 0; side < 2; side++) {
        char word[CSS_WORD_SIZE];
        bool is =
            style != NULL && css_word(word, style, sides[side]) && is_tiny(word, strlen(word));

        for (size_t i = 0; i < token->attribute_count; i++)
            is |= strcmp(token->attributes[i].name, sides[side]) == 0 &&
                  is_tiny(token->attributes[i].value, token->attributes[i].length);
        tiny += is;
    }
    return tiny == 2;
}

/* Whether a tag lacks the address without which its element shows nothing. */
static bool is_empty(const char *tag, const char *element)
{
    if (strcmp(element, "img") != 0 && strcmp(element, "source") != 0)
        return false;
    return strstr(tag, " src=\"") == NULL && strstr(tag, " srcset=\"") == NULL;
}

/* Audio and video need controls, because scripts and autoplay are removed. */
static bool lacks_controls(const char *tag, const char *element)
{
    return (strcmp(element, "audio") == 0 || strcmp(element, "video") == 0) &&
           strstr(tag, " controls=\"") == NULL;
}

bool sanitize_start_tag(struct str *into, struct sanitizer *s, const struct html_element *element,
                        const struct html_token *token)
{
    const size_t start = into->length;

    if (strcmp(element->name, "img") == 0 && sanitize_is_counter(s->arena, token))
        return false;
    str_append_char(into, '<');
    str_append(into, element->name);
    for (size_t i = 0; i < token->attribute_count; i++)
        attribute_write(into, s, element, &token->attributes[i]);
    if (into->length > start && lacks_controls(into->text + start, element->name))
        sanitize_attribute(into, "controls", "");
    id_write(into, s, token);
    if (into->length > start && is_empty(into->text + start, element->name)) {
        str_truncate(into, start); /* its address is missing or not allowed */
        return false;
    }
    str_append_char(into, '>');
    return true;
}
