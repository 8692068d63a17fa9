/*
 * The memory port in RAM: for `cluster`, for states that no other process reads, for tests, and as
 * the reference for other memories. Here are its records and their index keys.
 */
#include "dedup/recognise/ram_parts.h"

#include <stdlib.h>
#include <string.h>

static int ram_find(void *context, dedup_doc *ret_doc, uint64_t key)
{
    const struct ram *ram = context;

    *ret_doc = (dedup_doc)ram_value(&ram->docs, key);
    return 0;
}

static int ram_get(void *context, struct dedup_record *ret, dedup_doc doc)
{
    const struct ram *ram = context;

    if (doc == 0 || doc >= ram->record_count)
        memset(ret, 0, sizeof(*ret));
    else
        *ret = ram->records[doc];
    return 0;
}

static int ram_get_many(void *context, const dedup_doc *docs, size_t count, dedup_record_fn *each,
                        void *each_context)
{
    int code = 0;

    for (size_t i = 0; i < count && code == 0; i++) {
        struct dedup_record record;

        ram_get(context, &record, docs[i]);
        code = each(each_context, i, &record);
    }
    return code;
}

static int ram_last(void *context, dedup_doc *ret_doc)
{
    const struct ram *ram = context;

    *ret_doc = ram->record_count > 0 ? (dedup_doc)(ram->record_count - 1) : 0;
    return 0;
}

static int keys_add(struct ram *ram, dedup_doc doc, const uint32_t *keys, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        uint64_t key = (uint64_t)keys[i] + 1;
        uint32_t head = (uint32_t)ram_value(&ram->heads, key);

        if (head != 0 && ram->postings[head].doc == doc)
            continue; /* the key comes twice */
        if (ram->posting_count == 0)
            ram->posting_count = 1; /* 0 stands for none */
        if (!ram_make_room(&ram->postings, ram->posting_count, &ram->posting_room,
                           sizeof(*ram->postings)))
            return DEDUP_ERR_MEMORY;
        ram->postings[ram->posting_count].doc = doc;
        ram->postings[ram->posting_count].older = head;
        if (!ram_value_put(ram, &ram->heads, key, ram->posting_count++))
            return DEDUP_ERR_MEMORY;
    }
    return DEDUP_OK;
}

static bool records_make_room(struct ram *ram)
{
    size_t room = ram->record_room;

    return ram_make_room(&ram->next_member, ram->record_count + 1, &room,
                         sizeof(*ram->next_member)) &&
           ram_make_room(&ram->records, ram->record_count + 1, &ram->record_room,
                         sizeof(*ram->records));
}

static bool older_supersede(struct ram *ram, uint64_t key)
{
    const dedup_doc older = (dedup_doc)ram_value(&ram->docs, key);

    if (older == 0)
        return true;
    if (!ram_record_note(ram, older))
        return false;
    ram->records[older].superseded = true;
    return true;
}

/* Appends a copy of the record; NULL when out of memory. */
static struct dedup_record *record_append(struct ram *ram, const struct dedup_record *record)
{
    struct dedup_record *copy;
    void *sketch;

    if (ram->record_count == 0)
        ram->record_count = 1;
    sketch = malloc(record->sketch_size + 1);
    if (sketch == NULL || !records_make_room(ram)) {
        free(sketch);
        return NULL;
    }
    if (record->sketch_size > 0)
        memcpy(sketch, record->sketch, record->sketch_size);
    copy = &ram->records[ram->record_count];
    *copy = *record;
    copy->doc = (dedup_doc)ram->record_count++;
    copy->sketch = sketch;
    copy->superseded = false;
    return copy;
}

static int record_add(dedup_doc *ret_doc, struct ram *ram, const struct dedup_record *record,
                      const uint32_t *index_keys, size_t key_count)
{
    const struct dedup_record *copy = record_append(ram, record);

    if (copy == NULL || !older_supersede(ram, record->key))
        return DEDUP_ERR_MEMORY;
    if (copy->time > ram->newest)
        ram->newest = copy->time;
    *ret_doc = copy->doc;
    if (!ram_value_put(ram, &ram->docs, record->key, copy->doc) ||
        !ram_member_append(ram, record->node, copy->doc))
        return DEDUP_ERR_MEMORY;
    return keys_add(ram, copy->doc, index_keys, key_count);
}

static int ram_add(void *context, dedup_doc *ret_doc, const struct dedup_record *record,
                   const uint32_t *index_keys, size_t key_count)
{
    struct ram *ram = context;
    bool own = ram_change_begin(ram);

    return ram_change_end(ram, own, record_add(ret_doc, ram, record, index_keys, key_count));
}

static bool in_window(const struct ram *ram, const struct dedup_record *record)
{
    return !record->superseded && (ram->window == 0 || record->time >= ram->newest - ram->window);
}

static int ram_match(void *context, const struct dedup_lookup *lookups, size_t count,
                     dedup_doc_fn *each, void *each_context)
{
    const struct ram *ram = context;

    for (size_t i = 0; i < count; i++) {
        uint32_t p = (uint32_t)ram_value(&ram->heads, (uint64_t)lookups[i].key + 1);
        uint32_t left = lookups[i].max;

        for (; p != 0 && left > 0; p = ram->postings[p].older) {
            int code;

            if (!in_window(ram, &ram->records[ram->postings[p].doc]))
                continue;
            left--;
            code = each(each_context, i, ram->postings[p].doc);
            if (code != 0)
                return code;
        }
    }
    return 0;
}

void dedup_ram_begin(struct dedup_memory *memory)
{
    ram_transaction_begin(memory->context);
}

void dedup_ram_commit(struct dedup_memory *memory)
{
    ram_transaction_commit(memory->context);
}

void dedup_ram_rollback(struct dedup_memory *memory)
{
    struct ram *ram = memory->context;

    if (ram->undo.open)
        ram_transaction_undo(ram);
}

int dedup_ram_failure(const struct dedup_memory *memory)
{
    return ((const struct ram *)memory->context)->failed;
}

void dedup_ram_window(struct dedup_memory *memory, int64_t window_seconds)
{
    ((struct ram *)memory->context)->window = window_seconds;
}

_Static_assert(sizeof(struct dedup_record) <= UNDO_BYTES_MAX, "a record can be noted");

int dedup_ram_new(struct dedup_memory *ret, int64_t window_seconds)
{
    struct ram *ram = calloc(1, sizeof(*ram));

    if (ram == NULL)
        return DEDUP_ERR_MEMORY;
    ram->window = window_seconds;
    ram->newest = INT64_MIN / 2;
    *ret = (struct dedup_memory){
        .context = ram,
        .find = ram_find,
        .get = ram_get,
        .get_many = ram_get_many,
        .last = ram_last,
        .add = ram_add,
        .match = ram_match,
        .members = ram_members,
        .resolve = ram_resolve,
        .merge = ram_merge,
        .move = ram_move,
        .override = ram_override,
        .overrides = ram_overrides,
        .metadata_get = ram_metadata_get,
        .metadata_put = ram_metadata_put,
    };
    return DEDUP_OK;
}

void dedup_ram_free(struct dedup_memory *memory)
{
    struct ram *ram = memory->context;

    if (ram == NULL)
        return;
    ram_transaction_commit(ram);
    undo_release(&ram->undo);
    for (size_t i = 1; i < ram->record_count; i++)
        free((void *)(uintptr_t)ram->records[i].sketch);
    for (size_t i = 0; i < ram->note_count; i++) {
        free(ram->notes[i].name);
        free(ram->notes[i].data);
    }
    map_release(&ram->docs);
    map_release(&ram->heads);
    map_release(&ram->first);
    map_release(&ram->last);
    map_release(&ram->aliases);
    free(ram->records);
    free(ram->next_member);
    free(ram->postings);
    free(ram->overrides);
    free(ram->notes);
    free(ram);
    memory->context = NULL;
}
