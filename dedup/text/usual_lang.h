/*
 * The language that most items of a feed are in: what an item of figures, a table or a bare name is
 * taken to be in.
 *
 * A majority vote for each feed (Boyer and Moore 1981) in a table of fixed size; a feed that finds
 * its place taken votes against the one that has it. Depends only on the items and their order.
 */
#ifndef DEDUP_TEXT_USUAL_LANG_H
#define DEDUP_TEXT_USUAL_LANG_H

#include <stddef.h>
#include <stdint.h>

enum { USUAL_FEEDS = 4096, USUAL_LANG_SIZE = 4, USUAL_VOTES_MIN = 4, USUAL_VOTES_MAX = 1000 };

/* A row of the table: plain bytes, kept in the engine's note as they are. All zero: free. */
struct usual_row {
    uint32_t feed; /* bits of the feed's number that its place does not tell */
    char lang[USUAL_LANG_SIZE];
    uint32_t votes;
};

struct usual_langs {
    struct usual_row rows[USUAL_FEEDS];
};

/* The language of most items of a feed; "" while few were seen or they differ. */
const char *usual_lang(const struct usual_langs *langs, uint64_t feed);

/* Counts an item in a language; "" and long codes count nothing. */
void usual_lang_count(struct usual_langs *langs, uint64_t feed, const char *lang);

#endif
