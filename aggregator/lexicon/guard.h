/*
 * A mapped file that is cut short while it is read: the system ends the program with SIGBUS then,
 * for there is nothing to read. With a guard it ends with one line that says so instead. Costs
 * nothing until it happens; reading the whole file would cost each run that needs none of it.
 */
#ifndef HEADWATER_LEXICON_GUARD_H
#define HEADWATER_LEXICON_GUARD_H

#include <stddef.h>

/* Guards the mapping, in place of an earlier one; data NULL: none. path is copied. */
void lexicon_guard(const void *data, size_t size, const char *path);

#endif
