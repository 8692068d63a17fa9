#include "aggregator/serve/pending.h"

#include <stdlib.h>
#include <sys/socket.h>

bool pending_init(struct pending_requests *pending, size_t room)
{
    pending->ones = calloc(room, sizeof(*pending->ones));
    pending->room = pending->ones != NULL ? room : 0;
    return pending->ones != NULL && pthread_mutex_init(&pending->mutex, NULL) == 0;
}

void pending_release(struct pending_requests *pending)
{
    if (pending->ones == NULL)
        return;
    pthread_mutex_destroy(&pending->mutex);
    free(pending->ones);
    pending->ones = NULL;
}

static void one_set(struct pending_requests *pending, int socket, bool open, bool busy)
{
    if (socket < 0 || (size_t)socket >= pending->room)
        return;
    pthread_mutex_lock(&pending->mutex);
    pending->ones[socket] = (struct pending_request){.since = -1, .open = open, .busy = busy};
    pthread_mutex_unlock(&pending->mutex);
}

void pending_open(struct pending_requests *pending, int socket)
{
    one_set(pending, socket, true, false);
}

void pending_close(struct pending_requests *pending, int socket)
{
    one_set(pending, socket, false, false);
}

void pending_set_busy(struct pending_requests *pending, int socket, bool busy)
{
    one_set(pending, socket, true, busy);
}

void pending_sweep(struct pending_requests *pending, int64_t now, int64_t limit)
{
    pthread_mutex_lock(&pending->mutex);
    for (size_t i = 0; i < pending->room; i++) {
        struct pending_request *one = &pending->ones[i];

        if (!one->open || one->busy)
            continue;
        if (one->since < 0)
            one->since = now;
        else if (now - one->since > limit)
            shutdown((int)i, SHUT_RDWR); /* the server detects this and closes the connection */
    }
    pthread_mutex_unlock(&pending->mutex);
}
