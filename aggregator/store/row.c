#include "aggregator/store/row.h"

#include "aggregator/base/clock.h"
#include "aggregator/base/utf8.h"
#include "aggregator/codec/item_json.h"
#include "aggregator/codec/json_text.h"
#include "aggregator/store/feed_json.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

static int item_read(struct item *ret, struct arena *arena, const struct telling_row *row,
                     struct error *err)
{
    json_t *object = NULL;
    int code = json_text_read(&object, row->item, strlen(row->item), 0, NULL);

    if (code == ERR_MEMORY)
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
    if (code != 0)
        return error_set(err, ERR_STORE, SCOPE_RUN, "item %016" PRIx64 " of %s is damaged",
                         row->key, row->feed_url);
    code = item_from_json(ret, arena, object, err);
    json_decref(object);
    if (code == ERR_SYNTAX) {
        error_prefix(err, "item %016" PRIx64 " of %s is damaged: ", row->key, row->feed_url);
        if (err != NULL)
            err->code = ERR_STORE;
        code = ERR_STORE;
    }
    return code;
}

/* The judge's figures, for explain; NULL when the judge did not decide. */
static const char *evidence_detail(struct arena *arena, const struct dedup_evidence *e)
{
    if (e->channel != DEDUP_BY_SURFACE && e->channel != DEDUP_BY_NEUTRAL)
        return NULL;
    return arena_printf(arena, "{\"containment\":%.4f,\"t\":%.4f,\"p\":%.4f,\"matched\":%d}",
                        e->containment, e->t, e->p, e->matched);
}

static void evidence_fill(struct telling *ret, struct arena *arena,
                          const struct dedup_evidence *evidence)
{
    ret->evidence = (struct evidence){.channel = dedup_channel_name(evidence->channel),
                                      .score = evidence->score,
                                      .with = evidence->with,
                                      .detail = evidence_detail(arena, evidence)};
}

/* A telling needs little feed data, so a damaged feed state is treated as fresh. */
static int feed_read(struct feed_state *ret, struct arena *arena, const struct telling_row *row,
                     struct error *err)
{
    struct error local = {.code = ERR_NONE};
    int code = feed_state_read(ret, arena, row->feed_url, row->feed_state, &local);

    if (code == ERR_STORE) {
        feed_state_fresh(ret, arena_strdup(arena, row->feed_url));
        return ret->url != NULL ? 0 : error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
    }
    if (code != 0 && err != NULL)
        *err = local;
    return code;
}

/* Whether the text has only letters, digits and hyphens, like a language tag. */
static bool is_language(const char *text)
{
    return text != NULL && text[0] != '\0' && strlen(text) < DEDUP_LANG_SIZE &&
           strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") ==
               strlen(text);
}

int telling_from_row(struct telling *ret, struct arena *arena, const struct telling_row *row,
                     struct error *err)
{
    struct feed_state feed;
    int code;

    memset(ret, 0, sizeof(*ret));
    ret->key = row->key;
    ret->first_seen = row->first_seen;
    ret->changed = row->changed;
    ret->language = is_language(row->language) ? arena_strdup(arena, row->language) : NULL;
    if (!utf8_is_valid(row->feed_url))
        return error_set(err, ERR_STORE, SCOPE_RUN, "the feed of item %016" PRIx64 " is damaged",
                         row->key);
    code = item_read(&ret->item, arena, row, err);
    if (code == 0)
        code = feed_read(&feed, arena, row, err);
    if (code != 0)
        return code;
    ret->feed_url = feed.url;
    ret->feed_title = feed.title;
    ret->feed_site = feed.site;
    ret->feed_id = feed.feed_id;
    ret->feed_updated = feed.feed_updated;
    if (row->placed)
        evidence_fill(ret, arena, &row->evidence);
    return 0;
}

uint64_t name_hash(const char *name)
{
    return name == NULL || name[0] == '\0' ? 0 : XXH3_64bits(name, strlen(name));
}

size_t name_keys(uint64_t ret[NAME_KEYS], const char *name)
{
    static const struct {
        int base;
        const char *digits;
        size_t shortest, longest;
    } forms[NAME_KEYS] = {{10, "0123456789", 1, 20}, {16, "0123456789abcdefABCDEF", 16, 16}};
    size_t length = strlen(name), count = 0;

    for (size_t i = 0; i < NAME_KEYS; i++) {
        if (length < forms[i].shortest || length > forms[i].longest ||
            strspn(name, forms[i].digits) != length)
            continue;
        errno = 0;
        ret[count] = strtoull(name, NULL, forms[i].base);
        count += errno == 0;
    }
    return count;
}

/* Sort key: a missing time comes last. */
static int64_t time_or_last(int64_t time)
{
    return time != TIME_NONE ? time : INT64_MAX;
}

/* Many tellings are first seen in the same run: of these, the one published first is the source. */
static int telling_compare(const void *left, const void *right)
{
    const struct telling *a = left, *b = right;
    int64_t x = time_or_last(a->item.published), y = time_or_last(b->item.published);

    if (a->first_seen != b->first_seen)
        return a->first_seen < b->first_seen ? -1 : 1;
    if (x != y)
        return x < y ? -1 : 1;
    return a->key < b->key ? -1 : a->key > b->key;
}

void story_order(struct story *story)
{
    if (story->telling_count > 1)
        qsort(story->tellings, story->telling_count, sizeof(*story->tellings), telling_compare);
    story->first_seen = story->telling_count > 0 ? story->tellings[0].first_seen : TIME_NONE;
}
