#include "aggregator/site_report.h"

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
        code = store_run_last(&ret->last_run, store, err);
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

static void metric_append(struct str *into, const char *name, const char *type, const char *help)
{
    str_appendf(into, "# HELP headwater_%s %s\n# TYPE headwater_%s %s\n", name, help, name, type);
}

static void gauge_append(struct str *into, const char *name, const char *help, int64_t value)
{
    metric_append(into, name, "gauge", help);
    str_appendf(into, "headwater_%s %" PRId64 "\n", name, value);
}

void site_report_metrics(struct str *into, const struct site_report *report,
                         const uint64_t requests[6])
{
    const struct {
        const char *state;
        size_t count;
    } feeds[] = {{"fresh", report->fresh},
                 {"failing", report->failing},
                 {"gone", report->gone},
                 {"never", report->never}};

    gauge_append(into, "healthy", "Whether a run has succeeded within three intervals.",
                 report->healthy);
    metric_append(into, "feeds", "gauge", "Enabled feeds by state.");
    for (size_t i = 0; i < sizeof(feeds) / sizeof(feeds[0]); i++)
        str_appendf(into, "headwater_feeds{state=\"%s\"} %zu\n", feeds[i].state, feeds[i].count);
    gauge_append(into, "items", "Items stored.", report->counts.items);
    gauge_append(into, "stories", "Stories stored.", report->counts.stories);
    gauge_append(into, "items_folded", "Items that are not the first of their story.",
                 report->counts.folded);
    gauge_append(into, "last_run_timestamp_seconds", "When a run last succeeded; 0 for never.",
                 report->last_run != TIME_NONE ? report->last_run : 0);
    gauge_append(into, "last_success_timestamp_seconds", "When a feed last answered; 0 for never.",
                 report->last_success != TIME_NONE ? report->last_success : 0);
    metric_append(into, "http_requests_total", "counter",
                  "Requests answered by serve, by class of status.");
    for (size_t i = 2; i < 6; i++)
        str_appendf(into, "headwater_http_requests_total{status=\"%zuxx\"} %" PRIu64 "\n", i,
                    requests[i]);
}
