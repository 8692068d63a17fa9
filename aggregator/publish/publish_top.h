/*
 * Chooses the stories of an output that are not simply the newest: the first ones by rank, or those
 * that enough outlets have told.
 *
 * A story enters an output with min_tellings or min_outlets at the moment when it passes: the time
 * when the last telling that it needed was first seen. The state remembers the moment under the
 * number of a list, which stands for the numbers and filters of the output, so that the story stays
 * when it loses tellings, and outputs that differ only in format or order share their entries. Such
 * an output shows the moment as the time of publication; without a rank, the latest moments come
 * first.
 *
 * All stories of the window take part, however old. Their outlines, which need no texts, give each
 * story the highest rank, or the latest moment, that it can have. Only stories that could still be
 * among the first are loaded and compared, so the cost grows with the limit and not with the
 * window. Part of publish; does not log.
 */
#ifndef HEADWATER_PUBLISH_PUBLISH_TOP_H
#define HEADWATER_PUBLISH_PUBLISH_TOP_H

#include "aggregator/publish/publish_select.h"
#include "aggregator/store/store.h"

/* The outlines of the stories of the window, shared by the outputs. */
struct top_outlines {
    struct store_outline *rows; /* count of them, by node, in the arena */
    size_t count;
    struct arena *arena;
};

struct top_entry {
    uint64_t node;
    int64_t key;     /* what the stories of the output are chosen by; greater comes first */
    int64_t entered; /* when it passed; TIME_NONE when the output needs no minimum */
    bool is_new;     /* it passed, and the state does not remember it yet */
};

struct top {
    struct top_entry *entries; /* first one first */
    size_t count;
};

/* What a digest takes: stories that are not in its list yet, with a telling that was seen after
 * `since` and happened after `oldest`. The stories that most outlets told come first, then the
 * newest. */
struct top_period {
    uint64_t list;
    int64_t since, oldest;
};

/* Whether the stories of the output are chosen here. Not for a digest, which has its own. */
bool top_is_wanted(const struct output *output);

/* The number of the list of an output with a minimum. */
uint64_t top_list(const struct output *output);

/* Reads the outlines. The arena must outlive them. */
int top_outlines_load(struct top_outlines *ret, struct arena *arena, struct store *store,
                      int64_t window_seconds, struct error *err);

/* Chooses the stories of an output: at most its limit. Or, with a period, those of its next digest.
 * Everything is in the arena. */
int top_choose(struct top *ret, struct arena *arena, struct store *store,
               struct selection *selection, const struct top_outlines *outlines,
               const struct output *output, const struct top_period *period, struct error *err);

/* Puts the story first, unless it is there. ERR_MEMORY. */
int top_add(struct top *top, struct arena *arena, uint64_t node, struct error *err);

#endif
