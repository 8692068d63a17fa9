#include "aggregator/plan/rhythm.h"

#include "aggregator/base/clock.h"

#include <math.h>

enum { HOUR = 3600, DAY = 86400 };

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

/* The time of an item, or the present when it has none that can be true. */
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

/* Of a first poll: the dates reach back as far as the document does. */
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

/* The mean gap, longer when the feed has been silent for longer than it explains. */
static double present_gap(const struct feed_state *state, int64_t now)
{
    double gap = (double)state->mean_gap_seconds;
    double silent = state->last_change == TIME_NONE ? 0 : (double)(now - state->last_change) / 3;

    return silent > gap ? silent : gap;
}

int64_t rhythm_interval(const struct feed_state *state, int64_t from, int64_t usual, int64_t most)
{
    double sum = 0, reached = 0, gap;
    int64_t at = from;

    if (state->mean_gap_seconds <= 0)
        return usual < most ? usual : most;
    gap = present_gap(state, from);
    for (int hour = 0; hour < 24; hour++)
        sum += state->rhythm[hour] + RHYTHM_PRIOR;
    while (at - from < most) {
        int64_t end = at - ((at % HOUR) + HOUR) % HOUR + HOUR;
        double share = 24 * (state->rhythm[hour_of(at)] + RHYTHM_PRIOR) / sum;
        double speed = sqrt(share * RHYTHM_USUAL_GAP / gap) / (double)usual;

        if (reached + (double)(end - at) * speed >= 1) {
            at += (int64_t)((1 - reached) / speed);
            break;
        }
        reached += (double)(end - at) * speed;
        at = end;
    }
    return at - from < most ? at - from : most;
}
