#include "aggregator/run/intake_item.h"

#include "aggregator/base/url.h"
#include "aggregator/clean/clean.h"
#include "aggregator/match/match.h"
#include "aggregator/rule/rule.h"
#include "aggregator/run/intake_key.h"
#include "aggregator/run/session.h"
#include "aggregator/store/store_pages.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { PAGE_URL_MAX = 8192 }; /* bytes; what is published has no longer link, either */

/* Counts an item that rules keep out of the outputs. It is stored anyway: publish applies the rules
 * that are current then. */
static int item_judge(struct intake_reading *r, const struct item *item, const char *language,
                      bool known, struct error *err)
{
    const struct feed *feed = r->feed;
    const struct telling telling = {.item = *item,
                                    .feed_url = feed->url,
                                    .feed_name = feed->name,
                                    .feed_title = r->state->title,
                                    .feed_tags = feed->tags,
                                    .feed_tag_count = feed->tag_count,
                                    .language = language};
    struct rule_verdict verdict;
    int code = rule_judge_item(&verdict, &feed->rules, r->intake->rules, &telling, err);

    if (code != 0)
        return code;
    r->intake->counts.items_dropped += verdict.drop;
    r->intake->counts.too_costly += verdict.too_costly;
    r->state->dropped_count += verdict.drop && !known;
    return 0;
}

/* Opens the engine for the first new or changed item: most runs have none. */
static int item_place(struct dedup_verdict *ret, struct intake *intake,
                      const struct match_request *request, struct error *err)
{
    int code = session_open_engine(intake->session, err);

    if (code != 0)
        return code;
    do
        code = match_place(ret, intake->session->engine, request, err);
    while (code == ERR_STORE && session_sets_aside(intake->session, err));
    if (code != 0 && store_memory_error(intake->store, NULL) != 0)
        store_memory_error(intake->store, err);
    return code;
}

/* The language of the items of a feed that name none. */
static const char *feed_language(const struct feed *feed, const struct feed_state *state)
{
    return feed->language != NULL ? feed->language : state->language;
}

/* Places an item and stores it. */
static int item_keep(struct dedup_verdict *ret, struct intake *intake, const struct feed *feed,
                     const struct feed_state *state, const struct item *item,
                     const struct store_item_head *head, uint64_t key, uint64_t content_hash,
                     bool unsettled, struct error *err)
{
    struct match_request request = {.item = item,
                                    .key = key,
                                    .feed_url = feed->url,
                                    .feed_language = feed_language(feed, state),
                                    .network = feed->network,
                                    .feed_title = state->title,
                                    .time = intake_item_time(item, intake->now),
                                    .secret = &intake->secret,
                                    .meets_older = intake_meets_older(intake),
                                    .published_lead = head->published_lead,
                                    .unsettled = unsettled};
    struct store_item stored = {.key = key,
                                .content_hash = content_hash,
                                .fallback_key =
                                    match_fallback_key(&intake->secret, feed->url, item),
                                .feed_url = feed->url,
                                .item = item,
                                .language = ret->lang,
                                .now = intake->now};
    int code = item_place(ret, intake, &request, err);

    if (code == 0)
        code = store_item_save(intake->store, &stored, err);
    if (code == 0 && intake->placed != NULL)
        intake->placed(intake->placed_context, feed, item, ret);
    return code;
}

/* The item with the text of its page, if it had that before, until the page is read again. */
static int page_text_keep(struct item *ret, struct intake_reading *r, const struct item *item,
                          const struct store_item_head *head, uint64_t key, struct error *err)
{
    struct telling before;
    char name[INTAKE_KEY_SIZE];
    uint64_t node;
    int code;

    *ret = *item;
    if (!r->feed->fulltext || !head->known)
        return 0;
    snprintf(name, sizeof(name), "%016" PRIx64, key);
    code = store_telling_load(&before, &node, r->intake->store, &r->item_arena, name, err);
    if (code == ERR_ABSENT) { /* its text was pruned */
        err->code = ERR_NONE;
        return 0;
    }
    if (code == 0 && before.item.feed_plain != NULL && before.item.link != NULL &&
        item->link != NULL && strcmp(before.item.link, item->link) == 0)
        intake_page_text_set(ret, &before.item.content, before.item.plain);
    return code;
}

void intake_page_text_set(struct item *item, const struct text_construct *content,
                          const char *plain)
{
    if (item->feed_plain == NULL)
        item->feed_plain = item->plain != NULL ? item->plain : "";
    if (item->summary.value == NULL || item->summary.value[0] == '\0')
        item->summary = item->content;
    item->content = *content;
    item->plain = plain;
}

/* Asks for the page of an item whose feed has only a teaser. */
static int page_want(struct intake_reading *r, const struct item *item, uint64_t key,
                     struct error *err)
{
    const struct store_page page = {
        .key = key, .feed_url = r->feed->url, .url = item->link, .due = r->intake->now};

    if (!r->feed->fulltext || item->link == NULL || !url_is_http(item->link) ||
        strlen(item->link) > PAGE_URL_MAX)
        return 0;
    return store_page_want(r->intake->store, &page, r->intake->now, err);
}

static int item_store(struct intake_reading *r, const struct item *item,
                      const struct store_item_head *head, uint64_t key, struct error *err)
{
    struct intake *intake = r->intake;
    struct dedup_verdict verdict;
    struct item kept;
    int code = page_text_keep(&kept, r, item, head, key, err);

    if (code == 0)
        code = item_keep(&verdict, intake, r->feed, r->state, &kept, head, key,
                         match_content_hash(item), false, err);
    if (code == 0)
        code = page_want(r, item, key, err);
    if (code == 0)
        code = item_judge(r, &kept, verdict.lang, head->known, err);
    if (code != 0)
        return code;
    if (head->known) {
        intake->counts.items_updated++;
    } else {
        intake->counts.items_new++;
        intake->counts.joins[verdict.evidence.channel] += verdict.joined;
        if (r->new_count < INTAKE_NEW_TIMES_MAX)
            r->new_times[r->new_count++] = item->published;
    }
    return 0;
}

int intake_item_replace(struct intake *intake, const struct feed *feed,
                        const struct feed_state *state, const struct item *item,
                        const struct store_item_head *head, struct error *err)
{
    struct dedup_verdict verdict;

    return item_keep(&verdict, intake, feed, state, item, head, head->key, head->content_hash, true,
                     err);
}

/* Takes a cleaned item: finds its key and whether it is new, changed or unchanged. */
static int item_take(struct intake_reading *r, const struct item *item, struct error *err)
{
    const uint64_t content_hash = match_content_hash(item);
    struct store_item_head head;
    uint64_t key;
    int code = intake_key_find(&key, &head, r, item, content_hash, err);

    if (code != 0)
        return code;
    if (head.known && head.content_hash == content_hash)
        return store_item_touch(r->intake->store, head.key, r->intake->now, err);
    return item_store(r, item, &head, key, err);
}

int intake_item_read(void *context, const struct document *document, const struct item *item,
                     struct error *err)
{
    struct intake_reading *r = context;
    struct item clean;
    int code;

    if (r->state->language == NULL)
        r->state->language = document->language;
    r->stopped |= r->intake->stop != NULL && *r->intake->stop != 0;
    if (r->stopped)
        return 0;
    arena_reset(&r->item_arena);
    code = clean_item(&clean, &r->item_arena, item, r->response->url, err);
    if (code == 0)
        return item_take(r, &clean, err);
    if (code != ERR_LIMIT)
        return code;
    r->intake->counts.items_bad++;
    return 0;
}
