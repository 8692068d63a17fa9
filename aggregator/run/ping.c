#include "aggregator/run/ping.h"

#include "aggregator/base/clock.h"
#include "aggregator/base/utf8.h"
#include "aggregator/plan/plan.h"

#include <limits.h>
#include <string.h>

/* No time of the past may be later than now; TIME_NONE stays. */
static bool time_mend(int64_t *time, int64_t now)
{
    const bool ahead = *time > now + PLAN_CLOCK_SLACK;

    *time = ahead ? now : *time;
    return ahead;
}

/* not_before follows from the time of the last request. */
static bool clock_mend(struct store_ping *ping, int64_t now)
{
    const bool tried_ahead = time_mend(&ping->tried, now);
    const bool due_ahead = time_mend(&ping->due_since, now);

    ping->not_before = tried_ahead ? 0 : ping->not_before;
    return time_mend(&ping->pinged, now) || tried_ahead || due_ahead;
}

bool ping_take_content(struct store_ping *ping, uint64_t content, int64_t now)
{
    const bool mended = clock_mend(ping, now);

    content += content == 0; /* 0 is no document */
    if (ping->content == content)
        return mended;
    ping->content = content;
    if (ping->due_since == TIME_NONE)
        ping->due_since = now;
    return true;
}

bool ping_is_due(const struct store_ping *ping, int64_t now)
{
    return ping->due_since != TIME_NONE && ping->not_before <= now;
}

void ping_take_success(struct store_ping *ping, int64_t now)
{
    ping->due_since = TIME_NONE;
    ping->tried = ping->pinged = now;
    ping->not_before = 0;
    ping->failures = 0;
    ping->error[0] = '\0';
}

/* The pause after this many failures. */
static int64_t pause_of(int failures, double jitter)
{
    int64_t pause = PING_PAUSE_SECONDS;

    for (int i = 1; i < failures && pause < PING_PAUSE_MAX_SECONDS; i++)
        pause *= 2;
    pause = pause < PING_PAUSE_MAX_SECONDS ? pause : PING_PAUSE_MAX_SECONDS;
    return pause + (int64_t)((double)pause / 4 * jitter);
}

/* Copies as many characters as fit. What the error quotes is from the hub: a byte that is no text,
 * or that a terminal would act on, becomes '?'. */
static void line_take(char ret[STORE_PING_ERROR_SIZE], const char *text)
{
    size_t used = 0;

    while (*text != '\0') {
        const int known = utf8_sequence((const unsigned char *)text, strlen(text));
        const size_t length = known > 0 ? (size_t)known : 1;
        const uint32_t code = known > 0 ? utf8_decode((const unsigned char *)text, known) : 0;
        const bool is_text = code >= 0x20 && (code < 0x7f || code > 0x9f);

        if (used + length >= STORE_PING_ERROR_SIZE)
            break;
        memcpy(ret + used, is_text ? text : "?", is_text ? length : 1);
        used += is_text ? length : 1;
        text += length;
    }
    ret[used] = '\0';
}

void ping_take_failure(struct store_ping *ping, const struct ping_failure *failure, int64_t now)
{
    const int64_t latest = now + failure->retry_max_seconds;
    const int64_t retry_at = failure->retry_at < latest ? failure->retry_at : latest;

    ping->tried = now;
    ping->failures += ping->failures < INT_MAX;
    ping->not_before = now + pause_of(ping->failures, failure->jitter);
    if (failure->retry_at != TIME_NONE && retry_at > ping->not_before)
        ping->not_before = retry_at;
    if (ping->due_since != TIME_NONE && now - ping->due_since >= PING_TRIED_SECONDS)
        ping->due_since = TIME_NONE;
    line_take(ping->error, failure->error);
}

bool ping_is_given_up(const struct store_ping *ping)
{
    return ping->due_since == TIME_NONE && ping->failures > 0;
}
