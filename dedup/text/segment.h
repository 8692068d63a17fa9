/*
 * Words of Chinese and Japanese, found by the words that a lexicon has: no space parts them.
 *
 * A text is cut where the longest known word ends that begins there. What is not known falls into
 * single characters of Han, whole runs of katakana (names), and runs of hiragana, which are glue:
 * endings and particles, which tell nothing across languages. The words of the dictionary are
 * known by their keys alone (word.h), gathered in a filter that takes one run in a thousand for a
 * word that is none: such a run is cut off like any unknown word.
 */
#ifndef DEDUP_TEXT_SEGMENT_H
#define DEDUP_TEXT_SEGMENT_H

#include "dedup/text/cut.h"
#include "dedup_lexicon.h"

enum { SEGMENT_WORD_MAX = 6 }; /* characters of a known word that is looked for */

struct segmenter;

/* Whether words of the language are found so; lang as word.h gives it. */
bool segmenter_serves(const char *lang);

/* A segmenter with the words of a section, which may be empty. DEDUP_ERR_MEMORY. */
int segmenter_new(struct segmenter **ret, const char *lang,
                  const struct dedup_lexicon_section *section);
/* Accepts NULL. */
void segmenter_free(struct segmenter *segmenter);

/* Adds a word; longer ones than SEGMENT_WORD_MAX, and ones of other scripts, are passed over. */
void segmenter_add(struct segmenter *segmenter, const UChar *word, int32_t length);

/* Whether a character belongs to the stretches that a segmenter cuts: Han with its extension A and
 * its signs of repetition, hiragana, katakana. */
static inline bool segmenter_takes(UChar unit)
{
    if (unit >= 0x3400)
        return unit <= 0x9fff && (unit >= 0x4e00 || unit <= 0x4dbf);
    return (unit >= 0x3041 && unit <= 0x3096) || (unit >= 0x30a1 && unit <= 0x30fa) ||
           (unit >= 0x30fc && unit <= 0x30ff) || (unit >= 0x309d && unit <= 0x309f) ||
           (unit >= 0x3005 && unit <= 0x3007);
}

/* Of those, whether it is of Han. */
static inline bool segmenter_is_han(UChar unit)
{
    return segmenter_takes(unit) && (unit >= 0x3400 || unit <= 0x3007);
}

/* Gives the words and the glue of units[from] up to `to`, all of them taken. */
void segmenter_read(const struct segmenter *segmenter, const UChar *units, int32_t from, int32_t to,
                    cut_fn *each, void *context);

#endif
