#include "aggregator/parse/charset_page.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

enum { DECLARATION_BYTES = 2048 };

/* The place after a word in any case; NULL when it is not there. */
static const char *word_find(const char *text, const char *end, const char *word)
{
    const size_t length = strlen(word);

    for (; text + length <= end; text++)
        if (strncasecmp(text, word, length) == 0)
            return text + length;
    return NULL;
}

bool page_charset(char ret[CHARSET_NAME_SIZE], const unsigned char *bytes, size_t size)
{
    const char *text = (const char *)bytes;
    const char *limit = text + (size < DECLARATION_BYTES ? size : DECLARATION_BYTES), *end;
    size_t length = 0;

    text =
        word_find(text, limit, "<html") != NULL || word_find(text, limit, "<!doctype html") != NULL
            ? text
            : NULL;
    while (text != NULL && (text = word_find(text, limit, "<meta")) != NULL) {
        end = memchr(text, '>', (size_t)(limit - text));
        if (end == NULL)
            return false;
        text = word_find(text, end, "charset");
        if (text == NULL) {
            text = end;
            continue;
        }
        while (text < end && strchr(" \t\r\n='\"", *text) != NULL)
            text++;
        while (text + length < end &&
               (isalnum((unsigned char)text[length]) || strchr("-_:.", text[length]) != NULL))
            length++;
        if (length == 0 || length >= CHARSET_NAME_SIZE)
            return false;
        memcpy(ret, text, length);
        ret[length] = '\0';
        return true;
    }
    return false;
}
