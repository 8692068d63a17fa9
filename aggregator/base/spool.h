/*
 * A response body between the network and the parser. It is kept in memory while small, and beyond
 * that in an unlinked temporary file, so that many large bodies at once use disk instead of memory.
 *
 * Written once from start to end, then read any number of times. Not thread safe.
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
    size_t position;      /* offset of the next read */
};

/* Initializes an empty spool for at most ceiling bytes. */
void spool_init(struct spool *spool, size_t ceiling);
/* Accepts NULL and a zeroed spool. */
void spool_release(struct spool *spool);

/* Appends bytes. ERR_LIMIT beyond the ceiling (existing content stays readable), ERR_IO,
 * ERR_MEMORY. */
int spool_write(struct spool *spool, const void *data, size_t size, struct error *err);

/* Reads on from the last read; returns fewer bytes than room only at the end. */
int spool_read(size_t *ret_size, struct spool *spool, void *into, size_t room, struct error *err);

/* Sets the position to the first byte. */
void spool_rewind(struct spool *spool);

#endif
