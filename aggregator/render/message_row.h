/*
 * The row of a table of messages for a language.
 */
#ifndef HEADWATER_RENDER_MESSAGE_ROW_H
#define HEADWATER_RENDER_MESSAGE_ROW_H

#include <stddef.h>

/* The row for a language tag, else the English one, which the table has. A row is size bytes and
 * begins with its language, a const char *. */
const void *message_row_find(const void *table, size_t count, size_t size, const char *language);

#endif
