/* What came of a run: its stages, how long each took, and what was counted. */
#ifndef HEADWATER_RUN_RUN_SUMMARY_H
#define HEADWATER_RUN_RUN_SUMMARY_H

#include "aggregator/publish/publish.h"
#include "aggregator/run/intake_reading.h"

enum run_stage { RUN_OPEN, RUN_POLL, RUN_PUBLISH, RUN_PRUNE, RUN_STAGES };

struct run_summary {
    double seconds[RUN_STAGES]; /* duration of each stage */
    size_t feeds, due;          /* enabled; polled in this run */
    struct intake_counts intake;
    size_t digests, mails; /* made in this run, with stories; sent */
    size_t pings;          /* accepted by hubs */
    struct publish_result published;
    struct store_counts counts;
    struct store_pruned pruned;
    int64_t set_aside; /* damaged rows of the state */
    bool has_lexicon;
};

#endif
