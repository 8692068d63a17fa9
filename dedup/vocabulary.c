#include "dedup/vocabulary.h"

#include "dedup/hash.h"
#include "dedup/word.h"

#include <stdlib.h>
#include <string.h>

enum { CACHE_SLOTS = 1 << 16, GAZETTEERS_MAX = 256, UTF8_MAX = TOKEN_UNITS_MAX * 3 + 1 };

/* Seeds keep the kinds of shingles apart. */
enum { SEED_NAME = 0x4e, SEED_FOLDED = 0x46 };

struct vocabulary {
    const struct dedup_lexicon *lexicon;
    struct names names;
    struct word_info cache[CACHE_SLOTS];
    struct {
        char lang[DEDUP_LANG_SIZE];
        struct gazetteer *gazetteer;
    } gazetteers[GAZETTEERS_MAX];
    size_t gazetteer_count;
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
    for (size_t i = 0; i < vocabulary->gazetteer_count; i++)
        gazetteer_free(vocabulary->gazetteers[i].gazetteer);
    names_release(&vocabulary->names);
    free(vocabulary);
}

static void find_names(struct word_info *info, const struct vocabulary *v, const char *lang,
                       const UChar *word, int32_t length)
{
    char skeletons[NAME_FORMS_MAX][NAME_SKELETON_MAX];

    info->name_count = (uint8_t)name_skeletons(skeletons, &v->names, lang, word, length);
    for (size_t i = 0; i < info->name_count; i++)
        info->names[i] = hash32(skeletons[i], strlen(skeletons[i]), SEED_NAME);
    info->name_sounds = info->name_count > 0 ? (uint8_t)strlen(skeletons[0]) : 0;
}

/* An English word is its own concept; one that no dictionary leads to may be a name all the same.
 */
static void find_concepts(struct word_info *info, const struct vocabulary *v, const char *lang,
                          const char *utf8, size_t size)
{
    if (v->lexicon == NULL)
        return;
    if (strcmp(lang, "en") == 0) {
        info->concepts[0] = (struct dedup_concept){info->stem, 1};
        info->concept_count = info->stem != 0;
        info->known = dedup_lexicon_find_commonness(v->lexicon, info->stem) > 0;
        return;
    }
    info->concept_count = (uint8_t)dedup_lexicon_lookup(v->lexicon, lang, utf8, size,
                                                        info->concepts, WORD_CONCEPTS_MAX);
    info->known = info->concept_count > 0;
}

static void word_read(struct word_info *info, const struct vocabulary *v, const char *lang,
                      const UChar *word, int32_t length)
{
    char utf8[UTF8_MAX], form[WORD_FORM_SIZE];
    size_t size = text_utf8(utf8, sizeof(utf8), word, length), form_size;

    form_size = word_fold(lang, utf8, size, form, sizeof(form));
    info->folded = hash32(form, form_size, SEED_FOLDED);
    form_size = word_form(lang, utf8, size, form, sizeof(form));
    info->stem = word_key(form, form_size);
    find_concepts(info, v, lang, utf8, size);
    find_names(info, v, lang, word, length);
}

const struct word_info *vocabulary_find(struct vocabulary *vocabulary, const char *lang,
                                        const UChar *word, int32_t length)
{
    uint64_t seed = hash64(lang, strlen(lang), 0);
    uint64_t id = hash64(word, (size_t)length * sizeof(*word), seed);
    struct word_info *info = &vocabulary->cache[id % CACHE_SLOTS];

    if (info->id == id)
        return info;
    memset(info, 0, sizeof(*info));
    word_read(info, vocabulary, lang, word, length);
    info->id = id;
    return info;
}

size_t vocabulary_phrase(struct dedup_concept ret[WORD_CONCEPTS_MAX], size_t *ret_used,
                         const struct vocabulary *vocabulary, const char *lang,
                         const uint32_t *stems, size_t count)
{
    *ret_used = 0;
    if (vocabulary->lexicon == NULL || count < 2)
        return 0;
    return dedup_lexicon_lookup_phrase(vocabulary->lexicon, lang, stems, count, ret_used, ret,
                                       WORD_CONCEPTS_MAX);
}

const struct gazetteer *vocabulary_gazetteer(struct vocabulary *vocabulary, const char *lang)
{
    struct gazetteer *gazetteer;
    size_t i = 0;

    for (; i < vocabulary->gazetteer_count; i++)
        if (strcmp(vocabulary->gazetteers[i].lang, lang) == 0)
            return vocabulary->gazetteers[i].gazetteer;
    if (i == GAZETTEERS_MAX)
        return vocabulary->gazetteers[0]
            .gazetteer; /* more languages than there are: never in practice */
    gazetteer = gazetteer_new(lang);
    if (gazetteer == NULL)
        return NULL;
    strncpy(vocabulary->gazetteers[i].lang, lang, DEDUP_LANG_SIZE - 1);
    vocabulary->gazetteers[i].gazetteer = gazetteer;
    vocabulary->gazetteer_count++;
    return gazetteer;
}
