/*
 * The written form of a piece of a sorted run of (key, document) pairs.
 *
 * Pairs are in order of key, the newest document of a key first. They are cut into segments of
 * SEGMENT_PAIRS, each of which can be read alone, so that a key is found by halving and not by
 * reading through:
 *
 *     least document (4 bytes), number of segments (2)
 *     for each segment its first key (4)
 *     for each segment where it ends, counted from the first byte behind these tables (2)
 *     the segments
 *
 * Numbers are little-endian. A segment is a row of variable-length numbers (7 bits a byte, low bits
 * first): the first document of a key as (document - least) * 2 + more, its further documents as
 * the distance from the one before, * 2 + more, where `more` says that the next pair of the segment
 * has the same key; between two keys stands their distance.
 */
#ifndef HEADWATER_STORE_KEYINDEX_KEY_CHUNK_H
#define HEADWATER_STORE_KEYINDEX_KEY_CHUNK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    KEY_CHUNK_BYTES = 2000, /* four fill a page */
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
    size_t size; /* of the body; 0: no pair yet */
    size_t flag; /* where the last document's lowest byte lies */
    size_t segments, pairs;
    uint32_t min;
    struct key_pair last;
};

/* An empty chunk; no pair's document may be below least. */
void key_chunk_start(struct key_chunk_writer *writer, uint32_t min);
/* Adds a pair that follows the last in order (and is not the same); false when the chunk is full.
 */
bool key_chunk_put(struct key_chunk_writer *writer, struct key_pair pair);
/* The bytes, which lie in the writer; there must be a pair. */
const unsigned char *key_chunk_finish(struct key_chunk_writer *writer, size_t *ret_size);

struct key_chunk_reader {
    const unsigned char *keys, *ends, *body;
    size_t body_size, at, end; /* end: of the segment at hand */
    size_t segments, segment;  /* segment: the next one */
    uint32_t min;
    struct key_pair pair; /* as last read */
    bool more, damaged;   /* damaged: the bytes are no chunk; reading has ended */
};

/* Reads bytes that are borrowed until the last pair is read; any bytes are safe. */
void key_chunk_open(struct key_chunk_reader *reader, const void *data, size_t size);
/* Its first key; 0 when it has none. */
uint32_t key_chunk_first(const struct key_chunk_reader *reader);
/* The next pair into reader->pair; false at the end. */
bool key_chunk_next(struct key_chunk_reader *reader);
/* Goes to a place from which key_chunk_next() comes to the key's newest document without reading
 * more than two segments before. */
void key_chunk_seek(struct key_chunk_reader *reader, uint32_t key);

#endif
