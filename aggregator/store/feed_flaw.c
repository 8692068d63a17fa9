/* Valid values of the fields of a feed's state. */
#include "aggregator/base/clock.h"
#include "aggregator/store/feed_fields.h"

#include <limits.h>
#include <stddef.h>

/* A field with its minimum and maximum; TIME_NONE is always valid. */
struct range {
    const char *name;
    size_t offset;
    enum field_kind kind;
    int64_t min, max;
};

#define TIME(name)                                                                                 \
    {                                                                                              \
#name, offsetof(struct feed_state, name), FEED_FIELD_INT64, TIME_MIN, TIME_MAX             \
    }
#define LONG(name, low, top)                                                                       \
    {                                                                                              \
#name, offsetof(struct feed_state, name), FEED_FIELD_INT64, low, top                       \
    }
#define INT(name, low, top)                                                                        \
    {                                                                                              \
#name, offsetof(struct feed_state, name), FEED_FIELD_INT, low, top                         \
    }

static const struct range ranges[] = {
    TIME(feed_updated),
    TIME(first_poll),
    TIME(last_poll),
    TIME(last_success),
    TIME(last_change),
    TIME(request_started_at),
    INT(wait_reason, WAIT_NONE, WAIT_PUSH),
    INT(last_status, 0, 999),
    INT(errors_in_row, 0, INT_MAX),
    LONG(max_age_seconds, -1, INT64_MAX),
    TIME(expires_at),
    TIME(retry_at),
    INT(ttl_minutes, 0, INT_MAX),
    INT(update_seconds, 0, INT_MAX),
    LONG(mean_gap_seconds, 0, TIME_MAX),
    LONG(dropped_count, 0, INT64_MAX),
};

const char *feed_fields_flaw(const struct feed_state *state)
{
    for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
        const char *at = (const char *)state + ranges[i].offset;
        const int64_t value = ranges[i].kind == FEED_FIELD_INT ? *(const int *)(const void *)at
                                                               : *(const int64_t *)(const void *)at;

        if (value != TIME_NONE && (value < ranges[i].min || value > ranges[i].max))
            return ranges[i].name;
    }
    return NULL;
}
