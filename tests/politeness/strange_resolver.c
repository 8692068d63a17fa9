/*
 * Loaded before libc by a test (LD_PRELOAD): names ending in ".trick" resolve to addresses chosen
 * by the test, and connections to a public address go to this machine. This simulates public hosts
 * without sending packets.
 *
 *     HEADWATER_TRICK="one.trick=8.8.8.8 two.trick=127.0.0.1"
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dlfcn.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SOCKETS = 1024 };

static const char *const public_address = "8.8.8.8";
static char is_tricked[SOCKETS]; /* claims that this socket's peer has the public address */

/* Finds the address of a name in the environment; false when the name is not listed. */
static int trick_find(char ret[64], const char *name)
{
    const char *row = getenv("HEADWATER_TRICK");
    size_t length = name != NULL ? strlen(name) : 0;

    for (; row != NULL && length > 0 && *row != '\0'; row += strcspn(row, " "), row += *row == ' ')
        if (strncmp(row, name, length) == 0 && row[length] == '=')
            return sscanf(row + length + 1, "%63s", ret) == 1;
    return 0;
}

int getaddrinfo(const char *name, const char *service, const struct addrinfo *hints,
                struct addrinfo **ret)
{
    int (*usual)(const char *, const char *, const struct addrinfo *, struct addrinfo **);
    char address[64];

    *(void **)&usual = dlsym(RTLD_NEXT, "getaddrinfo");
    return usual(trick_find(address, name) ? address : name, service, hints, ret);
}

int connect(int socket, const struct sockaddr *address, socklen_t size)
{
    int (*usual)(int, const struct sockaddr *, socklen_t);
    struct sockaddr_in here;

    *(void **)&usual = dlsym(RTLD_NEXT, "connect");
    if (address->sa_family != AF_INET)
        return usual(socket, address, size);
    memcpy(&here, address, sizeof(here));
    is_tricked[socket % SOCKETS] = here.sin_addr.s_addr == inet_addr(public_address);
    if (is_tricked[socket % SOCKETS])
        here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return usual(socket, (const struct sockaddr *)&here, sizeof(here));
}

int getpeername(int socket, struct sockaddr *address, socklen_t *size)
{
    int (*usual)(int, struct sockaddr *, socklen_t *);
    int result;

    *(void **)&usual = dlsym(RTLD_NEXT, "getpeername");
    result = usual(socket, address, size);
    if (result == 0 && address->sa_family == AF_INET && is_tricked[socket % SOCKETS])
        ((struct sockaddr_in *)(void *)address)->sin_addr.s_addr = inet_addr(public_address);
    return result;
}
