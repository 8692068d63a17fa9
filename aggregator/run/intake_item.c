#include "aggregator/run/intake_item.h"

#include "aggregator/clean/clean.h"
#include "aggregator/match/match.h"
#include "aggregator/rule/rule.h"
#include "aggregator/run/intake_key.h"
#include "aggregator/run/session.h"

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

static int item_store(struct intake_reading *r, const struct item *item,
                      const struct store_item_head *head, uint64_t key, struct error *err)
{
    struct intake *intake = r->intake;
    struct match_request request = {.item = item,
                                    .key = key,
                                    .feed_url = r->feed->url,
                                    .feed_language = r->feed->language != NULL ? r->feed->language
                                                                               : r->state->language,
                                    .network = r->feed->network,
                                    .time = intake_item_time(item, intake->now),
                                    .secret = &intake->secret,
                                    .meets_older = intake_meets_older(intake),
                                    .published_lead = head->published_lead};
    struct dedup_verdict verdict;
    struct store_item stored = {.key = key,
                                .content_hash = match_content_hash(item),
                                .fallback_key =
                                    match_fallback_key(&intake->secret, r->feed->url, item),
                                .feed_url = r->feed->url,
                                .item = item,
                                .language = verdict.lang,
                                .now = intake->now};
    int code = item_place(&verdict, intake, &request, err);

    if (code == 0)
        code = store_item_save(intake->store, &stored, err);
    if (code == 0)
        code = item_judge(r, item, verdict.lang, head->known, err);
    if (code != 0)
        return code;
    if (intake->placed != NULL)
        intake->placed(intake->placed_context, r->feed, item, &verdict);
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
