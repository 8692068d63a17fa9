/*
 * The written form of a piece of a sorted run of (key, document) pairs.
 *
 * Pairs are in order of key, the newest document of a key first. A chunk is a header (least
 * document, 4 bytes, little-endian) and then for each pair a variable-length number (7 bits a byte,
 * low bits first): the first document of a key is written as the key's distance from the key
 * before, then (document - least) * 2 + more; its further documents as their distance from the
 * document before, * 2 + more, where `more` says that the next pair has the same key.
 */
#ifndef HEADWATER_STORE_KEY_CHUNK_H
#define HEADWATER_STORE_KEY_CHUNK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    KEY_CHUNK_BYTES = 2000, /* four fill a page; reading one through takes about a microsecond */
};

struct key_pair {
    uint32_t key, doc;
};

struct key_chunk_writer {
    unsigned char data[KEY_CHUNK_BYTES];
    size_t size; /* 0: no pair yet */
    size_t flag; /* where the last document's lowest byte lies */
    uint32_t first_key, least;
    struct key_pair last;
};

/* An empty chunk; no pair's document may be below least. */
void key_chunk_start(struct key_chunk_writer *writer, uint32_t least);
/* Adds a pair that follows the last in order (and is not the same); false when the chunk is full.
 */
bool key_chunk_put(struct key_chunk_writer *writer, struct key_pair pair);

struct key_chunk_reader {
    const unsigned char *data;
    size_t size, at;
    uint32_t least;
    struct key_pair pair; /* as last read */
    bool more, damaged;   /* damaged: the bytes are no chunk; reading has ended */
};

/* Reads bytes that are borrowed until the last pair is read; any bytes are safe. */
void key_chunk_open(struct key_chunk_reader *reader, const void *data, size_t size);
/* The next pair into reader->pair; false at the end. */
bool key_chunk_next(struct key_chunk_reader *reader);

#endif
