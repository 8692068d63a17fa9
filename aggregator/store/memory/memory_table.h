/*
 * Tables in RAM whose changes can be taken back: what the memory engine is built of.
 *
 * A table maps a number to a row, a copy of some bytes; a journal, shared by the tables, remembers
 * the row before each change until it is kept or undone.
 */
#ifndef HEADWATER_STORE_MEMORY_MEMORY_TABLE_H
#define HEADWATER_STORE_MEMORY_MEMORY_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct memory_row;

struct memory_journal {
    struct memory_change *changes;
    size_t count, room;
    bool open; /* a transaction: changes are remembered; else they are for good at once */
};

struct memory_table {
    struct memory_slot *slots;
    size_t count, room;
};

/* Accepts zeroed structs; a zeroed table and journal are empty ones. */
void memory_table_release(struct memory_table *table);
void memory_journal_release(struct memory_journal *journal);

/* All changes since open, for good or undone; the journal is closed then. */
void memory_journal_keep(struct memory_journal *journal);
void memory_journal_undo(struct memory_journal *journal);

/* The bytes of a row, aligned for any type, and their number; NULL when there is none. Valid until
 * the row is changed. */
const void *memory_table_get(const struct memory_table *table, uint64_t key, size_t *ret_size);

/* Replaces a row by a copy of these bytes; false when memory is out. */
bool memory_table_put(struct memory_table *table, struct memory_journal *journal, uint64_t key,
                      const void *data, size_t size);
/* Adds bytes to the end of a row, made when it is not there; amortised constant time. */
bool memory_table_append(struct memory_table *table, struct memory_journal *journal, uint64_t key,
                         const void *data, size_t size);

/* Walks over all rows in no order: *place starts at 0; false at the end. */
bool memory_table_next(uint64_t *ret_key, const struct memory_table *table, size_t *place);

#endif
