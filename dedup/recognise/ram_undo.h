/*
 * What the in-RAM memory changed since its transaction began, to undo it: the values of maps before
 * they were set, and bytes of arrays before they were written. What is only appended needs no
 * entry.
 */
#ifndef DEDUP_RECOGNISE_RAM_UNDO_H
#define DEDUP_RECOGNISE_RAM_UNDO_H

#include "dedup/base/map.h"

enum { UNDO_BYTES_MAX = 160 };

struct undo_map {
    struct map *map;
    uint64_t key, value; /* 0: there was none */
};

struct undo_bytes {
    void *array; /* a pointer to the array's pointer, which may move */
    size_t at, size;
    unsigned char bytes[UNDO_BYTES_MAX];
};

/* Zeroed: nothing to undo. */
struct undo {
    bool open; /* a transaction: changes are noted */
    struct undo_map *maps;
    struct undo_bytes *bytes;
    size_t map_count, map_room, bytes_count, bytes_room;
};

/* Frees the notes. Undoes nothing. */
void undo_release(struct undo *undo);

/* To be called before a change; they do nothing outside a transaction. False when out of memory:
 * then nothing may be changed. size is at most UNDO_BYTES_MAX. */
bool undo_note_map(struct undo *undo, struct map *map, uint64_t key);
bool undo_note_bytes(struct undo *undo, void *array, size_t at, size_t size);

/* Undoes all that was noted, the last change first, or forgets it. Both end the transaction. */
void undo_run(struct undo *undo);
void undo_forget(struct undo *undo);

#endif
