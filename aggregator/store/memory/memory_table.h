/*
 * In-memory tables with undo: the basis of the memory engine.
 *
 * A table maps a number to a row, a copy of some bytes. The tables share a journal. It stores the
 * row before each change until the change is kept or undone.
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
    bool open; /* in a transaction: changes can be undone; otherwise they are final at once */
};

struct memory_table {
    struct memory_slot *slots;
    size_t count, room;
};

/* Accepts zeroed structs; a zeroed table or journal is empty. */
void memory_table_release(struct memory_table *table);
void memory_journal_release(struct memory_journal *journal);

/* Keeps or undoes all changes since open was set; then closes the journal. */
void memory_journal_keep(struct memory_journal *journal);
void memory_journal_undo(struct memory_journal *journal);

/* The bytes of a row, aligned for any type, and their size; NULL when there is none. Valid until
 * the row is changed. */
const void *memory_table_get(const struct memory_table *table, uint64_t key, size_t *ret_size);

/* Replaces a row with a copy of these bytes; false when out of memory. */
bool memory_table_put(struct memory_table *table, struct memory_journal *journal, uint64_t key,
                      const void *data, size_t size);
/* Appends bytes to a row, which is created when absent; amortised constant time. False when out of
 * memory. */
bool memory_table_append(struct memory_table *table, struct memory_journal *journal, uint64_t key,
                         const void *data, size_t size);

/* Iterates all rows in no particular order: *place starts at 0; false at the end. */
bool memory_table_next(uint64_t *ret_key, const struct memory_table *table, size_t *place);

#endif
