#include "dedup/text/vocabulary.h"

#include "dedup/base/hash.h"
#include "dedup/base/huge_pages.h"
#include "dedup/lexicon/lexicon_lookup.h"
#include "dedup/text/scale.h"
#include "dedup/text/word.h"

#include <stdlib.h>
#include <string.h>

enum {
    SETS = 1 << 16, /* sets of cached words */
    WAYS = 4,       /* words per set */
    LANGUAGES_MAX = 256,
    UTF8_MAX = TOKEN_UNITS_MAX * 3 + 1,
    FILTER_BITS_A_WORD = 16,
    WORDS_MANY = 20000, /* after this many, almost every page of the table is in use */
};

/* Seeds separate the kinds of shingles. */
enum { SEED_NAME = 0x4e, SEED_FOLDED = 0x46 };

struct language {
    char lang[DEDUP_LANG_SIZE];
    uint64_t seed;
    struct gazetteer *gazetteer;
    struct segmenter *segmenter; /* NULL when spaces separate words */
    struct dedup_lexicon_section section;
    uint64_t *filter;     /* one bit per key of the section; NULL until the first phrase lookup */
    uint32_t filter_bits; /* a power of two */
};

struct vocabulary {
    const struct dedup_lexicon *lexicon;
    struct names names;
    uint64_t ids[SETS][WAYS]; /* the ids of words, side by side */
    struct word_info words[SETS][WAYS];
    uint8_t next[SETS]; /* the word of the set to replace next */
    uint32_t met;       /* words added, up to WORDS_MANY */
    struct language languages[LANGUAGES_MAX];
    size_t language_count;
    struct language *language; /* the current language */
};

int vocabulary_new(struct vocabulary **ret, const struct dedup_lexicon *lexicon)
{
    struct vocabulary *v = calloc(1, sizeof(*v));
    int code;

    if (v == NULL)
        return DEDUP_ERR_MEMORY;
    v->lexicon = lexicon;
    code = names_init(&v->names);
    if (code == DEDUP_OK)
        *ret = v;
    else
        free(v);
    return code;
}

void vocabulary_free(struct vocabulary *vocabulary)
{
    if (vocabulary == NULL)
        return;
    for (size_t i = 0; i < vocabulary->language_count; i++) {
        gazetteer_free(vocabulary->languages[i].gazetteer);
        segmenter_free(vocabulary->languages[i].segmenter);
        free(vocabulary->languages[i].filter);
    }
    names_release(&vocabulary->names);
    free(vocabulary);
}

static int language_open(struct language *language, const struct dedup_lexicon *lexicon,
                         const char *lang)
{
    int code = DEDUP_OK;

    if (lexicon != NULL)
        language->section = dedup_lexicon_enter(lexicon, lang);
    if (language->section.count > 0 && segmenter_serves(lang))
        code = segmenter_new(&language->segmenter, lang, &language->section);
    if (code != DEDUP_OK)
        return code;
    language->gazetteer = gazetteer_new(lang, language->segmenter);
    if (language->gazetteer == NULL) {
        segmenter_free(language->segmenter);
        language->segmenter = NULL;
        return DEDUP_ERR_MEMORY;
    }
    strncpy(language->lang, lang, DEDUP_LANG_SIZE - 1);
    language->seed = hash64(lang, strlen(lang), 0);
    return DEDUP_OK;
}

int vocabulary_enter(struct vocabulary *vocabulary, const char *lang)
{
    struct language *language = vocabulary->languages;
    struct language *end = language + vocabulary->language_count;
    int code;

    while (language < end && strcmp(language->lang, lang) != 0)
        language++;
    if (language == end && vocabulary->language_count < LANGUAGES_MAX) {
        code = language_open(language, vocabulary->lexicon, lang);
        if (code != DEDUP_OK)
            return code;
        vocabulary->language_count++;
    } else if (language == end) {
        language = vocabulary->languages; /* more languages than exist: never in practice */
    }
    vocabulary->language = language;
    return DEDUP_OK;
}

const struct segmenter *vocabulary_segmenter(const struct vocabulary *vocabulary)
{
    return vocabulary->language->segmenter;
}

void vocabulary_find_names(const struct vocabulary *vocabulary, struct word_info *info,
                           const UChar *word, int32_t length)
{
    char skeletons[NAME_FORMS_MAX][NAME_SKELETON_MAX];

    if (info->names_read)
        return;
    info->names_read = true;
    if (vocabulary->language->segmenter != NULL && segmenter_is_han(word[0]))
        return; /* its transliteration matches no other language */
    info->name_count = (uint8_t)name_skeletons(skeletons, &vocabulary->names,
                                               vocabulary->language->lang, word, length);
    for (size_t i = 0; i < info->name_count; i++)
        info->names[i] = hash32(skeletons[i], strlen(skeletons[i]), SEED_NAME);
    info->name_sounds = info->name_count > 0 ? (uint8_t)strlen(skeletons[0]) : 0;
}

/* An English word is its own concept. A word that no dictionary entry maps to may still be a
 * name. */
static void find_concepts(struct word_info *info, const struct vocabulary *v,
                          const struct lexicon_word *word)
{
    if (v->lexicon == NULL)
        return;
    if (strcmp(v->language->lang, "en") == 0) {
        info->concepts[0] = (struct dedup_concept){info->stem, 1};
        info->concept_count = info->stem != 0;
        info->known = dedup_lexicon_find_commonness(v->lexicon, info->stem) > 0;
        return;
    }
    info->concept_count = (uint8_t)lexicon_lookup_word(&v->language->section, v->language->lang,
                                                       word, info->concepts, WORD_CONCEPTS_MAX);
    info->known = info->concept_count > 0;
}

static void word_read(struct word_info *info, const struct vocabulary *v, const UChar *units,
                      int32_t length)
{
    const char *lang = v->language->lang;
    char utf8[UTF8_MAX], form[WORD_FORM_SIZE], folded[WORD_FORM_SIZE];
    size_t size = text_utf8(utf8, sizeof(utf8), units, length);
    struct lexicon_word word = {form, folded, word_form(lang, utf8, size, form, sizeof(form)),
                                word_fold(lang, utf8, size, folded, sizeof(folded))};

    info->folded = hash32(folded, word.folded_size, SEED_FOLDED);
    info->stem = word_key(form, word.form_size);
    info->scale = (uint8_t)scale_of_word(folded, lang);
    info->root = word_root(form, word.form_size);
    find_concepts(info, v, &word);
}

struct word_info *vocabulary_find(struct vocabulary *vocabulary, const UChar *word, int32_t length)
{
    uint64_t id = hash64(word, (size_t)length * sizeof(*word), vocabulary->language->seed);
    size_t set = id % SETS, way = 0;
    struct word_info *info;

    while (way < WAYS && vocabulary->ids[set][way] != id)
        way++;
    if (way < WAYS)
        return &vocabulary->words[set][way];
    if (vocabulary->met < WORDS_MANY && ++vocabulary->met == WORDS_MANY)
        huge_pages_gather(vocabulary, sizeof(*vocabulary));
    way = vocabulary->next[set]++ % WAYS;
    info = &vocabulary->words[set][way];
    memset(info, 0, sizeof(*info));
    word_read(info, vocabulary, word, length);
    vocabulary->ids[set][way] = info->id = id;
    return info;
}

static bool filter_has(const struct language *language, uint32_t key)
{
    uint32_t bit = key & (language->filter_bits - 1);

    return language->filter == NULL || (language->filter[bit / 64] >> bit % 64 & 1) != 0;
}

/* One bit for every key of a language: most runs of words are not a phrase. Without memory for the
 * filter, every run is looked up. */
static void filter_make(struct language *language)
{
    uint32_t bits = 64;

    while (bits / FILTER_BITS_A_WORD < language->section.count && bits < 1u << 26)
        bits *= 2;
    language->filter = calloc(bits / 64, sizeof(*language->filter));
    if (language->filter == NULL)
        return;
    language->filter_bits = bits;
    for (uint32_t i = 0; i < language->section.count; i++) {
        uint32_t bit = dedup_lexicon_section_key(&language->section, i) & (bits - 1);

        language->filter[bit / 64] |= (uint64_t)1 << bit % 64;
    }
}

size_t vocabulary_phrase(struct dedup_concept ret[WORD_CONCEPTS_MAX], size_t *ret_used,
                         struct vocabulary *vocabulary, const uint32_t *stems, size_t count)
{
    struct language *language = vocabulary->language;

    if (language->filter == NULL && language->section.count > 0)
        filter_make(language);
    for (size_t used = count < DEDUP_PHRASE_MAX ? count : DEDUP_PHRASE_MAX; used >= 2; used--) {
        uint32_t key = dedup_phrase_key(stems, used);
        size_t found =
            language->section.count > 0 && filter_has(language, key)
                ? dedup_lexicon_section_find(&language->section, key, ret, WORD_CONCEPTS_MAX)
                : 0;

        if (found > 0) {
            *ret_used = used;
            return found;
        }
    }
    *ret_used = 0;
    return 0;
}

const struct gazetteer *vocabulary_gazetteer(const struct vocabulary *vocabulary)
{
    return vocabulary->language->gazetteer;
}
