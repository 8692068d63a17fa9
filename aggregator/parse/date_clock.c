#include "aggregator/parse/date.h"
#include "aggregator/parse/date_scan.h"

#include <string.h>

enum { KOREAN_OFFSET = 9 * 60 };

static void fraction_skip(const char **text)
{
    if ((**text == '.' || **text == ',') && date_is_digit((*text)[1]))
        *text += 1 + date_digits_count(*text + 1);
}

bool date_read_clock(struct date_parts *parts, const char **text)
{
    const int count = date_digits_count(*text);

    parts->hour = date_digits_read(text, count == 1 ? 1 : 2);
    if (parts->hour < 0)
        return false;
    parts->minute = 0;
    parts->second = 0;
    if (count >= 4)
        parts->minute = date_digits_read(text, 2);
    else if (**text != '\0' && strchr(":.h", **text) != NULL && date_is_digit((*text)[1])) {
        ++*text;
        parts->minute = date_short_read(text);
    }
    if (count >= 6)
        parts->second = date_digits_read(text, 2);
    else if (**text == ':' && date_is_digit((*text)[1])) {
        ++*text;
        parts->second = date_short_read(text);
    }
    fraction_skip(text);
    return true;
}

static bool offset_read(struct date_parts *parts, const char *text)
{
    const int sign = *text++ == '-' ? -1 : 1;
    int count, hours, minutes = 0;

    text += text[0] == '-' && text[-1] == '-'; /* "--0700" */
    count = date_digits_count(text);
    hours = date_digits_read(&text, count == 1 || count == 3 ? 1 : 2);
    if (hours < 0)
        return false;
    if (*text == ':' || *text == '.')
        text++;
    if (date_is_digit(*text))
        minutes = date_short_read(&text);
    if (minutes > 59)
        return false;
    parts->offset = sign * (hours * 60 + minutes);
    return true;
}

/* Stores "Europe/Paris" for a lookup when the day is known. false when the name is too long. */
static bool place_take(struct date_parts *parts, const char *name)
{
    const size_t length = strcspn(name, " )]");

    if (length >= sizeof(parts->place))
        return false;
    memcpy(parts->place, name, length);
    parts->place[length] = '\0';
    return true;
}

static bool is_place(const char *name)
{
    static const char *const areas[] = {
        "africa/",   "america/",   "antarctica/", "arctic/",  "asia/",
        "atlantic/", "australia/", "brazil/",     "canada/",  "chile/",
        "europe/",   "indian/",    "mexico/",     "pacific/", "us/",
    };

    for (size_t i = 0; i < sizeof(areas) / sizeof(areas[0]); i++)
        if (strncmp(name, areas[i], strlen(areas[i])) == 0)
            return true;
    return false;
}

bool date_read_zone(struct date_parts *parts, const char *text)
{
    enum date_zone_kind kind;
    char name[8];
    size_t length = 0;
    bool posix;

    text = date_skip(text, " ([");
    if (is_place(text))
        return place_take(parts, text);
    posix = date_take(&text, "etc/");
    while (text[length] >= 'a' && text[length] <= 'z' && length < sizeof(name) - 1) {
        name[length] = text[length];
        length++;
    }
    name[length] = '\0';
    kind = date_zone(&parts->offset, name, parts->context);
    if (kind == DATE_ZONE_UNSURE)
        return false;
    if (kind == DATE_ZONE_KNOWN && parts->offset == 0)
        text += length; /* "GMT+1" */
    if (*text != '+' && *text != '-')
        return true;
    if (!offset_read(parts, text))
        return false;
    parts->offset *= posix ? -1 : 1; /* "Etc/GMT+5" is five hours west */
    return true;
}

void date_half_day_apply(struct date_parts *parts, bool afternoon)
{
    if (afternoon && parts->hour < 12)
        parts->hour += 12;
    else if (!afternoon && parts->hour == 12)
        parts->hour = 0;
}

void date_half_day_read(struct date_parts *parts, const char **text)
{
    const char *at = date_skip(*text, " ");

    if ((at[0] != 'a' && at[0] != 'p') || at[1] != 'm' || (at[2] >= 'a' && at[2] <= 'z'))
        return;
    date_half_day_apply(parts, at[0] == 'p');
    *text = at + 2;
}

/* Reads an am or pm mark before the time, as some languages write it; true when there is one. */
static bool half_day_take(struct date_parts *parts, bool *ret_afternoon, const char **text)
{
    static const struct {
        const char *mark;
        bool afternoon, korean;
    } marks[] = {{"오전", false, true}, {"오후", true, true},   {"上午", false, false},
                 {"下午", true, false}, {"午前", false, false}, {"午後", true, false}};

    for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
        if (!date_take(text, marks[i].mark))
            continue;
        *ret_afternoon = marks[i].afternoon;
        if (marks[i].korean)
            parts->offset = KOREAN_OFFSET;
        *text = date_skip(*text, " ");
        return true;
    }
    return false;
}

/* Skips "at" and other words between a day and a time. */
static const char *between_skip(const char *text)
{
    static const char *const words[] = {"@",   "a las", "alle", "at", "kl", "kl.",
                                        "klo", "ore",   "um",   "à",  "às", "–"};

    text += strspn(text, " ,");
    if (text[0] == '-' && text[1] == ' ')
        text += 2;
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        const size_t length = strlen(words[i]);

        if (strncmp(text, words[i], length) == 0 && text[length] == ' ')
            return text + length + 1;
    }
    return text;
}

bool date_read_rest(struct date_parts *parts, const char *text)
{
    bool half, afternoon = false;

    text = between_skip(text);
    if (*text == 't')
        text = date_skip(text + 1, " ");
    if (*text == '\0')
        return true;
    half = half_day_take(parts, &afternoon, &text);
    if (!date_is_digit(*text))
        return !half && (*text != '-' || date_digits_count(text + 1) == 4) &&
               date_read_zone(parts, text);
    if (!date_read_clock(parts, &text))
        return false;
    if (half)
        date_half_day_apply(parts, afternoon);
    date_half_day_read(parts, &text);
    return date_read_zone(parts, text);
}
