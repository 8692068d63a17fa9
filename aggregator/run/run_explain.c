/* What run --explain says. */
#include "aggregator/plan/plan.h"
#include "aggregator/run/run.h"
#include "aggregator/run/run_states.h"

#include <stdio.h>

static void explain_feed(const struct feed *feed, const struct feed_state *state,
                         const struct run_options *options, const struct zone *zone)
{
    struct plan_decision decision = plan_decide(feed, state, options->now, options->force);
    char words[PLAN_TEXT_SIZE];

    plan_describe_decision(words, sizeof(words), &decision, state, options->now, zone);
    printf("%s: %s\n", feed->name, words);
}

int run_explain(const struct config *config, const struct run_options *options, struct error *err)
{
    struct feed_state *states = NULL;
    struct store *store = NULL;
    struct arena arena;
    size_t ahead;
    int code = store_open_readonly(&store, options->state_address, err);

    if (code == ERR_ABSENT)
        code = store_open(&store, "memory:", err); /* nothing has been polled yet */
    if (err->code == ERR_ABSENT)
        err->code = ERR_NONE;
    arena_init(&arena, RUN_STATES_BYTES);
    if (code == 0)
        code = run_states_load(&states, &ahead, store, &arena, config, false, options->now, err);
    for (size_t i = 0; code == 0 && i < config->feed_count; i++)
        explain_feed(&config->feeds[i], &states[i], options, config->settings.timezone);
    arena_release(&arena);
    store_close(store);
    return code;
}
