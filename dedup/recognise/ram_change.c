/* Changes of the in-RAM memory: all of a transaction, or none. */
#include "dedup/recognise/ram_parts.h"

#include <stdlib.h>
#include <string.h>

uint64_t ram_value(const struct map *map, uint64_t key)
{
    const uint64_t *value = map_get(map, key);

    return value != NULL ? *value : 0;
}

bool ram_value_put(struct ram *ram, struct map *map, uint64_t key, uint64_t value)
{
    return undo_note_map(&ram->undo, map, key) && map_put(map, key, value);
}

bool ram_make_room(void *array, size_t count, size_t *room, size_t size)
{
    void **place = array;
    size_t wanted = *room == 0 ? 64 : *room * 2;
    void *larger;

    if (count < *room)
        return true;
    larger = realloc(*place, wanted * size);
    if (larger == NULL)
        return false;
    *place = larger;
    *room = wanted;
    return true;
}

void ram_transaction_begin(struct ram *ram)
{
    ram->undo.open = true;
    ram->mark =
        (struct mark){ram->record_count, ram->posting_count, ram->override_count, ram->newest};
}

void ram_transaction_commit(struct ram *ram)
{
    undo_forget(&ram->undo);
    for (size_t i = 0; i < ram->note_count; i++)
        if (ram->notes[i].changed) {
            free(ram->notes[i].data_before);
            ram->notes[i].changed = false;
        }
}

void ram_transaction_undo(struct ram *ram)
{
    undo_run(&ram->undo);
    for (size_t i = 0; i < ram->note_count; i++) {
        struct note *note = &ram->notes[i];

        if (!note->changed)
            continue;
        free(note->data);
        note->data = note->data_before;
        note->size = note->size_before;
        note->changed = false;
    }
    for (size_t i = ram->mark.record_count > 0 ? ram->mark.record_count : 1; i < ram->record_count;
         i++)
        free((void *)(uintptr_t)ram->records[i].sketch);
    ram->record_count = ram->mark.record_count;
    ram->posting_count = ram->mark.posting_count;
    ram->override_count = ram->mark.override_count;
    ram->newest = ram->mark.newest;
}

bool ram_change_begin(struct ram *ram)
{
    bool own = !ram->undo.open;

    if (own)
        ram_transaction_begin(ram);
    return own;
}

int ram_change_end(struct ram *ram, bool own, int code)
{
    ram->failed = code;
    if (own && code == DEDUP_OK)
        ram_transaction_commit(ram);
    else if (own)
        ram_transaction_undo(ram);
    return code;
}

bool ram_record_note(struct ram *ram, dedup_doc doc)
{
    return undo_note_bytes(&ram->undo, &ram->records, doc * sizeof(*ram->records),
                           sizeof(*ram->records));
}
