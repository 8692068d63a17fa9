/*
 * The stored form of a sketch, little-endian. The numbers are bytes:
 *
 *     recipe 1, language length 1 and letters, tokens 2, title tokens 2, content 8,
 *     markers 1 + 8 each, identities 1 + (kind 1, hash 8) each,
 *     head 1 + 4 each, surface level 1, count 1, 3 each (26 bits without the level's zeros, at
 * least 2), words 1, then for each: a byte of kind, number of alternatives and tokens since the
 * word before (see head_of()), 2 bytes of tokens where those do not fit, and 3 bytes for each
 *     alternative: the hash in the lower 20 bits, the weight in the upper 4.
 *
 * Then, unless both are empty: learnt alternatives 1 + (number of the word 1, bits of its
 * alternatives 1) each; unknown words 1 + (tokens since the one before 1, key 3) each.
 */
#include "dedup/recognise/sketch.h"

#include <string.h>

struct writer {
    uint8_t *at;
};

static void put(struct writer *w, uint64_t value, size_t size)
{
    for (size_t i = 0; i < size; i++)
        *w->at++ = (uint8_t)(value >> (8 * i));
}

/* A word's first byte combines three numbers: kind, alternatives (1 to 3), and tokens since the
 * previous word. STEP_FAR means that the tokens follow in two bytes. */
enum { KINDS = SHINGLE_CONCEPT + 1, STEPS = 21, STEP_FAR = STEPS - 1 };

static unsigned head_of(const struct sketch_word *word, unsigned step)
{
    return (step * SKETCH_ALTERNATIVES_MAX + (word->count - 1u)) * KINDS + word->kind;
}

static void put_words(struct writer *w, const struct sketch *sketch)
{
    unsigned before = 0;

    put(w, sketch->word_count, 1);
    for (size_t i = 0; i < sketch->word_count; i++) {
        const struct sketch_word *word = &sketch->words[i];
        unsigned step = word->token - before;

        put(w, head_of(word, step < STEP_FAR ? step : STEP_FAR), 1);
        if (step >= STEP_FAR)
            put(w, step, 2);
        before = word->token;
        for (size_t k = 0; k < word->count; k++)
            put(w, word->hash[k] | (uint32_t)word->weight[k] << SKETCH_HASH_BITS, 3);
    }
}

static void put_learning(struct writer *w, const struct sketch *sketch)
{
    unsigned before = 0;

    if (sketch->learnt_count + sketch->unknown_count == 0)
        return;
    put(w, sketch->learnt_count, 1);
    for (size_t i = 0; i < sketch->word_count; i++)
        if (sketch->words[i].learnt != 0) {
            put(w, i, 1);
            put(w, sketch->words[i].learnt, 1);
        }
    put(w, sketch->unknown_count, 1);
    for (size_t i = 0; i < sketch->unknown_count; i++) {
        put(w, sketch->unknown[i].token - before, 1);
        put(w, sketch->unknown[i].key, 3);
        before = sketch->unknown[i].token;
    }
}

size_t sketch_pack(uint8_t ret[SKETCH_BYTES_MAX], const struct sketch *sketch)
{
    struct writer w = {ret};
    size_t letters = strlen(sketch->lang);

    put(&w, DEDUP_RECIPE, 1);
    put(&w, letters, 1);
    for (size_t i = 0; i < letters; i++)
        put(&w, (uint8_t)sketch->lang[i], 1);
    put(&w, sketch->tokens, 2);
    put(&w, sketch->title_tokens, 2);
    put(&w, sketch->content, 8);
    put(&w, sketch->marker_count, 1);
    for (size_t i = 0; i < sketch->marker_count; i++)
        put(&w, sketch->markers[i], 8);
    put(&w, sketch->identity_count, 1);
    for (size_t i = 0; i < sketch->identity_count; i++) {
        put(&w, sketch->identities[i].kind, 1);
        put(&w, sketch->identities[i].hash, 8);
    }
    put(&w, sketch->head_count, 1);
    for (size_t i = 0; i < sketch->head_count; i++)
        put(&w, sketch->head[i], 4);
    put(&w, sketch->surface_level, 1);
    put(&w, sketch->surface_count, 1);
    for (size_t i = 0; i < sketch->surface_count; i++)
        put(&w, sketch->surface[i] >> sketch->surface_level, 3);
    put_words(&w, sketch);
    put_learning(&w, sketch);
    return (size_t)(w.at - ret);
}

struct form_reader {
    const uint8_t *at;
    size_t left;
    bool failed;
};

static uint64_t get(struct form_reader *r, size_t size)
{
    uint64_t value = 0;

    if (r->left < size)
        r->failed = true;
    if (r->failed)
        return 0;
    for (size_t i = 0; i < size; i++)
        value |= (uint64_t)r->at[i] << (8 * i);
    r->at += size;
    r->left -= size;
    return value;
}

/* Reads a count of at most max. */
static size_t get_count(struct form_reader *r, size_t max)
{
    size_t count = get(r, 1);

    if (count > max)
        r->failed = true;
    return r->failed ? 0 : count;
}

static void get_identities(struct form_reader *r, struct sketch *ret)
{
    ret->marker_count = get_count(r, SKETCH_MARKERS_MAX);
    for (size_t i = 0; i < ret->marker_count; i++)
        ret->markers[i] = get(r, 8);
    ret->identity_count = get_count(r, SKETCH_IDENTITIES_MAX);
    for (size_t i = 0; i < ret->identity_count; i++) {
        size_t kind = get_count(r, DEDUP_TRANSLATION);

        ret->identities[i] = (struct dedup_identity){(enum dedup_identity_kind)kind, get(r, 8)};
    }
}

static void get_surface(struct form_reader *r, struct sketch *ret)
{
    ret->head_count = get_count(r, SKETCH_HEAD_MAX);
    for (size_t i = 0; i < ret->head_count; i++)
        ret->head[i] = (uint32_t)get(r, 4);
    ret->surface_level = (uint8_t)get_count(r, 16);
    ret->surface_count = get_count(r, SKETCH_SURFACE_MAX);
    for (size_t i = 0; i < ret->surface_count; i++)
        ret->surface[i] = (uint32_t)get(r, 3) << ret->surface_level;
}

/* Most of a sketch is alternatives, so their room is checked once per word. */
static void get_alternatives(struct form_reader *r, struct sketch_word *word)
{
    const uint8_t *at = r->at;

    if (r->left < (size_t)word->count * 3)
        r->failed = true;
    if (r->failed)
        return;
    for (size_t k = 0; k < word->count; k++, at += 3) {
        uint32_t value = at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16;

        word->hash[k] = value & ((1u << SKETCH_HASH_BITS) - 1);
        word->weight[k] = (uint8_t)(value >> SKETCH_HASH_BITS);
    }
    r->at = at;
    r->left -= (size_t)word->count * 3;
}

static void get_word(struct form_reader *r, struct sketch_word *word, unsigned *token)
{
    unsigned head = (unsigned)get(r, 1), step = head / (SKETCH_ALTERNATIVES_MAX * KINDS);

    word->kind = (uint8_t)(head % KINDS);
    word->count = (uint8_t)(head / KINDS % SKETCH_ALTERNATIVES_MAX + 1);
    word->learnt = word->guessed = 0;
    *token += step >= STEP_FAR ? (unsigned)get(r, 2) : step;
    if (step > STEP_FAR || *token > UINT16_MAX)
        r->failed = true;
    word->token = (uint16_t)*token;
    get_alternatives(r, word);
}

static void get_words(struct form_reader *r, struct sketch *ret)
{
    unsigned token = 0;

    ret->word_count = get_count(r, SKETCH_WORDS_MAX);
    for (size_t i = 0; i < ret->word_count && !r->failed; i++)
        get_word(r, &ret->words[i], &token);
}

/* The words in their order, each once and with at least one alternative, as put_learning() counts
 * them. */
static void get_learning(struct form_reader *r, struct sketch *ret)
{
    unsigned token = 0;

    ret->learnt_count = ret->unknown_count = 0;
    if (r->failed || r->left == 0)
        return;
    ret->learnt_count = get_count(r, ret->word_count);
    for (size_t i = 0, word, next = 0; i < ret->learnt_count; i++, next = word + 1) {
        word = get_count(r, ret->word_count - 1);
        ret->words[word].learnt = (uint8_t)get_count(r, (1u << SKETCH_ALTERNATIVES_MAX) - 1);
        r->failed |= word < next || ret->words[word].learnt == 0;
    }
    ret->unknown_count = get_count(r, SKETCH_UNKNOWN_MAX);
    for (size_t i = 0; i < ret->unknown_count; i++) {
        token += (unsigned)get(r, 1);
        ret->unknown[i].token = (uint16_t)token;
        ret->unknown[i].key = (uint32_t)get(r, 3);
    }
}

int sketch_unpack(struct sketch *ret, const void *data, size_t size)
{
    struct form_reader r = {data, size, false};
    size_t letters;

    if (get(&r, 1) != DEDUP_RECIPE)
        return DEDUP_ERR_FORMAT;
    memset(ret->lang, 0, sizeof(ret->lang));
    letters = get_count(&r, DEDUP_LANG_SIZE - 1);
    for (size_t i = 0; i < letters; i++)
        ret->lang[i] = (char)get(&r, 1);
    ret->tokens = (uint16_t)get(&r, 2);
    ret->title_tokens = (uint16_t)get(&r, 2);
    ret->content = get(&r, 8);
    get_identities(&r, ret);
    get_surface(&r, ret);
    get_words(&r, ret);
    get_learning(&r, ret);
    return r.failed || r.left != 0 ? DEDUP_ERR_FORMAT : DEDUP_OK;
}
