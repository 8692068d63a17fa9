#include "aggregator/run/run_metrics.h"

#include "aggregator/base/file.h"
#include "aggregator/site/metrics.h"
#include "aggregator/site/site_report.h"

enum { METRICS_BYTES = 64 * 1024 };

static void items_add(struct metrics *into, const struct intake_counts *counts)
{
    metrics_add(into, METRIC_RUN_ITEMS, "new", (double)counts->items_new);
    metrics_add(into, METRIC_RUN_ITEMS, "updated", (double)counts->items_updated);
    metrics_add(into, METRIC_RUN_ITEMS, "dropped", (double)counts->items_dropped);
    metrics_add(into, METRIC_RUN_ITEMS, "bad", (double)counts->items_bad);
    for (int i = DEDUP_BY_ID; i <= DEDUP_BY_NEUTRAL; i++)
        metrics_add(into, METRIC_RUN_JOINS, dedup_channel_name((enum dedup_channel)i),
                    (double)counts->joins[i]);
}

static void run_add(struct metrics *into, const struct run_summary *summary)
{
    static const char *const stages[RUN_STAGES] = {"open", "poll", "publish", "prune"};

    for (size_t i = 0; i < 6; i++)
        if (i != 1) /* libcurl does not report 1xx */
            metrics_add(into, METRIC_RUN_REQUESTS, metrics_status_class(i),
                        (double)summary->intake.statuses[i]);
    metrics_add(into, METRIC_RUN_RECEIVED_BYTES, NULL, (double)summary->intake.bytes);
    items_add(into, &summary->intake);
    metrics_add(into, METRIC_RUN_PRUNED_ITEMS, NULL, (double)summary->pruned.items);
    for (size_t i = 0; i < RUN_STAGES; i++)
        metrics_add(into, METRIC_RUN_SECONDS, stages[i], summary->seconds[i]);
}

int run_metrics_write(const char *path, const struct run_summary *summary, struct store *store,
                      const struct config *config, int64_t now, struct error *err)
{
    struct site_report report;
    struct metrics metrics;
    struct str text;
    int code = site_report_make(&report, store, config, now, err);

    str_init(&text, METRICS_BYTES);
    metrics_init(&metrics, &text);
    if (code == 0) {
        site_report_metrics(&metrics, &report);
        run_add(&metrics, summary);
        code = str_status(&text) == ERR_NONE
                   ? file_replace(NULL, path, text.text, text.length, err)
                   : error_set(err, str_status(&text), SCOPE_RUN, "no memory for the metrics");
    }
    str_release(&text);
    return code;
}
