#include "dedup/recognise/ram_undo.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

void undo_release(struct undo *undo)
{
    free(undo->maps);
    free(undo->bytes);
    memset(undo, 0, sizeof(*undo));
}

bool undo_note_map(struct undo *undo, struct map *map, uint64_t key)
{
    const uint64_t *value = map_get(map, key);

    if (!undo->open)
        return true;
    if (undo->map_count == undo->map_room) {
        size_t room = undo->map_room * 2 + 64;
        struct undo_map *more = realloc(undo->maps, room * sizeof(*more));

        if (more == NULL)
            return false;
        undo->maps = more;
        undo->map_room = room;
    }
    undo->maps[undo->map_count++] = (struct undo_map){map, key, value != NULL ? *value : 0};
    return true;
}

static unsigned char *place_of(void *array, size_t at)
{
    void *start;

    memcpy(&start, array, sizeof(start));
    return (unsigned char *)start + at;
}

bool undo_note_bytes(struct undo *undo, void *array, size_t at, size_t size)
{
    struct undo_bytes *note;

    assert(size <= UNDO_BYTES_MAX);
    if (!undo->open)
        return true;
    if (undo->bytes_count == undo->bytes_room) {
        size_t room = undo->bytes_room * 2 + 16;
        struct undo_bytes *more = realloc(undo->bytes, room * sizeof(*more));

        if (more == NULL)
            return false;
        undo->bytes = more;
        undo->bytes_room = room;
    }
    note = &undo->bytes[undo->bytes_count++];
    note->array = array;
    note->at = at;
    note->size = size;
    memcpy(note->bytes, place_of(array, at), size);
    return true;
}

void undo_run(struct undo *undo)
{
    while (undo->map_count > 0) {
        const struct undo_map *note = &undo->maps[--undo->map_count];
        uint64_t *value = map_get(note->map, note->key);

        if (value != NULL) /* else the change was noted, and not made */
            *value = note->value;
    }
    while (undo->bytes_count > 0) {
        const struct undo_bytes *note = &undo->bytes[--undo->bytes_count];

        memcpy(place_of(note->array, note->at), note->bytes, note->size);
    }
    undo->open = false;
}

void undo_forget(struct undo *undo)
{
    undo->map_count = undo->bytes_count = 0;
    undo->open = false;
}
