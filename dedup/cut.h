/*
 * Where the words and numbers of a text begin and end: as ICU's word iterator says (UAX #29), which
 * is asked for what stands between two spaces only where it holds more than letters, digits and
 * common marks. For those the few rules that matter are applied here, at a fraction of the cost.
 */
#ifndef DEDUP_CUT_H
#define DEDUP_CUT_H

#include "dedup/dedup.h"

#include <unicode/ubrk.h>

enum { CUT_CLASSES = 0x2e80 }; /* Chinese begins there */

struct cutter {
    UBreakIterator *words;
    uint8_t classes[CUT_CLASSES]; /* of the characters below it */
};

/* DEDUP_ERR_LIBRARY. */
int cutter_init(struct cutter *cutter);
/* Accepts a zeroed cutter. */
void cutter_release(struct cutter *cutter);

/* Takes a word or a number: units from start up to end. */
typedef void cut_fn(void *context, int32_t start, int32_t end, bool number);

/* Gives the words and numbers of some UTF-16 units, in their order. DEDUP_ERR_LIBRARY. */
int cutter_read(struct cutter *cutter, const UChar *units, int32_t length, cut_fn *each,
                void *context);

#endif
