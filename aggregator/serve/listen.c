/*
 * The listening socket: our own, or systemd's (sd_listen_fds(3), without its library).
 */
#include "aggregator/serve/serve.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PASSED_SOCKET = 3, BACKLOG = 1024, HOST_SIZE = 48 };

static int socket_passed(void)
{
    const char *pid = getenv("LISTEN_PID"), *count = getenv("LISTEN_FDS");

    if (pid == NULL || count == NULL || strtol(pid, NULL, 10) != (long)getpid() ||
        strtol(count, NULL, 10) < 1)
        return -1;
    return fcntl(PASSED_SOCKET, F_SETFD, FD_CLOEXEC) == 0 ? PASSED_SOCKET : -1;
}

/* Splits "host:port" or "[host]:port". An empty host means any address. */
static bool address_split(char host[HOST_SIZE], const char **ret_port, const char *address)
{
    const char *colon = strrchr(address, ':');
    size_t length = colon != NULL ? (size_t)(colon - address) : 0;

    if (colon == NULL || colon[1] == '\0' || length >= HOST_SIZE)
        return false;
    *ret_port = colon + 1;
    if (length >= 2 && address[0] == '[' && address[length - 1] == ']') {
        address++;
        length -= 2;
    } else if (memchr(address, ':', length) != NULL) {
        return false; /* IPv6 requires brackets */
    }
    memcpy(host, address, length);
    host[length] = '\0';
    return true;
}

/* getaddrinfo() accepts larger numbers and truncates them to 16 bits. */
static bool port_is_sound(const char *port)
{
    size_t length = strlen(port);

    return length > 0 && length <= 5 && strspn(port, "0123456789") == length &&
           strtol(port, NULL, 10) <= UINT16_MAX;
}

static int socket_open(const struct addrinfo *info)
{
    const int yes = 1;
    int fd = socket(info->ai_family, info->ai_socktype, info->ai_protocol);

    if (fd < 0)
        return -1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
    if (fcntl(fd, F_SETFD, FD_CLOEXEC) == 0 && bind(fd, info->ai_addr, info->ai_addrlen) == 0 &&
        listen(fd, BACKLOG) == 0)
        return fd;
    close(fd);
    return -1;
}

static int socket_make(int *ret, const char *address, struct error *err)
{
    const struct addrinfo hints = {.ai_flags = AI_PASSIVE | AI_NUMERICHOST | AI_NUMERICSERV,
                                   .ai_socktype = SOCK_STREAM};
    struct addrinfo *info;
    char host[HOST_SIZE];
    const char *port;

    if (!address_split(host, &port, address) || !port_is_sound(port) ||
        getaddrinfo(host[0] != '\0' ? host : NULL, port, &hints, &info) != 0)
        return error_set(err, ERR_USAGE, SCOPE_RUN,
                         "cannot listen on \"%s\", expected an address such as 127.0.0.1:8080",
                         address);
    *ret = socket_open(info);
    freeaddrinfo(info);
    return *ret >= 0 ? 0
                     : error_set(err, ERR_NETWORK, SCOPE_RUN, "cannot listen on %s: %s", address,
                                 strerror(errno));
}

static void address_text(char ret[64], int socket)
{
    struct sockaddr_storage address;
    socklen_t length = sizeof(address);
    char host[HOST_SIZE], port[8];

    if (getsockname(socket, (struct sockaddr *)&address, &length) != 0 ||
        getnameinfo((struct sockaddr *)&address, length, host, sizeof(host), port, sizeof(port),
                    NI_NUMERICHOST | NI_NUMERICSERV) != 0)
        snprintf(ret, 64, "a socket");
    else
        snprintf(ret, 64, address.ss_family == AF_INET6 ? "[%s]:%s" : "%s:%s", host, port);
}

int serve_listen(int *ret_socket, char ret_text[64], const char *address, struct error *err)
{
    int passed = socket_passed(), code = 0;

    if (passed >= 0)
        *ret_socket = passed;
    else
        code = socket_make(ret_socket, address, err);
    if (code == 0 && fcntl(*ret_socket, F_SETFL, O_NONBLOCK) != 0)
        code = error_set(err, ERR_NETWORK, SCOPE_RUN, "cannot use the socket: %s", strerror(errno));
    if (code == 0)
        address_text(ret_text, *ret_socket);
    return code;
}
