/*
 * How headwater fares, for machines: the texts of /health and /metrics.
 */
#ifndef HEADWATER_SITE_SITE_REPORT_H
#define HEADWATER_SITE_SITE_REPORT_H

#include "aggregator/config/config.h"
#include "aggregator/site/metrics.h"
#include "aggregator/store/store.h"

/* So many intervals may pass without a good run before that is called unhealthy. */
enum { SITE_HEALTHY_INTERVALS = 3 };

/* The feeds of the configuration by how they fare, and what the state holds. */
struct site_report {
    size_t feeds, fresh, failing, gone, never; /* enabled feeds; each is one of the four behind */
    int64_t last_success, last_poll;           /* of any feed; TIME_NONE when never */
    int64_t last_run;                          /* the last good one; TIME_NONE when never */
    int64_t now;
    bool healthy, has_state;
    struct store_counts counts;
    struct store_size size;
    int64_t set_aside; /* damaged rows of the state, in the last run */
};

/* store may be NULL: there is no state yet. */
int site_report_make(struct site_report *ret, struct store *store, const struct config *config,
                     int64_t now, struct error *err);

/* A JSON object, and figures of the state. */
void site_report_health(struct str *into, const struct site_report *report);
void site_report_metrics(struct metrics *into, const struct site_report *report);

#endif
