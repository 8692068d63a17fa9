/*
 * A C wrapper of CLD2, the C++ language identifier.
 */
#ifndef DEDUP_TEXT_CLD2_WRAPPER_H
#define DEDUP_TEXT_CLD2_WRAPPER_H

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The language of plain UTF-8 text: a CLD2 code (BCP 47 except for a few old ones), static; "un"
 * when CLD2 cannot tell. *ret_percent is the share of that language in the text's letters.
 * *ret_reliable says that the second-best language is far behind. */
const char *cld2_detect(const char *text, int size, int *ret_percent, bool *ret_reliable);

#ifdef __cplusplus
}
#endif

#endif
