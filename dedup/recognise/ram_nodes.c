/* The nodes of the in-RAM memory: a list of members each. */
#include "dedup/recognise/ram_parts.h"

#include <stdlib.h>

static bool next_put(struct ram *ram, dedup_doc doc, dedup_doc next)
{
    if (!undo_note_bytes(&ram->undo, &ram->next_member, doc * sizeof(next), sizeof(next)))
        return false;
    ram->next_member[doc] = next;
    return true;
}

bool ram_member_append(struct ram *ram, uint64_t node, dedup_doc doc)
{
    const dedup_doc last = (dedup_doc)ram_value(&ram->last, node);

    ram->next_member[doc] = 0;
    if (last == 0 ? !ram_value_put(ram, &ram->first, node, doc) : !next_put(ram, last, doc))
        return false;
    return ram_value_put(ram, &ram->last, node, doc);
}

/* ram_merge() turns only a node that is not an alias into an alias of another such node, so there
 * are no cycles. */
static uint64_t alias_follow(const struct ram *ram, uint64_t node)
{
    uint64_t next;

    while ((next = ram_value(&ram->aliases, node)) != 0)
        node = next;
    return node;
}

/* The members of a node, at most room; with docs NULL, counts all of them. */
static size_t members_list(const struct ram *ram, dedup_doc *docs, size_t room, uint64_t node)
{
    dedup_doc doc;
    size_t count = 0;

    node = alias_follow(ram, node);
    doc = (dedup_doc)ram_value(&ram->first, node);
    for (; doc != 0 && (docs == NULL || count < room); doc = ram->next_member[doc]) {
        if (ram->records[doc].superseded || ram->records[doc].node != node)
            continue;
        if (docs != NULL)
            docs[count] = doc;
        count++;
    }
    return count;
}

int ram_resolve(void *context, uint64_t *ret_node, uint64_t node)
{
    const struct ram *ram = context;
    dedup_doc member;

    node = alias_follow(ram, node);
    *ret_node = members_list(ram, &member, 1, node) > 0 ? node : 0;
    return 0;
}

int ram_members(void *context, dedup_doc *ret_docs, size_t room, size_t *ret_counts,
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
        if (!ram_record_note(ram, docs[i]) ||
            !next_put(ram, docs[i], i + 1 < count ? docs[i + 1] : 0))
            return DEDUP_ERR_MEMORY;
        ram->records[docs[i]].node = node;
    }
    return ram_value_put(ram, &ram->first, node, count > 0 ? docs[0] : 0) &&
                   ram_value_put(ram, &ram->last, node, count > 0 ? docs[count - 1] : 0)
               ? DEDUP_OK
               : DEDUP_ERR_MEMORY;
}

static int by_doc(const void *left, const void *right)
{
    dedup_doc a = *(const dedup_doc *)left, b = *(const dedup_doc *)right;

    return a > b ? 1 : a < b ? -1 : 0;
}

static int nodes_merge(struct ram *ram, uint64_t from, uint64_t to)
{
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
    if (code == DEDUP_OK && !ram_value_put(ram, &ram->aliases, from, to))
        code = DEDUP_ERR_MEMORY;
    return code;
}

int ram_merge(void *context, uint64_t from, uint64_t to)
{
    bool own = ram_change_begin(context);

    return ram_change_end(context, own, nodes_merge(context, from, to));
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

static int item_move(struct ram *ram, uint64_t key, uint64_t node,
                     const struct dedup_evidence *evidence)
{
    dedup_doc doc = (dedup_doc)ram_value(&ram->docs, key);
    dedup_doc *docs;
    size_t count;
    int code;

    if (doc == 0)
        return DEDUP_ERR_ABSENT;
    node = alias_follow(ram, node);
    code = member_remove(ram, doc);
    if (code != DEDUP_OK)
        return code;
    if (!ram_record_note(ram, doc))
        return DEDUP_ERR_MEMORY;
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

int ram_move(void *context, uint64_t key, uint64_t node, const struct dedup_evidence *evidence)
{
    bool own = ram_change_begin(context);

    return ram_change_end(context, own, item_move(context, key, node, evidence));
}

int dedup_ram_nodes(const struct dedup_memory *memory,
                    int (*each)(void *context, uint64_t node, size_t members), void *context)
{
    const struct ram *ram = memory->context;
    int code = 0;

    for (size_t i = 0; i < ram->first.room && code == 0; i++) {
        const uint64_t node = ram->first.slots[i].key;
        size_t count =
            node != 0 && alias_follow(ram, node) == node ? members_list(ram, NULL, 0, node) : 0;

        if (count > 0)
            code = each(context, node, count);
    }
    return code;
}

int dedup_ram_aliases(const struct dedup_memory *memory,
                      int (*each)(void *context, uint64_t node, uint64_t target), void *context)
{
    const struct ram *ram = memory->context;
    int code = 0;

    for (size_t i = 0; i < ram->aliases.room && code == 0; i++)
        if (ram->aliases.slots[i].value != 0)
            code = each(context, ram->aliases.slots[i].key,
                        alias_follow(ram, ram->aliases.slots[i].key));
    return code;
}
