#include "aggregator/base/clock.h"
#include "aggregator/parse/date.h"
#include "aggregator/parse/date_scan.h"

#include <string.h>

/* Prefixes of month names, folded. Where one is a prefix of another, the longer comes first. */
static const struct month_name {
    const char *start;
    int month;
} months[] = {
    {"jan", 1},     {"gen", 1},  {"ene", 1},  {"ιαν", 1},  {"янв", 1},  {"tam", 1},   {"feb", 2},
    {"fev", 2},     {"fév", 2},  {"φεβ", 2},  {"фев", 2},  {"hel", 2},  {"mar", 3},   {"már", 3},
    {"mär", 3},     {"mrz", 3},  {"maa", 3},  {"μαρ", 3},  {"μάρ", 3},  {"мар", 3},   {"apr", 4},
    {"ápr", 4},     {"avr", 4},  {"abr", 4},  {"απρ", 4},  {"апр", 4},  {"huh", 4},   {"may", 5},
    {"mai", 5},     {"maj", 5},  {"máj", 5},  {"mag", 5},  {"mei", 5},  {"maí", 5},   {"μαι", 5},
    {"μάι", 5},     {"μαΐ", 5},  {"μαϊ", 5},  {"май", 5},  {"мая", 5},  {"tou", 5},   {"jun", 6},
    {"jún", 6},     {"juin", 6}, {"giu", 6},  {"ιουν", 6}, {"ιούν", 6}, {"июн", 6},   {"kes", 6},
    {"jul", 7},     {"júl", 7},  {"juil", 7}, {"lug", 7},  {"ιουλ", 7}, {"ιούλ", 7},  {"июл", 7},
    {"hei", 7},     {"aug", 8},  {"aou", 8},  {"aoû", 8},  {"ago", 8},  {"ágú", 8},   {"αυγ", 8},
    {"αύγ", 8},     {"авг", 8},  {"elo", 8},  {"sep", 9},  {"set", 9},  {"szept", 9}, {"σεπ", 9},
    {"сен", 9},     {"syy", 9},  {"oct", 10}, {"okt", 10}, {"ott", 10}, {"out", 10},  {"οκτ", 10},
    {"окт", 10},    {"lok", 10}, {"nov", 11}, {"nóv", 11}, {"νοε", 11}, {"νοέ", 11},  {"ноя", 11},
    {"marras", 11}, {"dec", 12}, {"dez", 12}, {"déc", 12}, {"des", 12}, {"dic", 12},  {"δεκ", 12},
    {"дек", 12},    {"jou", 12},
};

int date_month(const char *word)
{
    for (size_t i = 0; i < sizeof(months) / sizeof(months[0]); i++)
        if (strncmp(word, months[i].start, strlen(months[i].start)) == 0)
            return strncmp(word, "marras", 6) == 0 ? 11 : months[i].month;
    return 0;
}

/* What the words have given so far. */
struct date_words {
    struct date_parts parts;
    int numbers[3], digits[3];
    int number_count;
    int month_at; /* count of numbers before the month */
    bool clock, zone, failed;
};

static void number_take(struct date_words *words, const char *word, int digits)
{
    if (words->number_count == 3 || digits > 4) {
        words->failed = true;
        return;
    }
    words->digits[words->number_count] = digits;
    words->numbers[words->number_count++] = date_digits_read(&word, digits);
}

/* "2006/09/15". */
static bool slashes_take(struct date_words *words, const char *word)
{
    struct date_parts parts = {0};

    parts.year = date_digits_read(&word, 4);
    ++word;
    parts.month = date_short_read(&word);
    if (*word++ != '/')
        return false;
    parts.day = date_short_read(&word);
    words->parts.year = parts.year;
    words->parts.month = parts.month;
    words->parts.day = parts.day;
    return *word == '\0';
}

/* "3pm". */
static bool is_half_day(const char *text)
{
    return strcmp(text, "am") == 0 || strcmp(text, "pm") == 0;
}

static void zone_take(struct date_words *words, const char *word)
{
    words->zone = date_read_zone(&words->parts, word);
    words->failed = words->failed || !words->zone;
}

/* "0000" or "00" after everything else: a "+0000" that lost its sign. */
static bool is_bare_zone(const struct date_words *words, const char *word)
{
    return words->clock && words->number_count == 2 && word[strspn(word, "0")] == '\0';
}

static void digit_word_take(struct date_words *words, const char *word)
{
    const int digits = date_digits_count(word);
    const char *rest = word + digits;

    if (*rest == ':' || (digits <= 2 && is_half_day(rest)) ||
        (digits <= 2 && (*rest == '.' || *rest == 'h') && date_is_digit(rest[1]) &&
         words->number_count > 1)) {
        words->failed = words->failed || !date_read_clock(&words->parts, &word);
        words->clock = true;
        date_half_day_read(&words->parts, &word);
        if (*word != '\0')
            zone_take(words, word);
    } else if (digits == 4 && *rest == '/') {
        words->failed = words->failed || !slashes_take(words, word);
    } else if (!is_bare_zone(words, word)) {
        number_take(words, word, digits);
    }
}

/* Reads a month. Two may occur at the start: the first is then a weekday that looks like a month
 * ("mar. 1 déc."). */
static void month_take(struct date_words *words, int month)
{
    if (words->parts.month != 0 && words->parts.month != month && words->month_at > 0)
        words->failed = true;
    if (words->parts.month == 0)
        words->month_at = words->number_count;
    words->parts.month = month;
}

static void letter_word_take(struct date_words *words, const char *word, bool weekday)
{
    const int month = weekday || (words->clock && words->parts.month != 0) ? 0 : date_month(word);

    if (words->clock && is_half_day(word))
        date_half_day_apply(&words->parts, word[0] == 'p');
    else if (month > 0)
        month_take(words, month);
    else if (words->clock && !words->zone)
        zone_take(words, word);
}

static void word_take(struct date_words *words, const char *word, bool weekday)
{
    if (date_is_digit(word[0]))
        digit_word_take(words, word);
    else if (word[0] == '+' || word[0] == '-')
        zone_take(words, word);
    else if (word[0] != '(' && word[0] != '\0')
        letter_word_take(words, word, weekday);
}

/* Decides which number is the day and which the year. */
static bool numbers_apply(struct date_words *words)
{
    int day = 0, year = 1;

    if (words->number_count == 0)
        return words->parts.year != 0;
    if (words->number_count == 1 && words->parts.month != 0 && words->digits[0] == 4) {
        words->parts.day = 1; /* "Nov. 2020" */
        words->parts.year = words->numbers[0];
        return true;
    }
    if (words->number_count != 2 || words->parts.month == 0)
        return false;
    if (words->digits[0] > 2 || words->numbers[0] > 31) {
        day = 1;
        year = 0;
    }
    words->parts.day = words->numbers[day];
    words->parts.year = date_full_year(words->numbers[year], words->digits[year]);
    return words->digits[day] <= 2;
}

int64_t date_read_words(const char *text, const struct date_context *context)
{
    struct date_words words = {.parts = {.context = context}};
    char word[40];
    bool first = true;

    while (*text != '\0' && !words.failed) {
        size_t length = strcspn(text, " ,");
        const char *dash = memchr(text, '-', length);

        if (dash != NULL && dash > text && !words.clock && memchr(text, ':', length) == NULL &&
            words.number_count < 2 && (date_is_digit(text[0]) || date_month(text) > 0))
            length = (size_t)(dash - text); /* 05-Jan-2006 */
        if (length >= sizeof(word))
            return TIME_NONE;
        memcpy(word, text, length);
        word[length] = '\0';
        word_take(&words, word, first && text[length] == ',');
        first = false;
        text += length;
        text += strspn(text, words.clock ? " ," : " ,-");
    }
    if (words.failed || !numbers_apply(&words))
        return TIME_NONE;
    return date_from_parts(&words.parts);
}
