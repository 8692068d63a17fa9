/* Helpers that read digits and words at the start of a text, for date_*.c only. */
#ifndef HEADWATER_PARSE_DATE_SCAN_H
#define HEADWATER_PARSE_DATE_SCAN_H

#include <stdbool.h>
#include <string.h>

static inline bool date_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline int date_digits_count(const char *text)
{
    int count = 0;

    while (date_is_digit(text[count]))
        count++;
    return count;
}

/* Reads exactly count digits and moves *text past them; -1 when there are fewer. */
static inline int date_digits_read(const char **text, int count)
{
    const char *at = *text;
    int number = 0;

    for (int i = 0; i < count; i++, at++) {
        if (!date_is_digit(*at))
            return -1;
        number = number * 10 + (*at - '0');
    }
    *text = at;
    return number;
}

/* Reads one or two digits. */
static inline int date_short_read(const char **text)
{
    const int count = date_digits_count(*text);

    return date_digits_read(text, count > 2 ? 2 : count == 0 ? 1 : count);
}

static inline const char *date_skip(const char *text, const char *set)
{
    return text + strspn(text, set);
}

static inline bool date_take(const char **text, const char *word)
{
    const size_t length = strlen(word);

    if (strncmp(*text, word, length) != 0)
        return false;
    *text += length;
    return true;
}

#endif
