#include "aggregator/clean/sanitize.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Sorted. None of these moves, hides or covers content outside the element. */
static const char *const properties[] = {
    "background-color", "border",         "border-bottom",   "border-collapse",
    "border-color",     "border-left",    "border-right",    "border-style",
    "border-top",       "border-width",   "clear",           "color",
    "direction",        "display",        "float",           "font",
    "font-family",      "font-size",      "font-style",      "font-variant",
    "font-weight",      "height",         "letter-spacing",  "line-height",
    "list-style-type",  "margin",         "margin-bottom",   "margin-left",
    "margin-right",     "margin-top",     "max-height",      "max-width",
    "padding",          "padding-bottom", "padding-left",    "padding-right",
    "padding-top",      "text-align",     "text-decoration", "text-indent",
    "unicode-bidi",     "vertical-align", "white-space",     "width",
};

static int name_compare(const void *key, const void *row)
{
    return strcasecmp(key, *(const char *const *)row);
}

static bool is_property(const char *name)
{
    return bsearch(name, properties, sizeof(properties) / sizeof(properties[0]),
                   sizeof(properties[0]), name_compare) != NULL;
}

/* Allows words, numbers, colours and quoted names. Excludes functions except rgb(), escapes,
 * comments and negative lengths, so a value cannot load, run or leave its place. */
static bool is_harmless(const char *value)
{
    static const char plain[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,%#!'";
    const char *open;

    for (open = value; *open != '\0'; open++) {
        if (strchr(plain, *open) != NULL)
            continue;
        if (*open == '-' && open > value && open[-1] != ' ' && open[-1] != ',')
            continue;
        if (*open == '(' && open - value >= 3 && strncasecmp(open - 3, "rgb", 3) == 0 &&
            strspn(open + 1, "0123456789, %.") == strcspn(open + 1, ")"))
            continue;
        if (*open == ')' && strchr(value, '(') != NULL)
            continue;
        return false;
    }
    return true;
}

static char *trim(char *text)
{
    size_t length;

    text += strspn(text, " \t\r\n\f");
    length = strlen(text);
    while (length > 0 && strchr(" \t\r\n\f", text[length - 1]) != NULL)
        length--;
    text[length] = '\0';
    return text;
}

void css_sanitize(struct str *into, const char *style)
{
    char *copy = strdup(style), *save = NULL;

    for (char *part = copy != NULL ? strtok_r(copy, ";", &save) : NULL; part != NULL;
         part = strtok_r(NULL, ";", &save)) {
        char *colon = strchr(part, ':'), *name, *value;

        if (colon == NULL)
            continue;
        *colon = '\0';
        name = trim(part);
        value = trim(colon + 1);
        if (value[0] != '\0' && is_property(name) && is_harmless(value))
            str_appendf(into, "%s%s: %s", into->length > 0 ? "; " : "", name, value);
    }
    free(copy);
}

/* Reads one declaration, "name: value"; false for another property or a value that is too long. */
static bool declaration_word(char ret[CSS_WORD_SIZE], const char *text, size_t length,
                             const char *property)
{
    const char *end = text + length, *value;
    size_t used = 0;

    text += strspn(text, " \t\r\n\f");
    if (strncasecmp(text, property, strlen(property)) != 0)
        return false;
    value = text + strlen(property) + strspn(text + strlen(property), " \t\r\n\f");
    if (value >= end || *value != ':')
        return false;
    for (value++; value < end && *value != '!'; value++) {
        if (strchr(" \t\r\n\f", *value) != NULL)
            continue;
        if (used + 1 == CSS_WORD_SIZE)
            return false;
        ret[used++] = *value >= 'A' && *value <= 'Z' ? (char)(*value - 'A' + 'a') : *value;
    }
    ret[used] = '\0';
    return used > 0;
}

bool css_word(char ret[CSS_WORD_SIZE], const char *style, const char *property)
{
    char word[CSS_WORD_SIZE];
    bool found = false;

    while (*style != '\0') {
        const size_t length = strcspn(style, ";");

        if (declaration_word(word, style, length, property)) {
            memcpy(ret, word, sizeof(word));
            found = true;
        }
        style += length + (style[length] == ';');
    }
    return found;
}
