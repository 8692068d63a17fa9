/*
 * A C face of CLD2, the language identifier, which is C++.
 */
#ifndef DEDUP_TEXT_CLD2_WRAPPER_H
#define DEDUP_TEXT_CLD2_WRAPPER_H

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The language of plain UTF-8 text: a code of CLD2's (BCP 47 but for a few old ones), static; "un"
 * when it cannot tell. *ret_percent is that language's share of the text's letters; *ret_reliable
 * says that the second best is far behind. */
const char *cld2_detect(const char *text, int size, int *ret_percent, bool *ret_reliable);

#ifdef __cplusplus
}
#endif

#endif
