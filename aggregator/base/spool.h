/*
 * A body on its way from the network to the parser: kept in memory while it is small, in an
 * unlinked temporary file beyond that, so that many large bodies at once cost disk and not memory.
 *
 * Written once from front to back, then read as often as wanted. Not thread safe.
 */
#ifndef HEADWATER_BASE_SPOOL_H
#define HEADWATER_BASE_SPOOL_H

#include "aggregator/base/error.h"
#include "aggregator/base/str.h"

#include <stddef.h>
#include <stdio.h>

enum { SPOOL_MEMORY_BYTES = 256 * 1024 }; /* the part of a body that stays in memory */

struct spool {
    struct str head; /* the whole body while file is NULL */
    FILE *file;
    size_t size, ceiling; /* bytes written; bytes allowed */
    size_t position;      /* where the next read begins */
};

/* An empty spool that takes at most ceiling bytes. */
void spool_init(struct spool *spool, size_t ceiling);
/* Accepts NULL and a zeroed spool. */
void spool_release(struct spool *spool);

/* Appends bytes. ERR_LIMIT beyond the ceiling (what is there stays readable), ERR_IO, ERR_MEMORY.
 */
int spool_write(struct spool *spool, const void *data, size_t size, struct error *err);

/* Reads on from the last read; fewer bytes than asked only at the end. */
int spool_read(size_t *ret_size, struct spool *spool, void *into, size_t room, struct error *err);

/* Back to the first byte. */
void spool_rewind(struct spool *spool);

#endif
