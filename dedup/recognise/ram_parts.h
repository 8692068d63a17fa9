/* The inner parts of the in-RAM memory (dedup_ram_new()). */
#ifndef DEDUP_RECOGNISE_RAM_PARTS_H
#define DEDUP_RECOGNISE_RAM_PARTS_H

#include "dedup.h"
#include "dedup/recognise/ram_undo.h"

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
    size_t size;  /* 0: there is none */
    bool changed; /* in the current transaction; then what it was before */
    void *data_before;
    size_t size_before;
};

/* What a rollback returns to, besides the changes of struct undo. */
struct mark {
    size_t record_count, posting_count, override_count;
    int64_t newest;
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
    struct undo undo;
    struct mark mark;
    int failed; /* the code of the last change */
};

/* Room for one more element after count, in an array of elements of this size; array points to its
 * pointer. False when out of memory. */
bool ram_make_room(void *array, size_t count, size_t *room, size_t size);

/* A value of a map; 0 when there is none, or none after a rollback. */
uint64_t ram_value(const struct map *map, uint64_t key);
/* Changes it; false when out of memory. */
bool ram_value_put(struct ram *ram, struct map *map, uint64_t key, uint64_t value);
/* Notes a record that is about to be changed; false when out of memory. */
bool ram_record_note(struct ram *ram, dedup_doc doc);

/* Transactions, as dedup.h describes them. Undoing needs one. */
void ram_transaction_begin(struct ram *ram);
void ram_transaction_commit(struct ram *ram);
void ram_transaction_undo(struct ram *ram);

/* A change is a transaction of its own unless one is open, so that it is made as a whole or not at
 * all: begin returns whether it is, and end, with that and the code of the change, ends it. Returns
 * the code. */
bool ram_change_begin(struct ram *ram);
int ram_change_end(struct ram *ram, bool own, int code);

/* Appends a document, which must be the newest, to the list of a node; false when out of memory. */
bool ram_member_append(struct ram *ram, uint64_t node, dedup_doc doc);

/* Functions of the port; context is a struct ram. */
int ram_members(void *context, dedup_doc *ret_docs, size_t room, size_t *ret_counts,
                const uint64_t *nodes, size_t node_count);
int ram_resolve(void *context, uint64_t *ret_node, uint64_t node);
int ram_merge(void *context, uint64_t from, uint64_t to);
int ram_move(void *context, uint64_t key, uint64_t node, const struct dedup_evidence *evidence);
int ram_override(void *context, uint64_t a, uint64_t b, bool together);
int ram_overrides(void *context, const uint64_t *keys, size_t key_count, dedup_override_fn *each,
                  void *each_context);
int ram_metadata_get(void *context, const char *name, void *into, size_t room, size_t *ret_size);
int ram_metadata_put(void *context, const char *name, const void *data, size_t size);

#endif
