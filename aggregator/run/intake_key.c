#include "aggregator/run/intake_key.h"

#include "aggregator/base/clock.h"
#include "aggregator/match/match.h"

#include <inttypes.h>
#include <stdio.h>

enum { KEY_NAME_SIZE = 17 }; /* a key in the form that store_telling_load() accepts */

int64_t intake_item_time(const struct item *item, int64_t now)
{
    int64_t time = item->published != TIME_NONE ? item->published : item->updated;

    return time != TIME_NONE && time < now ? time : now;
}

static bool has_older(const struct intake *intake)
{
    return intake->secret.since != TIME_NONE;
}

bool intake_meets_older(const struct intake *intake)
{
    int64_t window = intake->settings->window_seconds;

    return has_older(intake) && (window == 0 || intake->now - window < intake->secret.since);
}

/* For items stored before the state had a secret, the fallback key is computed without it. */
static int fallback_load(struct store_item_head *ret, const struct intake *intake, const char *url,
                         const struct item *item, struct error *err)
{
    int code = store_item_find_fallback(ret, intake->store,
                                        match_fallback_key(&intake->secret, url, item), err);

    if (code != 0 || ret->known || !has_older(intake))
        return code;
    return store_item_find_fallback(ret, intake->store, match_fallback_key(NULL, url, item), err);
}

/*
 * For an item with an unknown key: if its fallback key is known, it is an older item whose id or
 * address the feed has changed. An item outside the dedup window is left unchanged; a younger one
 * is updated under its stored key (*ret_key). *ret_head and *ret_key are unchanged when the item is
 * new.
 */
static int fallback_find(struct store_item_head *ret_head, uint64_t *ret_key,
                         const struct intake_reading *r, const struct item *item,
                         uint64_t content_hash, struct error *err)
{
    const struct intake *intake = r->intake;
    int64_t window = intake->settings->window_seconds;
    bool past = item->published == TIME_NONE ||
                (window > 0 && intake_item_time(item, intake->now) < intake->now - window);
    struct store_item_head head;
    int code = fallback_load(&head, intake, r->feed->url, item, err);

    if (code != 0 || !head.known || (head.key != 0 && head.feed != store_url_number(r->feed->url)))
        return code;
    *ret_head = head;
    if (past || head.key == 0)
        ret_head->content_hash = content_hash;
    else
        *ret_key = head.key;
    return 0;
}

static unsigned unreliable_of(const struct feed_state *state)
{
    return (state->ids_unreliable ? MATCH_IDS_UNRELIABLE : 0) |
           (state->links_unreliable ? MATCH_LINKS_UNRELIABLE : 0);
}

/* Whether the stored item differs so much that the new one must be another item with the same
 * link. */
static int other_find(bool *ret, struct intake_reading *r, const struct item *item, uint64_t key,
                      struct error *err)
{
    struct telling older;
    char name[KEY_NAME_SIZE];
    uint64_t node;
    int code;

    snprintf(name, sizeof(name), "%016" PRIx64, key);
    code = store_telling_load(&older, &node, r->intake->store, &r->item_arena, name, err);
    *ret = code == 0 && match_is_other(item, &older.item);
    if (code != ERR_ABSENT)
        return code;
    err->code = ERR_NONE; /* its text was pruned */
    return 0;
}

/* Loads the item stored under a key. A key in use by an item of another feed is replaced with a
 * different key: only its own feed can change an item. */
static int head_find(uint64_t *key, struct store_item_head *ret, struct intake_reading *r,
                     struct error *err)
{
    const uint64_t feed = store_url_number(r->feed->url);
    int code = store_item_find(ret, r->intake->store, *key, err);

    while (code == 0 && ret->known && ret->key != 0 && ret->feed != feed) {
        r->intake->counts.collisions++;
        *key = match_other_key(*key);
        code = store_item_find(ret, r->intake->store, *key, err);
    }
    return code;
}

/* Loads the item under the key that it had before the state had a secret. Ignores items of another
 * feed and items whose feed is no longer known. */
static int older_find(uint64_t *key, struct store_item_head *ret, const struct intake_reading *r,
                      const struct item *item, unsigned unreliable, struct error *err)
{
    const uint64_t older = match_item_key(NULL, r->feed->url, item, unreliable);
    struct store_item_head head;
    int code = store_item_find(&head, r->intake->store, older, err);

    if (code != 0 || !head.known || (head.key != 0 && head.feed != store_url_number(r->feed->url)))
        return code;
    *key = older;
    *ret = head;
    return 0;
}

/* Finds the key of an item and the item stored under it. Records in the state of the feed what the
 * item shows about the feed's ids and links. */
static int named_find(uint64_t *ret_key, struct store_item_head *ret_head, struct intake_reading *r,
                      const struct item *item, uint64_t content_hash, struct error *err)
{
    unsigned unreliable = unreliable_of(r->state);
    bool other = false;
    int code = id_set_note(&unreliable, &r->ids, item, err);

    for (int tries = 0; code == 0 && tries < 2; tries++) {
        *ret_key = match_item_key(&r->intake->secret, r->feed->url, item, unreliable);
        code = head_find(ret_key, ret_head, r, err);
        if (code == 0 && !ret_head->known && has_older(r->intake))
            code = older_find(ret_key, ret_head, r, item, unreliable, err);
        if (code != 0 || !ret_head->known || ret_head->content_hash == content_hash ||
            item->id != NULL || (unreliable & MATCH_LINKS_UNRELIABLE) != 0)
            break;
        code = other_find(&other, r, item, *ret_key, err);
        if (!other)
            break;
        unreliable |= MATCH_LINKS_UNRELIABLE;
    }
    r->state->ids_unreliable = (unreliable & MATCH_IDS_UNRELIABLE) != 0;
    r->state->links_unreliable = (unreliable & MATCH_LINKS_UNRELIABLE) != 0;
    return code;
}

int intake_key_find(uint64_t *ret_key, struct store_item_head *ret_head, struct intake_reading *r,
                    const struct item *item, uint64_t content_hash, struct error *err)
{
    int code = named_find(ret_key, ret_head, r, item, content_hash, err);

    if (code == 0 && !ret_head->known)
        code = fallback_find(ret_head, ret_key, r, item, content_hash, err);
    return code;
}
