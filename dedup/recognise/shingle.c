#include "dedup/recognise/shingle.h"

#include "dedup/base/hash.h"
#include "dedup/text/scale.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SEED_NUMBER = 0x23, SEED_SURFACE = 0x57, NUMBER_WORDS = 13, COGNATE_SOUNDS_MIN = 3 };

/* The weight of an alternative that is a name, by the evidence for a name. */
static const float WEIGHT_NAME_UNKNOWN = 1.0f; /* a capital, and no dictionary has the word */
/* a capital in mid-sentence on a word with a meaning */
static const float WEIGHT_NAME_KNOWN = 0.7f;
static const float WEIGHT_COGNATE = 0.6f;       /* in no dictionary; languages share many words */
static const float WEIGHT_PLACE_CONCEPT = 0.5f; /* other meanings of a place name */
static const float WEIGHT_LEARNT = 0.8f;        /* a learnt meaning that every lesson has */

int shingles_init(struct shingles *shingles)
{
    memset(shingles, 0, sizeof(*shingles));
    shingles->neutral = malloc(SHINGLES_MAX * sizeof(*shingles->neutral));
    shingles->surface = malloc(SURFACE_MAX * sizeof(*shingles->surface));
    shingles->stems = malloc(TEXT_TOKENS_MAX * sizeof(*shingles->stems));
    shingles->unknown = malloc(TEXT_TOKENS_MAX * sizeof(*shingles->unknown));
    shingles->words = malloc(TEXT_TOKENS_MAX * sizeof(*shingles->words));
    shingles->scales = malloc(TEXT_TOKENS_MAX * sizeof(*shingles->scales));
    shingles->folded = malloc(SURFACE_MAX * sizeof(*shingles->folded));
    shingles->ranks = malloc(SHINGLES_MAX * sizeof(*shingles->ranks));
    shingles->sorted = malloc(SHINGLES_MAX * sizeof(*shingles->sorted));
    if (shingles->neutral != NULL && shingles->surface != NULL && shingles->stems != NULL &&
        shingles->unknown != NULL && shingles->words != NULL && shingles->scales != NULL &&
        shingles->folded != NULL && shingles->ranks != NULL && shingles->sorted != NULL)
        return DEDUP_OK;
    shingles_release(shingles);
    return DEDUP_ERR_MEMORY;
}

void shingles_release(struct shingles *shingles)
{
    free(shingles->neutral);
    free(shingles->surface);
    free(shingles->stems);
    free(shingles->unknown);
    free(shingles->words);
    free(shingles->scales);
    free(shingles->folded);
    free(shingles->ranks);
    free(shingles->sorted);
    memset(shingles, 0, sizeof(*shingles));
}

static void alternative_add(struct shingle *shingle, uint32_t hash, float weight)
{
    for (size_t i = 0; i < shingle->count; i++)
        if (shingle->hash[i] == hash)
            return;
    if (shingle->count == ALTERNATIVES_MAX || weight <= 0)
        return;
    shingle->hash[shingle->count] = hash;
    shingle->weight[shingle->count++] = weight;
}

static struct shingle *shingle_begin(struct shingles *s, size_t token, size_t length,
                                     enum shingle_kind kind)
{
    struct shingle *shingle = &s->neutral[s->neutral_count];

    memset(shingle, 0, sizeof(*shingle));
    shingle->token = (uint16_t)token;
    shingle->length = (uint8_t)length;
    shingle->kind = (uint8_t)kind;
    return shingle;
}

static void shingle_end(struct shingles *s)
{
    s->neutral_count += s->neutral[s->neutral_count].count > 0;
}

uint32_t shingle_number_hash(uint64_t number)
{
    char digits[NUMBER_MAX];

    snprintf(digits, sizeof(digits), "%llu", (unsigned long long)number);
    return hash32(digits, strlen(digits), SEED_NUMBER);
}

static void digits_add(struct shingle *shingle, const char *number, float weight)
{
    if (number[0] != '\0')
        alternative_add(shingle, hash32(number, strlen(number), SEED_NUMBER), weight);
}

/* A number also matches its English word, so that "3" matches "three"; with a scale word it matches
 * the number that the two mean. */
static size_t number_add(struct shingles *s, const struct text *text, size_t token,
                         const char *lang)
{
    static const char *const words[NUMBER_WORDS] = {"zero", "one",    "two",   "three", "four",
                                                    "five", "six",    "seven", "eight", "nine",
                                                    "ten",  "eleven", "twelve"};
    char number[NUMBER_MAX], scaled[NUMBER_MAX];
    size_t length = number_read(number, text, token);
    int scale = scale_read(text, s->scales, token, length, lang), value = number_small(number);
    struct shingle *shingle = shingle_begin(s, token, length, SHINGLE_NUMBER);

    if (number[0] == '\0')
        return length;
    scale_apply(scaled, number, scale);
    digits_add(shingle, number, 1);
    digits_add(shingle, scale > 0 ? scaled : "", 1);
    if (value >= 0 && value < NUMBER_WORDS)
        alternative_add(shingle, dedup_word_key("en", words[value]), 1);
    shingle_end(s);
    return length;
}

static void concepts_add(struct shingle *shingle, const struct word_info *info, float factor)
{
    for (size_t i = 0; i < info->concept_count; i++)
        alternative_add(shingle, info->concepts[i].concept_key, info->concepts[i].weight * factor);
}

/* One token and the information on its word. */
struct reading {
    struct vocabulary *vocabulary;
    const struct learnt *learnt;
    const struct text *text;
    const char *lang;
    const struct token *token;
    size_t number; /* of the token */
    struct word_info *info;
};

static void names_read(const struct reading *r)
{
    vocabulary_find_names(r->vocabulary, r->info, r->text->units + r->token->start,
                          r->token->length);
}

static void names_add(struct shingle *shingle, const struct reading *r, float weight)
{
    size_t before = shingle->count;

    names_read(r);
    for (size_t i = 0; i < r->info->name_count; i++)
        alternative_add(shingle, r->info->names[i], weight);
    if (!r->info->known && !r->token->capital)
        shingle->guessed |= (uint8_t)((1u << shingle->count) - (1u << before));
}

/* The weight of a word as a name: 0 without evidence for one. */
static float name_weight(const struct reading *r)
{
    const struct token *token = r->token;

    if (!r->info->known) {
        if (token->capital)
            return WEIGHT_NAME_UNKNOWN;
        names_read(r);
        return r->info->name_sounds >= COGNATE_SOUNDS_MIN ? WEIGHT_COGNATE : 0;
    }
    /* German writes every noun with a capital; English titles, every word. */
    if (!token->capital || token->sentence_start || r->number < r->text->title_count ||
        strcmp(r->lang, "de") == 0)
        return 0;
    return WEIGHT_NAME_KNOWN;
}

/* Notes a word that the compiled lexicon lacks, and adds what it was learnt to mean. */
static void unknown_add(struct shingles *s, struct shingle *shingle, const struct reading *r)
{
    struct learnt_meaning meanings[LEARNT_MEANINGS_MAX];
    struct unknown_word *unknown = &s->unknown[s->unknown_count++];
    size_t count;

    *unknown = (struct unknown_word){(uint16_t)r->number, learnt_key(r->lang, r->info->root)};
    if (learnt_is_idle(r->learnt, unknown->key)) {
        s->unknown_count--;
        return;
    }
    count = learnt_find(r->learnt, unknown->key, meanings);
    for (size_t i = 0; i < count; i++) {
        size_t before = shingle->count;

        alternative_add(shingle, meanings[i].hash << (32 - LEARNT_HASH_BITS),
                        meanings[i].weight * WEIGHT_LEARNT);
        if (shingle->count > before)
            shingle->learnt |= (uint8_t)(1u << before);
    }
}

static void word_add(struct shingles *s, const struct reading *r)
{
    float weight = name_weight(r);
    struct shingle *shingle = shingle_begin(
        s, r->number, 1, weight > 0 && r->token->capital ? SHINGLE_NAME : SHINGLE_CONCEPT);

    if (weight > 0)
        names_add(shingle, r, weight);
    concepts_add(shingle, r->info, 1);
    if (r->info->concept_count == 0 && r->info->root != 0)
        unknown_add(s, shingle, r);
    shingle_end(s);
}

static void place_add(struct shingles *s, const struct reading *r, size_t length, uint32_t code)
{
    struct shingle *shingle = shingle_begin(s, r->number, length, SHINGLE_PLACE);

    alternative_add(shingle, code, 1);
    if (length == 1) {
        names_add(shingle, r, WEIGHT_PLACE_CONCEPT);
        concepts_add(shingle, r->info, WEIGHT_PLACE_CONCEPT);
    }
    shingle_end(s);
}

/* Languages whose words ICU splits finer than dictionaries do, or that write syllables separately.
 * Phrases are looked up only for these: for others they bring no measurable gain and cost a fifth
 * of the time. */
static bool lives_by_phrases(const char *lang)
{
    static const char langs[][4] = {"km", "ko", "lo", "my", "th", "vi"};

    for (size_t i = 0; i < sizeof(langs) / sizeof(langs[0]); i++)
        if (strcmp(lang, langs[i]) == 0)
            return true;
    return false;
}

/* A phrase from the lexicon; returns its word count, 0 when there is none. */
static size_t phrase_add(struct shingles *s, size_t token, size_t left,
                         struct vocabulary *vocabulary)
{
    struct dedup_concept concepts[WORD_CONCEPTS_MAX];
    size_t used, count = vocabulary_phrase(concepts, &used, vocabulary, &s->stems[token], left);
    struct shingle *shingle;

    if (count == 0)
        return 0;
    shingle = shingle_begin(s, token, used, SHINGLE_CONCEPT);
    for (size_t i = 0; i < count; i++)
        alternative_add(shingle, concepts[i].concept_key, concepts[i].weight);
    shingle_end(s);
    return used;
}

/* Adds a surface unit per word, or per character in scripts without spaces between words. */
static size_t units_add(struct shingles *s, size_t units, const struct text *text,
                        const struct token *token, uint32_t folded)
{
    if (!token->unspaced) {
        if (units < SURFACE_MAX)
            s->folded[units++] = folded;
        return units;
    }
    for (int32_t i = 0; i < token->length && units < SURFACE_MAX; i++)
        s->folded[units++] = hash32_unit(text->units[token->start + i], SEED_SURFACE);
    return units;
}

static void surface_read(struct shingles *s, size_t units)
{
    s->surface_count = 0;
    for (size_t i = 0; i + SURFACE_RUN <= units; i++)
        s->surface[s->surface_count++] = hash32_four(&s->folded[i], SEED_SURFACE);
    if (s->surface_count == 0 && units > 0)
        s->surface[s->surface_count++] =
            hash32(s->folded, units * sizeof(*s->folded), SEED_SURFACE);
}

/* First pass: the word of every token, and the surface units. */
static size_t tokens_read(struct shingles *s, const struct text *text,
                          struct vocabulary *vocabulary)
{
    size_t units = 0;

    s->title_units = 0;
    for (size_t i = 0; i < text->count; i++) {
        const struct token *t = &text->tokens[i];
        struct word_info *info;

        if (i == text->title_count)
            s->title_units = units;
        s->words[i] = (struct word_ref){NULL, 0};
        s->stems[i] = 0;
        s->scales[i] = 0;
        if (t->class == TOKEN_GLUE) {
            units = units_add(s, units, text, t, 0);
            continue;
        }
        info = vocabulary_find(vocabulary, text->units + t->start, t->length);
        s->words[i] = (struct word_ref){info, info->id};
        s->stems[i] = t->class == TOKEN_WORD ? info->stem : 0;
        s->scales[i] = info->scale;
        units = units_add(s, units, text, t, info->folded);
    }
    return units;
}

/* Second pass: the shingle that begins at a token; returns the number of its tokens. */
static size_t neutral_read(struct shingles *s, const struct reading *r, bool phrases)
{
    const struct gazetteer *gazetteer = vocabulary_gazetteer(r->vocabulary);
    size_t left = r->text->count - r->number, step = 0;
    uint32_t code;

    if (gazetteer_may_start(gazetteer, r->info->stem))
        step = gazetteer_find(&code, gazetteer, &s->stems[r->number], left);
    if (step > 0) {
        place_add(s, r, step, code);
        return step;
    }
    step = phrases ? phrase_add(s, r->number, left, r->vocabulary) : 0;
    if (step > 0)
        return step;
    word_add(s, r);
    return 1;
}

void shingles_read(struct shingles *shingles, const struct text *text,
                   struct vocabulary *vocabulary, const struct learnt *learnt, const char *lang)
{
    struct reading r = {.vocabulary = vocabulary, .learnt = learnt, .text = text, .lang = lang};
    bool phrases = lives_by_phrases(lang);
    size_t step;

    shingles->neutral_count = shingles->unknown_count = 0;
    surface_read(shingles, tokens_read(shingles, text, vocabulary));
    for (; r.number < text->count; r.number += step) {
        const struct word_ref *ref = &shingles->words[r.number];

        r.token = &text->tokens[r.number];
        step = 1;
        if (r.token->class == TOKEN_GLUE)
            continue;
        r.info = ref->info->id == ref->id
                     ? ref->info
                     : vocabulary_find(vocabulary, text->units + r.token->start, r.token->length);
        step = r.token->class == TOKEN_NUMBER || scale_is_joined(text, r.number, lang)
                   ? number_add(shingles, text, r.number, lang)
                   : neutral_read(shingles, &r, phrases);
    }
}
