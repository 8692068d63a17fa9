/*
 * Handles truncation of a mapped file while it is read. The system then raises SIGBUS; with a
 * guard, the program ends with a one-line message. This costs nothing until it happens, whereas
 * reading the whole file would cost every run, even one that needs little of it.
 */
#ifndef HEADWATER_LEXICON_GUARD_H
#define HEADWATER_LEXICON_GUARD_H

#include <stddef.h>

/* Guards the mapping, replacing an earlier one; data NULL: none. path is copied. */
void lexicon_guard(const void *data, size_t size, const char *path);

#endif
