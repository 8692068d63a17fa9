/*
 * Finds the story or the item that a user names, in the ways in which the commands and the merged
 * feed print them: a story's number (2988751) or the id of its entry, a telling's number in it
 * (2988751/2), an item's key, id or link.
 */
#ifndef HEADWATER_COMMAND_ITEM_NAME_H
#define HEADWATER_COMMAND_ITEM_NAME_H

#include "aggregator/store/store.h"

#include <stdbool.h>

struct named_item {
    uint64_t node;          /* the story */
    size_t telling_count;   /* of the story */
    struct telling telling; /* the item; the first of the story if that was named as a whole */
    bool whole;             /* the story was named, not an item */
};

/* A number of a story is tried first, so that no feed can take its place by the ids of its items.
 * ERR_ABSENT. */
int item_name_find(struct named_item *ret, struct store *store, struct arena *arena,
                   const char *word, struct error *err);

/* The same for a command that needs one item: a story with several tellings is ERR_USAGE, with an
 * example of how to name one. */
int item_name_find_one(struct named_item *ret, struct store *store, struct arena *arena,
                       const char *word, struct error *err);

#endif
