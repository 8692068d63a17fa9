/*
 * Word and number boundaries, as ICU's word iterator defines them (UAX #29).
 *
 * ICU only processes the stretches between spaces that contain more than letters, digits and common
 * marks. For the others, this file applies the few relevant rules itself, at a fraction of the
 * cost. In scripts without spaces, ICU finds words by its dictionaries. A segmenter (segment.h),
 * where the language has one, does this faster and by the words of the lexicon.
 */
#ifndef DEDUP_TEXT_CUT_H
#define DEDUP_TEXT_CUT_H

#include "dedup/text/cut_kind.h"

#include "dedup.h"

#include <unicode/ubrk.h>

enum {
    CUT_CLASSES = 0x3100, /* signs and letters of most scripts, including kana */
    CUT_WIDE_FIRST = 0xff00,
    CUT_WIDES = 0x66, /* full-width signs and letters */
};

struct cutter {
    UBreakIterator *words;
    uint16_t classes[CUT_CLASSES]; /* of the characters below CUT_CLASSES */
    uint16_t wides[CUT_WIDES];     /* of the characters from CUT_WIDE_FIRST on */
};

/* DEDUP_ERR_LIBRARY when ICU fails. */
int cutter_init(struct cutter *cutter);
/* Accepts a zeroed cutter. */
void cutter_release(struct cutter *cutter);

struct segmenter; /* segment.h */

/* Reports the words and numbers of length UTF-16 units in order. A segmenter, if given, handles the
 * stretches of its scripts. DEDUP_ERR_LIBRARY. */
int cutter_read(struct cutter *cutter, const struct segmenter *segmenter, const UChar *units,
                int32_t length, cut_fn *each, void *context);

#endif
