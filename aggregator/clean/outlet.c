#include "aggregator/clean/outlet.h"

#include <string.h>
#include <strings.h>

/* Between headline and outlet: a dash or a bar with blanks around it. */
static const char *const separators[] = {" - ", " \xE2\x80\x93 ", " \xE2\x80\x94 ", " | "};

size_t outlet_title_length(const char *title, const char *outlet)
{
    const size_t length = strlen(title), name = strlen(outlet);
    const char *end;

    if (name == 0 || length <= name || strcasecmp(title + length - name, outlet) != 0)
        return length;
    end = title + length - name;
    for (size_t i = 0; i < sizeof(separators) / sizeof(separators[0]); i++) {
        const size_t gap = strlen(separators[i]);

        if ((size_t)(end - title) > gap && memcmp(end - gap, separators[i], gap) == 0)
            return (size_t)(end - title) - gap;
    }
    return length;
}

size_t outlet_text_length(const char *text, const char *title, const char *outlet)
{
    const size_t head = strlen(title);

    if (head == 0 || strncmp(text, title, head) != 0 || (text[head] != ' ' && text[head] != '\n') ||
        strcasecmp(text + head + 1, outlet) != 0)
        return strlen(text);
    return head;
}
