#include "aggregator/site/site_report.h"

#include "aggregator/base/clock.h"

#include <inttypes.h>

enum { FEED_BYTES = 1024 * 1024 };

static void feed_count(struct site_report *report, const struct feed_state *state)
{
    report->feeds++;
    if (state->gone)
        report->gone++;
    else if (state->errors_in_row > 0)
        report->failing++;
    else if (state->last_success == TIME_NONE)
        report->never++;
    else
        report->fresh++;
    if (state->last_success > report->last_success)
        report->last_success = state->last_success;
    if (state->last_poll > report->last_poll)
        report->last_poll = state->last_poll;
}

int site_report_make(struct site_report *ret, struct store *store, const struct config *config,
                     int64_t now, struct error *err)
{
    struct arena arena;
    struct feed_state state;
    int code = 0;

    *ret = (struct site_report){
        .last_success = TIME_NONE, .last_poll = TIME_NONE, .last_run = TIME_NONE, .now = now};
    ret->has_state = store != NULL;
    arena_init(&arena, FEED_BYTES);
    for (size_t i = 0; i < config->feed_count && store != NULL && code == 0; i++) {
        if (!config->feeds[i].enabled)
            continue;
        arena_reset(&arena);
        code = store_feed_load(&state, store, &arena, config->feeds[i].url, err);
        if (code == 0)
            feed_count(ret, &state);
    }
    arena_release(&arena);
    if (code == 0 && store != NULL)
        code = store_count(&ret->counts, store, err);
    if (code == 0 && store != NULL)
        code = store_size(&ret->size, store, err);
    if (code == 0 && store != NULL)
        code = store_run_last(&ret->last_run, store, err);
    if (code == 0 && store != NULL)
        code = store_aside_last(&ret->set_aside, store, err);
    ret->healthy =
        ret->last_run != TIME_NONE &&
        now - ret->last_run <= SITE_HEALTHY_INTERVALS * config->settings.interval_seconds;
    return code;
}

static void time_append(struct str *into, const char *name, int64_t time)
{
    char text[CLOCK_TEXT_SIZE];

    if (time == TIME_NONE) {
        str_appendf(into, ", \"%s\": null", name);
        return;
    }
    clock_format_rfc3339(time, text);
    str_appendf(into, ", \"%s\": \"%s\"", name, text);
}

void site_report_health(struct str *into, const struct site_report *report)
{
    const char *status = report->healthy ? "ok" : report->has_state ? "stale" : "no state";

    str_appendf(into, "{\"status\": \"%s\"", status);
    time_append(into, "now", report->now);
    time_append(into, "last_run", report->last_run);
    time_append(into, "last_success", report->last_success);
    time_append(into, "last_poll", report->last_poll);
    str_appendf(into,
                ", \"feeds\": {\"fresh\": %zu, \"failing\": %zu, \"gone\": %zu, \"never\": %zu}",
                report->fresh, report->failing, report->gone, report->never);
    str_appendf(into, ", \"stories\": %" PRId64 ", \"items\": %" PRId64 "}\n",
                report->counts.stories, report->counts.items);
}

void site_report_metrics(struct metrics *into, const struct site_report *report)
{
    const struct {
        const char *state;
        size_t count;
    } feeds[] = {{"fresh", report->fresh},
                 {"failing", report->failing},
                 {"gone", report->gone},
                 {"never", report->never}};

    metrics_add(into, METRIC_HEALTHY, NULL, report->healthy);
    for (size_t i = 0; i < sizeof(feeds) / sizeof(feeds[0]); i++)
        metrics_add(into, METRIC_FEEDS, feeds[i].state, (double)feeds[i].count);
    metrics_add(into, METRIC_ITEMS, NULL, (double)report->counts.items);
    metrics_add(into, METRIC_STORIES, NULL, (double)report->counts.stories);
    metrics_add(into, METRIC_ITEMS_FOLDED, NULL, (double)report->counts.folded);
    metrics_add(into, METRIC_STATE_BYTES, NULL, (double)report->size.bytes);
    metrics_add(into, METRIC_STATE_FREE_BYTES, NULL, (double)report->size.free_bytes);
    metrics_add(into, METRIC_STATE_SET_ASIDE, NULL, (double)report->set_aside);
    metrics_add(into, METRIC_LAST_RUN, NULL,
                report->last_run != TIME_NONE ? (double)report->last_run : 0);
    metrics_add(into, METRIC_LAST_SUCCESS, NULL,
                report->last_success != TIME_NONE ? (double)report->last_success : 0);
}
