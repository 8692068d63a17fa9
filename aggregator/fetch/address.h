/*
 * Which network addresses may be asked: those of the public Internet. Everything else (this
 * machine, the local network, metadata services of clouds, IPv4 in IPv6 clothes) is refused, unless
 * the user allows it for a feed. Looked at when a connection is made, after DNS, so that no name,
 * redirect or odd spelling leads around it.
 *
 * Sources: the IANA special-purpose address registries (RFC 6890), RFC 6052, RFC 3056, RFC 4380.
 */
#ifndef HEADWATER_FETCH_ADDRESS_H
#define HEADWATER_FETCH_ADDRESS_H

#include <stdbool.h>
#include <sys/socket.h>

/* NULL for a public address; else what kind it is, for a message: "a private address". */
const char *address_refusal(const struct sockaddr *address);

/* The same for the numeric text of one, as "127.0.0.1" or "::1". A text that is no address counts
 * as public: it is a name, and has not been resolved yet. */
const char *address_text_refusal(const char *text);

#endif
