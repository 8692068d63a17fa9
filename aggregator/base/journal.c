#include "aggregator/base/journal.h"

#include "aggregator/base/error.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

static const char system_socket[] = "/run/systemd/journal/socket";

/* The size prefix of a multi-line value: 64 bits, little-endian, as the protocol requires. */
static char *size_write(char *at, uint64_t size)
{
    for (int i = 0; i < 8; i++, size >>= 8)
        *at++ = (char)(size & 0xff);
    return at;
}

void journal_add(struct journal_entry *entry, const char *name, const char *value)
{
    const size_t name_size = strlen(name), value_size = strlen(value);
    char *at = entry->bytes + entry->used;

    if (name_size + value_size + 10 > sizeof(entry->bytes) - entry->used) /* "\n", 8 bytes, "\n" */
        return;
    memcpy(at, name, name_size);
    at += name_size;
    if (strchr(value, '\n') != NULL) {
        *at++ = '\n';
        at = size_write(at, value_size);
    } else {
        *at++ = '=';
    }
    memcpy(at, value, value_size);
    at += value_size;
    *at++ = '\n';
    entry->used = (size_t)(at - entry->bytes);
}

int journal_send(const struct journal_entry *entry, const char *path)
{
    static int socket_fd = -1;
    struct sockaddr_un to = {.sun_family = AF_UNIX};
    const int length =
        snprintf(to.sun_path, sizeof(to.sun_path), "%s", path != NULL ? path : system_socket);

    if (length >= (int)sizeof(to.sun_path))
        return ERR_IO;
    if (socket_fd < 0)
        socket_fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (socket_fd < 0)
        return ERR_IO;
    return sendto(socket_fd, entry->bytes, entry->used, MSG_NOSIGNAL, (const struct sockaddr *)&to,
                  sizeof(to)) < 0
               ? ERR_IO
               : 0;
}
