/*
 * The metrics of headwater in the Prometheus text format 0.0.4.
 *
 * One table defines all of them, both for serve and for the file that run writes for node_exporter;
 * a test compares headwater-metrics(5) and the dashboard with it. Each module adds its own metrics;
 * all values of one metric must be added consecutively.
 */
#ifndef HEADWATER_SITE_METRICS_H
#define HEADWATER_SITE_METRICS_H

#include "aggregator/base/str.h"

enum metric {
    /* of the state */
    METRIC_HEALTHY,
    METRIC_FEEDS,
    METRIC_ITEMS,
    METRIC_STORIES,
    METRIC_ITEMS_FOLDED,
    METRIC_STATE_BYTES,
    METRIC_STATE_FREE_BYTES,
    METRIC_STATE_SET_ASIDE,
    METRIC_LAST_RUN,
    METRIC_LAST_SUCCESS,
    /* of the last finished run */
    METRIC_RUN_REQUESTS,
    METRIC_RUN_RECEIVED_BYTES,
    METRIC_RUN_ITEMS,
    METRIC_RUN_JOINS,
    METRIC_RUN_PRUNED_ITEMS,
    METRIC_RUN_SECONDS,
    /* of the server */
    METRIC_HTTP_REQUESTS,
    METRIC_COUNT
};

/* The text so far in *into, and the metric added last. */
struct metrics {
    struct str *into;
    enum metric last; /* METRIC_COUNT before the first */
};

/* "2xx" for 2 or 200; "none" for 0. */
const char *metrics_status_class(size_t status);

/* Starts an empty text; the caller owns *into. */
void metrics_init(struct metrics *ret, struct str *into);

/* Adds one value. label is the value of its label; NULL for a metric without one. */
void metrics_add(struct metrics *metrics, enum metric metric, const char *label, double value);

#endif
