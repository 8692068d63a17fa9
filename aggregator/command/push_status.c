#include "aggregator/command/push_status.h"

#include "aggregator/base/clock.h"
#include "aggregator/command/command_columns.h"
#include "aggregator/command/command_json.h"
#include "aggregator/plan/plan.h"
#include "aggregator/push/push_lease.h"

#include <stdio.h>

int push_status_load(const struct push_subscription **ret, struct feed_state *state,
                     struct store *store, struct arena *arena, const struct feed *feed,
                     const struct settings *settings, int64_t now, struct error *err)
{
    struct push_subscription *push = arena_alloc(arena, sizeof(*push));
    struct error local = {.code = ERR_NONE};
    int code = ERR_ABSENT;

    if (push == NULL)
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
    if (settings->websub != NULL)
        code = store_push_of_feed(push, store, arena, feed->url, &local);
    if (code != 0 && code != ERR_ABSENT) {
        *err = local;
        return code;
    }
    *ret = code == 0 ? push : NULL;
    plan_take_push(state, feed, settings, code == 0 && push_lease_is_live(push, now),
                   code == 0 && push->news_at != TIME_NONE, now);
    return 0;
}

/* How far the hub may be relied on, in words. */
static const char *standing(const struct push_subscription *push, int64_t now)
{
    if (push_lease_is_live(push, now))
        return "announces its news";
    switch (push->state) {
    case PUSH_DENIED:
        return "has refused to announce its news";
    case PUSH_LIVE:
        if (push->missed >= PUSH_MISSES_MAX)
            return "does not announce its news";
        return push->lease_end != TIME_NONE && push->lease_end > now
                   ? "does not answer any more"
                   : "announced its news, but the lease has ended";
    case PUSH_ASKED:
    case PUSH_ENDING:
        break;
    }
    return push->asked_at == TIME_NONE ? "will be asked to announce its news"
                                       : "was asked to announce its news, but has not confirmed it";
}

void push_status_line(struct str *into, struct arena *arena, const struct feed *feed,
                      const struct push_subscription *push, int64_t now)
{
    const char *hub = columns_printable(arena, push->hub);
    char end[CLOCK_TEXT_SIZE], ago[32];

    str_appendf(into, "%s: the hub %s %s", feed->name, hub != NULL ? hub : "?",
                standing(push, now));
    if (push_lease_is_live(push, now)) {
        clock_format_rfc3339(push->lease_end, end);
        str_appendf(into, ", until %s unless it is renewed", end);
    }
    columns_ago(ago, sizeof(ago), push->delivered_at, now);
    if (push->deliveries > 0)
        str_appendf(into, "; %lld deliver%s, the last %s", (long long)push->deliveries,
                    push->deliveries == 1 ? "y" : "ies", ago);
    columns_ago(ago, sizeof(ago), push->refused_at, now);
    if (push->refusals > 0)
        str_appendf(into, "; %lld without a good signature, the last %s", (long long)push->refusals,
                    ago);
    str_append(into, "\n");
}

json_t *push_status_json(const struct push_subscription *push, int64_t now)
{
    static const char *const states[] = {[PUSH_ASKED] = "asked",
                                         [PUSH_LIVE] = "confirmed",
                                         [PUSH_DENIED] = "refused",
                                         [PUSH_ENDING] = "ending"};

    if (push == NULL)
        return json_null();
    return json_pack("{s:s, s:s, s:s, s:b, s:o, s:o, s:I, s:I, s:o, s:I, s:o, s:I}", "hub",
                     push->hub, "topic", push->topic, "state", states[push->state], "relied_on",
                     (int)push_lease_is_live(push, now), "asked", command_json_time(push->asked_at),
                     "lease_end", command_json_time(push->lease_end), "tries",
                     (json_int_t)push->tries, "deliveries", (json_int_t)push->deliveries,
                     "last_delivery", command_json_time(push->delivered_at), "refused",
                     (json_int_t)push->refusals, "last_refused",
                     command_json_time(push->refused_at), "missed", (json_int_t)push->missed);
}
