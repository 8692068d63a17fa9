#include "dedup/recognise/teach.h"

#include "dedup/recognise/judged.h"
#include "dedup/text/word.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    BATCH_MIN = 250,         /* documents */
    BYTES_A_DOCUMENT = 1024, /* a large lexicon is stored less often: this much for a document */
    PAUSE_MAX = BATCH_MIN + LEARNT_BYTES_MAX / BYTES_A_DOCUMENT,
    CATCH_UP_MAX = 2 * PAUSE_MAX, /* documents, after a time without learning */
    GROUP_MAX = 64,               /* documents that are read at once */
    MEMBERS_MAX = 16,             /* members of a node that may be the other text */
    NEARBY_MAX = 64,              /* meanings that are considered for one word */
    ANCHORS_NEAR = 5, /* matches around a word that say where it stands in the other text */
    SECONDS_A_DAY = 86400,
};

static const char note_name[] = "learnt";

/* A sure join: texts with this many words and this score, without learnt words; with an identity or
 * a marker, texts that agree. */
static const float SURE_WORDS = 40, SURE_SCORE = 0.97f, SURE_CLAIMED_SCORE = 0.5f;
/* The window around the place where a translation is expected: tokens, and a share of the text. */
static const float NEARBY_TOKENS = 7, NEARBY_SHARE = 0.012f;
static const float ANCHOR_SHIFT = 0.1f; /* matches that moved further say nothing of their place */
/* A concept that most texts contain stands in every place. */
static const float IDF_MIN = 2;
/* an alternative of at least this part of the heaviest one is a meaning too */
static const float ALTERNATIVE_SHARE = 0.5f;

/* The stored form: how far the memory was learnt from, and when to learn next; then the words. */
struct note_head {
    uint32_t recipe, taught, next, reserved;
};

/* Where learning begins when nothing is stored: with the current batch. */
static void teach_begin(struct dedup *engine)
{
    engine->taught = engine->counted / BATCH_MIN * BATCH_MIN;
    engine->teach_next = engine->taught + BATCH_MIN;
}

static int note_load(struct dedup *engine, const unsigned char *note, size_t size)
{
    struct note_head head;
    int code;

    memcpy(&head, note, sizeof(head));
    if (head.recipe != DEDUP_RECIPE || head.taught > engine->counted ||
        head.next - head.taught > PAUSE_MAX)
        return DEDUP_OK;
    code = learnt_unpack(engine->learnt, note + sizeof(head), size - sizeof(head));
    if (code != DEDUP_OK)
        return code == DEDUP_ERR_FORMAT ? DEDUP_OK : code; /* damaged: it learns again */
    engine->taught =
        engine->counted - head.taught > CATCH_UP_MAX ? engine->counted - CATCH_UP_MAX : head.taught;
    engine->teach_next = head.next;
    return DEDUP_OK;
}

int teach_restore(struct dedup *engine)
{
    const struct dedup_memory *memory = &engine->memory;
    unsigned char none, *note;
    size_t size;
    int code;

    teach_begin(engine);
    if (engine->learnt_off)
        return DEDUP_OK;
    if (memory->metadata_get(memory->context, note_name, &none, 0, &size) != 0)
        return DEDUP_ERR_PORT;
    if (size < sizeof(struct note_head) || size > LEARNT_BYTES_MAX)
        return DEDUP_OK;
    note = malloc(size);
    if (note == NULL)
        return DEDUP_ERR_MEMORY;
    code = memory->metadata_get(memory->context, note_name, note, size, &size) == 0
               ? note_load(engine, note, size)
               : DEDUP_ERR_PORT;
    free(note);
    return code;
}

static int teach_store(struct dedup *engine)
{
    const struct dedup_memory *memory = &engine->memory;
    size_t size = learnt_size(engine->learnt), pause = size / BYTES_A_DOCUMENT;
    struct note_head head = {DEDUP_RECIPE, engine->taught, 0, 0};
    unsigned char *note = malloc(sizeof(head) + size);
    int code = DEDUP_OK;

    if (note == NULL)
        return DEDUP_ERR_MEMORY;
    engine->teach_next = head.next =
        engine->taught + (dedup_doc)(pause > BATCH_MIN ? pause : BATCH_MIN);
    memcpy(note, &head, sizeof(head));
    learnt_pack(note + sizeof(head), engine->learnt);
    if (memory->metadata_put(memory->context, note_name, note, sizeof(head) + size) != 0)
        code = DEDUP_ERR_PORT;
    free(note);
    return code;
}

/* The two texts of a lesson: engine->sketch on the left, engine->kept on the right. */

static float position_of(const struct sketch *sketch, uint16_t token)
{
    return (float)token / (sketch->tokens > 1 ? (float)sketch->tokens : 1);
}

struct aligned {
    const struct sketch *left, *right;
    const struct stream *stream;
    uint64_t left_matched[JUDGE_MASK], right_matched[JUDGE_MASK];
    struct judge_match matches[SKETCH_WORDS_MAX]; /* in the order of the left text */
    size_t match_count;
};

static bool is_matched(const uint64_t *mask, size_t word)
{
    return mask[word / 64] >> word % 64 & 1;
}

static void align(struct aligned *ret, const struct dedup *engine)
{
    const struct judge_side *left = engine->left, *right = engine->right;
    struct judgement there = judge_pair(left, right), back = judge_pair(right, left);
    size_t kept = 0;

    ret->left = &engine->sketch;
    ret->right = &engine->kept;
    ret->stream = engine->stream;
    memcpy(ret->left_matched, there.matched, sizeof(there.matched));
    memcpy(ret->right_matched, back.matched, sizeof(back.matched));
    ret->match_count = judge_matches(ret->matches, SKETCH_WORDS_MAX, left, right);
    for (size_t i = 0; i < ret->match_count; i++) {
        const struct judge_match *m = &ret->matches[i];

        if (fabsf(position_of(ret->left, ret->left->words[m->left].token) -
                  position_of(ret->right, ret->right->words[m->right].token)) <= ANCHOR_SHIFT)
            ret->matches[kept++] = *m;
    }
    ret->match_count = kept;
}

static int by_value(const void *left, const void *right)
{
    const float *a = left, *b = right;

    return *a < *b ? -1 : *a > *b;
}

/* The place in the right text of a token of the left one: moved as the matches around it are, by
 * their median. */
static float place_of(const struct aligned *a, uint16_t token)
{
    float shifts[ANCHORS_NEAR];
    size_t first = 0, count = a->match_count < ANCHORS_NEAR ? a->match_count : ANCHORS_NEAR;

    if (count == 0)
        return position_of(a->left, token);
    while (first + count < a->match_count &&
           abs((int)a->left->words[a->matches[first + count].left].token - token) <
               abs((int)a->left->words[a->matches[first].left].token - token))
        first++;
    for (size_t i = 0; i < count; i++) {
        const struct judge_match *m = &a->matches[first + i];

        shifts[i] = position_of(a->right, a->right->words[m->right].token) -
                    position_of(a->left, a->left->words[m->left].token);
    }
    qsort(shifts, count, sizeof(*shifts), by_value);
    return position_of(a->left, token) + shifts[count / 2];
}

/* Meanings near the places of one word, over all its occurrences. */
struct nearby {
    uint32_t hash[NEARBY_MAX];
    float distance[NEARBY_MAX]; /* the least */
    int votes[NEARBY_MAX];      /* occurrences */
    size_t count;
};

static void nearby_add(struct nearby *nearby, uint32_t hash, float distance)
{
    size_t at = 0;

    while (at < nearby->count && nearby->hash[at] != hash)
        at++;
    if (at == NEARBY_MAX)
        return;
    if (at == nearby->count) {
        nearby->hash[nearby->count++] = hash;
        nearby->votes[at] = 0;
        nearby->distance[at] = distance;
    }
    nearby->votes[at]++;
    nearby->distance[at] = fminf(nearby->distance[at], distance);
}

static void word_nearby(struct nearby *nearby, const struct aligned *a, size_t word, float distance)
{
    const struct sketch_word *w = &a->right->words[word];

    for (size_t k = 0; k < w->count; k++)
        if (!(w->learnt >> k & 1) &&
            (float)w->weight[k] >= ALTERNATIVE_SHARE * (float)w->weight[0] &&
            stream_idf(a->stream, w->hash[k]) >= IDF_MIN)
            nearby_add(nearby, w->hash[k], distance);
}

static void nearby_read(struct nearby *nearby, const struct aligned *a, uint16_t token)
{
    float place = place_of(a, token);
    float reach = fmaxf(NEARBY_SHARE, NEARBY_TOKENS / fmaxf(a->right->tokens, 1));

    for (size_t i = 0; i < a->right->word_count; i++) {
        float distance = fabsf(position_of(a->right, a->right->words[i].token) - place);

        if (distance <= reach && !is_matched(a->right_matched, i))
            word_nearby(nearby, a, i, distance);
    }
}

/* The nearest meanings of most occurrences. */
static void lesson_choose(struct learnt_lesson *lesson, struct nearby *nearby)
{
    for (lesson->meaning_count = 0; lesson->meaning_count < LEARNT_PLACES_MAX;
         lesson->meaning_count++) {
        size_t best = nearby->count;

        for (size_t i = 0; i < nearby->count; i++)
            if (nearby->votes[i] > 0 &&
                (best == nearby->count || nearby->votes[i] > nearby->votes[best] ||
                 (nearby->votes[i] == nearby->votes[best] &&
                  nearby->distance[i] < nearby->distance[best])))
                best = i;
        if (best == nearby->count)
            break;
        lesson->meanings[lesson->meaning_count] = nearby->hash[best];
        nearby->votes[best] = 0;
    }
}

/* Whether the left sketch has a match at this token: the word needs no meaning. */
static bool is_found(const struct aligned *a, uint16_t token)
{
    for (size_t i = 0; i < a->left->word_count; i++)
        if (a->left->words[i].token == token)
            return is_matched(a->left_matched, i);
    return false;
}

static bool is_repeated(const struct sketch *sketch, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (sketch->unknown[i].key == sketch->unknown[at].key)
            return true;
    return false;
}

static int words_learn(struct dedup *engine, const struct aligned *a, struct learnt_lesson *lesson)
{
    const struct sketch *sketch = a->left;
    int code = DEDUP_OK;

    for (size_t i = 0; i < sketch->unknown_count && code == DEDUP_OK; i++) {
        struct nearby nearby = {.count = 0};
        bool found = false;

        if (is_repeated(sketch, i))
            continue;
        for (size_t k = i; k < sketch->unknown_count; k++)
            if (sketch->unknown[k].key == sketch->unknown[i].key) {
                found |= is_found(a, sketch->unknown[k].token);
                nearby_read(&nearby, a, sketch->unknown[k].token);
            }
        if (found)
            continue;
        lesson_choose(lesson, &nearby);
        code = learnt_add(engine->learnt, sketch->unknown[i].key, lesson);
    }
    return code;
}

/* The score of a pair of texts that are surely one story by what the compiled lexicon knows; 0 when
 * they are not. engine->left holds the one, engine->candidate the other. */
static float sure_score(struct dedup *engine, const struct dedup_record *of,
                        const struct dedup_record *with)
{
    bool claimed = of->evidence.with == with->key && of->evidence.channel >= DEDUP_BY_ID &&
                   of->evidence.channel <= DEDUP_BY_MARKER;
    struct judge_features f;
    float score;

    judge_side_read_compiled(engine->right, &engine->candidate, engine->stream);
    f = judge_pair(engine->left, engine->right).features;
    f.hours = (float)llabs(of->time - with->time) / 3600;
    score = judge_probability(judge_log_odds(&f));
    return f.words >= SURE_WORDS && score >= (claimed ? SURE_CLAIMED_SCORE : SURE_SCORE) ? score
                                                                                         : 0;
}

/* The search for the other text of a lesson. */
struct partner_search {
    struct dedup *engine;
    const struct dedup_record *of;
    struct dedup_record *ret;
    float best;
};

static int partner_hear(void *context, size_t index, const struct dedup_record *record)
{
    struct partner_search *s = context;
    struct dedup *engine = s->engine;
    int code = record->doc != 0 ? engine_unpack(engine, record) : DEDUP_OK;
    float score;

    (void)index;
    if (code != DEDUP_OK || record->doc == 0 || record->doc == s->of->doc ||
        record->feed == s->of->feed || strcmp(engine->candidate.lang, engine->sketch.lang) == 0)
        return code;
    score = sure_score(engine, s->of, record);
    if (score <= s->best)
        return DEDUP_OK;
    s->best = score;
    *s->ret = *record;
    engine->kept = engine->candidate;
    return DEDUP_OK;
}

/* The member of the node that agrees best with engine->sketch, surely; its sketch in engine->kept.
 * ret->doc is 0 when there is none. */
static int partner_find(struct dedup_record *ret, struct dedup *engine,
                        const struct dedup_record *of, const dedup_doc *members, size_t count)
{
    struct partner_search search = {engine, of, ret, 0};

    ret->doc = 0;
    return engine_records(engine, members, count, partner_hear, &search);
}

/* Learns the unknown words of engine->sketch from engine->kept. */
static int pair_learn(struct dedup *engine, const struct dedup_record *of,
                      const struct dedup_record *with)
{
    struct learnt_lesson lesson = {
        .feeds = {of->feed, with->feed}, .story = of->node, .day = of->time / SECONDS_A_DAY};
    struct aligned *aligned;
    int code;

    if (engine->sketch.unknown_count == 0)
        return DEDUP_OK;
    aligned = malloc(sizeof(*aligned));
    if (aligned == NULL)
        return DEDUP_ERR_MEMORY;
    judge_side_read_compiled(engine->left, &engine->sketch, engine->stream);
    judge_side_read_compiled(engine->right, &engine->kept, engine->stream);
    align(aligned, engine);
    code = words_learn(engine, aligned, &lesson);
    free(aligned);
    return code;
}

static int document_learn(struct dedup *engine, dedup_doc doc, const dedup_doc *members,
                          size_t count)
{
    struct dedup_record record, partner;
    int code = engine_load(engine, &record, doc);

    if (code != DEDUP_OK)
        return code;
    engine->sketch = engine->candidate;
    judge_side_read_compiled(engine->left, &engine->sketch, engine->stream);
    code = partner_find(&partner, engine, &record, members, count);
    if (code != DEDUP_OK || partner.doc == 0)
        return code;
    code = pair_learn(engine, &record, &partner);
    if (code != DEDUP_OK)
        return code;
    engine->candidate = engine->sketch;
    engine->sketch = engine->kept;
    engine->kept = engine->candidate;
    return pair_learn(engine, &partner, &record);
}

/* Documents that joined a story, and the first members of their nodes. */
struct group {
    size_t count;
    dedup_doc docs[GROUP_MAX];
    uint64_t nodes[GROUP_MAX];
    dedup_doc members[GROUP_MAX * MEMBERS_MAX];
    size_t member_counts[GROUP_MAX];
};

static int group_hear(void *context, size_t index, const struct dedup_record *record)
{
    struct group *group = context;

    (void)index;
    if (record->doc == 0 || record->superseded || record->evidence.channel == DEDUP_BY_NOTHING)
        return DEDUP_OK;
    group->docs[group->count] = record->doc;
    group->nodes[group->count++] = record->node;
    return DEDUP_OK;
}

/* Reads those of the documents up to `last`, of which there are at most GROUP_MAX. */
static int group_read(struct group *ret, struct dedup *engine, dedup_doc last)
{
    const struct dedup_memory *memory = &engine->memory;
    dedup_doc docs[GROUP_MAX];
    size_t count = 0;
    int code;

    for (dedup_doc doc = engine->taught + 1; doc <= last; doc++)
        docs[count++] = doc;
    ret->count = 0;
    code = engine_records(engine, docs, count, group_hear, ret);
    if (code == DEDUP_OK && memory->members(memory->context, ret->members, MEMBERS_MAX,
                                            ret->member_counts, ret->nodes, ret->count) != 0)
        code = DEDUP_ERR_PORT;
    return code;
}

/* Learns from the next documents, in their order. */
static int group_learn(struct dedup *engine)
{
    struct group group;
    dedup_doc last =
        engine->counted - engine->taught > GROUP_MAX ? engine->taught + GROUP_MAX : engine->counted;
    int code = group_read(&group, engine, last);

    for (size_t i = 0; i < group.count && code == DEDUP_OK; i++) {
        engine->taught = group.docs[i];
        code = document_learn(engine, group.docs[i], group.members + i * MEMBERS_MAX,
                              group.member_counts[i]);
    }
    if (code == DEDUP_OK)
        engine->taught = last;
    return code;
}

/* Learns from the documents up to engine->counted and stores the result. */
static int documents_learn(struct dedup *engine)
{
    struct dedup_record last;
    int code = DEDUP_OK;

    while (code == DEDUP_OK && engine->taught < engine->counted)
        code = group_learn(engine);
    if (code == DEDUP_OK && engine->memory.get(engine->memory.context, &last, engine->taught) != 0)
        code = DEDUP_ERR_PORT;
    if (code == DEDUP_OK && last.doc != 0)
        learnt_tidy(engine->learnt, last.time / SECONDS_A_DAY);
    return code == DEDUP_OK ? teach_store(engine) : code;
}

int teach_batch(struct dedup *engine)
{
    if (engine->learnt_off || engine->counted < engine->teach_next)
        return DEDUP_OK;
    return documents_learn(engine);
}

int dedup_learn(struct dedup *engine)
{
    learnt_clear(engine->learnt);
    engine->taught = 0;
    return documents_learn(engine);
}

int dedup_forget(bool *ret_known, struct dedup *engine, const char *lang, const char *word)
{
    *ret_known = true;
    if (word != NULL) {
        char form[WORD_FORM_SIZE], code[WORD_LANG_SIZE];
        size_t size;

        word_lang(code, lang);
        size = word_form(code, word, strlen(word), form, sizeof(form));
        *ret_known = learnt_forget(engine->learnt, learnt_key(code, word_root(form, size)));
    } else {
        learnt_clear(engine->learnt);
    }
    return *ret_known ? teach_store(engine) : DEDUP_OK;
}

size_t dedup_learnt_words(const struct dedup *engine, size_t *ret_with_meaning)
{
    return learnt_count(engine->learnt, ret_with_meaning);
}
