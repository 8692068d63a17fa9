/*
 * Decides which network addresses may be contacted: public Internet addresses only. All others
 * (this machine, the local network, cloud metadata services, such addresses embedded in IPv6) are
 * refused unless the feed has allow_private. The check runs on every connection, after DNS, so a
 * host name, a redirect or an unusual spelling cannot bypass it.
 *
 * Sources: the IANA special-purpose address registries (RFC 6890), RFC 6052, RFC 3056, RFC 4380.
 */
#ifndef HEADWATER_FETCH_IP_ADDRESS_H
#define HEADWATER_FETCH_IP_ADDRESS_H

#include <stdbool.h>
#include <sys/socket.h>

/* Returns NULL for a public address, otherwise its kind for a message: "a private address". */
const char *ip_address_refusal(const struct sockaddr *address);

/* The same for an address in numeric text form, such as "127.0.0.1" or "::1". Returns NULL for any
 * other text: it is a host name that has not been resolved yet. */
const char *ip_address_text_refusal(const char *text);

#endif
