/*
 * When documents leave the window: in eras, fixed ranges of document numbers.
 *
 * An era is past once it is full and its newest document is older than the window, counted from the
 * newest document of all. What is past stays past, whatever is added; so an index may throw away
 * its pairs at any time without changing an answer.
 */
#ifndef HEADWATER_STORE_ERAS_H
#define HEADWATER_STORE_ERAS_H

#include "aggregator/base/error.h"
#include "dedup/dedup.h"

enum { ERA_DOCS = 4096 };

struct eras {
    int64_t window_seconds; /* 0: nothing is ever past */
    int64_t *newest;        /* of each full era */
    size_t count, room;
    size_t past;                  /* so many at the front are past */
    int64_t filling, newest_time; /* the newest of the era that is filling; of all */
};

/* No eras yet; clearing goes back to that. Release accepts a zeroed struct. */
void eras_init(struct eras *eras, int64_t window_seconds);
void eras_release(struct eras *eras);
void eras_clear(struct eras *eras);

/* The next document. *ret_closed: it filled its era, whose newest time is *ret_newest. */
int eras_add(bool *ret_closed, int64_t *ret_newest, struct eras *eras, dedup_doc doc, int64_t time,
             struct error *err);
/* The next full era, as it was told by eras_add() once. */
int eras_restore(struct eras *eras, int64_t newest, struct error *err);
/* A time of the era that is filling. */
void eras_note(struct eras *eras, int64_t time);

/* Whether the document lies in an era that the window has left behind. */
bool eras_is_past(const struct eras *eras, dedup_doc doc);
/* All documents of the range are past. */
bool eras_are_past(const struct eras *eras, dedup_doc first, dedup_doc last);
/* The document and all before it are past. */
bool eras_end_before(const struct eras *eras, dedup_doc doc);

#endif
