#include "aggregator/store/memory/memory_table.h"

#include <stdlib.h>
#include <string.h>

struct memory_row {
    size_t size, room;
    max_align_t data[];
};

struct memory_slot {
    uint64_t key;
    struct memory_row *row; /* NULL: no row, for example after an undo */
    bool used;
};

/* The row before a change. For an append, only its previous size. */
struct memory_change {
    struct memory_table *table;
    uint64_t key;
    struct memory_row *before;
    size_t size_before;
    bool appended;
};

void memory_table_release(struct memory_table *table)
{
    for (size_t i = 0; i < table->room; i++)
        free(table->slots[i].row);
    free(table->slots);
    memset(table, 0, sizeof(*table));
}

void memory_journal_release(struct memory_journal *journal)
{
    memory_journal_keep(journal);
    free(journal->changes);
    memset(journal, 0, sizeof(*journal));
}

static struct memory_slot *slot_in(struct memory_slot *slots, size_t room, uint64_t key)
{
    size_t at = (size_t)((key * 0x9e3779b97f4a7c15u) >> 17) & (room - 1);

    while (slots[at].used && slots[at].key != key)
        at = (at + 1) & (room - 1);
    return &slots[at];
}

static bool table_grow(struct memory_table *table)
{
    size_t room = table->room == 0 ? 64 : 2 * table->room;
    struct memory_slot *slots = calloc(room, sizeof(*slots));

    if (slots == NULL)
        return false;
    for (size_t i = 0; i < table->room; i++)
        if (table->slots[i].used)
            *slot_in(slots, room, table->slots[i].key) = table->slots[i];
    free(table->slots);
    table->slots = slots;
    table->room = room;
    return true;
}

/* The slot of a key, created when absent; NULL when out of memory. */
static struct memory_slot *slot_take(struct memory_table *table, uint64_t key)
{
    struct memory_slot *slot;

    if (2 * (table->count + 1) > table->room && !table_grow(table))
        return NULL;
    slot = slot_in(table->slots, table->room, key);
    table->count += !slot->used;
    slot->used = true;
    slot->key = key;
    return slot;
}

/* Makes room for one more change, so that recording it cannot fail. */
static bool journal_reserve(struct memory_journal *journal)
{
    size_t room = journal->room * 2 + 64;
    struct memory_change *changes;

    if (!journal->open || journal->count < journal->room)
        return true;
    changes = realloc(journal->changes, room * sizeof(*changes));
    if (changes == NULL)
        return false;
    journal->changes = changes;
    journal->room = room;
    return true;
}

static void journal_note(struct memory_journal *journal, const struct memory_change *change)
{
    if (journal->open)
        journal->changes[journal->count++] = *change;
    else if (!change->appended)
        free(change->before);
}

void memory_journal_keep(struct memory_journal *journal)
{
    for (size_t i = 0; i < journal->count; i++)
        if (!journal->changes[i].appended)
            free(journal->changes[i].before);
    journal->count = 0;
    journal->open = false;
}

void memory_journal_undo(struct memory_journal *journal)
{
    while (journal->count > 0) {
        const struct memory_change *change = &journal->changes[--journal->count];
        struct memory_slot *slot = slot_in(change->table->slots, change->table->room, change->key);

        if (change->appended) {
            slot->row->size = change->size_before;
        } else {
            free(slot->row);
            slot->row = change->before;
        }
    }
    journal->open = false;
}

const void *memory_table_get(const struct memory_table *table, uint64_t key, size_t *ret_size)
{
    const struct memory_slot *slot;

    if (table->room == 0)
        return NULL;
    slot = slot_in(table->slots, table->room, key);
    if (!slot->used || slot->row == NULL)
        return NULL;
    if (ret_size != NULL)
        *ret_size = slot->row->size;
    return slot->row->data;
}

static struct memory_row *row_new(const void *data, size_t size, size_t room)
{
    struct memory_row *row = malloc(sizeof(*row) + room);

    if (row == NULL)
        return NULL;
    row->size = size;
    row->room = room;
    if (size > 0)
        memcpy(row->data, data, size);
    return row;
}

bool memory_table_put(struct memory_table *table, struct memory_journal *journal, uint64_t key,
                      const void *data, size_t size)
{
    struct memory_row *row = row_new(data, size, size);
    struct memory_slot *slot =
        row != NULL && journal_reserve(journal) ? slot_take(table, key) : NULL;

    if (slot == NULL) {
        free(row);
        return false;
    }
    journal_note(journal, &(struct memory_change){table, key, slot->row, 0, false});
    slot->row = row;
    return true;
}

bool memory_table_append(struct memory_table *table, struct memory_journal *journal, uint64_t key,
                         const void *data, size_t size)
{
    struct memory_slot *slot = journal_reserve(journal) ? slot_take(table, key) : NULL;
    struct memory_row *row;

    if (slot == NULL)
        return false;
    if (slot->row == NULL)
        return memory_table_put(table, journal, key, data, size);
    row = slot->row;
    if (row->size + size > row->room) {
        size_t room = 2 * (row->size + size);

        row = realloc(row, sizeof(*row) + room);
        if (row == NULL)
            return false;
        row->room = room;
        slot->row = row;
    }
    journal_note(journal, &(struct memory_change){table, key, NULL, row->size, true});
    memcpy((char *)row->data + row->size, data, size);
    row->size += size;
    return true;
}

bool memory_table_next(uint64_t *ret_key, const struct memory_table *table, size_t *place)
{
    for (; *place < table->room; ++*place)
        if (table->slots[*place].row != NULL) {
            *ret_key = table->slots[(*place)++].key;
            return true;
        }
    return false;
}
