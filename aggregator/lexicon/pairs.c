#include "aggregator/lexicon/pairs.h"

#include "aggregator/lexicon/words.h"
#include "dedup/text/cognate.h"
#include "dedup/text/word.h"

#include <stdlib.h>
#include <string.h>

enum {
    LANGS_MAX = 400,
    PHRASE_MAX = 4, /* words of a phrase */
    /* significant words of an English gloss; a longer one is an explanation */
    ENGLISH_WORDS_MAX = 4,
    SEEN_ROOM = 1 << 20, /* recently seen words, so that most are filed as cognates only once */
    AGREEING = 3, /* minimum languages that must agree on a word shared by unrelated languages */
    /* maximum concepts collected for one word, before it is reduced to the best */
    CONCEPTS_ROOM = 4096,
};

/* Weight of a hop through a third language relative to a direct translation. */
static const double hop_weight = 0.35;
/* Concepts below this share of the maximum weight are noise. */
static const double min_share = 0.08;

/* A word and its translation: an English concept, or a word of another language. */
struct pair_link {
    uint32_t word, other;
    float weight;
    uint16_t lang, other_lang;
};

struct links {
    struct pair_link *rows;
    size_t count, room;
};

struct pairs {
    char langs[LANGS_MAX][WORD_LANG_SIZE];
    size_t lang_count;
    uint16_t places[27 * 27 * 27]; /* index + 1 of each language code; 0: not seen yet */
    struct links direct;           /* other is English */
    struct links bridges;
    struct links cognates; /* word is a skeleton, lang a section; other is a word of other_lang */
    uint64_t seen[SEEN_ROOM]; /* words recently filed as cognates */
    size_t count;
};

void pairs_free(struct pairs *pairs)
{
    if (pairs == NULL)
        return;
    free(pairs->direct.rows);
    free(pairs->bridges.rows);
    free(pairs->cognates.rows);
    free(pairs);
}

size_t pairs_count(const struct pairs *pairs)
{
    return pairs->count;
}

/* The index of a two- or three-letter code in the table of places. */
static size_t lang_place(const char lang[WORD_LANG_SIZE])
{
    size_t place = 0;

    for (int i = 0; i < 3; i++)
        place = place * 27 + (lang[i] != '\0' ? (size_t)(lang[i] - 'a') + 1 : 0);
    return place;
}

/* 0 is English; LANGS_MAX: unusable. */
static size_t lang_index(struct pairs *pairs, const char *tag)
{
    char lang[WORD_LANG_SIZE];
    uint16_t *place;

    word_lang(lang, tag);
    place = &pairs->places[lang_place(lang)];
    if (*place != 0)
        return *place - 1u;
    if (lang[0] == '\0' || pairs->lang_count == LANGS_MAX)
        return LANGS_MAX;
    memcpy(pairs->langs[pairs->lang_count++], lang, WORD_LANG_SIZE);
    *place = (uint16_t)pairs->lang_count;
    return pairs->lang_count - 1;
}

int pairs_new(struct pairs **ret, struct error *err)
{
    *ret = calloc(1, sizeof(**ret));
    if (*ret == NULL)
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
    lang_index(*ret, "en");
    return 0;
}

static int links_add(struct links *links, const struct pair_link *link, struct error *err)
{
    if (links->count == links->room) {
        size_t room = links->room == 0 ? 1 << 16 : links->room * 2;
        struct pair_link *rows = realloc(links->rows, room * sizeof(*rows));

        if (rows == NULL)
            return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
        links->rows = rows;
        links->room = room;
    }
    links->rows[links->count++] = *link;
    return 0;
}

/* Files a single word in the sections of the languages related to its own. */
static int add_cognate(struct pairs *pairs, size_t lang, const char *text, size_t size,
                       uint32_t word, struct error *err)
{
    const struct cognate_language *row = cognate_find(pairs->langs[lang]);
    uint64_t name = (uint64_t)lang << 32 | word;
    char form[WORD_FORM_SIZE];
    size_t length;
    int code = 0;

    if (row == NULL || pairs->seen[word % SEEN_ROOM] == name)
        return 0;
    pairs->seen[word % SEEN_ROOM] = name;
    length = word_form(row->lang, text, size, form, sizeof(form));
    for (int i = 0; i < COGNATE_SECTIONS_MAX && row->file_in[i] != NULL && code == 0; i++) {
        bool international = strcmp(row->file_in[i], COGNATE_INTERNATIONAL) == 0;
        struct pair_link link = {cognate_key(form, length, international), word, 1,
                                 (uint16_t)lang_index(pairs, row->file_in[i]), (uint16_t)lang};

        if (link.word != 0)
            code = links_add(&pairs->cognates, &link, err);
    }
    return code;
}

/* The key of a whole text, 0 when it is empty or too long. Also files a single word as a
 * cognate. */
static int phrase_read(uint32_t *ret, struct pairs *pairs, size_t lang, const char *text,
                       size_t size, struct error *err)
{
    uint32_t keys[WORDS_MAX];
    size_t count = words_headword(keys, pairs->langs[lang], text, size);

    *ret = count >= 1 && count <= PHRASE_MAX ? dedup_phrase_key(keys, count) : 0;
    return count == 1 ? add_cognate(pairs, lang, text, size, keys[0], err) : 0;
}

static int add_direct(struct pairs *pairs, size_t lang, uint32_t word, const char *english,
                      size_t size, double weight, struct error *err)
{
    uint32_t keys[WORDS_MAX];
    size_t count = words_english(keys, english, size);
    int code = 0;

    if (count == 0 || count > ENGLISH_WORDS_MAX)
        return 0;
    for (size_t i = 0; i < count && code == 0; i++) {
        struct pair_link link = {word, keys[i], (float)(weight / (double)count), (uint16_t)lang, 0};

        code = links_add(&pairs->direct, &link, err);
    }
    pairs->count++;
    return code;
}

static int add_bridge(struct pairs *pairs, size_t lang_a, uint32_t a, size_t lang_b, uint32_t b,
                      double weight, struct error *err)
{
    struct pair_link there = {a, b, (float)weight, (uint16_t)lang_a, (uint16_t)lang_b};
    struct pair_link back = {b, a, (float)weight, (uint16_t)lang_b, (uint16_t)lang_a};
    int code = links_add(&pairs->bridges, &there, err);

    pairs->count++;
    return code != 0 ? code : links_add(&pairs->bridges, &back, err);
}

int pairs_add(struct pairs *pairs, const char *lang_a, const char *a, size_t a_size,
              const char *lang_b, const char *b, size_t b_size, double weight, struct error *err)
{
    size_t index_a = lang_index(pairs, lang_a), index_b = lang_index(pairs, lang_b);
    uint32_t key_a, key_b;
    int code;

    if (index_a == index_b || index_a == LANGS_MAX || index_b == LANGS_MAX)
        return 0;
    code = phrase_read(&key_a, pairs, index_a, a, a_size, err);
    if (code == 0)
        code = phrase_read(&key_b, pairs, index_b, b, b_size, err);
    if (code != 0 || (index_a != 0 && key_a == 0) || (index_b != 0 && key_b == 0))
        return code;
    if (index_a == 0)
        return add_direct(pairs, index_b, key_b, a, a_size, weight, err);
    if (index_b == 0)
        return add_direct(pairs, index_a, key_a, b, b_size, weight, err);
    return add_bridge(pairs, index_a, key_a, index_b, key_b, weight, err);
}

int pairs_add_keys(struct pairs *pairs, const char *lang, uint32_t word, uint32_t concept_key,
                   double weight, struct error *err)
{
    size_t index = lang_index(pairs, lang);
    struct pair_link link = {word, concept_key, (float)weight, (uint16_t)index, 0};

    if (index == 0 || index == LANGS_MAX || word == 0 || concept_key == 0)
        return 0;
    pairs->count++;
    return links_add(&pairs->direct, &link, err);
}

static int compare32(uint32_t a, uint32_t b)
{
    return (a > b) - (a < b);
}

static int word_compare(const struct pair_link *a, const struct pair_link *b)
{
    int order = compare32(a->lang, b->lang);

    return order != 0 ? order : compare32(a->word, b->word);
}

static int link_compare(const void *left, const void *right)
{
    const struct pair_link *a = left, *b = right;
    int order = word_compare(a, b);

    if (order == 0)
        order = compare32(a->other_lang, b->other_lang);
    if (order == 0)
        order = compare32(a->other, b->other);
    return order != 0 ? order : (a->weight > b->weight) - (a->weight < b->weight);
}

/* The end of the links of one word. */
static size_t word_end(const struct links *links, size_t at)
{
    size_t end = at + 1;

    while (end < links->count && word_compare(&links->rows[end], &links->rows[at]) == 0)
        end++;
    return end;
}

/* Sorts, merges equal links, and scales each word's weights to sum to 1. */
static void links_normalize(struct links *links)
{
    size_t kept = 0;

    if (links->count == 0)
        return;
    qsort(links->rows, links->count, sizeof(*links->rows), link_compare);
    for (size_t i = 1; i < links->count; i++) {
        struct pair_link *last = &links->rows[kept];
        const struct pair_link *next = &links->rows[i];

        if (word_compare(last, next) == 0 && last->other == next->other &&
            last->other_lang == next->other_lang)
            last->weight += next->weight;
        else
            links->rows[++kept] = *next;
    }
    links->count = kept + 1;
    for (size_t i = 0, end; i < links->count; i = end) {
        double total = 0;

        end = word_end(links, i);
        for (size_t k = i; k < end; k++)
            total += links->rows[k].weight;
        for (size_t k = i; k < end; k++)
            links->rows[k].weight = (float)(links->rows[k].weight / total);
    }
}

/* The first link of a word; links->count when it has none. */
static size_t links_find(const struct links *links, uint16_t lang, uint32_t word)
{
    struct pair_link wanted = {.lang = lang, .word = word};
    size_t low = 0, high = links->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (word_compare(&links->rows[middle], &wanted) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < links->count && word_compare(&links->rows[low], &wanted) == 0 ? low : links->count;
}

/* The concepts collected for one word. */
struct gathered {
    struct dedup_concept rows[CONCEPTS_ROOM];
    int agreeing[CONCEPTS_ROOM];       /* number of languages that support a concept */
    uint16_t languages[CONCEPTS_ROOM]; /* the last one that supports it */
    size_t count;
    uint16_t lang; /* the language being added */
};

static void gather(struct gathered *gathered, uint32_t concept_key, double weight)
{
    for (size_t i = 0; i < gathered->count; i++)
        if (gathered->rows[i].concept_key == concept_key) {
            gathered->rows[i].weight += (float)weight;
            gathered->agreeing[i] += gathered->languages[i] != gathered->lang;
            gathered->languages[i] = gathered->lang;
            return;
        }
    if (gathered->count == CONCEPTS_ROOM)
        return;
    gathered->rows[gathered->count] = (struct dedup_concept){concept_key, (float)weight};
    gathered->agreeing[gathered->count] = 1;
    gathered->languages[gathered->count++] = gathered->lang;
}

static void gather_direct(struct gathered *gathered, const struct links *direct, size_t at,
                          double weight)
{
    size_t end = at < direct->count ? word_end(direct, at) : at;

    for (size_t i = at; i < end; i++)
        gather(gathered, direct->rows[i].other, weight * direct->rows[i].weight);
}

/* Drops concepts supported by fewer than AGREEING languages. */
static void gathered_agree(struct gathered *gathered)
{
    size_t kept = 0;

    for (size_t i = 0; i < gathered->count; i++)
        if (gathered->agreeing[i] >= AGREEING)
            gathered->rows[kept++] = gathered->rows[i];
    gathered->count = kept;
}

static int gathered_add(const struct gathered *gathered, struct dedup_lexicon_builder *builder,
                        const char *lang, uint32_t word)
{
    double max = 0;
    int code = 0;

    for (size_t i = 0; i < gathered->count; i++)
        if (gathered->rows[i].weight > max)
            max = gathered->rows[i].weight;
    for (size_t i = 0; i < gathered->count && code == 0; i++)
        if (gathered->rows[i].weight >= min_share * max)
            code = dedup_lexicon_add(builder, lang, word, gathered->rows[i].concept_key,
                                     gathered->rows[i].weight);
    return code;
}

/* Compiles one word, whose links start at direct[at] or bridges[bridge], or both. */
static int word_compile(struct dedup_lexicon_builder *builder, struct gathered *gathered,
                        const struct pairs *pairs, size_t at, size_t bridge, size_t bridge_end)
{
    const struct pair_link *bridges = pairs->bridges.rows;
    const struct pair_link *word =
        at < pairs->direct.count ? &pairs->direct.rows[at] : &bridges[bridge];

    gathered->count = 0;
    gathered->lang = 0;
    gather_direct(gathered, &pairs->direct, at, 1);
    for (size_t i = bridge; i < bridge_end; i++)
        gather_direct(gathered, &pairs->direct,
                      links_find(&pairs->direct, bridges[i].other_lang, bridges[i].other),
                      hop_weight * bridges[i].weight);
    return gathered_add(gathered, builder, pairs->langs[word->lang], word->word);
}

/* Compiles a skeleton from the concepts of its words; the links of a language are adjacent. */
static int cognate_compile(struct dedup_lexicon_builder *builder, struct gathered *gathered,
                           struct pairs *pairs, size_t at, size_t end)
{
    const struct pair_link *rows = pairs->cognates.rows;
    const char *section = pairs->langs[rows[at].lang];

    gathered->count = 0;
    for (size_t i = at; i < end; i++) {
        gathered->lang = rows[i].other_lang;
        if (rows[i].other_lang == 0)
            gather(gathered, rows[i].other, 1);
        else
            gather_direct(gathered, &pairs->direct,
                          links_find(&pairs->direct, rows[i].other_lang, rows[i].other), 1);
    }
    if (strcmp(section, COGNATE_INTERNATIONAL) == 0)
        gathered_agree(gathered);
    return gathered_add(gathered, builder, section, rows[at].word);
}

static int cognates_compile(struct dedup_lexicon_builder *builder, struct gathered *gathered,
                            struct pairs *pairs)
{
    int code = 0;

    for (size_t i = 0, end; i < pairs->cognates.count && code == 0; i = end) {
        end = word_end(&pairs->cognates, i);
        code = cognate_compile(builder, gathered, pairs, i, end);
    }
    return code;
}

/* Walks both sorted lists in parallel, one word at a time. */
static int words_compile(struct dedup_lexicon_builder *builder, struct gathered *gathered,
                         const struct pairs *pairs)
{
    const struct links *direct = &pairs->direct, *bridges = &pairs->bridges;
    size_t at = 0, bridge = 0;
    int code = 0;

    while (code == 0 && (at < direct->count || bridge < bridges->count)) {
        int order = at == direct->count ? 1
                    : bridge == bridges->count
                        ? -1
                        : word_compare(&direct->rows[at], &bridges->rows[bridge]);
        size_t end = order >= 0 ? word_end(bridges, bridge) : bridge;

        code = word_compile(builder, gathered, pairs, order <= 0 ? at : direct->count, bridge, end);
        at = order <= 0 ? word_end(direct, at) : at;
        bridge = end;
    }
    return code;
}

int pairs_compile(void **ret, size_t *ret_size, struct pairs *pairs, struct error *err)
{
    struct dedup_lexicon_builder *builder = NULL;
    struct gathered *gathered = malloc(sizeof(*gathered));
    int code = dedup_lexicon_builder_new(&builder);

    if (code == 0 && gathered == NULL)
        code = DEDUP_ERR_MEMORY;
    links_normalize(&pairs->direct);
    links_normalize(&pairs->bridges);
    if (code == 0)
        code = words_compile(builder, gathered, pairs);
    links_normalize(&pairs->cognates);
    if (code == 0)
        code = cognates_compile(builder, gathered, pairs);
    if (code == 0)
        code = dedup_lexicon_finish(ret, ret_size, builder);
    dedup_lexicon_builder_free(builder);
    free(gathered);
    return code == 0
               ? 0
               : error_set(err, ERR_MEMORY, SCOPE_RUN, "compiling: %s", dedup_error_text(code));
}
