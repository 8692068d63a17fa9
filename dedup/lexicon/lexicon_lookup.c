#include "dedup/lexicon/lexicon_lookup.h"

#include "dedup/text/cognate.h"
#include "dedup/text/word.h"

#include <stdbool.h>
#include <string.h>
#include <unicode/utf8.h>

/* State of one lookup. */
struct query {
    struct dedup_lexicon_section section;
    char lang[WORD_LANG_SIZE];
    struct dedup_concept *ret;
    size_t room;
};

static size_t find_form(const struct query *query, const char *form, size_t length)
{
    return dedup_lexicon_section_find(&query->section, word_key(form, length), query->ret,
                                      query->room);
}

static size_t find_word(const struct query *query, const char *word, size_t size)
{
    char form[WORD_FORM_SIZE];

    return find_form(query, form, word_form(query->lang, word, size, form, sizeof(form)));
}

/* Prefixes attached to the word, longer ones before those they begin with: articles, "and", "in",
 * "to", "that"; signs of tense and person. min: bytes that must remain. */
static const struct prefixes {
    char lang[WORD_LANG_SIZE];
    size_t min;
    const char *prefixes; /* separated by spaces */
} prefix_table[] = {
    {"ar", 6, "وال بال كال فال لل ال و ب ل ف ك"},
    {"fa", 6, "نمي مي ن ب"},
    {"he", 6, "וכש כשה ושה וה וב ול ומ וש שה מה בה לה כה שב של שמ ה ו ב ל מ ש כ"},
};

static size_t find_without_prefix(const struct query *query, const char *word, size_t size)
{
    const struct prefixes *row = NULL;
    size_t found = 0;

    for (size_t i = 0; i < sizeof(prefix_table) / sizeof(prefix_table[0]); i++)
        if (strcmp(prefix_table[i].lang, query->lang) == 0)
            row = &prefix_table[i];
    if (row == NULL)
        return 0;
    for (const char *p = row->prefixes; *p != '\0' && found == 0; p += *p == ' ') {
        size_t length = strcspn(p, " ");

        if (size >= length + row->min && memcmp(word, p, length) == 0)
            found = find_word(query, word + length, size - length);
        p += length;
    }
    return found;
}

/* Languages that write compounds as one word. */
static const char compounding[][WORD_LANG_SIZE] = {"da", "de", "et", "fi", "hu",
                                                   "nl", "no", "sv", "ko"};

enum { PART_MIN = 4 }; /* bytes of the shorter part of a compound */

/* Interleaves the concepts of both parts, up to half of the room each, with half their weight. */
static size_t find_parts(const struct query *query, const char *word, size_t at, size_t size)
{
    struct dedup_concept parts[2][DEDUP_CONCEPTS_MAX];
    struct query part = *query;
    size_t counts[2], total = 0;

    part.room = query->room < 2 ? 0 : query->room / 2;
    part.ret = parts[0];
    if (part.room > DEDUP_CONCEPTS_MAX)
        part.room = DEDUP_CONCEPTS_MAX;
    counts[0] = part.room > 0 ? find_word(&part, word, at) : 0;
    part.ret = parts[1];
    counts[1] = counts[0] > 0 ? find_word(&part, word + at, size - at) : 0;
    if (counts[1] == 0)
        return 0;
    for (size_t i = 0; i < DEDUP_CONCEPTS_MAX; i++)
        for (int side = 0; side < 2; side++)
            if (i < counts[side]) {
                query->ret[total] = parts[side][i];
                query->ret[total++].weight /= 2;
            }
    return total;
}

/* Splits a compound so that its last part, which names the kind of thing, is the longest known one.
 * A joining "s" (German, Dutch, Nordic) may precede it. */
static size_t find_compound(const struct query *query, const char *word, size_t size)
{
    bool compounds = false;
    size_t found = 0;

    for (size_t i = 0; i < sizeof(compounding) / sizeof(compounding[0]); i++)
        compounds = compounds || strcmp(compounding[i], query->lang) == 0;
    if (!compounds)
        return 0;
    for (size_t at = PART_MIN; at + PART_MIN <= size && found == 0; at++)
        if (U8_IS_SINGLE(word[at]) || U8_IS_LEAD(word[at]))
            found = find_parts(query, word, at, size);
    return found;
}

static size_t find_cognate(const struct query *query, const char *form, size_t length)
{
    const struct cognate_language *row = cognate_find(query->lang);
    size_t found = 0;

    for (int i = 0;
         row != NULL && i < COGNATE_SECTIONS_MAX && row->look_in[i] != NULL && found == 0; i++)
        found = dedup_lexicon_find(
            query->section.lexicon, row->look_in[i],
            cognate_key(form, length, strcmp(row->look_in[i], COGNATE_INTERNATIONAL) == 0),
            query->ret, query->room);
    return found;
}

size_t lexicon_lookup_word(const struct dedup_lexicon_section *section, const char *lang,
                           const struct lexicon_word *word, struct dedup_concept *ret, size_t room)
{
    struct query query = {.section = *section, .ret = ret, .room = room};
    size_t found;

    strncpy(query.lang, lang, WORD_LANG_SIZE - 1);
    found = find_form(&query, word->form, word->form_size);
    if (found > 0 || word->form_size == 0)
        return found;
    found = find_without_prefix(&query, word->folded, word->folded_size);
    if (found == 0)
        found = find_cognate(&query, word->form, word->form_size);
    if (found == 0)
        found = find_compound(&query, word->folded, word->folded_size);
    return found;
}

size_t dedup_lexicon_lookup(const struct dedup_lexicon *lexicon, const char *tag, const char *word,
                            size_t size, struct dedup_concept *ret, size_t room)
{
    char lang[WORD_LANG_SIZE], form[WORD_FORM_SIZE], folded[WORD_FORM_SIZE];
    struct lexicon_word forms = {form, folded, 0, 0};
    struct dedup_lexicon_section section = dedup_lexicon_enter(lexicon, tag);

    word_lang(lang, tag);
    forms.form_size = word_form(lang, word, size, form, sizeof(form));
    forms.folded_size = word_fold(lang, word, size, folded, sizeof(folded));
    return lexicon_lookup_word(&section, lang, &forms, ret, room);
}

size_t dedup_lexicon_lookup_phrase(const struct dedup_lexicon *lexicon, const char *lang,
                                   const uint32_t *words, size_t count, size_t *ret_used,
                                   struct dedup_concept *ret, size_t room)
{
    struct dedup_lexicon_section section = dedup_lexicon_enter(lexicon, lang);
    size_t found;

    for (size_t used = count < DEDUP_PHRASE_MAX ? count : DEDUP_PHRASE_MAX; used >= 2; used--) {
        found = dedup_lexicon_section_find(&section, dedup_phrase_key(words, used), ret, room);
        if (found > 0) {
            *ret_used = used;
            return found;
        }
    }
    *ret_used = 0;
    return 0;
}
