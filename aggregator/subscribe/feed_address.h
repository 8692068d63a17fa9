/*
 * The addresses of feeds as other programs write them.
 */
#ifndef HEADWATER_SUBSCRIBE_FEED_ADDRESS_H
#define HEADWATER_SUBSCRIBE_FEED_ADDRESS_H

#include "aggregator/base/arena.h"

/* The address that can be asked: feed://host/ and feed:https://host/ stand for that of http or
 * https, blanks within are written as %20, all else stays as it is. NULL when it can never be
 * asked, and *ret_why says why; when memory is out, *ret_why is NULL as well. */
const char *feed_address(struct arena *arena, const char *text, const char **ret_why);

/* The same address for a message: without the user and password that it may hold. NULL when memory
 * is out. */
const char *feed_address_shown(struct arena *arena, const char *text);

#endif
