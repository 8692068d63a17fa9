#include "aggregator/run/run_states.h"

#include "aggregator/plan/plan.h"
#include "aggregator/run/run_push.h"

int run_states_load(struct feed_state **ret, size_t *ret_ahead, struct store *store,
                    struct arena *arena, const struct config *config, bool placing, int64_t now,
                    struct error *err)
{
    const size_t count = config->feed_count;
    struct feed_state *states = arena_array(arena, count, sizeof(*states));
    int code = 0;

    if (states == NULL)
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
    *ret = states;
    *ret_ahead = 0;
    for (size_t i = 0; i < count && code == 0; i++) {
        const struct feed *feed = &config->feeds[i];

        if (placing && !feed->fulltext)
            continue;
        code = store_feed_load(&states[i], store, arena, feed->url, err);
        if (code == 0 && plan_mend_clock(&states[i], feed, &config->settings, now))
            *ret_ahead += feed->enabled;
        if (code == 0)
            code = run_push_state(&states[i], store, feed, &config->settings, now, err);
    }
    return code != 0 || placing ? code : plan_group_hosts(config->feeds, states, count, now, err);
}
