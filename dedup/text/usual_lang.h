/*
 * The language of most items of a feed: the assumed language of items that are only figures, a
 * table or a bare name.
 *
 * A majority vote per feed (Boyer and Moore 1981) in a table of fixed size. When two feeds share a
 * slot, one votes against the other. The result depends only on the items and their order.
 */
#ifndef DEDUP_TEXT_USUAL_LANG_H
#define DEDUP_TEXT_USUAL_LANG_H

#include <stddef.h>
#include <stdint.h>

enum { USUAL_FEEDS = 4096, USUAL_LANG_SIZE = 4, USUAL_VOTES_MIN = 4, USUAL_VOTES_MAX = 1000 };

/* A row of the table, stored in the engine's metadata byte for byte. All zero: free. */
struct usual_row {
    uint32_t feed; /* bits of the feed's id that the slot does not imply */
    char lang[USUAL_LANG_SIZE];
    uint32_t votes;
};

struct usual_langs {
    struct usual_row rows[USUAL_FEEDS];
};

/* The language of most items of a feed; "" while few items were seen or their languages differ. */
const char *usual_lang(const struct usual_langs *langs, uint64_t feed);

/* Counts an item in a language. Ignores "" and codes of USUAL_LANG_SIZE letters or more. */
void usual_lang_count(struct usual_langs *langs, uint64_t feed, const char *lang);

#endif
