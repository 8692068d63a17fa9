#include "dedup/lexicon/lexicon_format.h"
#include "dedup/text/word.h"
#include "dedup_lexicon.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LANGUAGES_MAX = 512 };

/*
 * A prior for how common a concept is, from the number of words that map to it: languages have many
 * words for frequent topics. Measured over English news texts, the share of texts with a concept
 * grows as this power of the words' summed weights, from 20 words (0.05 %) to 1,300 (15 %). Below
 * COMMON_MIN a concept is as rare as an unknown one.
 */
static const double COMMON_WORDS = 50, COMMON_SHARE = 0.001, COMMON_POWER = 1.3;
static const double COMMON_MIN = 0.0015, COMMON_MAX = 0.5;

struct pair {
    uint32_t word, concept_key;
    float weight;
    uint32_t lang; /* index into langs; during finish(), its rank */
};

struct common {
    uint32_t concept_key;
    uint32_t steps; /* as in the file */
};

struct dedup_lexicon_builder {
    char langs[LANGUAGES_MAX][WORD_LANG_SIZE];
    size_t lang_count;
    struct pair *pairs;
    size_t pair_count, pair_room;
    struct common *commons;
    size_t common_count, common_room;
};

/* The working state of finish(). */
struct lexicon_output {
    struct lexicon_layout layout;
    uint32_t *concepts; /* sorted */
    double *words;      /* by concept: summed weights of the words that map to it */
    unsigned char *data;
    uint32_t word, entry; /* written so far */
};

int dedup_lexicon_builder_new(struct dedup_lexicon_builder **ret)
{
    *ret = calloc(1, sizeof(**ret));
    return *ret != NULL ? 0 : DEDUP_ERR_MEMORY;
}

void dedup_lexicon_builder_free(struct dedup_lexicon_builder *builder)
{
    if (builder == NULL)
        return;
    free(builder->pairs);
    free(builder->commons);
    free(builder);
}

/* Returns the array with room for one more element, possibly moved; NULL when out of memory, and
 * then the array is unchanged. */
static void *grow(void *array, size_t count, size_t *room, size_t size)
{
    size_t wanted = *room == 0 ? 1024 : *room * 2;
    void *grown;

    if (count < *room)
        return array;
    grown = realloc(array, wanted * size);
    if (grown != NULL)
        *room = wanted;
    return grown;
}

/* LANGUAGES_MAX when the tag is unusable or there are too many. */
static size_t lang_index(struct dedup_lexicon_builder *builder, const char *tag)
{
    char lang[WORD_LANG_SIZE];

    word_lang(lang, tag);
    for (size_t i = 0; i < builder->lang_count; i++)
        if (memcmp(builder->langs[i], lang, WORD_LANG_SIZE) == 0)
            return i;
    if (lang[0] == '\0' || builder->lang_count == LANGUAGES_MAX)
        return LANGUAGES_MAX;
    memcpy(builder->langs[builder->lang_count], lang, WORD_LANG_SIZE);
    return builder->lang_count++;
}

int dedup_lexicon_add(struct dedup_lexicon_builder *builder, const char *lang, uint32_t word,
                      uint32_t concept_key, double weight)
{
    size_t index = lang_index(builder, lang);
    struct pair *pairs;

    if (index == LANGUAGES_MAX || word == 0 || concept_key == 0 || !(weight > 0) || weight > 1e9)
        return DEDUP_ERR_FORMAT;
    pairs = grow(builder->pairs, builder->pair_count, &builder->pair_room, sizeof(*pairs));
    if (pairs == NULL)
        return DEDUP_ERR_MEMORY;
    builder->pairs = pairs;
    builder->pairs[builder->pair_count++] =
        (struct pair){word, concept_key, (float)weight, (uint32_t)index};
    return 0;
}

/* A share in the encoding of the file. */
static uint32_t steps_of(double share)
{
    double steps = 1 + floor(-log2(share) * LEXICON_STEPS_AN_OCTAVE + 0.5);

    return steps > UINT16_MAX ? UINT16_MAX : (uint32_t)steps;
}

int dedup_lexicon_commonness(struct dedup_lexicon_builder *builder, uint32_t concept_key,
                             double share)
{
    struct common *commons;

    if (concept_key == 0 || !(share > 0) || share > 1)
        return DEDUP_ERR_FORMAT;
    commons =
        grow(builder->commons, builder->common_count, &builder->common_room, sizeof(*commons));
    if (commons == NULL)
        return DEDUP_ERR_MEMORY;
    builder->commons = commons;
    builder->commons[builder->common_count++] = (struct common){concept_key, steps_of(share)};
    return 0;
}

static int compare32(uint32_t a, uint32_t b)
{
    return (a > b) - (a < b);
}

/* By language, word, concept; then by weight, so that sums do not depend on the order of
 * additions. */
static int pair_compare(const void *left, const void *right)
{
    const struct pair *a = left, *b = right;
    int order = compare32(a->lang, b->lang);

    if (order == 0)
        order = compare32(a->word, b->word);
    if (order == 0)
        order = compare32(a->concept_key, b->concept_key);
    return order != 0 ? order : (a->weight > b->weight) - (a->weight < b->weight);
}

static int heavier_first(const void *left, const void *right)
{
    const struct pair *a = left, *b = right;
    int order = (a->weight < b->weight) - (a->weight > b->weight);

    return order != 0 ? order : compare32(a->concept_key, b->concept_key);
}

/* Of several values for one concept, the most common comes first. */
static int common_compare(const void *left, const void *right)
{
    const struct common *a = left, *b = right;
    int order = compare32(a->concept_key, b->concept_key);

    return order != 0 ? order : compare32(a->steps, b->steps);
}

static int key_compare(const void *left, const void *right)
{
    return compare32(*(const uint32_t *)left, *(const uint32_t *)right);
}

static int lang_compare(const void *left, const void *right)
{
    return memcmp(left, right, WORD_LANG_SIZE);
}

/* Sorts the languages and sets each pair's lang to the rank of its language. */
static void langs_rank(struct dedup_lexicon_builder *builder)
{
    char langs[LANGUAGES_MAX][WORD_LANG_SIZE];
    uint32_t rank[LANGUAGES_MAX];

    memcpy(langs, builder->langs, sizeof(langs));
    qsort(builder->langs, builder->lang_count, sizeof(builder->langs[0]), lang_compare);
    for (size_t i = 0; i < builder->lang_count; i++)
        rank[i] = (uint32_t)lang_index(builder, langs[i]);
    for (size_t i = 0; i < builder->pair_count; i++)
        builder->pairs[i].lang = rank[builder->pairs[i].lang];
}

/* Sums equal pairs and keeps the heaviest concepts of each word, heaviest first. */
static void pairs_reduce(struct dedup_lexicon_builder *builder)
{
    struct pair *pairs = builder->pairs;
    size_t kept = 0;

    for (size_t i = 0; i < builder->pair_count;) {
        size_t first = i, unique = kept;

        for (; i < builder->pair_count && pairs[i].word == pairs[first].word &&
               pairs[i].lang == pairs[first].lang;
             i++)
            if (unique > kept && pairs[unique - 1].concept_key == pairs[i].concept_key)
                pairs[unique - 1].weight += pairs[i].weight;
            else
                pairs[unique++] = pairs[i];
        qsort(pairs + kept, unique - kept, sizeof(*pairs), heavier_first);
        kept += unique - kept < DEDUP_CONCEPTS_MAX ? unique - kept : DEDUP_CONCEPTS_MAX;
    }
    builder->pair_count = kept;
}

static int concepts_collect(struct lexicon_output *output,
                            const struct dedup_lexicon_builder *builder)
{
    size_t count = builder->pair_count + builder->common_count, unique = 0;
    uint32_t *keys = malloc((count + 1) * sizeof(*keys));

    if (keys == NULL)
        return DEDUP_ERR_MEMORY;
    for (size_t i = 0; i < builder->pair_count; i++)
        keys[i] = builder->pairs[i].concept_key;
    for (size_t i = 0; i < builder->common_count; i++)
        keys[builder->pair_count + i] = builder->commons[i].concept_key;
    qsort(keys, count, sizeof(*keys), key_compare);
    for (size_t i = 0; i < count; i++)
        if (unique == 0 || keys[unique - 1] != keys[i])
            keys[unique++] = keys[i];
    output->concepts = keys;
    output->layout.concepts = (uint32_t)unique;
    return unique <= LEXICON_CONCEPTS_LIMIT ? 0 : DEDUP_ERR_MEMORY;
}

static uint32_t concept_index(const struct lexicon_output *output, uint32_t concept_key)
{
    const uint32_t *at = bsearch(&concept_key, output->concepts, output->layout.concepts,
                                 sizeof(concept_key), key_compare);

    return (uint32_t)(at - output->concepts);
}

static size_t word_end(const struct dedup_lexicon_builder *builder, size_t at)
{
    size_t end = at + 1;

    while (end < builder->pair_count && builder->pairs[end].word == builder->pairs[at].word &&
           builder->pairs[end].lang == builder->pairs[at].lang)
        end++;
    return end;
}

static double word_weight(const struct pair *pairs, size_t count)
{
    double total = 0;

    for (size_t i = 0; i < count; i++)
        total += pairs[i].weight;
    return total;
}

static int words_weigh(struct lexicon_output *output, const struct dedup_lexicon_builder *builder)
{
    output->words = calloc((size_t)output->layout.concepts + 1, sizeof(*output->words));
    if (output->words == NULL)
        return DEDUP_ERR_MEMORY;
    for (size_t i = 0, end; i < builder->pair_count; i = end) {
        double total;

        end = word_end(builder, i);
        total = word_weight(&builder->pairs[i], end - i);
        for (size_t k = i; k < end; k++)
            output->words[concept_index(output, builder->pairs[k].concept_key)] +=
                builder->pairs[k].weight / total;
    }
    return 0;
}

static int output_start(struct lexicon_output *output, const struct dedup_lexicon_builder *builder)
{
    struct lexicon_layout *layout = &output->layout;

    layout->languages = (uint32_t)builder->lang_count;
    layout->entries = (uint32_t)builder->pair_count;
    for (size_t i = 0; i < builder->pair_count; i = word_end(builder, i))
        layout->words++;
    lexicon_layout_places(layout);
    output->data = calloc(1, (size_t)layout->size);
    if (output->data == NULL)
        return DEDUP_ERR_MEMORY;
    memcpy(output->data, LEXICON_MAGIC, 8);
    lexicon_put32(output->data + 8, layout->languages);
    lexicon_put32(output->data + 12, layout->concepts);
    lexicon_put32(output->data + 16, layout->words);
    lexicon_put32(output->data + 20, layout->entries);
    return 0;
}

static void write_steps(struct lexicon_output *output, uint32_t index, uint32_t steps)
{
    unsigned char *at = output->data + output->layout.common_at + 2 * (size_t)index;

    at[0] = (unsigned char)steps;
    at[1] = (unsigned char)(steps >> 8);
}

/* A given commonness takes precedence over the estimate from the words. */
static void write_concepts(struct lexicon_output *output,
                           const struct dedup_lexicon_builder *builder)
{
    const struct common *commons = builder->commons;

    for (uint32_t i = 0; i < output->layout.concepts; i++) {
        double share = COMMON_SHARE * pow(output->words[i] / COMMON_WORDS, COMMON_POWER);

        lexicon_put32(output->data + output->layout.concept_at + 4 * (size_t)i,
                      output->concepts[i]);
        if (share > COMMON_MIN)
            write_steps(output, i, steps_of(share < COMMON_MAX ? share : COMMON_MAX));
    }
    for (size_t i = 0; i < builder->common_count; i++)
        if (i == 0 || commons[i].concept_key != commons[i - 1].concept_key)
            write_steps(output, concept_index(output, commons[i].concept_key), commons[i].steps);
}

/* Writes one word: its key, the start of its entries, and the entries, whose weights sum to about
 * one. */
static void write_word(struct lexicon_output *output, const struct pair *pairs, size_t count)
{
    const struct lexicon_layout *layout = &output->layout;
    double total = word_weight(pairs, count);

    lexicon_put32(output->data + layout->word_at + 4 * (size_t)output->word, pairs[0].word);
    for (size_t i = 0; i < count; i++) {
        uint32_t weight = (uint32_t)(pairs[i].weight / total * LEXICON_WEIGHT_ONE + 0.5);

        lexicon_put32(output->data + layout->entry_at + 4 * (size_t)output->entry++,
                      concept_index(output, pairs[i].concept_key) << 8 | (weight > 0 ? weight : 1));
    }
    lexicon_put32(output->data + layout->start_at + 4 * (size_t)++output->word, output->entry);
}

static void write_words(struct lexicon_output *output, const struct dedup_lexicon_builder *builder)
{
    size_t at = 0;

    for (uint32_t lang = 0; lang < builder->lang_count; lang++) {
        unsigned char *row =
            output->data + output->layout.language_at + (size_t)lang * LEXICON_LANGUAGE_SIZE;

        memcpy(row, builder->langs[lang], WORD_LANG_SIZE);
        lexicon_put32(row + 4, output->word);
        while (at < builder->pair_count && builder->pairs[at].lang == lang) {
            size_t end = word_end(builder, at);

            write_word(output, builder->pairs + at, end - at);
            at = end;
        }
        lexicon_put32(row + 8, output->word - lexicon_get32(row + 4));
    }
}

int dedup_lexicon_finish(void **ret, size_t *ret_size, struct dedup_lexicon_builder *builder)
{
    struct lexicon_output output = {0};
    int code;

    langs_rank(builder);
    if (builder->pair_count > 0)
        qsort(builder->pairs, builder->pair_count, sizeof(*builder->pairs), pair_compare);
    if (builder->common_count > 0)
        qsort(builder->commons, builder->common_count, sizeof(*builder->commons), common_compare);
    pairs_reduce(builder);
    code = concepts_collect(&output, builder);
    if (code == 0)
        code = words_weigh(&output, builder);
    if (code == 0)
        code = output_start(&output, builder);
    if (code == 0) {
        write_concepts(&output, builder);
        write_words(&output, builder);
        *ret = output.data;
        *ret_size = (size_t)output.layout.size;
    }
    free(output.concepts);
    free(output.words);
    return code;
}
