/*
 * The part of a text that shows best why it was found, with the places to mark.
 *
 * The text stays plain: who shows it escapes it. Pure.
 */
#ifndef HEADWATER_SEARCH_EXCERPT_H
#define HEADWATER_SEARCH_EXCERPT_H

#include "aggregator/base/arena.h"
#include "aggregator/search/query.h"

/* Only the beginning of a text is indexed and searched, which bounds the index whatever a feed
 * sends. */
enum { SEARCH_TEXT_BYTES = 64 * 1024 };

/* The bytes of a text that are searched: all, or the characters within SEARCH_TEXT_BYTES. */
size_t search_text_size(const char *text);

struct search_range {
    size_t begin, end; /* in bytes */
};

/* A text and its places to mark: in ascending order, without overlap. */
struct search_marked {
    const char *text;
    struct search_range *ranges;
    size_t count;
};

/* Marks the query's words in at most this many characters of the text: those around most of its
 * terms, else its beginning. Where text was left out there is an ellipsis; white space is one
 * space. SIZE_MAX: the whole text. text may be NULL, which gives an empty one. ERR_MEMORY. */
int search_excerpt(struct search_marked *ret, struct arena *arena, const struct search_query *query,
                   const char *text, size_t characters, struct error *err);

#endif
