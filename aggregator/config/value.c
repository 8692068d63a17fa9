#include "aggregator/config/value.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

struct unit {
    const char *name;
    int64_t factor;
};

/* Largest first: the order that value_format_*() tries. */
static const struct unit duration_units[] = {
    {"w", 604800}, {"d", 86400}, {"h", 3600}, {"m", 60}, {"s", 1}};
static const struct unit size_units[] = {
    {"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10}, {"GB", 1 << 30}, {"MB", 1 << 20},
    {"KB", 1 << 10},  {"G", 1 << 30},   {"M", 1 << 20},   {"K", 1 << 10},  {"B", 1}};

/* Parses digits at *text and moves past them. False without digits, or with more than 15. */
static bool digits_take(int64_t *ret, const char **text)
{
    size_t count = strspn(*text, "0123456789");
    int64_t number = 0;

    if (count == 0 || count > 15)
        return false;
    for (size_t i = 0; i < count; i++)
        number = number * 10 + ((*text)[i] - '0');
    *text += count;
    *ret = number;
    return true;
}

/* Parses a unit at *text and moves past it. At the end of the text the factor is 1. */
static bool unit_take(int64_t *ret_factor, const char **text, const struct unit *units,
                      size_t count)
{
    *ret_factor = 1;
    if (**text == '\0')
        return true;
    for (size_t i = 0; i < count; i++) {
        size_t length = strlen(units[i].name);

        if (strncasecmp(*text, units[i].name, length) == 0) {
            *ret_factor = units[i].factor;
            *text += length;
            return true;
        }
    }
    return false;
}

bool value_parse_duration(int64_t *ret_seconds, const char *text)
{
    const size_t count = sizeof(duration_units) / sizeof(duration_units[0]);
    int64_t sum = 0, number, factor;

    do {
        if (!digits_take(&number, &text) || !unit_take(&factor, &text, duration_units, count) ||
            number > INT64_MAX / 1000000 / factor)
            return false;
        sum += number * factor;
    } while (*text != '\0' && sum < INT64_MAX / 1000);
    if (*text != '\0')
        return false;
    *ret_seconds = sum;
    return true;
}

bool value_parse_size(int64_t *ret_bytes, const char *text)
{
    int64_t number, factor;

    if (!digits_take(&number, &text))
        return false;
    text += *text == ' ';
    if (!unit_take(&factor, &text, size_units, sizeof(size_units) / sizeof(size_units[0])) ||
        *text != '\0' || number > INT64_MAX / factor)
        return false;
    *ret_bytes = number * factor;
    return true;
}

bool value_parse_count(int64_t *ret_count, const char *text)
{
    return digits_take(ret_count, &text) && *text == '\0';
}

bool value_parse_bool(bool *ret_value, const char *text)
{
    static const char *const words[] = {"false", "true", "no", "yes", "off", "on"};

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (strcasecmp(text, words[i]) == 0) {
            *ret_value = i % 2 == 1;
            return true;
        }
    return false;
}

bool value_is_token(const char *text)
{
    static const char token[] = "!#$%&'*+-.^_`|~0123456789"
                                "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    return text[0] != '\0' && text[strspn(text, token)] == '\0';
}

bool value_is_line(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)text[i] < 0x20 || text[i] == 0x7f)
            return false;
    return true;
}

static void format_unit(char ret[VALUE_TEXT_SIZE], int64_t value, const struct unit *units,
                        size_t count)
{
    size_t i = 0;

    while (i + 1 < count && (value == 0 || value % units[i].factor != 0))
        i++;
    snprintf(ret, VALUE_TEXT_SIZE, "%" PRId64 "%s", value / units[i].factor, units[i].name);
}

void value_format_duration(char ret[VALUE_TEXT_SIZE], int64_t seconds)
{
    /* Weeks are parsed but never written: "14d" is easier to compare than "2w". */
    format_unit(ret, seconds, duration_units + 1, 4);
}

void value_format_size(char ret[VALUE_TEXT_SIZE], int64_t bytes)
{
    static const struct unit written[] = {
        {"GB", 1 << 30}, {"MB", 1 << 20}, {"KB", 1 << 10}, {" bytes", 1}};

    format_unit(ret, bytes, written, sizeof(written) / sizeof(written[0]));
}

/* Moves *at past the digits, at most two. */
static int clock_part(const char **at)
{
    int value = -1;

    for (int i = 0; i < 2 && **at >= '0' && **at <= '9'; i++)
        value = (value < 0 ? 0 : value * 10) + *(*at)++ - '0';
    return value;
}

bool value_parse_clock(int *ret_minute, const char *text)
{
    const char *at = text;
    const int hour = clock_part(&at);
    const bool has_colon = *at == ':';
    const char *minutes = has_colon ? ++at : at;
    const int minute = clock_part(&at);

    if (hour < 0 || hour > 23 || !has_colon || at - minutes != 2 || minute > 59 || *at != '\0')
        return false;
    *ret_minute = hour * 60 + minute;
    return true;
}

enum { MAILBOX_MAX = 254, LOCAL_PART_MAX = 64 }; /* RFC 5321 §4.5.3.1 */

/* Words of these characters, separated by single dots. */
static bool is_dotted(const char *text, size_t length, const char *characters)
{
    size_t word = 0;

    for (size_t i = 0; i < length; i++) {
        if (text[i] == '.' && word == 0)
            return false;
        if (text[i] != '.' && strchr(characters, text[i]) == NULL)
            return false;
        word = text[i] == '.' ? 0 : word + 1;
    }
    return word > 0;
}

bool value_is_mailbox(const char *text)
{
    static const char domain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";
    static const char local[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "-_+=";
    const size_t length = strcspn(text, "@");

    if (text[0] == '-' || strlen(text) > MAILBOX_MAX || length > LOCAL_PART_MAX ||
        !is_dotted(text, length, local))
        return false;
    return text[length] == '\0' || is_dotted(text + length + 1, strlen(text + length + 1), domain);
}
