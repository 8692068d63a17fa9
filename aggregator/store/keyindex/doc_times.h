/*
 * The times of all documents, in memory: which documents have left the window.
 *
 * A document is past when it is older than the newest document by more than the window. The newest
 * time only increases, so a past document stays past. An index may therefore discard its pairs at
 * any time without changing a result.
 */
#ifndef HEADWATER_STORE_KEYINDEX_DOC_TIMES_H
#define HEADWATER_STORE_KEYINDEX_DOC_TIMES_H

#include "aggregator/base/error.h"
#include "dedup.h"

#ifndef STORE_TIME_BLOCK_DOCS /* a test with many small states sets a smaller value */
#define STORE_TIME_BLOCK_DOCS 4096
#endif
/* documents per row of stored times */
enum { TIME_BLOCK_DOCS = STORE_TIME_BLOCK_DOCS };

struct doc_times {
    int64_t window_seconds; /* 0: no document is ever past */
    int64_t newest;         /* INT64_MIN when there are no documents */
    dedup_doc base;         /* documents up to this number are past and not stored here */
    dedup_doc past;         /* documents up to this number are past */
    int64_t *list;          /* times of the documents after base */
    /* minimum of each time block in the list: it decides most lookups and stays in the CPU cache */
    int64_t *oldest;
    size_t count, room;
};

/* Initializes without documents. */
void doc_times_init(struct doc_times *times, int64_t window_seconds);
/* Frees the times; accepts a zeroed struct. */
void doc_times_release(struct doc_times *times);
/* Removes all documents; documents up to `base` count as past. */
void doc_times_clear(struct doc_times *times, dedup_doc base);

/* Adds the next document. */
int doc_times_add(struct doc_times *times, int64_t time, struct error *err);

/* Encodes a full time block, 8 bytes per time, little-endian; its first document must be in the
 * list. */
void doc_times_pack(unsigned char ret[TIME_BLOCK_DOCS * 8], const struct doc_times *times,
                    dedup_doc first);
/* Decodes one time. */
int64_t doc_times_unpack(const unsigned char *bytes);

/* Whether a document has left the window; false for one that was never added. */
bool doc_times_is_past(const struct doc_times *times, dedup_doc doc);
/* Whether all documents of a range have left the window. */
bool doc_times_are_past(const struct doc_times *times, dedup_doc first, dedup_doc last);

#endif
