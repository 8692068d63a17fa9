/*
 * One request in progress and the part of its response received so far. A transport delivers header
 * lines and body bytes; the limits are enforced here, the same for every transport.
 */
#ifndef HEADWATER_FETCH_TRANSFER_H
#define HEADWATER_FETCH_TRANSFER_H

#include "aggregator/fetch/fetch_types.h"
#include "aggregator/fetch/redirect_chain.h"
#include "aggregator/fetch/reply.h"

enum {
    TRANSFER_ARENA_BYTES_MAX = 512 * 1024, /* kept header values of one request */
    TRANSFER_ERROR_BODY_MAX = 64 * 1024,   /* bytes of an unused body before the transfer stops */
};

struct transfer {
    const struct fetch_request *request;
    size_t number; /* index of the request in the queue */
    size_t slot;   /* index of the transfer, for the transport */
    struct redirect_chain *chain;
    struct arena arena;
    struct reply reply;
    struct spool body;
    struct error error;
    size_t unwanted; /* bytes received of an unused body: of a redirect or an error */
    bool undecoded;  /* repeat without decoding: the last response named an unknown coding */
    bool filtered;   /* the body goes, or went, through the feed's filter */
    /* stopped on purpose, after enough was read; the transport's failure is not an error */
    bool cut;
    /* no other request is queued for this host: the connection need not be kept */
    bool last;
};

/* Starts a request; takes ownership of the chain. max_bytes limits the body. */
void transfer_begin(struct transfer *transfer, const struct fetch_request *request,
                    struct redirect_chain *chain, int64_t max_bytes);

/* Discards the last hop's response before a request to the chain's current address. */
void transfer_next_hop(struct transfer *transfer);

/* Frees what the transfer holds. Accepts a zeroed transfer. */
void transfer_end(struct transfer *transfer);

/* Whether the body of the response is read: neither that of a redirect or an error, nor any that
 * answers a form. Any other is cut at TRANSFER_ERROR_BODY_MAX. */
bool transfer_wants_body(const struct transfer *transfer);

/* Take a header line or body bytes as received. False: stop this transfer (transfer->error says
 * why, unless transfer->cut). */
bool transfer_take_head(struct transfer *transfer, const char *line, size_t size);
bool transfer_take_body(struct transfer *transfer, const void *data, size_t size);

/* The response of a finished transfer; borrows from it. */
void transfer_response(struct fetch_response *ret, struct transfer *transfer, int64_t now);

#endif
