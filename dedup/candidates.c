#include "dedup/candidates.h"

#include "dedup/hash.h"

#include <stdlib.h>
#include <string.h>

enum { TABLE_SLOTS = 8192, GATHERED_MAX = TABLE_SLOTS / 2 };

/* Rules that no score overrules; each is told in dedup/README.md. */
static const float VOICE_WORDS = 16;        /* a text that says too little to tell its language */
static const float NEAR_IDENTITY = 0.85f;   /* surface containment that one feed's two items need */
static const float CONTRADICTION_T = 0.12f; /* below it two texts have nothing in common */
static const float CONTRADICTION_SCORE = 0.3f; /* nor below this, where any two share words */
static const float TEMPLATE_WORDS =
    45; /* shorter texts of one language with other numbers: two events */
/* So much of the numbers must be the same: more, the more of a text is numbers. */
static const float TEMPLATE_NUMBERS = 0.5f, TEMPLATE_NUMBERS_MOST = 0.9f;
static const float TEMPLATE_NUMBER_SHARE = 0.1f;
static const float TEMPLATE_NAMES = 0.2f;
static const float SURFACE_CONTAINMENT =
    0.5f; /* copies: so much of the smaller text stands in the larger */
static const float SURFACE_SHARED = 4;
/* Fewer shared hashes than these may be chance: then the words must agree too, so much of one text.
 * True copies of the labelled streams have 0.76 and more. */
static const float SURFACE_SURE = 16, SURFACE_COVERAGE = 0.5f;
/* Two versions of one text in one language share so much, or words in a row. */
static const float VERSION_T = 0.4f, VERSION_CONTAINMENT = 0.2f;
static const float MATCHED_MIN =
    4; /* words that two languages must share: fewer happen by chance, */
static const float MATCHED_MIN_BARE =
    6; /* and more do where no dictionary parts words from names */

/* The found are a crowd where the CROWD_RANK-th has nearly the weight of the first: what all of a
 * large window share by chance. Behind the first few only those are judged that stand out from it.
 * Of the joins of a generated window of a million this loses 5 in 1,000, and spares 3 of 4 looks at
 * strangers. */
enum { CROWD_RANK = 64, ALWAYS_JUDGED = 6 };
static const float CROWD_OUTSTANDING = 1.6f;

struct found {
    dedup_doc doc;
    float weight;
    bool certain; /* shares an identity or a marker: judged whatever its weight */
};

struct gathering {
    const struct key *keys;
    size_t count;
    struct found found[GATHERED_MAX];
    uint16_t slots[TABLE_SLOTS]; /* by document: its place in found + 1; 0: free */
};

int gathering_new(struct gathering **ret)
{
    *ret = malloc(sizeof(**ret));
    return *ret != NULL ? DEDUP_OK : DEDUP_ERR_MEMORY;
}

void gathering_free(struct gathering *gathering)
{
    free(gathering);
}

static int gather(void *context, size_t key_index, dedup_doc doc)
{
    struct gathering *g = context;
    const struct key *key = &g->keys[key_index];
    size_t slot = hash_mix(doc) % TABLE_SLOTS;
    struct found *found;

    while (g->slots[slot] != 0 && g->found[g->slots[slot] - 1].doc != doc)
        slot = (slot + 1) % TABLE_SLOTS;
    if (g->slots[slot] == 0) {
        if (g->count == GATHERED_MAX)
            return 0;
        g->found[g->count++] = (struct found){.doc = doc};
        g->slots[slot] = (uint16_t)g->count;
    }
    found = &g->found[g->slots[slot] - 1];
    found->weight += key->weight;
    found->certain |= key->kind == KEY_IDENTITY || key->kind == KEY_MARKER;
    return 0;
}

/* Certain ones first, then by weight, then the older: a total order. */
static bool is_before(const struct found *a, const struct found *b)
{
    if (a->certain != b->certain)
        return a->certain;
    if (a->weight != b->weight)
        return a->weight > b->weight;
    return a->doc < b->doc;
}

/* Found ones are a heap, for of thousands a few dozen are asked for: the first is before its
 * children. */
static void heap_sink(struct found *heap, size_t count, size_t at)
{
    struct found sunk = heap[at];

    for (;;) {
        size_t child = 2 * at + 1;

        if (child >= count)
            break;
        child += child + 1 < count && is_before(&heap[child + 1], &heap[child]);
        if (!is_before(&heap[child], &sunk))
            break;
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = sunk;
}

/* Takes the first out. */
static struct found heap_take(struct gathering *g)
{
    struct found first = g->found[0];

    g->found[0] = g->found[--g->count];
    heap_sink(g->found, g->count, 0);
    return first;
}

/* By what identity two items are known to be one; DEDUP_BY_NOTHING when by none. Two items that
 * name the same source are versions of it; a link alone also answers a via or a declared
 * translation. */
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

/* Two items of one feed in one language: a feed seldom syndicates itself. The language of a few
 * words is a guess, so short texts of one feed are one voice whatever it says. */
static bool is_same_voice(const struct judged *j, uint64_t feed)
{
    return j->feed == feed && (j->features.same_lang || j->features.words <= VOICE_WORDS);
}

/* Lists and bulletins: much of a short text is numbers, and they or the places are others. Across
 * languages a number may be written as a word, so only texts that are made of numbers are told
 * apart by them. */
static bool is_template(const struct judge_features *f)
{
    bool made_of_numbers = f->number_share >= TEMPLATE_NUMBER_SHARE;
    float wanted = TEMPLATE_NUMBERS + f->number_share;
    bool other_numbers =
        f->numbers_t >= 0 &&
        f->numbers_most < (wanted < TEMPLATE_NUMBERS_MOST ? wanted : TEMPLATE_NUMBERS_MOST);
    bool other_names = f->names_t >= 0 && f->names_t < TEMPLATE_NAMES;

    return f->words <= TEMPLATE_WORDS && ((other_numbers && (f->same_lang || made_of_numbers)) ||
                                          (other_names && made_of_numbers));
}

static bool is_copy(const struct judge_features *f)
{
    return f->same_lang && f->containment >= SURFACE_CONTAINMENT &&
           f->shared_surface >= SURFACE_SHARED &&
           (f->shared_surface >= SURFACE_SURE || f->t_most >= SURFACE_COVERAGE);
}

/* Within a language any two texts share words, the marker's own among them. */
static bool contradict(const struct judgement *judgement)
{
    return judgement->features.same_lang ? judgement->likeness < CONTRADICTION_SCORE
                                         : judgement->features.t < CONTRADICTION_T;
}

static void join_by(struct judged *ret, enum dedup_channel channel, float score)
{
    ret->channel = channel;
    ret->score = score;
}

static void keep_apart(struct judged *ret, const char *rule)
{
    ret->score = 0;
    ret->rule = rule;
}

void companion_judge(struct judged *ret, struct dedup *engine, uint64_t feed, uint64_t network)
{
    const struct judge_features *f = &ret->features;
    enum dedup_channel identity = identity_find(&engine->sketch, &engine->companion);
    struct judgement judgement;

    judge_side_read(engine->right, &engine->companion, engine->stream);
    judgement = judge_pair(engine->left, engine->right);
    ret->features = judgement.features;
    ret->likeness = judgement.likeness;
    join_by(ret, DEDUP_BY_NOTHING, judgement.score);
    if (identity != DEDUP_BY_NOTHING && (ret->feed != feed || identity == DEDUP_BY_TRANSLATION))
        join_by(ret, identity, 1);
    else if (share_marker(&engine->sketch, &engine->companion) &&
             ((network != 0 && network == ret->network) || !contradict(&judgement)))
        join_by(ret, DEDUP_BY_MARKER, 1);
    else if (is_same_voice(ret, feed) && f->containment < NEAR_IDENTITY)
        keep_apart(ret, "one feed tells a story twice only in nearly the same words");
    else if (is_template(f))
        keep_apart(ret, "short texts with other numbers are other events");
    else if (is_copy(f))
        join_by(ret, DEDUP_BY_SURFACE,
                judgement.score > f->containment ? judgement.score : f->containment);
    else if (!f->same_lang && f->matched < (engine->has_lexicon ? MATCHED_MIN : MATCHED_MIN_BARE))
        keep_apart(ret, "too few words match");
    else if (f->same_lang && f->t < VERSION_T && f->containment < VERSION_CONTAINMENT)
        keep_apart(ret, "versions in one language share more of their words");
    else if (judgement.score >= judge_threshold(engine->has_lexicon))
        ret->channel = f->same_lang && f->containment > VERSION_CONTAINMENT ? DEDUP_BY_SURFACE
                                                                            : DEDUP_BY_NEUTRAL;
}

int documents_judge(float *ret_score, struct dedup *engine, dedup_doc a, dedup_doc b)
{
    struct dedup_record left, right;
    struct judged judged = {0};
    struct sketch *kept = &engine->kept;
    int code = engine_load(engine, &left, a);

    *kept = engine->sketch;
    engine->sketch = engine->companion;
    if (code == DEDUP_OK)
        code = engine_load(engine, &right, b);
    if (code == DEDUP_OK) {
        judge_side_read(engine->left, &engine->sketch, engine->stream);
        judged.feed = right.feed;
        judged.network = right.network;
        companion_judge(&judged, engine, left.feed, left.network);
        *ret_score = judged.score;
    }
    engine->sketch = *kept;
    judge_side_read(engine->left, &engine->sketch, engine->stream);
    return code;
}

/* Most pairs that share a key have nothing else in common. */
static bool is_stranger(const struct dedup *engine)
{
    const struct sketch *a = &engine->sketch, *b = &engine->companion;

    return identity_find(a, b) == DEDUP_BY_NOTHING && !share_marker(a, b) &&
           !judge_may_agree(engine->left, b);
}

int companions_add(size_t *ret_index, struct companions *companions, struct dedup *engine,
                   const struct dedup_item *item, dedup_doc doc)
{
    struct judged *judged = &companions->judged[companions->count];
    struct dedup_record record;
    int code;

    *ret_index = SIZE_MAX;
    for (size_t i = 0; i < companions->count; i++)
        if (companions->judged[i].doc == doc)
            *ret_index = i;
    if (*ret_index != SIZE_MAX || companions->count == JUDGED_MAX)
        return DEDUP_OK;
    code = engine_load(engine, &record, doc);
    if (code != DEDUP_OK || record.doc == 0 || record.superseded || record.key == item->key)
        return code;
    memset(judged, 0, sizeof(*judged));
    judged->doc = doc;
    judged->key = record.key;
    judged->feed = record.feed;
    judged->network = record.network;
    judged->node = record.node;
    judged->time = record.time;
    if (!is_stranger(engine))
        companion_judge(judged, engine, item->feed, item->network);
    *ret_index = companions->count++;
    return DEDUP_OK;
}

/* What shares a key with the item, as a heap. */
static int gathering_fill(struct gathering *g, struct dedup *engine, const struct key *keys,
                          size_t key_count)
{
    struct dedup_asked asked[KEYS_MAX];

    g->keys = keys;
    g->count = 0;
    memset(g->slots, 0, sizeof(g->slots));
    for (size_t i = 0; i < key_count; i++)
        asked[i] = (struct dedup_asked){keys[i].value, keys[i].most};
    if (engine->memory.match(engine->memory.context, asked, key_count, gather, g) != 0)
        return DEDUP_ERR_PORT;
    for (size_t i = g->count / 2; i-- > 0;)
        heap_sink(g->found, g->count, i);
    return DEDUP_OK;
}

/* The first of the heap, in order, until the crowd begins; returns how many. */
static size_t gathering_rank(struct found ret[CROWD_RANK], struct gathering *g)
{
    size_t count = 0, outstanding = 0;
    float crowd;

    while (count < CROWD_RANK && g->count > 0)
        ret[count++] = heap_take(g);
    crowd = g->count > 0 ? g->found[0].weight * CROWD_OUTSTANDING : 0;
    while (outstanding < count && (outstanding < ALWAYS_JUDGED || ret[outstanding].certain ||
                                   ret[outstanding].weight >= crowd))
        outstanding++;
    return outstanding;
}

int companions_find(struct companions *ret, struct dedup *engine, const struct dedup_item *item,
                    const struct key *keys, size_t key_count)
{
    struct gathering *g = engine->gathering;
    struct found ranked[CROWD_RANK];
    size_t index, count = 0;
    int code = gathering_fill(g, engine, keys, key_count);

    ret->count = 0;
    if (code == DEDUP_OK)
        count = gathering_rank(ranked, g);
    for (size_t i = 0; i < count && code == DEDUP_OK && ret->count < CANDIDATES_MAX; i++)
        code = companions_add(&index, ret, engine, item, ranked[i].doc);
    return code;
}
