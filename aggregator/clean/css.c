#include "aggregator/clean/sanitize.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Sorted. Nothing here moves, hides or layers what stands outside the element. */
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

/* Words, numbers, colours and quoted names; no functions but rgb(), no escapes, no comments, no
 * negative lengths, and so nothing that loads, runs or reaches out of its place. */
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
