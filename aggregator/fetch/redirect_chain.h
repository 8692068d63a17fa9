/*
 * The redirect chain of one request: how many hops, whether all were permanent, and whether the
 * user's credentials may be sent to the current address.
 *
 * Sources: RFC 9110 §15.4; politeness points 18, 19, 29 and 31.
 */
#ifndef HEADWATER_FETCH_REDIRECT_CHAIN_H
#define HEADWATER_FETCH_REDIRECT_CHAIN_H

#include "aggregator/base/error.h"

#include <stdbool.h>

enum { REDIRECT_HOPS_MAX = 5 };

struct curl_slist;

struct redirect_chain {
    char *urls[REDIRECT_HOPS_MAX +
               1]; /* the first is the requested address, the last the current one */
    int hops;
    bool storable;  /* every hop was permanent and may be trusted */
    double seconds; /* spent on all hops so far */
    long long bytes;
    struct curl_slist *cookies; /* set by the hops so far, in libcurl's form */
};

/* Creates a chain with a single address; NULL when out of memory. */
struct redirect_chain *redirect_chain_new(const char *url);
void redirect_chain_free(struct redirect_chain *chain); /* accepts NULL */

/* The current address: the last one of the chain. */
const char *redirect_chain_url(const struct redirect_chain *chain);

/* Whether the status is a redirect to another address. */
bool redirect_chain_is_redirect(int status);

/* Adds the absolute address that a response with this status redirects to. ERR_REFUSED for schemes
 * other than http and https and for host names longer than DNS allows, ERR_HTTP for a loop or for
 * more than REDIRECT_HOPS_MAX hops, ERR_MEMORY. */
int redirect_chain_follow(struct redirect_chain *chain, int status, const char *target,
                          struct error *err);

/* Whether credentials for the first address may be sent to the second. The host must be the same,
 * and so must scheme and port, except for a step from http to https on the default ports. */
bool redirect_chain_same_server(const char *home, const char *url);

#endif
