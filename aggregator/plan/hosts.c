#include "aggregator/base/clock.h"
#include "aggregator/base/url.h"
#include "aggregator/plan/plan.h"

#include <stdlib.h>
#include <string.h>

enum { ARENA_BYTES_MAX = 64 << 20 };

struct seat {
    const char *host;
    struct feed_state *state;
};

static int by_host(const void *a, const void *b)
{
    const struct seat *x = a, *y = b;

    return strcmp(x->host, y->host);
}

static bool any_retry(const struct feed_state *states, size_t count, int64_t now)
{
    for (size_t i = 0; i < count; i++)
        if (states[i].retry_at != TIME_NONE && states[i].retry_at > now)
            return true;
    return false;
}

/* Sets the latest retry time of one host on all its feeds. */
static void group_hosts(const struct seat *seats, size_t count, int64_t now)
{
    int64_t latest = TIME_NONE;

    for (size_t i = 0; i < count; i++)
        if (seats[i].state->retry_at > latest)
            latest = seats[i].state->retry_at;
    for (size_t i = 0; i < count && latest > now; i++)
        seats[i].state->retry_at = latest;
}

static void group_sorted(const struct seat *seats, size_t count, int64_t now)
{
    for (size_t first = 0, end; first < count; first = end) {
        for (end = first + 1; end < count && by_host(&seats[first], &seats[end]) == 0; end++)
            ;
        group_hosts(seats + first, end - first, now);
    }
}

int plan_group_hosts(const struct feed *feeds, struct feed_state *states, size_t count, int64_t now,
                     struct error *err)
{
    struct arena arena;
    struct seat *seats;
    size_t used = 0;

    if (!any_retry(states, count, now))
        return 0;
    arena_init(&arena, ARENA_BYTES_MAX);
    seats = arena_array(&arena, count, sizeof(*seats));
    for (size_t i = 0; seats != NULL && i < count; i++) {
        const char *url = states[i].moved_to != NULL ? states[i].moved_to : feeds[i].url;

        if (feeds[i].allow_private || !url_is_http(url))
            continue;
        seats[used].state = &states[i];
        seats[used].host = url_host(&arena, url);
        if (seats[used].host == NULL)
            seats = NULL;
        else
            used += seats[used].host[0] != '\0';
    }
    if (seats != NULL) {
        qsort(seats, used, sizeof(*seats), by_host);
        group_sorted(seats, used, now);
    }
    arena_release(&arena);
    return seats != NULL ? 0 : error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
}
