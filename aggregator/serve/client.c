#include "aggregator/serve/client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static bool is_loopback(const struct sockaddr *peer)
{
    const struct in6_addr *six = &((const struct sockaddr_in6 *)(const void *)peer)->sin6_addr;
    const struct in_addr *four = &((const struct sockaddr_in *)(const void *)peer)->sin_addr;

    if (peer->sa_family == AF_INET)
        return ntohl(four->s_addr) >> 24 == 127;
    if (peer->sa_family != AF_INET6)
        return peer->sa_family == AF_UNIX;
    return IN6_IS_ADDR_LOOPBACK(six) || (IN6_IS_ADDR_V4MAPPED(six) && six->s6_addr[12] == 127);
}

static void six_write(char ret[CLIENT_ADDRESS_SIZE], const struct in6_addr *address)
{
    struct in6_addr network = *address;

    if (IN6_IS_ADDR_V4MAPPED(address)) {
        inet_ntop(AF_INET, &address->s6_addr[12], ret, CLIENT_ADDRESS_SIZE);
        return;
    }
    memset(&network.s6_addr[8], 0, 8);
    inet_ntop(AF_INET6, &network, ret, CLIENT_ADDRESS_SIZE);
}

static void peer_write(char ret[CLIENT_ADDRESS_SIZE], const struct sockaddr *peer)
{
    snprintf(ret, CLIENT_ADDRESS_SIZE, "?");
    if (peer->sa_family == AF_INET)
        inet_ntop(AF_INET, &((const struct sockaddr_in *)(const void *)peer)->sin_addr, ret,
                  CLIENT_ADDRESS_SIZE);
    else if (peer->sa_family == AF_INET6)
        six_write(ret, &((const struct sockaddr_in6 *)(const void *)peer)->sin6_addr);
}

/* The last address of the list; false when it is none. It may be in brackets, with a port. */
static bool forwarded_read(char ret[CLIENT_ADDRESS_SIZE], const char *forwarded)
{
    const char *comma = strrchr(forwarded, ','), *start = comma != NULL ? comma + 1 : forwarded;
    char text[CLIENT_ADDRESS_SIZE];
    struct in6_addr six;
    struct in_addr four;
    bool bracketed;

    start += strspn(start, " \t");
    bracketed = *start == '[';
    snprintf(text, sizeof(text), "%.*s", (int)strcspn(start + bracketed, "] \t"),
             start + bracketed);
    if (!bracketed && strchr(text, '.') != NULL)
        text[strcspn(text, ":")] = '\0';
    if (inet_pton(AF_INET, text, &four) == 1)
        return inet_ntop(AF_INET, &four, ret, CLIENT_ADDRESS_SIZE) != NULL;
    if (inet_pton(AF_INET6, text, &six) != 1)
        return false;
    six_write(ret, &six);
    return true;
}

void client_address(char ret[CLIENT_ADDRESS_SIZE], const struct sockaddr *peer,
                    const char *forwarded)
{
    if (peer == NULL)
        snprintf(ret, CLIENT_ADDRESS_SIZE, "?");
    else if (forwarded == NULL || !is_loopback(peer) || !forwarded_read(ret, forwarded))
        peer_write(ret, peer);
}
