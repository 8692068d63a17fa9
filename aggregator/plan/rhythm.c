#include "aggregator/plan/rhythm.h"

#include "aggregator/base/clock.h"

#include <math.h>

enum { HOUR = 3600, DAY = 86400, SILENCE_ITEMS = 3 };

static int hour_of(int64_t time)
{
    return (int)(((time % DAY) + DAY) % DAY / HOUR);
}

void rhythm_age(struct feed_state *state, int64_t seconds)
{
    double factor = seconds > 0 ? exp(-(double)seconds / RHYTHM_AGE_SECONDS) : 1;

    for (int hour = 0; hour < 24; hour++)
        state->rhythm[hour] = (uint32_t)(state->rhythm[hour] * factor);
}

/* The item's time, or now when it has none or an impossible one. */
static int64_t time_of(int64_t published, int64_t now)
{
    return published == TIME_NONE || published > now || published < now - RHYTHM_HISTORY_SECONDS
               ? now
               : published;
}

static void learn_hours(struct feed_state *state, const int64_t *published, size_t count,
                        int64_t now)
{
    for (size_t i = 0; i < count; i++) {
        uint32_t *hour = &state->rhythm[hour_of(time_of(published[i], now))];

        if (*hour < UINT32_MAX - RHYTHM_ITEM)
            *hour += RHYTHM_ITEM;
    }
}

/* For a first poll: the dates reach back as far as the document does. */
static int64_t first_gap(const int64_t *published, size_t count, int64_t now)
{
    int64_t oldest = now;

    for (size_t i = 0; i < count; i++)
        if (time_of(published[i], now) < oldest)
            oldest = published[i];
    return count > 0 ? (now - oldest) / (int64_t)count : 0;
}

void rhythm_learn(struct feed_state *state, const int64_t *published, size_t count, int64_t now)
{
    int64_t elapsed, gap = state->mean_gap_seconds;

    learn_hours(state, published, count, now);
    if (count == 0)
        return;
    if (state->last_change == TIME_NONE || gap <= 0) {
        state->mean_gap_seconds = first_gap(published, count, now);
        return;
    }
    elapsed = now > state->last_change ? now - state->last_change : 1;
    if (elapsed > 4 * (int64_t)RHYTHM_HISTORY_SECONDS)
        elapsed = 4 * (int64_t)RHYTHM_HISTORY_SECONDS;
    gap = (gap * RHYTHM_GAP_MEMORY + elapsed) / (RHYTHM_GAP_MEMORY + (int64_t)count);
    state->mean_gap_seconds = gap > 0 ? gap : 1;
}

/* An hour's weight relative to the average; 1 when all hours are alike. */
static double share_of(const struct feed_state *state, int64_t at)
{
    double sum = 0;

    for (int hour = 0; hour < 24; hour++)
        sum += state->rhythm[hour] + RHYTHM_PRIOR;
    return 24 * (state->rhythm[hour_of(at)] + RHYTHM_PRIOR) / sum;
}

static int64_t hour_end(int64_t at)
{
    return at - ((at % HOUR) + HOUR) % HOUR + HOUR;
}

/* The mean gap, lengthened while the feed is silent: when more than SILENCE_ITEMS items should have
 * arrived since the last one. */
static double present_gap(const struct feed_state *state, int64_t now)
{
    double gap = (double)state->mean_gap_seconds, missed;
    int64_t at = state->last_change, days;

    if (at == TIME_NONE || now <= at)
        return gap;
    days = (now - at) / DAY;
    missed = (double)(days * DAY) / gap;
    for (at += days * DAY; at < now; at = hour_end(at))
        missed +=
            share_of(state, at) * (double)((hour_end(at) < now ? hour_end(at) : now) - at) / gap;
    return missed > SILENCE_ITEMS ? gap * missed / SILENCE_ITEMS : gap;
}

int64_t rhythm_interval(const struct feed_state *state, int64_t from, int64_t usual, int64_t max)
{
    double reached = 0, gap;
    int64_t at = from;

    if (state->mean_gap_seconds <= 0)
        return usual < max ? usual : max;
    gap = present_gap(state, from);
    while (at - from < max) {
        int64_t end = hour_end(at);
        double speed = sqrt(share_of(state, at) * RHYTHM_USUAL_GAP / gap) / (double)usual;

        if (reached + (double)(end - at) * speed >= 1) {
            at += (int64_t)((1 - reached) / speed);
            break;
        }
        reached += (double)(end - at) * speed;
        at = end;
    }
    return at - from < max ? at - from : max;
}
