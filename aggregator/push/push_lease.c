#include "aggregator/push/push_lease.h"

#include "aggregator/base/clock.h"

#include <stddef.h>

static bool is_past(int64_t time, int64_t now)
{
    return time != TIME_NONE && time <= now + PUSH_CLOCK_SLACK;
}

bool push_lease_is_live(const struct push_subscription *push, int64_t now)
{
    return push->state == PUSH_LIVE && is_past(push->verified_at, now) &&
           push->lease_end != TIME_NONE && push->lease_end > now &&
           push->lease_end <= now + PUSH_LEASE_MAX_SECONDS + PUSH_CLOCK_SLACK &&
           push->tries < PUSH_TRIES_MAX && push->missed < PUSH_MISSES_MAX;
}

/* A time further ahead than any wait was written with a wrong clock. */
static bool is_due(const struct push_subscription *push, int64_t now)
{
    return push->due <= now || push->due > now + PUSH_LEASE_MAX_SECONDS;
}

enum push_step push_lease_step(const struct push_subscription *push, int64_t now)
{
    const bool ending = push->state == PUSH_ENDING;

    /* The hub may know nothing of it, or not answer any more. */
    if (ending && (push->asked_at == TIME_NONE || push->tries >= PUSH_TRIES_MAX))
        return is_due(push, now) ? PUSH_STEP_FORGET : PUSH_STEP_NONE;
    if (!is_due(push, now))
        return PUSH_STEP_NONE;
    return ending ? PUSH_STEP_UNSUBSCRIBE : PUSH_STEP_SUBSCRIBE;
}

int64_t push_lease_next_try(const struct push_subscription *push, int64_t now)
{
    int64_t seconds = PUSH_TRY_SECONDS;

    for (int64_t i = 0; i < push->tries && seconds < PUSH_TRY_MAX_SECONDS; i++)
        seconds *= 2;
    return now + (seconds < PUSH_TRY_MAX_SECONDS ? seconds : PUSH_TRY_MAX_SECONDS);
}

bool push_lease_awaits(const struct push_subscription *push, bool subscribe, int64_t now)
{
    return (push->state != PUSH_ENDING) == subscribe && is_past(push->asked_at, now) &&
           now - push->asked_at <= PUSH_ANSWER_SECONDS;
}

int64_t push_lease_read(const char *text)
{
    int64_t seconds = 0;

    if (text == NULL)
        return PUSH_LEASE_SECONDS;
    for (; *text >= '0' && *text <= '9'; text++)
        if (seconds < PUSH_LEASE_MAX_SECONDS)
            seconds = seconds * 10 + (*text - '0');
    if (*text != '\0')
        return 0;
    return seconds < PUSH_LEASE_MAX_SECONDS ? seconds : PUSH_LEASE_MAX_SECONDS;
}

int64_t push_lease_renewal(int64_t lease_seconds, int64_t now)
{
    const int64_t seconds = lease_seconds / 4 * 3;

    return now + (seconds > PUSH_RENEWAL_MIN_SECONDS ? seconds : PUSH_RENEWAL_MIN_SECONDS);
}
