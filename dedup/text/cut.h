/*
 * Where the words and numbers of a text begin and end: as ICU's word iterator says (UAX #29), which
 * is asked for what stands between two spaces only where it holds more than letters, digits and
 * common marks. For those the few rules that matter are applied here, at a fraction of the cost.
 * Words of scripts without spaces ICU finds by its dictionaries; a segmenter (segment.h), where the
 * language has one, does it faster and by the words that a lexicon knows.
 */
#ifndef DEDUP_TEXT_CUT_H
#define DEDUP_TEXT_CUT_H

#include "dedup.h"

#include <unicode/ubrk.h>

enum {
    CUT_CLASSES = 0x3100, /* signs and letters of most scripts, with the kana */
    CUT_WIDE_FIRST = 0xff00,
    CUT_WIDES = 0x66, /* signs and letters as wide as a Chinese character */
};

struct cutter {
    UBreakIterator *words;
    uint16_t classes[CUT_CLASSES]; /* of the characters below it */
    uint16_t wides[CUT_WIDES];     /* of those from CUT_WIDE_FIRST on */
};

/* DEDUP_ERR_LIBRARY. */
int cutter_init(struct cutter *cutter);
/* Accepts a zeroed cutter. */
void cutter_release(struct cutter *cutter);

enum cut_kind {
    CUT_WORD,
    CUT_NUMBER,
    CUT_GLUE, /* endings and particles between words, from a segmenter alone */
};

/* Takes a word, a number or glue: units from start up to end. */
typedef void cut_fn(void *context, int32_t start, int32_t end, enum cut_kind kind);

struct segmenter; /* segment.h */

/* Gives the words and numbers of some UTF-16 units, in their order. Where a segmenter is given, the
 * stretches that it takes are its own. DEDUP_ERR_LIBRARY. */
int cutter_read(struct cutter *cutter, const struct segmenter *segmenter, const UChar *units,
                int32_t length, cut_fn *each, void *context);

#endif
