/*
 * The encoding of a part of a sorted run of (key, document) pairs.
 *
 * Pairs are sorted by key, then newest document first. They are grouped into segments of
 * SEGMENT_PAIRS. Each segment can be decoded alone, so a lookup uses binary search instead of a
 * scan:
 *
 *     minimum document (4 bytes), number of segments (2)
 *     for each segment its first key (4)
 *     for each segment its end offset from the first byte after these tables (2)
 *     the segments
 *
 * Numbers are little-endian. A segment is a sequence of variable-length numbers (7 bits per byte,
 * low bits first). The first document of a key is (document - minimum) * 2 + more, each further
 * document is (distance from the previous one) * 2 + more. `more` means that the next pair of the
 * segment has the same key. Each key after the first is preceded by its distance from the previous
 * key.
 */
#ifndef HEADWATER_STORE_KEYINDEX_KEY_CHUNK_H
#define HEADWATER_STORE_KEYINDEX_KEY_CHUNK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    KEY_CHUNK_BYTES = 2000, /* four fit in a page */
    SEGMENT_PAIRS = 16,
    SEGMENTS_MAX = 128,
};

struct key_pair {
    uint32_t key, doc;
};

struct key_chunk_writer {
    unsigned char body[KEY_CHUNK_BYTES], data[KEY_CHUNK_BYTES];
    uint32_t keys[SEGMENTS_MAX];
    size_t ends[SEGMENTS_MAX];
    size_t size; /* of the body; 0: no pairs yet */
    size_t flag; /* offset of the low byte of the last document */
    size_t segments, pairs;
    uint32_t min;
    struct key_pair last;
};

/* Starts an empty chunk; no document may be below min. */
void key_chunk_start(struct key_chunk_writer *writer, uint32_t min);
/* Adds the next pair in order (no duplicates); false when the chunk is full. */
bool key_chunk_put(struct key_chunk_writer *writer, struct key_pair pair);
/* The encoded bytes, stored in the writer; there must be at least one pair. */
const unsigned char *key_chunk_finish(struct key_chunk_writer *writer, size_t *ret_size);

struct key_chunk_reader {
    const unsigned char *keys, *ends, *body;
    size_t body_size, at, end; /* end: of the current segment */
    size_t segments, segment;  /* segment: the next one */
    uint32_t min;
    struct key_pair pair; /* the last pair read */
    bool more, damaged;   /* damaged: the bytes are not a valid chunk; reading stops */
};

/* Reads from bytes that are borrowed until the last pair is read; any input is safe. */
void key_chunk_open(struct key_chunk_reader *reader, const void *data, size_t size);
/* The first key; 0 when there is none. */
uint32_t key_chunk_first(const struct key_chunk_reader *reader);
/* Reads the next pair into reader->pair; false at the end. */
bool key_chunk_next(struct key_chunk_reader *reader);
/* Seeks so that key_chunk_next() reaches the key's newest document after at most two segments. */
void key_chunk_seek(struct key_chunk_reader *reader, uint32_t key);

#endif
