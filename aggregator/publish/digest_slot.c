#include "aggregator/publish/digest_slot.h"

enum { MINUTE = 60, DAY = 86400, WEEK_DAYS = 7, FIRST_WEEKDAY = 4 /* 1970-01-01: Thursday */ };

/* The time at which a clock in the zone shows this minute of the day. */
static int64_t local_time(const struct zone *zone, int64_t day, int minute)
{
    const int64_t shown = day * DAY + (int64_t)minute * MINUTE;

    return shown - zone_offset(zone, shown - zone_offset(zone, shown));
}

static bool is_on(const struct output *output, int64_t day)
{
    const int64_t weekday = ((day + FIRST_WEEKDAY) % WEEK_DAYS + WEEK_DAYS) % WEEK_DAYS;

    return output->days == 0 || (output->days >> weekday & 1u) != 0;
}

int64_t digest_slot_latest(const struct output *output, const struct zone *zone, int64_t now)
{
    const int64_t today = zone_day(zone, now);

    for (int64_t day = today; day >= today - WEEK_DAYS; day--) {
        const int64_t time = local_time(zone, day, output->at.minute);

        if (time <= now && is_on(output, day))
            return time;
    }
    return TIME_NONE; /* not reached: one of eight days is on */
}
