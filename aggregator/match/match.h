/*
 * Prepares a cleaned item for dedup, which decides its story.
 *
 * Computes the item's key, its identity evidence (ids, canonical links, via, declared translations)
 * and its plain text, calls the engine and returns the verdict. Uses no files and no SQL.
 */
#ifndef HEADWATER_MATCH_MATCH_H
#define HEADWATER_MATCH_MATCH_H

#include "aggregator/base/arena.h"
#include "aggregator/model/feed.h"
#include "aggregator/model/secret.h"
#include "aggregator/model/story.h"
#include "dedup.h"

#include <stdbool.h>

/* What does not identify items in a feed: flags, which may be combined. */
enum { MATCH_IDS_UNRELIABLE = 1, MATCH_LINKS_UNRELIABLE = 2 };

/* Parses a secret that the user chose, 32 hexadecimal digits; sets only ret->bytes. ERR_USAGE. */
int match_secret_read(struct secret *ret, const char *digits, struct error *err);

/*
 * The identity of an item within its feed: a hash (hash.h) of the feed's configured url and the
 * first of these that the item has and that is reliable in this feed: its id, its canonical link,
 * its title with its date, its text. Documented in docs/identity.md. secret: the state's; NULL
 * gives the key from before states had a secret.
 */
uint64_t match_item_key(const struct secret *secret, const char *feed_url, const struct item *item,
                        unsigned unreliable);

/* A replacement key for an item whose key collides with another feed's item: by chance once in 2^64
 * pairs or, for a key without a secret, deliberately. Deterministic. */
uint64_t match_other_key(uint64_t key);

/* Whether an item without an id that has the link of an older item is a different item: both its
 * title and its text differ. */
bool match_is_other(const struct item *item, const struct item *older);

/*
 * A key that matches when a feed publishes one item under two ids: a hash of the feed's configured
 * url, the last segment of the canonical link (which survives a site move), the title and the
 * publication date, and also of the text when one of these three is missing. 0 when the item has
 * neither link nor title nor text. Meaningless for an item whose key is known. secret: as in
 * match_item_key().
 */
uint64_t match_fallback_key(const struct secret *secret, const char *feed_url,
                            const struct item *item);

/* XXH3 of the visible content of an item: title, summary, content, link. When it changes, the item
 * is updated. */
uint64_t match_content_hash(const struct item *item);

struct match_request {
    const struct item *item; /* cleaned */
    uint64_t key;
    const char *feed_url, *feed_language, *network; /* the latter two may be NULL */
    const char *feed_title;                         /* the feed's own; NULL: unknown */
    int64_t time;                                   /* published, else first seen */
    /* it was published as the lead of its story, so it stays in that story */
    bool published_lead;
    bool unsettled;              /* its text was a teaser until now; see dedup.h */
    const struct secret *secret; /* of the state, for identities; NULL: none */
    /* some candidates were stored before the state had a secret */
    bool meets_older;
};

/* Places the item; ret->with and node as in dedup.h. Changes the engine's memory. */
int match_place(struct dedup_verdict *ret, struct dedup *engine,
                const struct match_request *request, struct error *err);

/* The words of an item and what each matches; see dedup_words(). Changes nothing. A nonzero result
 * of each() ends the call and is returned without an error. */
int match_words(struct dedup *engine, const struct match_request *request,
                int (*each)(void *context, const struct dedup_word *word), void *context);

/* Why the engine would join two items or keep them apart; see dedup_explain(). The caller releases
 * *ret. Changes nothing. */
int match_explain(struct dedup_explanation *ret, struct dedup *engine,
                  const struct match_request *a, const struct match_request *b, struct error *err);

#endif
