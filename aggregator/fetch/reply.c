#include "aggregator/fetch/reply.h"

#include "aggregator/base/clock.h"
#include "aggregator/fetch/link_header.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const int64_t SECONDS_MAX = INT64_C(1)
                                   << 31; /* RFC 9111 §1.2.2: larger values are equivalent */

void reply_init(struct reply *reply)
{
    *reply = (struct reply){.max_age_seconds = -1,
                            .expires = TIME_NONE,
                            .date = TIME_NONE,
                            .retry_seconds = -1,
                            .retry_date = TIME_NONE};
}

/* Parses delta-seconds; -1 for anything else. */
static int64_t seconds_parse(const char *text, size_t length)
{
    int64_t seconds = 0;

    if (length == 0)
        return -1;
    for (size_t i = 0; i < length; i++) {
        if (text[i] < '0' || text[i] > '9')
            return -1;
        seconds = seconds * 10 + (text[i] - '0');
        if (seconds > SECONDS_MAX)
            seconds = SECONDS_MAX;
    }
    return seconds;
}

/* Parses an HTTP date in one of its three forms (RFC 9110 §5.6.7). A bare number is not a date. */
static int64_t date_parse(const char *text)
{
    time_t time = -1;

    if (strchr(text, ':') != NULL)
        time = curl_getdate(text, NULL);
    return time == (time_t)-1 ? TIME_NONE : (int64_t)time;
}

/* The end of a directive: the next comma outside quotes. */
static const char *directive_end(const char *text)
{
    for (bool quoted = false; *text != '\0' && (quoted || *text != ','); text++) {
        if (*text == '"')
            quoted = !quoted;
        else if (*text == '\\' && quoted && text[1] != '\0')
            text++;
    }
    return text;
}

static bool directive_is(const char *text, size_t length, const char *name)
{
    return length == strlen(name) && strncasecmp(text, name, length) == 0;
}

static void take_directive(struct reply *reply, const char *text, size_t length)
{
    static const char max_age[] = "max-age=";
    const size_t prefix = sizeof(max_age) - 1;
    int64_t seconds;

    /* no-cache="Field" is for that field only (RFC 9111 §5.2.2.4), so compare the whole
     * directive. */
    if (directive_is(text, length, "no-cache") || directive_is(text, length, "no-store"))
        reply->no_cache = true;
    if (length <= prefix || strncasecmp(text, max_age, prefix) != 0)
        return;
    text += prefix;
    length -= prefix;
    if (length > 2 && text[0] == '"' && text[length - 1] == '"') {
        text++;
        length -= 2;
    }
    seconds = seconds_parse(text, length);
    if (seconds >= 0 && (reply->max_age_seconds < 0 || seconds < reply->max_age_seconds))
        reply->max_age_seconds = seconds; /* the shorter of two (RFC 9111 §4.2.1) */
}

static void take_cache_control(struct reply *reply, struct arena *arena, const char *value)
{
    (void)arena;
    while (*value != '\0') {
        const char *end = directive_end(value);
        size_t length;

        value += strspn(value, " \t");
        length = (size_t)(end - value);
        while (length > 0 && (value[length - 1] == ' ' || value[length - 1] == '\t'))
            length--;
        take_directive(reply, value, length);
        value = *end == ',' ? end + 1 : end;
    }
}

static void take_age(struct reply *reply, struct arena *arena, const char *value)
{
    int64_t seconds = seconds_parse(value, strlen(value));

    (void)arena;
    reply->age_seconds = seconds > 0 ? seconds : 0;
}

static void take_date(struct reply *reply, struct arena *arena, const char *value)
{
    (void)arena;
    reply->date = date_parse(value);
}

static void take_expires(struct reply *reply, struct arena *arena, const char *value)
{
    (void)arena;
    reply->expires = date_parse(value);
}

static void take_retry_after(struct reply *reply, struct arena *arena, const char *value)
{
    (void)arena;
    reply->retry_seconds = seconds_parse(value, strlen(value));
    reply->retry_date = reply->retry_seconds < 0 ? date_parse(value) : TIME_NONE;
}

/* Kept values may be sent again or displayed. */
static bool has_controls(const char *value)
{
    for (; *value != '\0'; value++)
        if ((unsigned char)*value < 0x20 || *value == 0x7f)
            return true;
    return false;
}

/* The first link of each kind, of all Link lines. */
static void take_link(struct reply *reply, struct arena *arena, const char *value)
{
    if (has_controls(value))
        return;
    if (reply->hub == NULL)
        reply->hub = link_header_find(arena, value, "hub");
    if (reply->self == NULL)
        reply->self = link_header_find(arena, value, "self");
}

#define KEEP(field) offsetof(struct reply, field), NULL
#define READ(take)  0, take

/* A field is either stored at an offset or parsed by a function. */
static const struct {
    const char *name;
    size_t offset;
    void (*take)(struct reply *reply, struct arena *arena, const char *value);
} fields[] = {
    {"Age", READ(take_age)},
    {"Cache-Control", READ(take_cache_control)},
    {"Content-Encoding", KEEP(content_encoding)},
    {"Content-Language", KEEP(content_language)},
    {"Content-Location", KEEP(content_location)},
    {"Content-Type", KEEP(content_type)},
    {"Date", READ(take_date)},
    {"ETag", KEEP(etag)},
    {"Expires", READ(take_expires)},
    {"Last-Modified", KEEP(last_modified)},
    {"Link", READ(take_link)},
    {"Location", KEEP(location)},
    {"Retry-After", READ(take_retry_after)},
};

static void take_field(struct reply *reply, struct arena *arena, const char *name,
                       size_t name_length, const char *value)
{
    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
        if (!directive_is(name, name_length, fields[i].name))
            continue;
        if (fields[i].take != NULL)
            fields[i].take(reply, arena, value);
        else if (value[0] != '\0' && !has_controls(value))
            memcpy((char *)reply + fields[i].offset, &(const char *){arena_strdup(arena, value)},
                   sizeof(const char *));
    }
}

/* Parses "HTTP/1.1 200 OK" or "HTTP/2 200". */
static void take_status(struct reply *reply, const char *line)
{
    const char *space = strchr(line, ' ');
    size_t head_bytes = reply->head_bytes;

    reply_init(reply);
    reply->head_bytes = head_bytes;
    reply->status = space != NULL ? atoi(space) : 0;
    if (reply->status == 203)
        reply->status = 200;
}

int reply_take_line(struct reply *reply, struct arena *arena, const char *line, size_t size,
                    struct error *err)
{
    char copy[REPLY_VALUE_BYTES_MAX + 1];
    const char *colon;

    reply->head_bytes += size;
    if (reply->head_bytes > REPLY_HEAD_BYTES_MAX)
        return error_set(err, ERR_LIMIT, SCOPE_FEED, "header larger than %d KB",
                         REPLY_HEAD_BYTES_MAX / 1024);
    while (size > 0 && strchr(" \t\r\n", line[size - 1]) != NULL)
        size--;
    if (size > REPLY_VALUE_BYTES_MAX || memchr(line, '\0', size) != NULL)
        return 0;
    memcpy(copy, line, size);
    copy[size] = '\0';
    colon = strchr(copy, ':');
    if (strncasecmp(copy, "HTTP/", 5) == 0)
        take_status(reply, copy);
    else if (colon != NULL)
        take_field(reply, arena, copy, (size_t)(colon - copy),
                   colon + 1 + strspn(colon + 1, " \t"));
    return 0;
}

int64_t reply_max_age(const struct reply *reply)
{
    if (reply->no_cache || reply->max_age_seconds < 0)
        return -1;
    return reply->max_age_seconds > reply->age_seconds ? reply->max_age_seconds - reply->age_seconds
                                                       : 0;
}

/* Converts a date of the server's clock to ours. */
static int64_t date_at(const struct reply *reply, int64_t date, int64_t now)
{
    if (date == TIME_NONE || reply->date == TIME_NONE)
        return date;
    return now + (date - reply->date);
}

int64_t reply_expires_at(const struct reply *reply, int64_t now)
{
    int64_t at = date_at(reply, reply->expires, now);

    return at == TIME_NONE ? TIME_NONE : at - reply->age_seconds;
}

int64_t reply_retry_at(const struct reply *reply, int64_t now)
{
    if (reply->retry_seconds >= 0)
        return now + reply->retry_seconds;
    return date_at(reply, reply->retry_date, now);
}
