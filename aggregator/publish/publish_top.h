/*
 * Chooses the stories of an output that are not simply the newest: the first ones by rank.
 *
 * All stories of the window take part, however old. Their outlines, which need no texts, give each
 * story the highest rank that it can have. Only stories that could still be among the first are
 * loaded and compared, so the cost grows with the limit and not with the window. Part of publish;
 * does not log.
 */
#ifndef HEADWATER_PUBLISH_PUBLISH_TOP_H
#define HEADWATER_PUBLISH_PUBLISH_TOP_H

#include "aggregator/publish/publish_select.h"
#include "aggregator/store/store.h"

/* The outlines of the stories of the window, shared by the outputs. */
struct top_outlines {
    struct store_outline *rows; /* count of them, in the arena */
    size_t count;
    struct arena *arena;
};

struct top_entry {
    uint64_t node;
    int64_t key; /* what the stories of the output are chosen by; greater comes first */
};

struct top {
    struct top_entry *entries; /* first one first */
    size_t count;
};

/* Whether the stories of the output are chosen here. */
bool top_is_wanted(const struct output *output);

/* Reads the outlines. The arena must outlive them. */
int top_outlines_load(struct top_outlines *ret, struct arena *arena, struct store *store,
                      int64_t window_seconds, struct error *err);

/* Chooses the stories of an output: at most its limit. Everything is in the arena. */
int top_choose(struct top *ret, struct arena *arena, struct store *store,
               struct selection *selection, const struct top_outlines *outlines,
               const struct output *output, struct error *err);

/* Puts the story first, unless it is there. ERR_MEMORY. */
int top_add(struct top *top, struct arena *arena, uint64_t node, struct error *err);

#endif
