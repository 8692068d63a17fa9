/*
 * The memory port in RAM: for `cluster`, for tests, and as the reference for other memories.
 */
#include "dedup.h"
#include "dedup/base/map.h"

#include <stdlib.h>
#include <string.h>

struct posting {
    dedup_doc doc;
    uint32_t older; /* index of the next posting of the key; 0: none */
};

struct override {
    uint64_t a, b; /* b: 0 when a stands apart; a: 0 when a newer one is on the same pair */
    bool together;
};

struct note {
    char *name;
    void *data;
    size_t size;
};

struct ram {
    int64_t window, newest;
    struct dedup_record *records; /* by doc; [0] is unused */
    dedup_doc *next_member;       /* by doc: the next newer one of its node */
    size_t record_count, record_room;
    struct map docs;        /* item key -> newest doc */
    struct map heads;       /* index key + 1 -> newest posting */
    struct map first, last; /* node -> its oldest and newest doc */
    struct map aliases;     /* node -> node it was merged into */
    struct posting *postings;
    size_t posting_count, posting_room;
    struct override *overrides;
    size_t override_count, override_room;
    struct note *notes;
    size_t note_count, note_room;
};

/* Ensures room for one more element after count; false when out of memory. */
static bool make_room(void *array, size_t count, size_t *room, size_t size)
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

static int ram_find(void *context, dedup_doc *ret_doc, uint64_t key)
{
    const struct ram *ram = context;
    const uint64_t *doc = map_get(&ram->docs, key);

    *ret_doc = doc != NULL ? (dedup_doc)*doc : 0;
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

/* Appends a document to its node's list. */
static bool member_append(struct ram *ram, uint64_t node, dedup_doc doc)
{
    const uint64_t *last = map_get(&ram->last, node);

    ram->next_member[doc] = 0;
    if (last == NULL || *last == 0)
        return map_put(&ram->first, node, doc) && map_put(&ram->last, node, doc);
    ram->next_member[*last] = doc;
    return map_put(&ram->last, node, doc);
}

static int keys_add(struct ram *ram, dedup_doc doc, const uint32_t *keys, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        uint64_t key = (uint64_t)keys[i] + 1;
        const uint64_t *head = map_get(&ram->heads, key);

        if (head != NULL && ram->postings[*head].doc == doc)
            continue; /* the key comes twice */
        if (ram->posting_count == 0)
            ram->posting_count = 1; /* 0 stands for none */
        if (!make_room(&ram->postings, ram->posting_count, &ram->posting_room,
                       sizeof(*ram->postings)))
            return DEDUP_ERR_MEMORY;
        ram->postings[ram->posting_count].doc = doc;
        ram->postings[ram->posting_count].older = head != NULL ? (uint32_t)*head : 0;
        if (!map_put(&ram->heads, key, ram->posting_count++))
            return DEDUP_ERR_MEMORY;
    }
    return DEDUP_OK;
}

static bool records_make_room(struct ram *ram)
{
    size_t room = ram->record_room;

    return make_room(&ram->next_member, ram->record_count + 1, &room, sizeof(*ram->next_member)) &&
           make_room(&ram->records, ram->record_count + 1, &ram->record_room,
                     sizeof(*ram->records));
}

static int ram_add(void *context, dedup_doc *ret_doc, const struct dedup_record *record,
                   const uint32_t *index_keys, size_t key_count)
{
    struct ram *ram = context;
    struct dedup_record *copy;
    const uint64_t *older;
    void *sketch;

    if (ram->record_count == 0)
        ram->record_count = 1;
    sketch = malloc(record->sketch_size + 1);
    if (sketch == NULL || !records_make_room(ram)) {
        free(sketch);
        return DEDUP_ERR_MEMORY;
    }
    if (record->sketch_size > 0)
        memcpy(sketch, record->sketch, record->sketch_size);
    older = map_get(&ram->docs, record->key);
    if (older != NULL)
        ram->records[*older].superseded = true;
    copy = &ram->records[ram->record_count];
    *copy = *record;
    copy->doc = (dedup_doc)ram->record_count++;
    copy->sketch = sketch;
    copy->superseded = false;
    if (copy->time > ram->newest)
        ram->newest = copy->time;
    *ret_doc = copy->doc;
    if (!map_put(&ram->docs, record->key, copy->doc) ||
        !member_append(ram, record->node, copy->doc))
        return DEDUP_ERR_MEMORY;
    return keys_add(ram, copy->doc, index_keys, key_count);
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
        const uint64_t *head = map_get(&ram->heads, (uint64_t)lookups[i].key + 1);
        uint32_t left = lookups[i].max;

        for (uint32_t p = head != NULL ? (uint32_t)*head : 0; p != 0 && left > 0;
             p = ram->postings[p].older) {
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

/* ram_merge() turns only a node that is not an alias into an alias of another such node, so there
 * are no cycles. */
static uint64_t alias_follow(const struct ram *ram, uint64_t node)
{
    const uint64_t *next;

    while ((next = map_get(&ram->aliases, node)) != NULL)
        node = *next;
    return node;
}

static int ram_resolve(void *context, uint64_t *ret_node, uint64_t node)
{
    const struct ram *ram = context;
    const uint64_t *first;

    node = alias_follow(ram, node);
    first = map_get(&ram->first, node);
    *ret_node = first != NULL && *first != 0 ? node : 0;
    return 0;
}

/* The members of a node, at most room; with docs NULL, counts all of them. */
static size_t members_list(const struct ram *ram, dedup_doc *docs, size_t room, uint64_t node)
{
    const uint64_t *first = map_get(&ram->first, alias_follow(ram, node));
    dedup_doc doc = first != NULL ? (dedup_doc)*first : 0;
    size_t count = 0;

    node = alias_follow(ram, node);
    for (; doc != 0 && (docs == NULL || count < room); doc = ram->next_member[doc]) {
        if (ram->records[doc].superseded || ram->records[doc].node != node)
            continue;
        if (docs != NULL)
            docs[count] = doc;
        count++;
    }
    return count;
}

static int ram_members(void *context, dedup_doc *ret_docs, size_t room, size_t *ret_counts,
                       const uint64_t *nodes, size_t node_count)
{
    for (size_t i = 0; i < node_count; i++)
        ret_counts[i] = room > 0 ? members_list(context, ret_docs + i * room, room, nodes[i]) : 0;
    return 0;
}

/* Rebuilds the list of a node in the order of the documents, after members were added or
 * removed. */
static int list_rebuild(struct ram *ram, uint64_t node, dedup_doc *docs, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        ram->records[docs[i]].node = node;
        ram->next_member[docs[i]] = i + 1 < count ? docs[i + 1] : 0;
    }
    return map_put(&ram->first, node, count > 0 ? docs[0] : 0) &&
                   map_put(&ram->last, node, count > 0 ? docs[count - 1] : 0)
               ? DEDUP_OK
               : DEDUP_ERR_MEMORY;
}

static int by_doc(const void *left, const void *right)
{
    dedup_doc a = *(const dedup_doc *)left, b = *(const dedup_doc *)right;

    return a > b ? 1 : a < b ? -1 : 0;
}

static int ram_merge(void *context, uint64_t from, uint64_t to)
{
    struct ram *ram = context;
    size_t count_from, count_to;
    dedup_doc *docs;
    int code;

    from = alias_follow(ram, from);
    to = alias_follow(ram, to);
    if (from == to)
        return DEDUP_OK;
    count_from = members_list(ram, NULL, 0, from);
    count_to = members_list(ram, NULL, 0, to);
    docs = malloc((count_from + count_to + 1) * sizeof(*docs));
    if (docs == NULL)
        return DEDUP_ERR_MEMORY;
    members_list(ram, docs, count_from, from);
    members_list(ram, docs + count_from, count_to, to);
    qsort(docs, count_from + count_to, sizeof(*docs), by_doc);
    code = list_rebuild(ram, to, docs, count_from + count_to);
    free(docs);
    if (code == DEDUP_OK && !map_put(&ram->aliases, from, to))
        code = DEDUP_ERR_MEMORY;
    return code;
}

/* The members of a node except one, with room for one more; NULL when out of memory. */
static dedup_doc *members_copy(struct ram *ram, uint64_t node, dedup_doc without, size_t *ret_count)
{
    size_t count, kept = 0;
    dedup_doc *docs;

    count = members_list(ram, NULL, 0, node);
    docs = calloc(count + 1, sizeof(*docs));
    if (docs == NULL)
        return NULL;
    members_list(ram, docs, count, node);
    for (size_t i = 0; i < count; i++)
        if (docs[i] != without)
            docs[kept++] = docs[i];
    *ret_count = kept;
    return docs;
}

/* Removes a document from its node's list. */
static int member_remove(struct ram *ram, dedup_doc doc)
{
    size_t count;
    dedup_doc *docs = members_copy(ram, ram->records[doc].node, doc, &count);
    int code =
        docs != NULL ? list_rebuild(ram, ram->records[doc].node, docs, count) : DEDUP_ERR_MEMORY;

    free(docs);
    return code;
}

static int ram_move(void *context, uint64_t key, uint64_t node,
                    const struct dedup_evidence *evidence)
{
    struct ram *ram = context;
    const uint64_t *found = map_get(&ram->docs, key);
    dedup_doc doc = found != NULL ? (dedup_doc)*found : 0;
    dedup_doc *docs;
    size_t count;
    int code;

    if (doc == 0)
        return DEDUP_ERR_ABSENT;
    node = alias_follow(ram, node);
    code = member_remove(ram, doc);
    if (code != DEDUP_OK)
        return code;
    ram->records[doc].evidence = *evidence;
    docs = members_copy(ram, node, doc, &count);
    if (docs == NULL)
        return DEDUP_ERR_MEMORY;
    docs[count++] = doc;
    qsort(docs, count, sizeof(*docs), by_doc);
    code = list_rebuild(ram, node, docs, count);
    free(docs);
    return code;
}

static bool is_on_pair(const struct override *override, uint64_t a, uint64_t b)
{
    return (override->a == a && override->b == b) ||
           (b != 0 && override->a == b && override->b == a);
}

static int ram_override(void *context, uint64_t a, uint64_t b, bool together)
{
    struct ram *ram = context;

    if (!make_room(&ram->overrides, ram->override_count, &ram->override_room,
                   sizeof(*ram->overrides)))
        return DEDUP_ERR_MEMORY;
    for (size_t i = 0; i < ram->override_count; i++)
        if (is_on_pair(&ram->overrides[i], a, b))
            ram->overrides[i].a = ram->overrides[i].b = 0;
    ram->overrides[ram->override_count++] = (struct override){a, b, together};
    return 0;
}

/* Newest first, so that the newest override takes precedence. */
static int ram_overrides(void *context, const uint64_t *keys, size_t key_count,
                         dedup_override_fn *each, void *each_context)
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

static int ram_metadata_get(void *context, const char *name, void *into, size_t room,
                            size_t *ret_size)
{
    const struct note *note = note_find(context, name);

    *ret_size = note != NULL ? note->size : 0;
    if (note != NULL)
        memcpy(into, note->data, note->size < room ? note->size : room);
    return 0;
}

static int ram_metadata_put(void *context, const char *name, const void *data, size_t size)
{
    struct ram *ram = context;
    struct note *note = note_find(ram, name);
    void *copy = malloc(size + 1);

    if (copy == NULL)
        return DEDUP_ERR_MEMORY;
    memcpy(copy, data, size);
    if (note == NULL) {
        char *own = malloc(strlen(name) + 1);

        if (own == NULL ||
            !make_room(&ram->notes, ram->note_count, &ram->note_room, sizeof(*ram->notes))) {
            free(own);
            free(copy);
            return DEDUP_ERR_MEMORY;
        }
        strcpy(own, name);
        note = &ram->notes[ram->note_count++];
        *note = (struct note){own, NULL, 0};
    }
    free(note->data);
    note->data = copy;
    note->size = size;
    return 0;
}

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
