/*
 * One errand under way: what has come of its answer so far. A transport pours header lines and body
 * bytes in; the limits are held here, the same for every transport.
 */
#ifndef HEADWATER_FETCH_TRANSFER_H
#define HEADWATER_FETCH_TRANSFER_H

#include "aggregator/fetch/fetch.h"
#include "aggregator/fetch/redirect_chain.h"
#include "aggregator/fetch/reply.h"

enum {
    EXCHANGE_ARENA_BYTES_MAX = 512 * 1024, /* kept header values of one errand */
    EXCHANGE_ERROR_BODY_MAX = 64 * 1024,   /* read of a body that nobody wants, then let go */
};

struct exchange {
    const struct errand *errand;
    size_t number; /* the errand's, in the queue */
    size_t slot;   /* the exchange's own, for the transport */
    struct trail *trail;
    struct arena arena;
    struct reply reply;
    struct spool body;
    struct error error;
    size_t unwanted; /* bytes of a body not kept: of a redirect or an error */
    bool undecoded;  /* as asked again: the last answer named a coding that is none */
    bool cut;        /* enough of it was seen; the transport's failure means nothing */
    bool last;       /* no other errand waits for this host: the connection need not be kept */
};

/* Starts with an errand; takes the trail over. max_bytes bounds the body. */
void exchange_begin(struct exchange *exchange, const struct errand *errand, struct trail *trail,
                    int64_t max_bytes);

/* Forgets the last hop's answer, to ask the trail's present address. */
void exchange_next_hop(struct exchange *exchange);

/* Frees what the errand held. Accepts a zeroed exchange. */
void exchange_end(struct exchange *exchange);

/* Header line or body bytes as they come; false: stop this transfer (exchange->error says why,
 * unless exchange->cut). */
bool exchange_take_head(struct exchange *exchange, const char *line, size_t size);
bool exchange_take_body(struct exchange *exchange, const void *data, size_t size);

/* The answer of a finished exchange; borrows from it. */
void exchange_answer(struct answer *ret, struct exchange *exchange, int64_t now);

#endif
