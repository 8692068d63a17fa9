#include "aggregator/base/clock.h"
#include "aggregator/parse/date.h"
#include "aggregator/parse/date_scan.h"

#include <string.h>

enum { KOREAN_OFFSET = 9 * 60 };

/* ISO 8601 week dates: January 4 is always in the first week. */
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

/* Reads "w01", "w01-3" or "w013". */
static bool week_read(struct date_parts *parts, const char **text)
{
    int week, weekday = 1;

    ++*text;
    week = date_digits_read(text, 2);
    if (**text == '-' && date_is_digit((*text)[1]))
        ++*text;
    if (date_is_digit(**text))
        weekday = date_digits_read(text, 1);
    return week_apply(parts, week, weekday);
}

/* Reads the day after "2026-06" or "2026. 6.", and the full stop after it. */
static void day_read(struct date_parts *parts, const char **text, bool dotted)
{
    const char *at = *text;

    if (dotted)
        at = date_skip(at, ". ");
    else if (*at == '-' || *at == '/' || *at == '.')
        at++;
    if (at == *text || !date_is_digit(*at))
        return;
    parts->day = date_short_read(&at);
    if (dotted && *at == '.' && !date_is_digit(at[1]))
        at++;
    *text = at;
}

/* Reads what follows "YYYY-": month and day, an ordinal day, a week, or a month name. "2026. 6.
 * 13." has blanks between the numbers. */
static bool dashed_read(struct date_parts *parts, const char **text, bool dotted)
{
    int count;

    if (dotted)
        *text = date_skip(*text, " ");
    count = date_digits_count(*text);

    if (**text == 'w')
        return week_read(parts, text);
    if (count == 3)
        return ordinal_apply(parts, date_digits_read(text, 3));
    if (count == 4) {
        parts->month = date_digits_read(text, 2);
        parts->day = date_digits_read(text, 2);
        return true;
    }
    if (count == 0) {
        parts->month = date_month(*text);
        *text += strcspn(*text, "- ");
    } else {
        parts->month = date_short_read(text);
    }
    day_read(parts, text, dotted);
    return parts->month > 0;
}

/* Reads "2004년 05월 28일", and the same with Chinese and Japanese signs. */
static bool east_asian_read(struct date_parts *parts, const char **text)
{
    static const char *const marks[2][3] = {{"년", "월", "일"}, {"年", "月", "日"}};
    size_t row = 0;

    while (row < 2 && strncmp(*text, marks[row][0], strlen(marks[row][0])) != 0)
        row++;
    if (row == 2)
        return false;
    *text = date_skip(*text + strlen(marks[row][0]), " ");
    parts->month = date_short_read(text);
    if (!date_take(text, marks[row][1]))
        return false;
    *text = date_skip(*text, " ");
    parts->day = date_short_read(text);
    parts->offset = row == 0 ? KOREAN_OFFSET : 0;
    return date_take(text, marks[row][2]);
}

/* Reads a date without separators; the number of digits determines its form. */
static bool compact_read(struct date_parts *parts, const char **text, int count)
{
    if (count == 6)
        parts->year = date_full_year(date_digits_read(text, 2), 2);
    else
        parts->year = date_digits_read(text, 4);
    if (count == 7)
        return ordinal_apply(parts, date_digits_read(text, 3));
    parts->month = date_digits_read(text, 2);
    parts->day = date_digits_read(text, 2);
    if (count == 8 || count == 6)
        return true;
    return count == 12 || count == 14;
}

static bool date_part_read(struct date_parts *parts, const char **text)
{
    const int count = date_digits_count(*text);

    if (count >= 6)
        return count <= 14 && compact_read(parts, text, count);
    if (count == 2 && (*text)[2] == '-' && date_is_digit((*text)[3])) {
        parts->year = 2000 + date_digits_read(text, 2); /* ISO 8601: this century */
        ++*text;
        return date_digits_count(*text) == 2 && dashed_read(parts, text, false);
    }
    if (count != 4)
        return false;
    parts->year = date_digits_read(text, 4);
    if (**text == 'w')
        return week_read(parts, text);
    if (**text == '-' || **text == '/' || **text == '.') {
        return dashed_read(parts, text, *(*text)++ == '.');
    }
    if ((unsigned char)**text >= 0x80)
        return east_asian_read(parts, text);
    return **text == '\0' || **text == 't';
}

/* Skips the day name of "Mon, 2026-03-02" if a year and a separator follow. */
static const char *day_name_skip(const char *text)
{
    const char *year = text + strcspn(text, " ,0123456789");

    year = date_skip(year, " ,");
    return date_digits_count(year) == 4 && (year[4] == '-' || year[4] == '.') ? year : text;
}

int64_t date_read_numeric(const char *text, const struct date_context *context)
{
    struct date_parts parts = {.month = 1, .day = 1, .context = context};

    text = day_name_skip(text);
    if (!date_is_digit(*text) || !date_part_read(&parts, &text))
        return TIME_NONE;
    if (*text != '\0' && *text != 't' && *text != ' ' && *text != ',' && *text != 'z' &&
        !date_is_digit(*text))
        return TIME_NONE;
    if (!date_read_rest(&parts, text))
        return TIME_NONE;
    return date_from_parts(&parts);
}

/* "2026112310" may also be an hour of a day. */
static bool looks_like_hour(const char *text)
{
    struct date_parts parts = {.year = date_digits_read(&text, 4)};

    parts.month = date_digits_read(&text, 2);
    parts.day = date_digits_read(&text, 2);
    parts.hour = date_digits_read(&text, 2);
    return parts.year >= 1990 && parts.year < 2100 && date_from_parts(&parts) != TIME_NONE;
}

int64_t date_read_epoch(const char *text)
{
    static const int64_t first = 1000000000, last = 4102444799; /* 2001 to 2099 */
    const int count = date_digits_count(text);
    int64_t time = 0;

    if ((count != 10 && count != 13) || (count == 10 && looks_like_hour(text)))
        return TIME_NONE;
    for (int i = 0; i < 10; i++)
        time = time * 10 + (text[i] - '0');
    text = date_skip(text + count, count == 10 && text[count] == '.' ? ".0123456789" : "");
    return *text == '\0' && time >= first && time <= last ? time : TIME_NONE;
}
