/*
 * The figures that headwater tells, as Prometheus' text format 0.0.4 writes them.
 *
 * One table names them all, for what serve answers and for the file that run leaves to
 * node_exporter; headwater-metrics(5) and the dashboard are held against it by a test. Whoever has
 * a figure adds it; figures of one name are added together, one after the other.
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
    /* of the run that ended last */
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

/* A text under way: *into, and the name that was added last. */
struct metrics {
    struct str *into;
    enum metric last; /* METRIC_COUNT before the first */
};

/* "2xx" for 2 or 200; "none" for 0. */
const char *metrics_status_class(size_t status);

/* Nothing added yet; *into is the caller's. */
void metrics_init(struct metrics *ret, struct str *into);

/* One figure. label is the value of the name's label; NULL for one that has none. */
void metrics_add(struct metrics *metrics, enum metric metric, const char *label, double value);

#endif
