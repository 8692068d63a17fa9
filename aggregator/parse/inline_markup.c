#include "aggregator/parse/inline_markup.h"

#include "aggregator/parse/nesting.h"

#include <string.h>

static void escaped_write(struct str *into, const char *text, size_t size, char quote)
{
    size_t done = 0;

    for (size_t i = 0; i < size; i++) {
        const char c = text[i];

        if (c != '<' && c != '>' && c != '&' && c != quote)
            continue;
        str_append_bytes(into, text + done, i - done);
        str_append(into, c == '<' ? "&lt;" : c == '>' ? "&gt;" : c == '&' ? "&amp;" : "&quot;");
        done = i + 1;
    }
    str_append_bytes(into, text + done, size - done);
}

void inline_markup_write_text(struct str *into, const char *text, size_t size)
{
    escaped_write(into, text, size, '<');
}

void inline_markup_write_attribute(struct str *into, const char *name, const char *value,
                                   size_t size)
{
    str_append_char(into, ' ');
    str_append(into, name);
    str_append(into, "=\"");
    escaped_write(into, value, size, '"');
    str_append_char(into, '"');
}

void inline_markup_write_lines(struct str *into, const char *text)
{
    while (*text != '\0') {
        const size_t length = strcspn(text, "\r\n");
        size_t ends = 0;

        inline_markup_write_text(into, text, length);
        for (text += length; *text == '\r' || *text == '\n'; ends++)
            text += text[0] == '\r' && text[1] == '\n' ? 2 : 1;
        for (size_t i = 0; i < ends && i < 2; i++)
            str_append(into, "<br>\n");
    }
}

void inline_markup_write_start(struct str *into, const struct xml_element *element)
{
    str_append_char(into, '<');
    str_append(into, element->name);
    for (size_t i = 0; i < element->attribute_count; i++) {
        const struct xml_attribute *a = &element->attributes[i];

        if (a->prefix != NULL)
            continue;
        inline_markup_write_attribute(into, a->name, a->value, (size_t)(a->end - a->value));
    }
    str_append_char(into, '>');
}

void inline_markup_write_end(struct str *into, const char *name)
{
    if (nesting_is_void(name, strlen(name)))
        return;
    str_append(into, "</");
    str_append(into, name);
    str_append_char(into, '>');
}

static bool begins(const char *text, const char *end, const char *word)
{
    const size_t length = strlen(word);

    return (size_t)(end - text) >= length && strncmp(text, word, length) == 0;
}

/* The end of the <div> that text begins with; NULL when it is unclosed. */
static const char *div_end(const char *text, const char *end)
{
    size_t depth = 0;

    while (text < end && (text = memchr(text, '<', (size_t)(end - text))) != NULL) {
        if (begins(text, end, "<div>") || begins(text, end, "<div "))
            depth++;
        else if (begins(text, end, "</div>") && --depth == 0)
            return text;
        text++;
    }
    return NULL;
}

void inline_markup_unwrap(const char **text, size_t *length)
{
    const char *end = *text + *length, *close, *open;

    if (!begins(*text, end, "<div>") && !begins(*text, end, "<div "))
        return;
    close = div_end(*text, end);
    open = memchr(*text, '>', *length);
    if (close == NULL || open == NULL || close + strlen("</div>") != end)
        return;
    *text = open + 1;
    *length = (size_t)(close - *text);
}
