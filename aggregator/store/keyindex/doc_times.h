/*
 * The time of each document, in RAM: which ones have left the window.
 *
 * A document is past when it is older than the newest of all by more than the window. Since the
 * newest only rises, what is past stays past; so an index may throw its pairs away at any time
 * without changing an answer.
 */
#ifndef HEADWATER_STORE_KEYINDEX_DOC_TIMES_H
#define HEADWATER_STORE_KEYINDEX_DOC_TIMES_H

#include "aggregator/base/error.h"
#include "dedup.h"

#ifndef STORE_TIME_BLOCK_DOCS /* smaller in a test of many small states */
#define STORE_TIME_BLOCK_DOCS 4096
#endif
enum {
    TIME_BLOCK_DOCS = STORE_TIME_BLOCK_DOCS
}; /* documents whose times a state keeps in one row */

struct doc_times {
    int64_t window_seconds; /* 0: nothing is ever past */
    int64_t newest;         /* INT64_MIN when there is none */
    dedup_doc base;         /* documents up to here are past and not held */
    dedup_doc past;         /* documents up to here are past */
    int64_t *list;          /* of the documents after base */
    int64_t *oldest; /* of each time block of the list: most questions end here, in the cache */
    size_t count, room;
};

/* No documents yet. */
void doc_times_init(struct doc_times *times, int64_t window_seconds);
/* Frees the times; accepts a zeroed struct. */
void doc_times_release(struct doc_times *times);
/* Back to no documents, the first `base` of which are past. */
void doc_times_clear(struct doc_times *times, dedup_doc base);

/* The next document. */
int doc_times_add(struct doc_times *times, int64_t time, struct error *err);

/* The times of a full time block as bytes to keep, 8 each, little-endian; its first document is
 * held. */
void doc_times_pack(unsigned char ret[TIME_BLOCK_DOCS * 8], const struct doc_times *times,
                    dedup_doc first);
/* One of them. */
int64_t doc_times_unpack(const unsigned char *bytes);

/* Whether a document has left the window; one that was never added has not. */
bool doc_times_is_past(const struct doc_times *times, dedup_doc doc);
/* Whether all of a range have. */
bool doc_times_are_past(const struct doc_times *times, dedup_doc first, dedup_doc last);

#endif
