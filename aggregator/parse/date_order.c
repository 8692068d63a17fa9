#include "aggregator/base/clock.h"
#include "aggregator/parse/date.h"
#include "aggregator/parse/date_scan.h"

#include <string.h>
#include <strings.h>

/* "13/06/2026", "13. 6. 2026", "30.10.23", "11 04 2020". */
struct triple {
    int numbers[3], digits[3];
    char sign; /* separator */
};

static int number_read(int *ret_digits, const char **text)
{
    int number = 0, digits = 0;

    for (; date_is_digit(**text) && digits < 5; ++*text, digits++)
        number = number * 10 + (**text - '0');
    *ret_digits = digits;
    return number;
}

/* Reads the separator before the second or third number; a blank may follow a full stop. */
static bool sign_read(struct triple *ret, const char **text, bool first)
{
    const char sign = **text;

    if (sign == '\0' || strchr("/.- ", sign) == NULL || (!first && sign != ret->sign))
        return false;
    ret->sign = sign;
    ++*text;
    if (sign == '.' && **text == ' ')
        ++*text;
    return true;
}

static bool triple_read(struct triple *ret, const char **text)
{
    for (int i = 0; i < 3; i++) {
        if (i > 0 && !sign_read(ret, text, i == 1))
            return false;
        ret->numbers[i] = number_read(&ret->digits[i], text);
        if (ret->digits[i] < 1 || ret->digits[i] > (i < 2 ? 2 : 4))
            return false;
    }
    if (ret->digits[2] != 4 && (ret->digits[2] != 2 || ret->sign == '-' || ret->sign == ' '))
        return false;
    if (**text == '.' && ret->sign == '.' && !date_is_digit((*text)[1]))
        ++*text; /* Croatian and similar languages: "13. 6. 2026." */
    return **text != ':' && **text != '.' && **text != '/';
}

/* 0 is Sunday; -1 for anything but an English weekday. */
static int weekday_read(const char *word)
{
    static const char days[7][4] = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};

    for (int i = 0; i < 7; i++)
        if (strncmp(word, days[i], 3) == 0)
            return i;
    return -1;
}

/* Skips a word before the date, which can only be a weekday. */
static bool weekday_skip(int *ret_weekday, const char **text)
{
    const size_t length = strcspn(*text, "0123456789");
    size_t used = length;

    *ret_weekday = length > 0 ? weekday_read(*text) : -1;
    while (used > 0 && strchr(" .,", (*text)[used - 1]) != NULL)
        used--;
    if (memchr(*text, ' ', used) != NULL || memchr(*text, '-', used) != NULL ||
        (used > 0 && used == length) || (*ret_weekday < 0 && used > 0 && date_month(*text) > 0))
        return false;
    *text += length;
    return true;
}

/* Languages that put the year first even with two digits. */
static bool puts_year_first(const struct date_context *context)
{
    static const char languages[][3] = {"hu", "ja", "ko", "lt", "mn", "zh"};

    for (size_t i = 0; context->language != NULL && i < sizeof(languages) / 3; i++)
        if (strncasecmp(context->language, languages[i], 2) == 0)
            return true;
    return false;
}

/* The day of the triple in a given order; TIME_NONE when it is invalid. */
static int64_t day_read(struct date_parts *ret, const struct triple *triple, enum date_order order)
{
    static const unsigned char places[][3] = {[DATE_ORDER_DAY] = {0, 1, 2},
                                              [DATE_ORDER_MONTH] = {1, 0, 2},
                                              [DATE_ORDER_YEAR] = {2, 1, 0}};
    const unsigned char *at = places[order];

    ret->day = triple->numbers[at[0]];
    ret->month = triple->numbers[at[1]];
    ret->year = date_full_year(triple->numbers[at[2]], triple->digits[at[2]]);
    return date_from_parts(ret);
}

static bool is_weekday(int64_t day, int weekday)
{
    struct civil_time civil;

    clock_to_civil(day, &civil);
    return civil.weekday == weekday;
}

/* Records the order that one date shows, for the whole feed. */
static void order_note(struct date_context *context, enum date_order order)
{
    if (context->order == DATE_ORDER_UNKNOWN)
        context->order = order;
    else if (context->order != order)
        context->order = DATE_ORDER_MIXED;
}

/* The orders in which the triple is a valid day, as bits; of two for one day, the first. */
static unsigned orders_possible(const struct triple *triple, int weekday,
                                const struct date_context *context)
{
    const bool year_first = triple->digits[2] == 2 && puts_year_first(context);
    const enum date_order last = year_first ? DATE_ORDER_YEAR : DATE_ORDER_MONTH;
    unsigned possible = 0;

    for (enum date_order order = DATE_ORDER_DAY; order <= last; order++) {
        struct date_parts parts = {.day = 0};
        const int64_t day = day_read(&parts, triple, order);

        if (day == TIME_NONE || (weekday >= 0 && !is_weekday(day, weekday)) ||
            (order == DATE_ORDER_MONTH && triple->numbers[0] == triple->numbers[1] &&
             possible != 0))
            continue;
        possible |= 1u << order;
    }
    return possible;
}

static bool is_single(unsigned bits)
{
    return bits != 0 && (bits & (bits - 1)) == 0;
}

static enum date_order single_of(unsigned bits)
{
    enum date_order order = DATE_ORDER_DAY;

    while ((bits >> order) != 1)
        order++;
    return order;
}

/* The order in which to read the triple; DATE_ORDER_UNKNOWN when it is ambiguous. Full stops
 * suggest that the day comes first. */
static enum date_order order_settle(const struct triple *triple, int weekday,
                                    struct date_context *context)
{
    unsigned possible = orders_possible(triple, -1, context);

    if (!is_single(possible) && weekday >= 0) {
        const unsigned by_weekday = orders_possible(triple, weekday, context);

        possible = by_weekday != 0 ? by_weekday : possible;
    }
    if (is_single(possible)) {
        if (triple->numbers[0] != triple->numbers[1])
            order_note(context, single_of(possible));
        return single_of(possible);
    }
    if ((possible & 1u << context->order) != 0)
        return context->order;
    if (triple->sign == '.' && context->order == DATE_ORDER_UNKNOWN &&
        (possible & 1u << DATE_ORDER_YEAR) == 0 && (possible & 1u << DATE_ORDER_DAY) != 0)
        return DATE_ORDER_DAY;
    return DATE_ORDER_UNKNOWN;
}

bool date_read_triple(int64_t *ret, const char *text, struct date_context *context)
{
    struct date_parts parts = {.context = context};
    enum date_order order;
    struct triple triple;
    int weekday;

    if (!weekday_skip(&weekday, &text) || !triple_read(&triple, &text))
        return false;
    *ret = TIME_NONE;
    order = order_settle(&triple, weekday, context);
    if (order == DATE_ORDER_UNKNOWN)
        return true;
    day_read(&parts, &triple, order);
    if (date_read_rest(&parts, text))
        *ret = date_from_parts(&parts);
    return true;
}

enum { SAMPLE_SIZE = 80 };

/* Whether the element name that ends at `at` is one for a date. */
static bool is_date_element(const char *bytes, const char *at)
{
    static const char *const ends[] = {"date",    "published", "updated",
                                       "created", "issued",    "modified"};

    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
        const size_t length = strlen(ends[i]);

        if ((size_t)(at - bytes) > length && strncasecmp(at - length, ends[i], length) == 0)
            return true;
    }
    return false;
}

void date_order_scan(struct date_context *context, const char *bytes, size_t size)
{
    const char *end = bytes + size, *at = bytes;
    char sample[SAMPLE_SIZE];

    while (at < end && (at = memchr(at, '>', (size_t)(end - at))) != NULL) {
        size_t length = 0;

        if (is_date_element(bytes, at++)) {
            if (end - at > 9 && strncmp(at, "<![CDATA[", 9) == 0)
                at += 9;
            while (length < SAMPLE_SIZE - 1 && at + length < end &&
                   strchr("<]", at[length]) == NULL) /* a NUL ends it as well */
                length++;
            memcpy(sample, at, length);
            sample[length] = '\0';
            if (at + length < end)
                date_parse_within(sample, context);
        }
    }
}
