/* The overrides of the in-RAM memory, and its metadata. */
#include "dedup/recognise/ram_parts.h"

#include <stdlib.h>
#include <string.h>

static bool is_on_pair(const struct override *override, uint64_t a, uint64_t b)
{
    return (override->a == a && override->b == b) ||
           (b != 0 && override->a == b && override->b == a);
}

static int override_put(struct ram *ram, uint64_t a, uint64_t b, bool together)
{
    if (!ram_make_room(&ram->overrides, ram->override_count, &ram->override_room,
                       sizeof(*ram->overrides)))
        return DEDUP_ERR_MEMORY;
    for (size_t i = 0; i < ram->override_count; i++)
        if (is_on_pair(&ram->overrides[i], a, b)) {
            if (!undo_note_bytes(&ram->undo, &ram->overrides, i * sizeof(*ram->overrides),
                                 sizeof(*ram->overrides)))
                return DEDUP_ERR_MEMORY;
            ram->overrides[i].a = ram->overrides[i].b = 0;
        }
    ram->overrides[ram->override_count++] = (struct override){a, b, together};
    return DEDUP_OK;
}

int ram_override(void *context, uint64_t a, uint64_t b, bool together)
{
    bool own = ram_change_begin(context);

    return ram_change_end(context, own, override_put(context, a, b, together));
}

/* Newest first, so that the newest override takes precedence. */
int ram_overrides(void *context, const uint64_t *keys, size_t key_count, dedup_override_fn *each,
                  void *each_context)
{
    const struct ram *ram = context;
    int code = 0;

    for (size_t k = 0; k < key_count && code == 0; k++)
        for (size_t i = ram->override_count; i-- > 0 && code == 0;) {
            const struct override *r = &ram->overrides[i];

            if (keys[k] == 0)
                break;
            if (r->a == keys[k])
                code = each(each_context, k, r->b, r->together);
            else if (r->b == keys[k])
                code = each(each_context, k, r->a, r->together);
        }
    return code;
}

static struct note *note_find(struct ram *ram, const char *name)
{
    for (size_t i = 0; i < ram->note_count; i++)
        if (strcmp(ram->notes[i].name, name) == 0)
            return &ram->notes[i];
    return NULL;
}

int ram_metadata_get(void *context, const char *name, void *into, size_t room, size_t *ret_size)
{
    const struct note *note = note_find(context, name);

    *ret_size = note != NULL ? note->size : 0;
    if (note != NULL && note->size > 0 && room > 0)
        memcpy(into, note->data, note->size < room ? note->size : room);
    return 0;
}

/* The note of a name, made when there is none; NULL when out of memory. */
static struct note *note_take(struct ram *ram, const char *name)
{
    struct note *note = note_find(ram, name);
    char *own;

    if (note != NULL)
        return note;
    own = malloc(strlen(name) + 1);
    if (own == NULL ||
        !ram_make_room(&ram->notes, ram->note_count, &ram->note_room, sizeof(*ram->notes))) {
        free(own);
        return NULL;
    }
    strcpy(own, name);
    note = &ram->notes[ram->note_count++];
    *note = (struct note){.name = own};
    return note;
}

static int note_put(struct ram *ram, const char *name, const void *data, size_t size)
{
    void *copy = malloc(size + 1);
    struct note *note = copy != NULL ? note_take(ram, name) : NULL;

    if (note == NULL) {
        free(copy);
        return DEDUP_ERR_MEMORY;
    }
    memcpy(copy, data, size);
    if (note->changed) {
        free(note->data);
    } else {
        note->changed = true;
        note->data_before = note->data;
        note->size_before = note->size;
    }
    note->data = copy;
    note->size = size;
    return DEDUP_OK;
}

int ram_metadata_put(void *context, const char *name, const void *data, size_t size)
{
    bool own = ram_change_begin(context);

    return ram_change_end(context, own, note_put(context, name, data, size));
}
