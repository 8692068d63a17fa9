#include "dedup/lexicon/lexicon_format.h"
#include "dedup/text/word.h"
#include "dedup_lexicon.h"

#include <math.h>
#include <string.h>

void lexicon_layout_places(struct lexicon_layout *layout)
{
    layout->language_at = LEXICON_HEADER_SIZE;
    layout->concept_at = layout->language_at + (uint64_t)layout->languages * LEXICON_LANGUAGE_SIZE;
    layout->common_at = layout->concept_at + (uint64_t)layout->concepts * 4;
    layout->word_at = layout->common_at + ((uint64_t)layout->concepts + 1) / 2 * 4;
    layout->start_at = layout->word_at + (uint64_t)layout->words * 4;
    layout->entry_at = layout->start_at + ((uint64_t)layout->words + 1) * 4;
    layout->size = layout->entry_at + (uint64_t)layout->entries * 4;
}

/* Reading the header costs nothing next to a lookup, so it is not cached between calls. */
static void layout_read(struct lexicon_layout *ret, const unsigned char *data)
{
    ret->languages = lexicon_get32(data + 8);
    ret->concepts = lexicon_get32(data + 12);
    ret->words = lexicon_get32(data + 16);
    ret->entries = lexicon_get32(data + 20);
    lexicon_layout_places(ret);
}

int dedup_lexicon_open(struct dedup_lexicon *ret, const void *data, size_t size)
{
    struct lexicon_layout layout;

    if (data == NULL || size < LEXICON_HEADER_SIZE || memcmp(data, LEXICON_MAGIC, 8) != 0)
        return DEDUP_ERR_FORMAT;
    layout_read(&layout, data);
    if (layout.size != size || layout.concepts > LEXICON_CONCEPTS_LIMIT)
        return DEDUP_ERR_FORMAT;
    for (uint32_t i = 0; i < layout.languages; i++) {
        const unsigned char *row =
            (const unsigned char *)data + layout.language_at + (uint64_t)i * LEXICON_LANGUAGE_SIZE;
        uint64_t end = (uint64_t)lexicon_get32(row + 4) + lexicon_get32(row + 8);

        if (row[3] != 0 || end > layout.words)
            return DEDUP_ERR_FORMAT;
    }
    ret->data = data;
    ret->size = size;
    return 0;
}

/* The language's row; NULL when it has none. */
static const unsigned char *language_find(const struct dedup_lexicon *lexicon,
                                          const struct lexicon_layout *layout, const char *tag)
{
    char lang[WORD_LANG_SIZE];

    word_lang(lang, tag);
    for (uint32_t i = 0; i < layout->languages; i++) {
        const unsigned char *row =
            lexicon->data + layout->language_at + (size_t)i * LEXICON_LANGUAGE_SIZE;

        if (memcmp(row, lang, WORD_LANG_SIZE) == 0)
            return row;
    }
    return NULL;
}

/* The index of a key among count sorted keys; count when absent. Keys are hashes and evenly spread,
 * so the value gives a good first guess; a binary search corrects it. */
static uint32_t key_find(const unsigned char *keys, uint32_t count, uint32_t key)
{
    uint32_t low = 0, high = count;
    uint64_t guess = (uint64_t)key * count >> 32;
    uint32_t reach = 16;

    if (count > 64) { /* a bracket around the guess, widened until it contains the key */
        while (guess > reach && lexicon_get32(keys + 4 * (guess - reach)) > key)
            reach *= 4;
        low = guess > reach ? (uint32_t)guess - reach : 0;
        reach = 16;
        while (guess + reach < count && lexicon_get32(keys + 4 * (guess + reach)) < key)
            reach *= 4;
        high = guess + reach < count ? (uint32_t)guess + reach + 1 : count;
    }
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        uint32_t found = lexicon_get32(keys + 4 * (size_t)middle);

        if (found == key)
            return middle;
        if (found < key)
            low = middle + 1;
        else
            high = middle;
    }
    return count;
}

/* Reads a word's entries; stops at a start or a concept that is out of range. */
static size_t entries_read(const struct dedup_lexicon *lexicon, const struct lexicon_layout *layout,
                           uint32_t word, struct dedup_concept *ret, size_t room)
{
    const unsigned char *start = lexicon->data + layout->start_at + 4 * (size_t)word;
    uint32_t from = lexicon_get32(start), end = lexicon_get32(start + 4);
    size_t count = 0, total = 0;
    size_t weights[DEDUP_CONCEPTS_MAX];

    if (end > layout->entries)
        return 0;
    for (uint32_t i = from; i < end && count < DEDUP_CONCEPTS_MAX; i++) {
        uint32_t entry = lexicon_get32(lexicon->data + layout->entry_at + 4 * (size_t)i);

        if (entry >> 8 >= layout->concepts)
            break;
        weights[count] = entry & 0xff;
        total += weights[count];
        if (count < room)
            ret[count].concept_key =
                lexicon_get32(lexicon->data + layout->concept_at + 4 * (size_t)(entry >> 8));
        count++;
    }
    if (count > room)
        count = room;
    for (size_t i = 0; i < count; i++)
        ret[i].weight = total > 0 ? (float)weights[i] / (float)total : 0;
    return count;
}

struct dedup_lexicon_section dedup_lexicon_enter(const struct dedup_lexicon *lexicon,
                                                 const char *lang)
{
    struct dedup_lexicon_section section = {.lexicon = lexicon};
    struct lexicon_layout layout;
    const unsigned char *row;

    layout_read(&layout, lexicon->data);
    row = language_find(lexicon, &layout, lang);
    if (row != NULL) {
        section.first = lexicon_get32(row + 4);
        section.count = lexicon_get32(row + 8);
    }
    return section;
}

size_t dedup_lexicon_section_find(const struct dedup_lexicon_section *section, uint32_t word,
                                  struct dedup_concept *ret, size_t room)
{
    struct lexicon_layout layout;
    uint32_t at;

    if (word == 0 || section->count == 0)
        return 0;
    layout_read(&layout, section->lexicon->data);
    at = key_find(section->lexicon->data + layout.word_at + 4 * (size_t)section->first,
                  section->count, word);
    return at < section->count
               ? entries_read(section->lexicon, &layout, section->first + at, ret, room)
               : 0;
}

uint32_t dedup_lexicon_section_key(const struct dedup_lexicon_section *section, uint32_t word)
{
    struct lexicon_layout layout;

    layout_read(&layout, section->lexicon->data);
    return lexicon_get32(section->lexicon->data + layout.word_at +
                         4 * ((size_t)section->first + word));
}

size_t dedup_lexicon_find(const struct dedup_lexicon *lexicon, const char *lang, uint32_t word,
                          struct dedup_concept *ret, size_t room)
{
    struct dedup_lexicon_section section = dedup_lexicon_enter(lexicon, lang);

    return dedup_lexicon_section_find(&section, word, ret, room);
}

double dedup_lexicon_find_commonness(const struct dedup_lexicon *lexicon, uint32_t concept_key)
{
    struct lexicon_layout layout;
    uint32_t at;
    int steps;

    layout_read(&layout, lexicon->data);
    at = key_find(lexicon->data + layout.concept_at, layout.concepts, concept_key);
    if (at == layout.concepts)
        return 0;
    steps = lexicon_get16(lexicon->data + layout.common_at + 2 * (size_t)at);
    return steps == 0 ? 0 : exp2(-(double)(steps - 1) / LEXICON_STEPS_AN_OCTAVE);
}

size_t dedup_lexicon_count(const struct dedup_lexicon *lexicon, const char *lang)
{
    return dedup_lexicon_enter(lexicon, lang).count;
}
