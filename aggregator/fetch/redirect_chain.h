/*
 * The way of one request through redirects, and what may go with it: how many hops, whether all
 * were permanent, and whether the user's credentials may be shown to the present address.
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
    char *urls[REDIRECT_HOPS_MAX + 1]; /* the first as asked, the last is the present one */
    int hops;
    bool storable;  /* every hop was permanent, and none may not be believed */
    double seconds; /* spent on the hops so far */
    long long bytes;
    struct curl_slist *cookies; /* set on the way so far, in libcurl's form */
};

/* A trail of one address; NULL when memory is out. */
struct redirect_chain *redirect_chain_new(const char *url);
void redirect_chain_free(struct redirect_chain *chain); /* accepts NULL */

/* The present address: the last of the way. */
const char *redirect_chain_url(const struct redirect_chain *chain);

/* Whether this status sends on to another address. */
bool redirect_chain_is_redirect(int status);

/* Goes where an answer with this status and this absolute address points. ERR_REFUSED for schemes
 * other than http and https and for host names longer than DNS allows, ERR_HTTP for a loop or one
 * hop too many, ERR_MEMORY. */
int redirect_chain_follow(struct redirect_chain *chain, int status, const char *target,
                          struct error *err);

/* Whether two addresses are so much the same server that credentials for the first may be sent to
 * the second: same host, and the same scheme and port or the step from plain http to https. */
bool redirect_chain_same_server(const char *home, const char *url);

#endif
