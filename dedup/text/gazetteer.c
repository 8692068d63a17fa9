#include "dedup/text/gazetteer.h"

#include "dedup/base/hash.h"
#include "dedup/text/text.h"
#include "dedup_lexicon.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/udat.h>
#include <unicode/uldnames.h>
#include <unicode/uloc.h>
#include <unicode/ustring.h>

enum { SLOTS = 4096, NAME_UNITS = 128, STARTS_BITS = 1 << 15 };

struct gazetteer {
    struct {
        uint32_t phrase, code; /* phrase 0: free */
    } slots[SLOTS];
    size_t used;
    uint8_t starts[STARTS_BITS / 8];
    const char *lang;
    struct text text;
    struct segmenter *segmenter; /* while names are added */
    /* first pass, only for the segmenter, so that all names are cut alike */
    bool learning;
};

static void phrase_put(struct gazetteer *g, uint32_t phrase, uint32_t code)
{
    size_t slot = phrase % SLOTS;

    if (g->used >= SLOTS / 2)
        return;
    while (g->slots[slot].phrase != 0 && g->slots[slot].phrase != phrase)
        slot = (slot + 1) % SLOTS;
    if (g->slots[slot].phrase == phrase)
        return; /* the first entry for a name stays */
    g->slots[slot].phrase = phrase;
    g->slots[slot].code = code;
    g->used++;
}

static void name_file(struct gazetteer *g, const UChar *name, int32_t length, const char *code)
{
    char utf8[NAME_UNITS * 3], word[TOKEN_UNITS_MAX * 3 + 1];
    uint32_t words[GAZETTEER_WORDS_MAX];
    size_t count = 0;

    text_utf8(utf8, sizeof(utf8), name, length);
    if (text_read(&g->text, g->segmenter, NULL, utf8) != DEDUP_OK || g->text.count == 0 ||
        g->text.count > GAZETTEER_WORDS_MAX)
        return;
    for (; count < g->text.count; count++) {
        const struct token *t = &g->text.tokens[count];

        text_utf8(word, sizeof(word), g->text.units + t->start, t->length);
        words[count] = dedup_word_key(g->lang, word);
    }
    g->starts[words[0] % STARTS_BITS / 8] |= (uint8_t)(1u << words[0] % 8);
    phrase_put(g, count == 1 ? words[0] : dedup_phrase_key(words, count), hash_code(code));
}

static void name_add(struct gazetteer *g, const UChar *name, int32_t length, const char *code)
{
    if (g->learning)
        segmenter_add(g->segmenter, name, length);
    else
        name_file(g, name, length, code);
}

/* ICU returns the code itself for an unknown name: that is not a name. Real names may be as short
 * ("法国"). */
static bool is_name(const UChar *name, int32_t size)
{
    return size > 2 || (size == 2 && name[0] >= 0x80);
}

static void regions_add(struct gazetteer *g, UDisplayContext length)
{
    UErrorCode status = U_ZERO_ERROR;
    UDisplayContext contexts[] = {length};
    ULocaleDisplayNames *names = uldn_openForContext(g->lang, contexts, 1, &status);
    UChar name[NAME_UNITS];
    char code[16];

    if (U_FAILURE(status))
        return;
    for (const char *const *country = uloc_getISOCountries(); *country != NULL; country++) {
        int32_t size = uldn_regionDisplayName(names, *country, name, NAME_UNITS, &status);

        if (U_SUCCESS(status) && is_name(name, size)) {
            snprintf(code, sizeof(code), "@%s", *country);
            name_add(g, name, size, code);
        }
        status = U_ZERO_ERROR;
    }
    uldn_close(names);
}

/* Peoples mostly have the names of their languages. */
static void languages_add(struct gazetteer *g)
{
    UErrorCode status = U_ZERO_ERROR;
    ULocaleDisplayNames *names = uldn_open(g->lang, ULDN_STANDARD_NAMES, &status);
    UChar name[NAME_UNITS];
    char code[16];

    if (U_FAILURE(status))
        return;
    for (const char *const *lang = uloc_getISOLanguages(); *lang != NULL; lang++) {
        int32_t size = strlen(*lang) == 2
                           ? uldn_languageDisplayName(names, *lang, name, NAME_UNITS, &status)
                           : 0;

        if (U_SUCCESS(status) && is_name(name, size)) {
            snprintf(code, sizeof(code), "~%s", *lang);
            name_add(g, name, size, code);
        }
        status = U_ZERO_ERROR;
    }
    uldn_close(names);
}

static void symbols_add(struct gazetteer *g, UDateFormat *format, UDateFormatSymbolType type,
                        const char *prefix)
{
    UErrorCode status = U_ZERO_ERROR;
    int32_t count = udat_countSymbols(format, type);
    UChar name[NAME_UNITS];
    char code[16];

    for (int32_t i = 0; i < count; i++) {
        int32_t size = udat_getSymbols(format, type, i, name, NAME_UNITS, &status);

        if (U_SUCCESS(status) && is_name(name, size)) {
            snprintf(code, sizeof(code), "%s%d", prefix, (int)i);
            name_add(g, name, size, code);
        }
        status = U_ZERO_ERROR;
    }
}

static void calendar_add(struct gazetteer *g)
{
    UErrorCode status = U_ZERO_ERROR;
    UDateFormat *format = udat_open(UDAT_FULL, UDAT_FULL, g->lang, NULL, 0, NULL, 0, &status);

    if (U_FAILURE(status))
        return;
    symbols_add(g, format, UDAT_MONTHS, "month");
    symbols_add(g, format, UDAT_STANDALONE_MONTHS, "month");
    symbols_add(g, format, UDAT_WEEKDAYS, "day");
    symbols_add(g, format, UDAT_STANDALONE_WEEKDAYS, "day");
    udat_close(format);
}

/* ICU's locale for a code that joins several languages. */
static const char *locale_of(const char *lang)
{
    return strcmp(lang, "sh") == 0 ? "hr" : strcmp(lang, "no") == 0 ? "nb" : lang;
}

/* Whether ICU has this language; otherwise it would use the language of the machine. */
static bool is_available(const char *lang)
{
    int32_t count = uloc_countAvailable();

    for (int32_t i = 0; i < count; i++)
        if (strcmp(uloc_getAvailable(i), lang) == 0)
            return true;
    return false;
}

static void names_add(struct gazetteer *g)
{
    calendar_add(g);
    regions_add(g, UDISPCTX_LENGTH_FULL);
    regions_add(g, UDISPCTX_LENGTH_SHORT);
    languages_add(g);
}

struct gazetteer *gazetteer_new(const char *lang, struct segmenter *segmenter)
{
    struct gazetteer *g = calloc(1, sizeof(*g));

    if (g == NULL || text_init(&g->text) != DEDUP_OK) {
        gazetteer_free(g);
        return NULL;
    }
    g->lang = locale_of(lang);
    g->segmenter = segmenter;
    if (is_available(g->lang)) {
        g->learning = segmenter != NULL;
        if (g->learning)
            names_add(g);
        g->learning = false;
        names_add(g);
    }
    text_release(&g->text);
    g->segmenter = NULL;
    return g;
}

void gazetteer_free(struct gazetteer *gazetteer)
{
    if (gazetteer != NULL)
        text_release(&gazetteer->text);
    free(gazetteer);
}

bool gazetteer_may_start(const struct gazetteer *gazetteer, uint32_t word)
{
    return (gazetteer->starts[word % STARTS_BITS / 8] & (1u << word % 8)) != 0;
}

size_t gazetteer_find(uint32_t *ret_code, const struct gazetteer *gazetteer, const uint32_t *words,
                      size_t count)
{
    if (count > GAZETTEER_WORDS_MAX)
        count = GAZETTEER_WORDS_MAX;
    for (; count > 0; count--) {
        uint32_t phrase = count == 1 ? words[0] : dedup_phrase_key(words, count);
        size_t slot = phrase % SLOTS;

        for (; gazetteer->slots[slot].phrase != 0; slot = (slot + 1) % SLOTS)
            if (gazetteer->slots[slot].phrase == phrase) {
                *ret_code = gazetteer->slots[slot].code;
                return count;
            }
    }
    return 0;
}
