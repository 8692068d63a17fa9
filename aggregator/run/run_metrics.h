/*
 * Writes the metrics of a run and of the resulting state to a file for node_exporter's textfile
 * collector.
 */
#ifndef HEADWATER_RUN_RUN_METRICS_H
#define HEADWATER_RUN_RUN_METRICS_H

#include "aggregator/config/config.h"
#include "aggregator/run/run_summary.h"

/* Replaces the file atomically: a reader gets either the old metrics or the new ones. */
int run_metrics_write(const char *path, const struct run_summary *summary, struct store *store,
                      const struct config *config, int64_t now, struct error *err);

#endif
