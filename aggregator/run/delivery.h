/*
 * A response between a poller and the placer: what it says about itself, as text, and its body.
 */
#ifndef HEADWATER_RUN_DELIVERY_H
#define HEADWATER_RUN_DELIVERY_H

#include "aggregator/fetch/fetch.h"
#include "aggregator/store/store_polling.h"

/* Makes a delivery of a response, in the arena; reads its body. host is the one that was leased.
 * ERR_MEMORY, ERR_LIMIT, ERR_IO. */
int delivery_make(struct store_delivery *ret, struct arena *arena, const struct fetch_request *of,
                  const char *host, struct fetch_response *response, int64_t now,
                  struct error *err);

/* The other way: the request's address and the response; body is an initialized spool that receives
 * the body. Strings are in the arena. ERR_SYNTAX when the text is damaged. */
int delivery_read(const char **ret_asked, struct fetch_response *ret, struct spool *body,
                  struct arena *arena, const struct store_delivery *delivery, struct error *err);

#endif
