/* Who sent a request, for limits by address. */
#ifndef HEADWATER_SERVE_CLIENT_H
#define HEADWATER_SERVE_CLIENT_H

#include <sys/socket.h>

enum { CLIENT_ADDRESS_SIZE = 64 };

/*
 * The address of a client as text. For IPv6 it is the network of 64 bits, because one client has
 * many addresses of it. If the peer is on this machine, it is a proxy, and forwarded
 * (the last line of X-Forwarded-For, or NULL) ends with the address that the proxy saw; what stands
 * before it was sent by the client and means nothing. "?" for another kind of socket.
 */
void client_address(char ret[CLIENT_ADDRESS_SIZE], const struct sockaddr *peer,
                    const char *forwarded);

#endif
