/* The ids of items in the Google Reader protocol: a story's node in two forms. Pure. */
#ifndef HEADWATER_READER_ITEM_ID_H
#define HEADWATER_READER_ITEM_ID_H

#include <stdbool.h>
#include <stdint.h>

enum { ITEM_ID_LONG_SIZE = 49, ITEM_ID_SHORT_SIZE = 21 };

/* "tag:google.com,2005:reader/item/" and 16 hexadecimal digits. */
void item_id_long(char ret[ITEM_ID_LONG_SIZE], uint64_t node);
/* A signed decimal number, because clients read it into 64 bits with a sign. */
void item_id_short(char ret[ITEM_ID_SHORT_SIZE], uint64_t node);

/* Reads either form; an unsigned decimal number and fewer hexadecimal digits too. False for any
 * other text. */
bool item_id_read(uint64_t *ret, const char *text);

#endif
