#include "aggregator/site/metrics.h"

#include <stddef.h>

static const struct {
    const char *name, *type, *label; /* label NULL: a single value */
    const char *help;
} rows[METRIC_COUNT] = {
    [METRIC_HEALTHY] = {"healthy", "gauge", NULL,
                        "Whether a run has succeeded within three intervals."},
    [METRIC_FEEDS] = {"feeds", "gauge", "state", "Enabled feeds by state."},
    [METRIC_ITEMS] = {"items", "gauge", NULL, "Items stored."},
    [METRIC_STORIES] = {"stories", "gauge", NULL, "Stories stored."},
    [METRIC_ITEMS_FOLDED] = {"items_folded", "gauge", NULL,
                             "Items that are not the first of their story."},
    [METRIC_STATE_BYTES] = {"state_bytes", "gauge", NULL, "Size of the state on disk."},
    [METRIC_STATE_FREE_BYTES] = {"state_free_bytes", "gauge", NULL,
                                 "Free space in the state that can be used again."},
    [METRIC_STATE_SET_ASIDE] = {"state_set_aside", "gauge", NULL,
                                "Damaged rows of the state that the last run set aside."},
    [METRIC_LAST_RUN] = {"last_run_timestamp_seconds", "gauge", NULL,
                         "Time of the last successful run; 0 for never."},
    [METRIC_LAST_SUCCESS] = {"last_success_timestamp_seconds", "gauge", NULL,
                             "Time of the last successful poll of a feed; 0 for never."},
    [METRIC_RUN_REQUESTS] = {"run_requests", "gauge", "status",
                             "Feeds polled in the last run, by status class; none: no response."},
    [METRIC_RUN_RECEIVED_BYTES] = {"run_received_bytes", "gauge", NULL,
                                   "Bytes received in the last run."},
    [METRIC_RUN_ITEMS] = {"run_items", "gauge", "kind",
                          "Items of the last run: new, updated, dropped by rules, bad."},
    [METRIC_RUN_JOINS] = {"run_joins", "gauge", "channel",
                          "Items of the last run that joined a story, by the kind of evidence."},
    [METRIC_RUN_PRUNED_ITEMS] = {"run_pruned_items", "gauge", NULL,
                                 "Items pruned in the last run."},
    [METRIC_RUN_SECONDS] = {"run_seconds", "gauge", "stage",
                            "Duration of each stage of the last run."},
    [METRIC_HTTP_REQUESTS] = {"http_requests_total", "counter", "status",
                              "Responses of headwater serve, by status class."},
};

const char *metrics_status_class(size_t status)
{
    static const char *const names[] = {"none", "1xx", "2xx", "3xx", "4xx", "5xx"};
    const size_t digit = status >= 100 ? status / 100 : status;

    return digit < sizeof(names) / sizeof(names[0]) ? names[digit] : names[0];
}

void metrics_init(struct metrics *ret, struct str *into)
{
    *ret = (struct metrics){.into = into, .last = METRIC_COUNT};
}

void metrics_add(struct metrics *metrics, enum metric metric, const char *label, double value)
{
    const char *name = rows[metric].name;

    if (metrics->last != metric)
        str_appendf(metrics->into, "# HELP headwater_%s %s\n# TYPE headwater_%s %s\n", name,
                    rows[metric].help, name, rows[metric].type);
    metrics->last = metric;
    str_appendf(metrics->into, "headwater_%s", name);
    if (label != NULL)
        str_appendf(metrics->into, "{%s=\"%s\"}", rows[metric].label, label);
    str_appendf(metrics->into, " %.15g\n", value);
}
