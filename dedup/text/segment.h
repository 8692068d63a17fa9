/*
 * Segmentation of Chinese and Japanese, which have no spaces between words, by the words of a
 * lexicon.
 *
 * The text is cut after the longest known word at each position. Unknown text becomes single Han
 * characters, whole runs of katakana (names), and runs of hiragana. Hiragana runs are glue: endings
 * and particles, which carry no meaning across languages. The words of the dictionary are stored as
 * keys (word.h) in a filter. At most about one run in a thousand is a false positive; it is cut off
 * like any unknown word.
 */
#ifndef DEDUP_TEXT_SEGMENT_H
#define DEDUP_TEXT_SEGMENT_H

#include "dedup/text/cut_kind.h"
#include "dedup_lexicon.h"

#include <stdbool.h>
#include <unicode/utypes.h>

enum { SEGMENT_WORD_MAX = 6 }; /* maximum characters of a known word */

struct segmenter;

/* Whether the language needs a segmenter; lang as word.h returns it. */
bool segmenter_serves(const char *lang);

/* A segmenter with the words of a section, which may be empty. DEDUP_ERR_MEMORY. */
int segmenter_new(struct segmenter **ret, const char *lang,
                  const struct dedup_lexicon_section *section);
/* Accepts NULL. */
void segmenter_free(struct segmenter *segmenter);

/* Adds a word. Ignores words longer than SEGMENT_WORD_MAX and words in other scripts. */
void segmenter_add(struct segmenter *segmenter, const UChar *word, int32_t length);

/* Whether a segmenter handles this character: Han with its extension A and its iteration marks,
 * hiragana, katakana. */
static inline bool segmenter_takes(UChar unit)
{
    if (unit >= 0x3400)
        return unit <= 0x9fff && (unit >= 0x4e00 || unit <= 0x4dbf);
    return (unit >= 0x3041 && unit <= 0x3096) || (unit >= 0x30a1 && unit <= 0x30fa) ||
           (unit >= 0x30fc && unit <= 0x30ff) || (unit >= 0x309d && unit <= 0x309f) ||
           (unit >= 0x3005 && unit <= 0x3007);
}

/* Whether it is such a character and Han. */
static inline bool segmenter_is_han(UChar unit)
{
    return segmenter_takes(unit) && (unit >= 0x3400 || unit <= 0x3007);
}

/* Reports the words and the glue of units[from] up to `to`, all of which the segmenter must
 * handle. */
void segmenter_read(const struct segmenter *segmenter, const UChar *units, int32_t from, int32_t to,
                    cut_fn *each, void *context);

#endif
