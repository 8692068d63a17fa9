/*
 * The condition of headwater for programs: the texts of /health and /metrics.
 */
#ifndef HEADWATER_SITE_SITE_REPORT_H
#define HEADWATER_SITE_SITE_REPORT_H

#include "aggregator/config/config.h"
#include "aggregator/site/metrics.h"
#include "aggregator/store/store.h"

/* Without a good run for more than this many intervals, the condition is unhealthy. */
enum { SITE_HEALTHY_INTERVALS = 3 };

/* Counts of the configured feeds by condition, and the contents of the state. */
struct site_report {
    /* enabled feeds; each is counted in one of the other four */
    size_t feeds, fresh, failing, gone, never;
    int64_t last_success, last_poll; /* of any feed; TIME_NONE when never */
    int64_t last_run;                /* the last good one; TIME_NONE when never */
    int64_t now;
    bool healthy, has_state;
    struct store_counts counts;
    struct store_size size;
    int64_t set_aside; /* damaged rows of the state, in the last run */
};

/* Fills a report; store is NULL if there is no state yet. */
int site_report_make(struct site_report *ret, struct store *store, const struct config *config,
                     int64_t now, struct error *err);

/* Append the JSON object of /health, or the metrics of the state. */
void site_report_health(struct str *into, const struct site_report *report);
void site_report_metrics(struct metrics *into, const struct site_report *report);

#endif
