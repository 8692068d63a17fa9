/*
 * From a cleaned item to the question that dedup answers: which story is this?
 *
 * Makes the item's key, its identity evidence (ids, canonical links, via, declared translations)
 * and its plain text, asks the engine, and returns the verdict. Knows no file and no SQL.
 */
#ifndef HEADWATER_MATCH_MATCH_H
#define HEADWATER_MATCH_MATCH_H

#include "aggregator/base/arena.h"
#include "aggregator/model/feed.h"
#include "aggregator/model/secret.h"
#include "aggregator/model/story.h"
#include "dedup.h"

#include <stdbool.h>

/* What names no items in a feed: flags, of which a feed may have several. */
enum { MATCH_IDS_UNRELIABLE = 1, MATCH_LINKS_UNRELIABLE = 2 };

/* A secret that the user chose, as 32 hexadecimal digits; only ret->bytes are set. ERR_USAGE. */
int match_secret_read(struct secret *ret, const char *digits, struct error *err);

/*
 * The identity of an item within its feed: a hash (hash.h) over the feed's configured url and the
 * first of these that the item has and that is reliable in this feed: its id, its canonical link,
 * its title with its date, its text. Documented in docs/identity.md. secret: the state's; NULL: the
 * key that the item had before states had one.
 */
uint64_t match_item_key(const struct secret *secret, const char *feed_url, const struct item *item,
                        unsigned unreliable);

/* Another key for an item whose key is that of another feed's item: by chance once in 2^64 pairs,
 * or, with a key without a secret, by intent. The same for the same key. */
uint64_t match_other_key(uint64_t key);

/* Whether an item that has no id and came with the link of an older one is another item: its title
 * and its text are others. */
bool match_is_other(const struct item *item, const struct item *older);

/*
 * What two items of one feed share that are one item under two ids: a hash over the feed's
 * configured url, the last segment of the canonical link (which stays when a site moves), the title
 * and the date of publication, and over the text as well where one of those three is missing. 0
 * when the item has neither link nor title nor text. Tells nothing of an item whose key is known.
 * secret: as in match_item_key().
 */
uint64_t match_fallback_key(const struct secret *secret, const char *feed_url,
                            const struct item *item);

/* XXH3 of what a reader sees of an item: title, summary, content, link. A change of it is an
 * update. */
uint64_t match_content_hash(const struct item *item);

struct match_request {
    const struct item *item; /* cleaned */
    uint64_t key;
    const char *feed_url, *feed_language, *network; /* the latter two may be NULL */
    int64_t time;                                   /* published, else first seen */
    bool published_lead; /* it was published as the lead of its story: it does not leave it */
    const struct secret *secret; /* of the state, for identities; NULL: none */
    bool meets_older;            /* some of what it is compared with was stored before the secret */
};

/* Places the item; ret->with and node as in dedup.h. The engine's memory is changed. */
int match_place(struct dedup_verdict *ret, struct dedup *engine,
                const struct match_request *request, struct error *err);

/* Why the engine would join two items, or keep them apart; see dedup_explain(). *ret is the
 * caller's to release. Nothing is changed. */
int match_explain(struct dedup_explanation *ret, struct dedup *engine,
                  const struct match_request *a, const struct match_request *b, struct error *err);

#endif
