/*
 * A request that is answered individually, with its parameters and, for POST, its body; and the
 * response. Unlike a document, the response is never cached.
 *
 * The memory for bodies is limited for each and for all together. Part of serve.
 */
#ifndef HEADWATER_SERVE_EXCHANGE_H
#define HEADWATER_SERVE_EXCHANGE_H

#include "aggregator/serve/source.h"

#include <microhttpd.h>

/* The body while it is being received; one at a time in each connection. */
struct exchange {
    struct str body;
    unsigned refused; /* status of the refusal; 0: none */
    bool whole;       /* passed on as it is: SERVE_BODY */
    bool too_large;   /* nothing of it is passed on */
};

/* Starts to receive a form, or, when whole is true, any body; NULL when out of memory. */
struct exchange *exchange_new(struct MHD_Connection *connection, bool whole);
/* Takes a part of the body. *all is the size of all bodies of the server. */
void exchange_take(struct exchange *exchange, size_t *all, const char *data, size_t size);
/* Accepts NULL. */
void exchange_free(struct exchange *exchange, size_t *all);

/* Lets the source answer. exchange is NULL for a request without a body. Returns the response and
 * its status, or NULL when out of memory. */
struct MHD_Response *exchange_answer(unsigned *ret_status, const struct serve_source *source,
                                     struct exchange *exchange, struct MHD_Connection *connection,
                                     const char *path, const char *method);

#endif
