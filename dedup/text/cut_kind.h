/* The pieces that a text is cut into, and who receives them. */
#ifndef DEDUP_TEXT_CUT_KIND_H
#define DEDUP_TEXT_CUT_KIND_H

#include <stdint.h>

enum cut_kind {
    CUT_WORD,
    CUT_NUMBER,
    CUT_GLUE, /* endings and particles between words; only from a segmenter */
};

/* Receives a word, a number or glue: units from start up to end. */
typedef void cut_fn(void *context, int32_t start, int32_t end, enum cut_kind kind);

#endif
