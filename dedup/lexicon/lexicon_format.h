/*
 * The byte format of the compiled lexicon. The reader checks everything before use.
 *
 * All numbers are little-endian. The parts follow one another without gaps, and each is a multiple
 * of four bytes long. Their offsets therefore follow from the four counts in the header:
 *
 *     header     magic, then the counts of languages, concepts, words and entries
 *     languages  a code of up to three letters, first word and number of words; sorted by code
 *     concepts   keys, sorted
 *     common     16 bits per concept: 0 unknown, else 1 + steps of 1/2048 of an octave below 1
 *     words      keys, sorted within their language
 *     starts     where the entries of a word begin; one more than there are words
 *     entries    the number of a concept << 8 | weight in 1/255; heaviest first within a word
 */
#ifndef DEDUP_LEXICON_LEXICON_FORMAT_H
#define DEDUP_LEXICON_LEXICON_FORMAT_H

#include <stddef.h>
#include <stdint.h>

enum {
    LEXICON_HEADER_SIZE = 24,
    LEXICON_LANGUAGE_SIZE = 12,
    LEXICON_STEPS_AN_OCTAVE = 2048,
    LEXICON_WEIGHT_ONE = 255,
    LEXICON_CONCEPTS_LIMIT = 1 << 24,
};

#define LEXICON_MAGIC "hwlexn\0\2"

/* The counts, and the offsets of the parts in bytes from the start. */
struct lexicon_layout {
    uint32_t languages, concepts, words, entries;
    uint64_t language_at, concept_at, common_at, word_at, start_at, entry_at, size;
};

/* Computes the offsets from the counts; no counts can overflow it. */
void lexicon_layout_places(struct lexicon_layout *layout);

/* Numbers in the file, at any alignment. */
static inline uint32_t lexicon_get32(const unsigned char *at)
{
    return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

static inline uint16_t lexicon_get16(const unsigned char *at)
{
    return (uint16_t)(at[0] | at[1] << 8);
}

static inline void lexicon_put32(unsigned char *at, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        at[i] = (unsigned char)(value >> 8 * i);
}

#endif
