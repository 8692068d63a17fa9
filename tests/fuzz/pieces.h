/* Reads a buffer in pieces of one size, for the streaming stages. */
#ifndef HEADWATER_TESTS_FUZZ_PIECES_H
#define HEADWATER_TESTS_FUZZ_PIECES_H

#include "aggregator/base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct pieces {
    const uint8_t *data;
    size_t size, at, piece;
};

/* A parse_read_fn. */
static inline int pieces_read(size_t *ret_size, void *context, void *into, size_t room,
                              struct error *err)
{
    struct pieces *p = context;
    size_t size = p->size - p->at;

    (void)err;
    if (size > room)
        size = room;
    if (size > p->piece)
        size = p->piece;
    if (size > 0)
        memcpy(into, p->data + p->at, size);
    p->at += size;
    *ret_size = size;
    return 0;
}

/* A condition that must hold; otherwise the input is a finding. */
#define MUST(condition)                                                                            \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);                        \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

#endif
