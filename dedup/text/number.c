#include "dedup/text/number.h"

#include <string.h>
#include <unicode/uchar.h>
#include <unicode/utf16.h>

/* Digits as ASCII, every other character as '.'; trailing points are dropped. */
static size_t digits_read(char ret[NUMBER_MAX], const UChar *units, int32_t length)
{
    size_t used = 0;

    for (int32_t i = 0; i < length && used < NUMBER_MAX - 1;) {
        UChar32 c;
        int digit;

        U16_NEXT(units, i, length, c);
        digit = c < 0x80 ? (c >= '0' && c <= '9' ? (int)(c - '0') : -1) : u_charDigitValue(c);
        ret[used++] = digit >= 0 ? (char)('0' + digit) : '.';
    }
    while (used > 0 && ret[used - 1] == '.')
        used--;
    ret[used] = '\0';
    return used;
}

/* Removes points that group: those before exactly three digits. One remaining point is a decimal
 * point; two or more ("3.5.2": a version, a date) all stay. */
static void ungroup(char *number)
{
    char *out = number;

    for (char *in = number; *in != '\0'; in++) {
        size_t digits = strspn(in + 1, "0123456789");
        bool groups = *in == '.' && digits == 3 && (size_t)(in - number) <= 12 && number[0] != '0';

        if (!groups)
            *out++ = *in;
    }
    *out = '\0';
}

static bool continues(const struct text *text, size_t next, const char *number)
{
    const struct token *t = &text->tokens[next];

    return next < text->count && t->class == TOKEN_NUMBER && t->gap_is_space && t->length == 3 &&
           strlen(number) <= 12 && strchr(number, '.') == NULL;
}

size_t number_read(char ret[NUMBER_MAX], const struct text *text, size_t first)
{
    const struct token *t = &text->tokens[first];
    size_t count = 1, used = digits_read(ret, text->units + t->start, t->length);
    char more[NUMBER_MAX];

    if (used <= 3)
        for (; continues(text, first + count, ret); count++) {
            digits_read(more, text->units + text->tokens[first + count].start, 3);
            if (strlen(more) != 3)
                break;
            strcat(ret, more);
        }
    ungroup(ret);
    return count;
}

int number_small(const char *number)
{
    int value = 0;

    if (strlen(number) == 0 || strlen(number) > 3 || strchr(number, '.') != NULL)
        return -1;
    for (; *number != '\0'; number++)
        value = value * 10 + (*number - '0');
    return value;
}
