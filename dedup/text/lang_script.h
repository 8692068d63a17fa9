/*
 * Languages that their script tells: what CLD2 would say of them too, at a tenth of its cost.
 */
#ifndef DEDUP_TEXT_LANG_SCRIPT_H
#define DEDUP_TEXT_LANG_SCRIPT_H

#include <stddef.h>

/* "ja", "ko", "th" or "zh" where at least `percent` of the letters of some valid UTF-8, counted in
 * bytes, and enough of them, are of scripts that speak for it alone; else "". Chinese is what has
 * not one kana. */
const char *lang_script(const char *sample, size_t size, size_t percent);

#endif
