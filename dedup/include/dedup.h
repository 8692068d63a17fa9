/*
 * dedup: recognises items that tell one story, as copies, rewrites, teasers or translations.
 *
 * The library knows no feed, no file and no database, and never logs. It is given items, one after
 * the other in the order they became known, and says for each which story (node) it belongs to and
 * why. What it must remember it asks of a memory: a table of functions that the caller implements
 * (the memory port below); one that lives in RAM comes with the library.
 *
 * Promises: the result depends only on the items and their order, not on how the stream was cut
 * into runs; placing an item twice changes nothing; time and memory for one item are bounded
 * whatever its text holds. One engine is used by one thread at a time. Functions return 0 or a
 * DEDUP_ERR_* code; a failed call leaves the memory as the memory's own transaction leaves it.
 *
 * The method and its sources are told in dedup/README.md.
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
    DEDUP_ERR_ABSENT,  /* an item that was named is not known */
    DEDUP_ERR_LIBRARY, /* ICU or Snowball could not be opened */
};

/* Words for a code, lower case, without a full stop. */
DEDUP_API const char *dedup_error_text(int code);

/* The recipe of the sketches that this library makes. A stored sketch of another recipe is refused
 * (DEDUP_ERR_FORMAT): who raises it also writes the migration that sketches stored items anew. */
enum { DEDUP_RECIPE = 1 };

/*
 * Items.
 */

/* How two items may be known to be one without reading them. The order is that of trust. */
enum dedup_identity_kind {
    DEDUP_ID,          /* the same atom:id or guid in another feed (RFC 4287 §4.2.6) */
    DEDUP_LINK,        /* the same canonical address */
    DEDUP_VIA,         /* one names the other as its source */
    DEDUP_TRANSLATION, /* one declares the other its translation (hreflang) */
};

struct dedup_identity {
    enum dedup_identity_kind kind;
    uint64_t hash; /* XXH3 of the id or address */
};

/* All pointers are borrowed for the call. */
struct dedup_item {
    uint64_t key;     /* the caller's name for the item, not 0 */
    uint64_t feed;    /* a number for its feed */
    uint64_t network; /* feeds that trust one another's claims and source-node markers; 0: none */
    const char *lang; /* BCP 47, what the feed claims; or NULL */
    const char *title, *text; /* plain UTF-8; NULL is empty; invalid bytes are passed over */
    const struct dedup_identity *identities;
    size_t identity_count;
    int64_t time; /* seconds since 1970: when it was published or first seen; drives the window. Of
                     an item that was placed before the time given first counts */
    bool pinned;  /* published as its story's lead: an update does not take it out of its node */
};

/*
 * Verdicts.
 */

enum dedup_channel {
    DEDUP_BY_NOTHING, /* it founds its own node */
    DEDUP_BY_READER,  /* the reader said so */
    DEDUP_BY_ID,
    DEDUP_BY_LINK,
    DEDUP_BY_VIA,
    DEDUP_BY_TRANSLATION,
    DEDUP_BY_MARKER,  /* both texts name the same source-node number */
    DEDUP_BY_SURFACE, /* the same runs of words */
    DEDUP_BY_NEUTRAL, /* the same facts in the same order, across languages */
};

/* "founder", "reader", "id", "link", "via", "translation", "marker", "surface", "neutral". */
DEDUP_API const char *dedup_channel_name(enum dedup_channel channel);

struct dedup_evidence {
    enum dedup_channel channel;
    uint64_t with;      /* key of the item it was matched with; 0 for a founder */
    double score;       /* 0 to 1: the judge's probability, of identity too: what the texts say */
    double containment; /* share of the smaller surface sketch found in the other */
    double t, p;        /* cosine of neutral shingles; the same with positions */
    int matched;        /* shingles that matched */
};

struct dedup_merge {
    uint64_t from, to; /* the younger node lives on as an alias of the older */
};

enum { DEDUP_MERGES_MAX = 8, DEDUP_LANG_SIZE = 12 };

struct dedup_verdict {
    uint64_t node;
    bool joined;                /* another item was in the node before */
    bool known;                 /* the item was placed before and has not changed */
    char lang[DEDUP_LANG_SIZE]; /* recognised; empty when unknown */
    struct dedup_evidence evidence;
    struct dedup_merge merges[DEDUP_MERGES_MAX]; /* nodes that this item brought together */
    size_t merge_count;
};

/*
 * The memory port. A memory keeps records (one an item), index keys, nodes, overrides and notes.
 * Each function returns 0 or nonzero for a failure, which ends the call under way with
 * DEDUP_ERR_PORT. The engine calls in the order that its results need; the memory decides when to
 * make them durable.
 */

/* Documents are numbered by the memory from 1 without gaps, in the order they were added. An item
 * whose text changed is added again under a new number; the older number is then superseded. */
typedef uint32_t dedup_doc;

struct dedup_record {
    dedup_doc doc; /* 0 when given to add() */
    uint64_t key, feed, network, node;
    int64_t time;
    bool superseded;
    const void *sketch; /* the stored form; opaque to the memory */
    size_t sketch_size;
    struct dedup_evidence evidence;
};

/* An index key that is asked for, and how many of its documents at most. */
struct dedup_lookup {
    uint32_t key, max;
};

typedef int dedup_doc_fn(void *context, size_t key_index, dedup_doc doc);

struct dedup_memory {
    void *context;

    /* The newest record of an item; *ret_doc is 0 when there is none. */
    int (*find)(void *context, dedup_doc *ret_doc, uint64_t key);
    /* A record; its sketch is borrowed until the next call of a function of this memory. Unknown
     * numbers: ret->doc = 0. */
    int (*get)(void *context, struct dedup_record *ret, dedup_doc doc);
    /* The highest number given, 0 when empty. */
    int (*last)(void *context, dedup_doc *ret_doc);

    /* Adds a record and its index keys. An older record of the same key becomes superseded. */
    int (*add)(void *context, dedup_doc *ret_doc, const struct dedup_record *record,
               const uint32_t *index_keys, size_t key_count);
    /* For each key in turn: the documents added with it, newest first, at most as many as are
     * asked for. Superseded documents, and ones older than the window, may be left out. */
    int (*match)(void *context, const struct dedup_lookup *lookups, size_t count,
                 dedup_doc_fn *each, void *each_context);

    /* The documents of a node that are not superseded, oldest first; *ret_count is how many were
     * written, at most room. What a node has beyond that costs nothing. An alias is followed. */
    int (*members)(void *context, dedup_doc *ret_docs, size_t room, size_t *ret_count,
                   uint64_t node);
    /* The node that a node number stands for today (itself, or what it was merged into); 0:
     * unknown. */
    int (*resolve)(void *context, uint64_t *ret_node, uint64_t node);
    /* Moves all members of `from` into `to` and keeps `from` as an alias. */
    int (*merge)(void *context, uint64_t from, uint64_t to);
    /* Moves one item (its newest record) to a node, with its new evidence. */
    int (*move)(void *context, uint64_t key, uint64_t node, const struct dedup_evidence *evidence);

    /* The reader's word on two items: together or apart. b = 0: a stands apart from every other. */
    int (*override)(void *context, uint64_t a, uint64_t b, bool together);
    int (*overrides)(void *context, uint64_t a,
                     int (*each)(void *context, uint64_t b, bool together), void *each_context);

    /* A named blob of the engine's own (what it has learnt of the stream). *ret_size is the size of
     * the note, 0 when there is none; at most room bytes are copied. */
    int (*metadata_get)(void *context, const char *name, void *into, size_t room, size_t *ret_size);
    int (*metadata_put)(void *context, const char *name, const void *data, size_t size);
};

/* The in-RAM memory. window_seconds: records older than the newest by more than this are no longer
 * matched; 0 keeps all. */
DEDUP_API int dedup_ram_new(struct dedup_memory *ret, int64_t window_seconds);
DEDUP_API void dedup_ram_free(struct dedup_memory *memory);

/*
 * The engine.
 */

struct dedup;

struct dedup_options {
    struct dedup_memory memory;
    const void *lexicon; /* a compiled lexicon, mapped by the caller, who keeps it; or NULL */
    size_t lexicon_size;
    int64_t window_seconds;
};

/* An engine on this memory, with what it has learnt before read from the notes. */
DEDUP_API int dedup_open(struct dedup **ret, const struct dedup_options *options);
/* Accepts NULL. The memory is not freed. */
DEDUP_API void dedup_close(struct dedup *engine);

/* Places one item: the heart. */
DEDUP_API int dedup_place(struct dedup_verdict *ret, struct dedup *engine,
                          const struct dedup_item *item);

/* Writes what the engine has learnt into the memory's notes, so that the next dedup_open() starts
 * where this engine stands. Call before the memory's transaction is made durable. */
DEDUP_API int dedup_flush(struct dedup *engine);

/* The reader's word: the items' nodes become one (the older id lives on) and stay so; the item
 * leaves its node, founds its own and is joined with none from then on. DEDUP_ERR_ABSENT. */
DEDUP_API int dedup_join(struct dedup_verdict *ret, struct dedup *engine, uint64_t a, uint64_t b);
DEDUP_API int dedup_split(struct dedup_verdict *ret, struct dedup *engine, uint64_t key);

/*
 * Review: what an older judge joined, judged by today's.
 */

struct dedup_review {
    void *context;
    /* Whether an item is its story's published lead; may be NULL. */
    bool (*leads)(void *context, uint64_t key);
    /* An item that left a node for another; may be NULL. */
    void (*moved)(void *context, uint64_t key, uint64_t from, uint64_t to);
    size_t nodes, items; /* returned: nodes that were parted, and items that left them */
};

/* Parts the nodes whose members today's judge would not join. The part with the published lead,
 * else the one with the oldest member, keeps the node's number; what was joined by identity or by
 * the reader stays with what it was joined to. Does nothing on a memory that today's judge has
 * filled or reviewed. Call inside the memory's transaction. */
DEDUP_API int dedup_review(struct dedup_review *review, struct dedup *engine);

/*
 * Explanation: what the judge sees in two texts.
 */

struct dedup_match {
    const char *left, *right;             /* the words as the items write them */
    double left_position, right_position; /* 0 to 1 */
    double weight;                        /* share of T */
    const char *kind;                     /* "number", "place", "name", "concept" */
};

struct dedup_explanation {
    char left_lang[DEDUP_LANG_SIZE], right_lang[DEDUP_LANG_SIZE];
    struct dedup_evidence evidence; /* channel DEDUP_BY_NOTHING when they are kept apart */
    bool joined;
    double threshold;
    char reason[160];            /* one line */
    struct dedup_match *matches; /* heaviest first */
    size_t match_count;
    /* What speaks against: words that one has alone, the side of the other NULL and its position 0,
     * heaviest first; weight is the share of their own text. */
    struct dedup_match *lacks;
    size_t lack_count;
    double hours;   /* between the two */
    double slot;    /* of what tells the left item from other stories like it, the right's share */
    int rivals;     /* other stories that match the left item about as well; */
    uint64_t rival; /* an item of the one that matches best, 0 for none */
    void *owned;    /* what the pointers point into */
};

/* Judges two items with what the engine knows now, beside all that it would compare the left one
 * with; neither need be known to it, nothing is remembered. *ret is released with
 * dedup_explanation_release(). */
DEDUP_API int dedup_explain(struct dedup_explanation *ret, struct dedup *engine,
                            const struct dedup_item *a, const struct dedup_item *b);
DEDUP_API void dedup_explanation_release(struct dedup_explanation *explanation);

#ifdef __cplusplus
}
#endif

#endif
