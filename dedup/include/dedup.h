/*
 * dedup: recognises items that tell the same story, as copies, rewrites, teasers or translations.
 *
 * The library has no notion of feeds to fetch, files or databases, and it never logs. The caller
 * passes items one at a time, in the order they became known. For each item the library returns the
 * story (node) it belongs to and the evidence. It stores its state through a memory: a table of
 * functions that the caller implements (the memory port below). An in-RAM memory comes with the
 * library.
 *
 * Guarantees:
 *
 *     - The result depends only on the items and their order, not on how the stream was split into
 *       runs.
 *     - Placing an item twice changes nothing.
 *     - Time and memory for one item are bounded, whatever its text contains.
 *
 * One thread at a time may use an engine. Functions return 0 or a DEDUP_ERR_* code. After a failed
 * call, the memory is in the state that its own transaction leaves.
 *
 * dedup/README.md describes the method and its sources.
 */
#ifndef DEDUP_INCLUDE_DEDUP_H
#define DEDUP_INCLUDE_DEDUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define DEDUP_API __attribute__((visibility("default")))
#else
#define DEDUP_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

enum dedup_error {
    DEDUP_OK = 0,
    DEDUP_ERR_MEMORY,  /* an allocation failed */
    DEDUP_ERR_PORT,    /* a function of the memory port failed */
    DEDUP_ERR_FORMAT,  /* a lexicon or a stored sketch is damaged */
    DEDUP_ERR_ABSENT,  /* a named item is not in the memory */
    DEDUP_ERR_LIBRARY, /* ICU or Snowball could not be opened */
};

/* The message for a code, lower case, without a full stop. Static; never NULL. */
DEDUP_API const char *dedup_error_text(int code);

/* The version of the sketches that this library makes. A stored sketch with another version is
 * refused (DEDUP_ERR_FORMAT). A change that raises it must also add the migration that sketches the
 * stored items again. */
enum { DEDUP_RECIPE = 1 };

/*
 * Items.
 */

/* Identities that can show two items to be the same without reading them, most trusted first. */
enum dedup_identity_kind {
    DEDUP_ID,          /* the same atom:id or guid in another feed (RFC 4287 §4.2.6) */
    DEDUP_LINK,        /* the same canonical address */
    DEDUP_VIA,         /* one gives the other as its source */
    DEDUP_TRANSLATION, /* one declares the other as its translation (hreflang) */
};

struct dedup_identity {
    enum dedup_identity_kind kind;
    uint64_t hash; /* XXH3 of the id or address */
};

/* All pointers are borrowed for the call. */
struct dedup_item {
    uint64_t key;  /* the caller's id for the item, not 0 */
    uint64_t feed; /* the caller's id for the feed */
    /* feeds of one network trust each other's identities and source-node markers; 0: none */
    uint64_t network;
    const char *lang;         /* BCP 47, as the feed declares it; or NULL */
    const char *title, *text; /* plain UTF-8; NULL: empty; invalid bytes are skipped */
    const struct dedup_identity *identities;
    size_t identity_count;
    /* Published or first seen, in seconds since 1970; drives the window. For an item that is
     * already known, the time of its first placement counts. */
    int64_t time;
    /* published as the lead of its story: an update does not move it out of its node */
    bool pinned;
    /* its text was incomplete until now: unless it is pinned, an update may join another node even
     * when the item is alone in its own, whose number is then free */
    bool unsettled;
};

/*
 * Verdicts.
 */

enum dedup_channel {
    DEDUP_BY_NOTHING, /* it starts a new node */
    DEDUP_BY_READER,  /* a user override */
    DEDUP_BY_ID,
    DEDUP_BY_LINK,
    DEDUP_BY_VIA,
    DEDUP_BY_TRANSLATION,
    DEDUP_BY_MARKER,  /* both texts contain the same source-node number */
    DEDUP_BY_SURFACE, /* shared runs of words */
    DEDUP_BY_NEUTRAL, /* the same facts in the same order, across languages */
};

/* "founder", "reader", "id", "link", "via", "translation", "marker", "surface", "neutral". */
DEDUP_API const char *dedup_channel_name(enum dedup_channel channel);

struct dedup_evidence {
    enum dedup_channel channel;
    uint64_t with; /* key of the matched item; 0 for a founder */
    /* the judge's probability from the texts, 0 to 1; also when an identity or a marker joined the
     * items */
    double score;
    double containment; /* share of the smaller surface sketch that the other contains */
    double t, p;        /* cosine of neutral shingles; the same with positions */
    int matched;        /* neutral shingles that matched */
};

struct dedup_merge {
    uint64_t from, to; /* the younger node becomes an alias of the older */
};

enum { DEDUP_MERGES_MAX = 8, DEDUP_LANG_SIZE = 12 };

struct dedup_verdict {
    uint64_t node;
    bool joined;                /* the node already had another item */
    bool known;                 /* the item is known and has not changed */
    char lang[DEDUP_LANG_SIZE]; /* recognised; empty: unknown */
    struct dedup_evidence evidence;
    struct dedup_merge merges[DEDUP_MERGES_MAX]; /* nodes that this item merged */
    size_t merge_count;
};

/*
 * The memory port. A memory stores records (one per item), index keys, nodes, overrides and
 * metadata. Each function returns 0, or nonzero for a failure; a failure ends the current call with
 * DEDUP_ERR_PORT. The order of the engine's calls matters for its results. The memory decides when
 * changes become durable.
 *
 * Where a function takes a list, one call does for many items: a memory behind a network answers it
 * with one round trip. A list may be empty.
 */

/* The memory numbers documents from 1 without gaps, in the order they were added. An item whose
 * text changed is added again under a new number; the older document is then superseded. */
typedef uint32_t dedup_doc;

struct dedup_record {
    dedup_doc doc; /* 0 when passed to add() */
    uint64_t key, feed, network, node;
    int64_t time;
    bool superseded;
    const void *sketch; /* the stored form; opaque to the memory */
    size_t sketch_size;
    struct dedup_evidence evidence;
};

/* An index key to look up, and the maximum number of documents to return for it. */
struct dedup_lookup {
    uint32_t key, max;
};

typedef int dedup_doc_fn(void *context, size_t key_index, dedup_doc doc);
/* index: the place of what was asked for in its list. */
typedef int dedup_record_fn(void *context, size_t index, const struct dedup_record *record);
typedef int dedup_override_fn(void *context, size_t index, uint64_t b, bool together);

struct dedup_memory {
    void *context;

    /* The newest record of an item; *ret_doc is 0 when there is none. */
    int (*find)(void *context, dedup_doc *ret_doc, uint64_t key);
    /* Reads a record. Its sketch is borrowed until the next call of a function of this memory. An
     * unknown number sets ret->doc to 0. */
    int (*get)(void *context, struct dedup_record *ret, dedup_doc doc);
    /* Reads many records at once: calls each() for every document in turn, as get() returns it. The
     * record is borrowed until each() returns, and each() must not call this memory. A nonzero
     * result of each() ends the call and is returned. */
    int (*get_many)(void *context, const dedup_doc *docs, size_t count, dedup_record_fn *each,
                    void *each_context);
    /* The highest document number so far; 0 when empty. */
    int (*last)(void *context, dedup_doc *ret_doc);

    /* Adds a record and its index keys. Marks an older record of the same key as superseded. */
    int (*add)(void *context, dedup_doc *ret_doc, const struct dedup_record *record,
               const uint32_t *index_keys, size_t key_count);
    /* Calls each() for the documents of each key in turn, newest first, at most lookup.max per key.
     * May skip superseded documents and documents older than the window. A nonzero result of each()
     * ends the call and is returned. */
    int (*match)(void *context, const struct dedup_lookup *lookups, size_t count,
                 dedup_doc_fn *each, void *each_context);

    /* The documents of each node that are not superseded, oldest first: those of nodes[i] begin at
     * ret_docs[i * room], and ret_counts[i] is the number written, at most room. The cost does not
     * depend on the members beyond room. Follows aliases. */
    int (*members)(void *context, dedup_doc *ret_docs, size_t room, size_t *ret_counts,
                   const uint64_t *nodes, size_t node_count);
    /* The current node for a node number: itself, or the node it was merged into; 0: unknown. */
    int (*resolve)(void *context, uint64_t *ret_node, uint64_t node);
    /* Moves all members of `from` to `to` and keeps `from` as an alias. */
    int (*merge)(void *context, uint64_t from, uint64_t to);
    /* Moves one item (its newest record) to a node and stores its new evidence. */
    int (*move)(void *context, uint64_t key, uint64_t node, const struct dedup_evidence *evidence);

    /* Stores a user override: a and b belong together or apart. b = 0: a stands apart from all
     * others. Newer overrides take precedence. */
    int (*override)(void *context, uint64_t a, uint64_t b, bool together);
    /* Calls each() for the overrides of each item in turn, the newest of an item first. A nonzero
     * result of each() ends the call and is returned; each() may call this memory. */
    int (*overrides)(void *context, const uint64_t *keys, size_t key_count, dedup_override_fn *each,
                     void *each_context);

    /* A named blob of the engine's own state (what it has learned from the stream). *ret_size is
     * the size of the blob, 0 when there is none; at most room bytes are copied. */
    int (*metadata_get)(void *context, const char *name, void *into, size_t room, size_t *ret_size);
    int (*metadata_put)(void *context, const char *name, const void *data, size_t size);
};

/* The in-RAM memory. window_seconds: records older than the newest by more than this are no longer
 * matched; 0 keeps all. DEDUP_ERR_MEMORY. Release it with dedup_ram_free(). */
DEDUP_API int dedup_ram_new(struct dedup_memory *ret, int64_t window_seconds);
DEDUP_API void dedup_ram_free(struct dedup_memory *memory);

/* For a program that keeps other things in RAM beside it: a transaction, whose changes are kept
 * with commit or undone with rollback. There are none within one another. Without one, each change
 * is final at once. After a rollback, an engine on this memory must be closed. Committing cannot
 * fail; a rollback without a transaction does nothing. */
DEDUP_API void dedup_ram_begin(struct dedup_memory *memory);
DEDUP_API void dedup_ram_commit(struct dedup_memory *memory);
DEDUP_API void dedup_ram_rollback(struct dedup_memory *memory);
/* The code of the last change to the memory: DEDUP_OK unless it failed. */
DEDUP_API int dedup_ram_failure(const struct dedup_memory *memory);
/* Another window than that of dedup_ram_new(). */
DEDUP_API void dedup_ram_window(struct dedup_memory *memory, int64_t window_seconds);
/* Calls each() for every node that has members, with their number, or for every alias, with the
 * node that it stands for; in no order. A nonzero result of each() ends the call and is returned;
 * each() must not change the memory. */
DEDUP_API int dedup_ram_nodes(const struct dedup_memory *memory,
                              int (*each)(void *context, uint64_t node, size_t members),
                              void *context);
DEDUP_API int dedup_ram_aliases(const struct dedup_memory *memory,
                                int (*each)(void *context, uint64_t node, uint64_t target),
                                void *context);

/*
 * The engine.
 */

struct dedup;

/* What the items of a feed may be joined with. */
enum dedup_fold {
    DEDUP_FOLD_ALL,    /* any item */
    DEDUP_FOLD_OTHERS, /* items of other feeds only: a node has at most one item of this feed */
    DEDUP_FOLD_NEVER,  /* none: each item is a node of its own */
};

struct dedup_options {
    struct dedup_memory memory;
    /* a compiled lexicon or NULL; the caller keeps it mapped until dedup_close() */
    const void *lexicon;
    size_t lexicon_size;
    int64_t window_seconds;
    /* Says it for a feed; NULL: all feeds fold. User overrides take precedence. The answers are not
     * stored: an engine opened with others applies those to the items that it places, and leaves
     * the nodes that exist. */
    enum dedup_fold (*fold)(void *context, uint64_t feed);
    void *fold_context;
    /* Neither learns words from translations nor uses those that were learnt. */
    bool without_learning;
};

/* Opens an engine on this memory and restores what it learned from the metadata. The memory must
 * outlive the engine. The caller releases *ret with dedup_close(). */
DEDUP_API int dedup_open(struct dedup **ret, const struct dedup_options *options);
/* Accepts NULL. Does not free the memory. */
DEDUP_API void dedup_close(struct dedup *engine);

/* Places one item: the main function of the library. */
DEDUP_API int dedup_place(struct dedup_verdict *ret, struct dedup *engine,
                          const struct dedup_item *item);

/* Writes what the engine has learned to the metadata, so that the next dedup_open() starts from
 * this state. It writes only after 500 new documents; dedup_open() counts the ones after the last
 * write again. Call it before the memory's transaction becomes durable. */
DEDUP_API int dedup_flush(struct dedup *engine);

/* User overrides. dedup_join() merges the nodes of two items for good; the older id remains.
 * dedup_split() moves the item to a new node of its own; it is not joined with any item after that.
 * DEDUP_ERR_ABSENT when an item is unknown. */
DEDUP_API int dedup_join(struct dedup_verdict *ret, struct dedup *engine, uint64_t a, uint64_t b);
DEDUP_API int dedup_split(struct dedup_verdict *ret, struct dedup *engine, uint64_t key);

/*
 * The learnt lexicon: words that no dictionary has, learnt from translations that were recognised
 * without them. The engine learns by itself, in batches, inside the memory's transaction. A meaning
 * needs several stories and holds without any one feed.
 */

/* Forgets all words and learns again from the items in the memory. */
DEDUP_API int dedup_learn(struct dedup *engine);
/* Forgets one word of a language (BCP 47), or all words when word is NULL. *ret_known: whether
 * there was such a word. */
DEDUP_API int dedup_forget(bool *ret_known, struct dedup *engine, const char *lang,
                           const char *word);
/* The number of words that lessons are kept of, and of those among them that have a meaning. */
DEDUP_API size_t dedup_learnt_words(const struct dedup *engine, size_t *ret_with_meaning);

enum { DEDUP_MEANINGS_MAX = 4 };

/* A word of a text, and what it matches in other languages. */
struct dedup_word {
    char text[96]; /* as the text writes it, cut to this size */
    char lang[DEDUP_LANG_SIZE];
    uint32_t meanings[DEDUP_MEANINGS_MAX]; /* words with a common number match */
    bool learnt[DEDUP_MEANINGS_MAX];       /* whether the meaning was learnt */
    size_t meaning_count;
    int learnt_stories, learnt_feeds; /* the lessons of a learnt meaning; 0: none was learnt */
};

/* Calls each() for the words of an item's text in order, with the engine's current state. Stores
 * nothing. A nonzero result of each() ends the call and is returned. */
DEDUP_API int dedup_words(struct dedup *engine, const struct dedup_item *item,
                          int (*each)(void *context, const struct dedup_word *word), void *context);

/*
 * Review: joins of an older judge, checked with the current one.
 */

struct dedup_review {
    void *context;
    /* Whether an item is the published lead of its story; may be NULL. */
    bool (*leads)(void *context, uint64_t key);
    /* Called for each item that left a node for another; may be NULL. */
    void (*moved)(void *context, uint64_t key, uint64_t from, uint64_t to);
    size_t nodes, items; /* returned: nodes that were split, and items that left them */
};

/* Splits the nodes whose members the current judge would not join. The part with the published lead
 * keeps the node number, else the part with the oldest member. An item that an identity or a user
 * override joined stays with the item it was joined to. Does nothing on a memory that the current
 * judge has filled or reviewed. Call it inside the memory's transaction. */
DEDUP_API int dedup_review(struct dedup_review *review, struct dedup *engine);

/*
 * Explanation: what the judge finds in two texts.
 */

struct dedup_match {
    const char *left, *right;             /* the words as the items write them */
    double left_position, right_position; /* 0 to 1 */
    double weight;                        /* share of T */
    const char *kind;                     /* "number", "place", "name", "concept" */
    /* the lessons of a word that matches by a learnt meaning: stories and feeds; 0: not learnt */
    int learnt_stories, learnt_feeds;
};

struct dedup_explanation {
    char left_lang[DEDUP_LANG_SIZE], right_lang[DEDUP_LANG_SIZE];
    struct dedup_evidence evidence; /* channel DEDUP_BY_NOTHING: kept apart */
    bool joined;
    double threshold;
    char reason[160];            /* one line */
    struct dedup_match *matches; /* heaviest first */
    size_t match_count;
    /* Evidence against: words that only one text has, heaviest first. For these, the string of the
     * other side is NULL, its position is 0, and weight is the share of their own text. */
    struct dedup_match *lacks;
    size_t lack_count;
    double hours; /* time between the two items */
    /* share of the left item's distinctive words (slots) that the right one has */
    double slot;
    int rivals;     /* other stories that match the left item about as well */
    uint64_t rival; /* an item of the best-matching rival, 0: none */
    void *owned;    /* the memory behind the pointers */
};

/* Judges two items with the engine's current state, and compares the right one with the other
 * candidates of the left one. The items need not be known, and nothing is stored. Release *ret with
 * dedup_explanation_release(). */
DEDUP_API int dedup_explain(struct dedup_explanation *ret, struct dedup *engine,
                            const struct dedup_item *a, const struct dedup_item *b);
DEDUP_API void dedup_explanation_release(struct dedup_explanation *explanation);

#ifdef __cplusplus
}
#endif

#endif
