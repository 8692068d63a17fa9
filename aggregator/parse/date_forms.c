#include "aggregator/base/clock.h"
#include "aggregator/parse/date.h"

#include <stdlib.h>
#include <string.h>

static const char KOREAN_AM[] = "오전", KOREAN_PM[] = "오후";
enum { KOREAN_OFFSET = 9 * 60 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static int digits_count(const char *text)
{
    int count = 0;

    while (is_digit(text[count]))
        count++;
    return count;
}

/* Exactly count digits; -1 when they are not there. *text moves behind them. */
static int digits_read(const char **text, int count)
{
    int number = 0;

    for (int i = 0; i < count; i++) {
        if (!is_digit((*text)[i]))
            return -1;
        number = number * 10 + ((*text)[i] - '0');
    }
    *text += count;
    return number;
}

/* One or two digits. */
static int short_read(const char **text)
{
    const int count = digits_count(*text);

    return digits_read(text, count > 2 ? 2 : count == 0 ? 1 : count);
}

static const char *skip(const char *text, const char *set)
{
    return text + strspn(text, set);
}

static bool take(const char **text, const char *word)
{
    const size_t length = strlen(word);

    if (strncmp(*text, word, length) != 0)
        return false;
    *text += length;
    return true;
}

static void fraction_skip(const char **text)
{
    if ((**text == '.' || **text == ',') && is_digit((*text)[1]))
        *text += 1 + digits_count(*text + 1);
}

bool date_read_clock(struct date_parts *parts, const char **text)
{
    const int count = digits_count(*text);

    parts->hour = digits_read(text, count == 1 ? 1 : 2);
    if (parts->hour < 0)
        return false;
    parts->minute = 0;
    parts->second = 0;
    if (count >= 4)
        parts->minute = digits_read(text, 2);
    else if ((**text == ':' || **text == '.') && is_digit((*text)[1])) {
        ++*text;
        parts->minute = short_read(text);
    }
    if (count >= 6)
        parts->second = digits_read(text, 2);
    else if (**text == ':' && is_digit((*text)[1])) {
        ++*text;
        parts->second = short_read(text);
    }
    fraction_skip(text);
    return true;
}

static bool offset_read(struct date_parts *parts, const char *text)
{
    const int sign = *text++ == '-' ? -1 : 1;
    const int count = digits_count(text);
    int hours = digits_read(&text, count == 1 || count == 3 ? 1 : 2), minutes = 0;

    if (hours < 0)
        return false;
    if (*text == ':' || *text == '.')
        text++;
    if (is_digit(*text))
        minutes = short_read(&text);
    if (minutes > 59)
        return false;
    parts->offset = sign * (hours * 60 + minutes);
    return true;
}

bool date_read_zone(struct date_parts *parts, const char *text)
{
    char name[8];
    size_t length = 0;

    text = skip(text, " (");
    if (strncmp(text, "etc/", 4) == 0)
        text += 4;
    while (text[length] >= 'a' && text[length] <= 'z' && length < sizeof(name) - 1) {
        name[length] = text[length];
        length++;
    }
    name[length] = '\0';
    if (length > 0 && date_zone(&parts->offset, name) && parts->offset == 0)
        text += length; /* "GMT+1" */
    if (*text == '+' || *text == '-')
        return offset_read(parts, text);
    return true;
}

/* The afternoon begins at 12. */
static void half_day_apply(struct date_parts *parts, bool afternoon)
{
    if (afternoon && parts->hour < 12)
        parts->hour += 12;
    else if (!afternoon && parts->hour == 12)
        parts->hour = 0;
}

/* "am" or "pm" at text. */
static void half_day_read(struct date_parts *parts, const char **text)
{
    const char *at = skip(*text, " ");

    if ((at[0] != 'a' && at[0] != 'p') || at[1] != 'm' || (at[2] >= 'a' && at[2] <= 'z'))
        return;
    half_day_apply(parts, at[0] == 'p');
    *text = at + 2;
}

/* What follows a date: nothing, or a time and a zone. */
static bool rest_read(struct date_parts *parts, const char *text)
{
    bool korean = false, afternoon = false;

    text = skip(text, " ,");
    if (*text == 't')
        text = skip(text + 1, " ");
    if (*text == '\0')
        return true;
    if (take(&text, KOREAN_AM) || (afternoon = take(&text, KOREAN_PM))) {
        korean = true;
        text = skip(text, " ");
    }
    if (!is_digit(*text))
        return date_read_zone(parts, text) && *text != '-';
    if (!date_read_clock(parts, &text))
        return false;
    if (korean) {
        half_day_apply(parts, afternoon);
        parts->offset = KOREAN_OFFSET;
    }
    half_day_read(parts, &text);
    return date_read_zone(parts, text);
}

/* ISO 8601 week dates: the first week is the one with January 4. */
static bool week_apply(struct date_parts *parts, int week, int weekday)
{
    const struct civil_time fourth = {.year = parts->year, .month = 1, .day = 4};
    struct civil_time civil;
    int64_t monday;

    if (week < 1 || week > 53 || weekday < 1 || weekday > 7)
        return false;
    clock_to_civil(clock_from_civil(&fourth), &civil);
    monday = clock_from_civil(&fourth) - (int64_t)((civil.weekday + 6) % 7) * 86400;
    clock_to_civil(monday + (int64_t)((week - 1) * 7 + weekday - 1) * 86400, &civil);
    parts->year = (int)civil.year;
    parts->month = civil.month;
    parts->day = civil.day;
    return true;
}

static bool ordinal_apply(struct date_parts *parts, int ordinal)
{
    const struct civil_time first = {.year = parts->year, .month = 1, .day = 1};
    struct civil_time civil;

    if (ordinal < 1 || ordinal > 366)
        return false;
    clock_to_civil(clock_from_civil(&first) + (int64_t)(ordinal - 1) * 86400, &civil);
    parts->month = civil.month;
    parts->day = civil.day;
    return civil.year == parts->year;
}

/* "w01", "w01-3", "w013" at text. */
static bool week_read(struct date_parts *parts, const char **text)
{
    int week, weekday = 1;

    ++*text;
    week = digits_read(text, 2);
    if (**text == '-' && is_digit((*text)[1]))
        ++*text;
    if (is_digit(**text))
        weekday = digits_read(text, 1);
    return week_apply(parts, week, weekday);
}

/* What follows "YYYY-": a month and a day, an ordinal day, a week, a month by its name. */
static bool dashed_read(struct date_parts *parts, const char **text)
{
    const int count = digits_count(*text);

    if (**text == 'w')
        return week_read(parts, text);
    if (count == 3)
        return ordinal_apply(parts, digits_read(text, 3));
    if (count == 4) {
        parts->month = digits_read(text, 2);
        parts->day = digits_read(text, 2);
        return true;
    }
    if (count == 0) {
        parts->month = date_month(*text);
        *text += strcspn(*text, "- ");
    } else {
        parts->month = short_read(text);
    }
    if ((**text == '-' || **text == '/' || **text == '.') && is_digit((*text)[1])) {
        ++*text;
        parts->day = short_read(text);
    }
    return parts->month > 0;
}

/* "2004년 05월 28일", and the same with the Chinese and Japanese signs. */
static bool east_asian_read(struct date_parts *parts, const char **text)
{
    static const char *const marks[2][3] = {{"년", "월", "일"}, {"年", "月", "日"}};
    size_t row = 0;

    while (row < 2 && strncmp(*text, marks[row][0], strlen(marks[row][0])) != 0)
        row++;
    if (row == 2)
        return false;
    *text = skip(*text + strlen(marks[row][0]), " ");
    parts->month = short_read(text);
    if (!take(text, marks[row][1]))
        return false;
    *text = skip(*text, " ");
    parts->day = short_read(text);
    parts->offset = row == 0 ? KOREAN_OFFSET : 0;
    return take(text, marks[row][2]);
}

/* A date without signs between: the number of its digits tells its form. */
static bool compact_read(struct date_parts *parts, const char **text, int count)
{
    if (count == 6)
        parts->year = date_full_year(digits_read(text, 2), 2);
    else
        parts->year = digits_read(text, 4);
    if (count == 7)
        return ordinal_apply(parts, digits_read(text, 3));
    parts->month = digits_read(text, 2);
    parts->day = digits_read(text, 2);
    if (count == 8 || count == 6)
        return true;
    return count == 12 || count == 14;
}

static bool date_part_read(struct date_parts *parts, const char **text)
{
    const int count = digits_count(*text);

    if (count >= 6)
        return count <= 14 && compact_read(parts, text, count);
    if (count == 2 && (*text)[2] == '-' && is_digit((*text)[3])) {
        parts->year = 2000 + digits_read(text, 2); /* ISO 8601: of this century */
        ++*text;
        return digits_count(*text) == 2 && dashed_read(parts, text);
    }
    if (count != 4)
        return false;
    parts->year = digits_read(text, 4);
    if (**text == 'w')
        return week_read(parts, text);
    if (**text == '-' || **text == '/' || **text == '.') {
        ++*text;
        return dashed_read(parts, text);
    }
    if ((unsigned char)**text >= 0x80)
        return east_asian_read(parts, text);
    return **text == '\0' || **text == 't';
}

int64_t date_read_numeric(const char *text)
{
    struct date_parts parts = {.month = 1, .day = 1};

    if (!is_digit(*text) || !date_part_read(&parts, &text))
        return TIME_NONE;
    if (*text != '\0' && *text != 't' && *text != ' ' && *text != ',' && *text != 'z' &&
        !is_digit(*text))
        return TIME_NONE;
    if (!rest_read(&parts, text))
        return TIME_NONE;
    return date_from_parts(&parts);
}

/* What the words have told so far. */
struct date_words {
    struct date_parts parts;
    int numbers[3], digits[3];
    int number_count;
    bool clock, zone, failed;
};

static void number_take(struct date_words *words, const char *word, int digits)
{
    if (words->number_count == 3 || digits > 4) {
        words->failed = true;
        return;
    }
    words->digits[words->number_count] = digits;
    words->numbers[words->number_count++] = digits_read(&word, digits);
}

/* "2006/09/15". */
static bool slashes_take(struct date_words *words, const char *word)
{
    struct date_parts parts = {0};

    parts.year = digits_read(&word, 4);
    ++word;
    parts.month = short_read(&word);
    if (*word++ != '/')
        return false;
    parts.day = short_read(&word);
    words->parts.year = parts.year;
    words->parts.month = parts.month;
    words->parts.day = parts.day;
    return *word == '\0';
}

static void digit_word_take(struct date_words *words, const char *word)
{
    const int digits = digits_count(word);
    const char *rest = word + digits;

    if (*rest == ':' ||
        (digits == 2 && *rest == '.' && is_digit(rest[1]) && words->number_count > 1)) {
        words->failed = words->failed || !date_read_clock(&words->parts, &word);
        words->clock = true;
        half_day_read(&words->parts, &word);
        if (*word != '\0' && date_read_zone(&words->parts, word))
            words->zone = true;
    } else if (digits == 4 && *rest == '/') {
        words->failed = words->failed || !slashes_take(words, word);
    } else {
        number_take(words, word, digits);
    }
}

static void letter_word_take(struct date_words *words, const char *word, bool weekday)
{
    const int month = weekday ? 0 : date_month(word);

    if (words->clock && (strcmp(word, "am") == 0 || strcmp(word, "pm") == 0))
        half_day_apply(&words->parts, word[0] == 'p');
    else if (month > 0 && words->parts.month == 0)
        words->parts.month = month;
    else if (words->clock && !words->zone)
        words->zone = date_read_zone(&words->parts, word);
}

static void word_take(struct date_words *words, const char *word, bool weekday)
{
    if (is_digit(word[0]))
        digit_word_take(words, word);
    else if (word[0] == '+' || word[0] == '-') {
        words->failed = words->failed || !date_read_zone(&words->parts, word);
        words->zone = true;
    } else if (word[0] != '(' && word[0] != '\0')
        letter_word_take(words, word, weekday);
}

/* Which number is the day and which the year. */
static bool numbers_apply(struct date_words *words)
{
    int day = 0, year = 1;

    if (words->number_count == 0)
        return words->parts.year != 0;
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

int64_t date_read_words(const char *text)
{
    struct date_words words = {.number_count = 0};
    char word[40];
    bool first = true;

    while (*text != '\0' && !words.failed) {
        size_t length = strcspn(text, " ,");
        const char *dash = memchr(text, '-', length);

        if (dash != NULL && dash > text && !words.clock && memchr(text, ':', length) == NULL &&
            words.number_count < 2 && (is_digit(text[0]) || date_month(text) > 0))
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
