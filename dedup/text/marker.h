/*
 * Source-node markers: the line in which a syndication network names the story of a page, such as
 * "Nœud source: 2988751" or "Nodo di origine: 2988751".
 */
#ifndef DEDUP_TEXT_MARKER_H
#define DEDUP_TEXT_MARKER_H

#include "dedup/text/text.h"

/* The known phrases, folded. */
struct marker_phrases;

/* Freeing accepts NULL. DEDUP_ERR_MEMORY. */
int marker_phrases_new(struct marker_phrases **ret);
void marker_phrases_free(struct marker_phrases *phrases);

/* The numbers of the markers in a text, at most room; returns the count. A marker is a known
 * phrase, a colon and a number of 4 to 15 digits, on one line. */
size_t marker_find(uint64_t *ret, size_t room, const struct marker_phrases *phrases,
                   const struct text *text);

#endif
