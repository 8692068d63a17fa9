/*
 * Normalises feed addresses as other programs write them.
 */
#ifndef HEADWATER_SUBSCRIBE_FEED_ADDRESS_H
#define HEADWATER_SUBSCRIBE_FEED_ADDRESS_H

#include "aggregator/base/arena.h"

/* Returns the address to request: feed://host/ and feed:https://host/ become http or https, inner
 * blanks become %20, the rest is unchanged. NULL when the address is unusable, with the reason in
 * *ret_why; when out of memory, *ret_why is NULL as well. */
const char *feed_address(struct arena *arena, const char *text, const char **ret_why);

/* The address for a message, without any user and password. NULL when out of memory. */
const char *feed_address_shown(struct arena *arena, const char *text);

#endif
