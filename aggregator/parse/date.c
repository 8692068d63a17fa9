#include "aggregator/parse/date.h"

#include "aggregator/base/clock.h"
#include "aggregator/base/utf8.h"

#include <string.h>

enum { TEXT_MAX = 100 };
enum { EARLIEST_OFFSET = -12 * 60, LATEST_OFFSET = 14 * 60 };

int64_t date_from_parts(const struct date_parts *parts)
{
    static const unsigned char days[13] = {31, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const struct civil_time civil = {.year = parts->year,
                                     .month = parts->month,
                                     .day = parts->day,
                                     .hour = parts->hour,
                                     .minute = parts->minute,
                                     .second = parts->second};
    const bool leap = parts->year % 4 == 0 && (parts->year % 100 != 0 || parts->year % 400 == 0);
    int offset = parts->offset;

    if (parts->year < 1 || parts->year > 9999 || parts->month < 1 || parts->month > 12 ||
        parts->day < 1 || parts->day > days[parts->month] ||
        (parts->month == 2 && parts->day == 29 && !leap))
        return TIME_NONE;
    if (parts->hour < 0 || parts->minute < 0 || parts->second < 0 || parts->minute > 59 ||
        parts->second > 60 || parts->hour > 24 ||
        (parts->hour == 24 && (parts->minute > 0 || parts->second > 0)))
        return TIME_NONE;
    if (parts->place[0] != '\0' &&
        !date_place(&offset, parts->place, clock_from_civil(&civil), parts->year))
        return TIME_NONE;
    if (offset < EARLIEST_OFFSET || offset > LATEST_OFFSET)
        offset = 0; /* no zone has such an offset */
    return clock_from_civil(&civil) - (int64_t)offset * 60;
}

int date_full_year(int year, int digits)
{
    if (digits > 2)
        return year;
    return year + (year < 90 ? 2000 : 1900);
}

/* Lower case of letters with a fixed distance: Latin-1, Greek, Cyrillic. */
static uint32_t fold(uint32_t code)
{
    if (code >= 'A' && code <= 'Z')
        return code + 32;
    if ((code >= 0xC0 && code <= 0xDE && code != 0xD7) || (code >= 0x391 && code <= 0x3A9))
        return code + 32;
    if (code == 0x386)
        return 0x3AC; /* Ά */
    if (code >= 0x388 && code <= 0x38A)
        return code + 37; /* Έ Ή Ί */
    if (code >= 0x410 && code <= 0x42F)
        return code + 32;
    return code;
}

/* Folds case and trims; each run of blanks becomes one space. False when empty or too long. */
static bool normalise(char into[TEXT_MAX + 5], const char *text)
{
    size_t used = 0;

    while (*text != '\0') {
        const unsigned char *bytes = (const unsigned char *)text;
        /* strnlen() avoids a pass over the whole text */
        const int length = utf8_sequence(bytes, strnlen(text, 4));
        uint32_t code = length > 0 ? fold(utf8_decode(bytes, length)) : ' ';

        if (used > TEXT_MAX)
            return false;
        text += length > 0 ? length : 1;
        if (code <= ' ' || code == 0xA0 || code == 0x202F)
            code = ' ';
        if (code != ' ' || (used > 0 && into[used - 1] != ' '))
            used += (size_t)utf8_encode(into + used, code);
    }
    while (used > 0 && into[used - 1] == ' ')
        used--;
    into[used] = '\0';
    return used > 0;
}

/* The length of an am or pm mark that text begins with; 0 when there is none. */
static size_t half_day_mark(bool *ret_afternoon, const char *text)
{
    static const struct {
        const char *mark;
        bool afternoon;
    } marks[] = {{"a.m.", false}, {"a. m.", false}, {"a.m", false},  {"p.m.", true},
                 {"p. m.", true}, {"p.m", true},    {"π.μ.", false}, {"πμ", false},
                 {"μ.μ.", true},  {"μμ", true},     {"ص", false},    {"م", true}};

    for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
        const size_t length = strlen(marks[i].mark);

        if (strncmp(text, marks[i].mark, length) == 0 && strchr(" ,)", text[length]) != NULL) {
            *ret_afternoon = marks[i].afternoon;
            return length;
        }
    }
    return 0;
}

/* Shortens "3:57 p.m." to "3:57 pm", for each mark after a number. */
static void half_days_shorten(char *text)
{
    for (char *at = text; *at != '\0'; at++) {
        const char *before = at > text && at[-1] == ' ' ? at - 1 : at;
        size_t length;
        bool afternoon;

        if (before == text || before[-1] < '0' || before[-1] > '9' ||
            (length = half_day_mark(&afternoon, at)) == 0)
            continue;
        memcpy(at, afternoon ? "pm" : "am", 2);
        memmove(at + 2, at + length, strlen(at + length) + 1);
    }
}

/* Moves a time before a numeric day behind it: "10:30 27.02.2026 +0100" becomes "27.02.2026 10:30
 * +0100". */
static void clock_move(char *text)
{
    enum { CLOCK_MAX = 8 };
    const size_t clock = strspn(text, "0123456789:"), gap = strspn(text + clock, " ,-");
    const char *day = text + clock + gap;
    const size_t length = strcspn(day, " ,");
    char kept[CLOCK_MAX];

    if (clock > CLOCK_MAX || gap == 0 || memchr(text, ':', clock) == NULL || *day < '0' ||
        *day > '9' || strcspn(day, "./-") >= length)
        return;
    memcpy(kept, text, clock);
    memmove(text, day, length);
    text[length] = ' ';
    memcpy(text + length + 1, kept, clock);
    memmove(text + length + 1 + clock, day + length, strlen(day + length) + 1);
}

int64_t date_parse_within(const char *text, struct date_context *context)
{
    char folded[TEXT_MAX + 5];
    int64_t time;

    if (!normalise(folded, text))
        return TIME_NONE;
    half_days_shorten(folded);
    clock_move(folded);
    time = date_read_epoch(folded);
    if (time != TIME_NONE || date_read_triple(&time, folded, context))
        return time;
    time = date_read_numeric(folded, context);
    return time != TIME_NONE ? time : date_read_words(folded, context);
}

int64_t date_parse(const char *text)
{
    struct date_context context = {.language = NULL};

    return date_parse_within(text, &context);
}
