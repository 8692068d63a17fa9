/*
 * One request under way: what has come of its answer so far. A transport pours header lines and
 * body bytes in; the limits are held here, the same for every transport.
 */
#ifndef HEADWATER_FETCH_TRANSFER_H
#define HEADWATER_FETCH_TRANSFER_H

#include "aggregator/fetch/fetch.h"
#include "aggregator/fetch/redirect_chain.h"
#include "aggregator/fetch/reply.h"

enum {
    TRANSFER_ARENA_BYTES_MAX = 512 * 1024, /* kept header values of one request */
    TRANSFER_ERROR_BODY_MAX = 64 * 1024,   /* read of a body that nobody wants, then let go */
};

struct transfer {
    const struct fetch_request *request;
    size_t number; /* the request's, in the queue */
    size_t slot;   /* the transfer's own, for the transport */
    struct redirect_chain *chain;
    struct arena arena;
    struct reply reply;
    struct spool body;
    struct error error;
    size_t unwanted; /* bytes of a body not kept: of a redirect or an error */
    bool undecoded;  /* as asked again: the last answer named a coding that is none */
    bool cut;        /* enough of it was seen; the transport's failure means nothing */
    bool last;       /* no other request waits for this host: the connection need not be kept */
};

/* Starts with a request; takes the trail over. max_bytes bounds the body. */
void transfer_begin(struct transfer *transfer, const struct fetch_request *request,
                    struct redirect_chain *chain, int64_t max_bytes);

/* Forgets the last hop's answer, to ask the trail's present address. */
void transfer_next_hop(struct transfer *transfer);

/* Frees what the request held. Accepts a zeroed transfer. */
void transfer_end(struct transfer *transfer);

/* Header line or body bytes as they come; false: stop this transfer (transfer->error says why,
 * unless transfer->cut). */
bool transfer_take_head(struct transfer *transfer, const char *line, size_t size);
bool transfer_take_body(struct transfer *transfer, const void *data, size_t size);

/* The answer of a finished transfer; borrows from it. */
void transfer_response(struct fetch_response *ret, struct transfer *transfer, int64_t now);

#endif
