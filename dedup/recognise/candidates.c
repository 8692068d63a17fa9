#include "dedup/recognise/candidates.h"

#include "dedup/recognise/candidate_pool.h"
#include "dedup/recognise/fold.h"
#include "dedup/recognise/rules.h"
#include "dedup/recognise/slots.h"

#include <string.h>

static const float LIKELY = 0.25f; /* a pair with a lower score is not joined, whatever the rest */

/* The identity by which two items are the same; DEDUP_BY_NOTHING: none. Two items with the same
 * source are versions of it. A link also matches a via or a declared translation. */
static enum dedup_channel identity_of(const struct dedup_identity *a,
                                      const struct dedup_identity *b)
{
    if (a->hash != b->hash)
        return DEDUP_BY_NOTHING;
    if (a->kind == DEDUP_ID && b->kind == DEDUP_ID)
        return DEDUP_BY_ID;
    if (a->kind == DEDUP_TRANSLATION || b->kind == DEDUP_TRANSLATION)
        return DEDUP_BY_TRANSLATION;
    if (a->kind == DEDUP_VIA || b->kind == DEDUP_VIA)
        return DEDUP_BY_VIA;
    return a->kind == DEDUP_LINK && b->kind == DEDUP_LINK ? DEDUP_BY_LINK : DEDUP_BY_NOTHING;
}

static enum dedup_channel identity_find(const struct sketch *a, const struct sketch *b)
{
    enum dedup_channel best = DEDUP_BY_NOTHING;

    for (size_t i = 0; i < a->identity_count; i++)
        for (size_t k = 0; k < b->identity_count; k++) {
            enum dedup_channel channel = identity_of(&a->identities[i], &b->identities[k]);

            if (channel != DEDUP_BY_NOTHING && (best == DEDUP_BY_NOTHING || channel < best))
                best = channel;
        }
    return best;
}

static bool share_marker(const struct sketch *a, const struct sketch *b)
{
    for (size_t i = 0; i < a->marker_count; i++)
        for (size_t k = 0; k < b->marker_count; k++)
            if (a->markers[i] == b->markers[k])
                return true;
    return false;
}

void candidates_decide(struct candidates *candidates, const struct dedup *engine,
                       const struct dedup_item *item)
{
    slots_compare(candidates, engine->left);
    for (size_t i = 0; i < candidates->count; i++)
        candidate_decide(&candidates->judged[i], engine, item->feed, item->network);
}

static float hours_between(int64_t a, int64_t b)
{
    double seconds = (double)a - (double)b;

    return (float)((seconds < 0 ? -seconds : seconds) / 3600);
}

/* The score of engine->sketch and engine->candidate by the compiled lexicon alone. Asked for only
 * where it could matter: the pair may be joined, and one of the two has learnt words. */
static float without_learnt(struct dedup *engine, const struct judge_features *with)
{
    struct judge_features f;

    if (with->same_lang || engine->sketch.learnt_count + engine->candidate.learnt_count == 0 ||
        judge_probability(judge_log_odds(with)) < LIKELY)
        return 1;
    judge_side_read_compiled(engine->left, &engine->sketch, engine->stream);
    judge_side_read_compiled(engine->right, &engine->candidate, engine->stream);
    f = judge_pair(engine->left, engine->right).features;
    f.hours = with->hours;
    judge_side_read(engine->left, &engine->sketch, engine->stream);
    judge_side_read(engine->right, &engine->candidate, engine->stream);
    return judge_probability(judge_log_odds(&f));
}

void candidate_measure(struct judged *ret, struct dedup *engine, int64_t time)
{
    struct judgement judgement;

    judge_side_read(engine->right, &engine->candidate, engine->stream);
    judgement = judge_pair(engine->left, engine->right);
    ret->measured = true;
    ret->features = judgement.features;
    ret->features.hours = hours_between(time, ret->time);
    memcpy(ret->matched, judgement.matched, sizeof(ret->matched));
    ret->without_learnt = without_learnt(engine, &ret->features);
    ret->claim = identity_find(&engine->sketch, &engine->candidate);
    ret->same_text = engine->sketch.content == engine->candidate.content;
    ret->marked = share_marker(&engine->sketch, &engine->candidate);
}

static void judged_init(struct judged *ret, const struct dedup_record *record)
{
    memset(ret, 0, sizeof(*ret));
    ret->doc = record->doc;
    ret->key = record->key;
    ret->feed = record->feed;
    ret->network = record->network;
    ret->node = record->node;
    ret->time = record->time;
    ret->without_learnt = 1;
}

int documents_judge(struct judged *ret, struct dedup *engine, dedup_doc a, dedup_doc b)
{
    struct dedup_record left, right;
    struct sketch *kept = &engine->kept;
    int code = engine_load(engine, &left, a);

    *kept = engine->sketch;
    engine->sketch = engine->candidate;
    if (code == DEDUP_OK)
        code = engine_load(engine, &right, b);
    if (code == DEDUP_OK) {
        judge_side_read(engine->left, &engine->sketch, engine->stream);
        judged_init(ret, &right);
        candidate_measure(ret, engine, left.time);
        candidate_decide(ret, engine, left.feed, left.network);
    }
    engine->sketch = *kept;
    judge_side_read(engine->left, &engine->sketch, engine->stream);
    return code;
}

/* Most pairs that share a key share nothing else. */
static bool is_non_match(const struct dedup *engine)
{
    const struct sketch *a = &engine->sketch, *b = &engine->candidate;

    return identity_find(a, b) == DEDUP_BY_NOTHING && !share_marker(a, b) &&
           !judge_may_agree(engine->left, b);
}

static bool candidates_has(const struct candidates *candidates, dedup_doc doc)
{
    for (size_t i = 0; i < candidates->count; i++)
        if (candidates->judged[i].doc == doc)
            return true;
    return false;
}

int candidates_add(struct candidates *candidates, struct dedup *engine,
                   const struct dedup_item *item, const struct dedup_record *record)
{
    struct judged *judged = &candidates->judged[candidates->count];
    int code;

    if (candidates->count == JUDGED_MAX || record->doc == 0 ||
        candidates_has(candidates, record->doc))
        return DEDUP_OK;
    code = engine_unpack(engine, record);
    if (code != DEDUP_OK || record->superseded || record->key == item->key ||
        fold_excludes(engine, item->feed, record->feed))
        return code;
    judged_init(judged, record);
    judged->features.same_lang = strcmp(engine->sketch.lang, engine->candidate.lang) == 0;
    judged->features.words = (float)(engine->sketch.word_count < engine->candidate.word_count
                                         ? engine->sketch.word_count
                                         : engine->candidate.word_count);
    if (!is_non_match(engine))
        candidate_measure(judged, engine, item->time);
    candidates->count++;
    return DEDUP_OK;
}

struct finding {
    struct candidates *candidates;
    struct dedup *engine;
    const struct dedup_item *item;
};

static int candidate_hear(void *context, size_t index, const struct dedup_record *record)
{
    struct finding *f = context;

    (void)index;
    return candidates_add(f->candidates, f->engine, f->item, record);
}

/* Reads at most as many records at once as may still be added. */
int candidates_find(struct candidates *ret, struct dedup *engine, const struct dedup_item *item,
                    const struct key *keys, size_t key_count)
{
    struct candidate_pool *g = engine->pool;
    struct finding finding = {ret, engine, item};
    struct found ranked[POOL_RANKED_MAX];
    size_t count = 0, next = 0;
    int code = pool_fill(g, &engine->memory, keys, key_count);

    ret->count = 0;
    if (code == DEDUP_OK)
        count = pool_rank(ranked, g);
    while (code == DEDUP_OK && next < count && ret->count < CANDIDATES_MAX) {
        dedup_doc docs[CANDIDATES_MAX];
        size_t room = CANDIDATES_MAX - ret->count, more = 0;

        while (more < room && next < count)
            docs[more++] = ranked[next++].doc;
        code = engine_records(engine, docs, more, candidate_hear, &finding);
    }
    return code;
}
