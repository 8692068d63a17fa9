#include "aggregator/serve/pending.h"

#include <stdlib.h>
#include <sys/socket.h>

bool waiting_init(struct waiting *waiting, size_t room)
{
    waiting->ones = calloc(room, sizeof(*waiting->ones));
    waiting->room = waiting->ones != NULL ? room : 0;
    return waiting->ones != NULL && pthread_mutex_init(&waiting->mutex, NULL) == 0;
}

void waiting_release(struct waiting *waiting)
{
    if (waiting->ones == NULL)
        return;
    pthread_mutex_destroy(&waiting->mutex);
    free(waiting->ones);
    waiting->ones = NULL;
}

static void one_set(struct waiting *waiting, int socket, bool open, bool busy)
{
    if (socket < 0 || (size_t)socket >= waiting->room)
        return;
    pthread_mutex_lock(&waiting->mutex);
    waiting->ones[socket] = (struct waiting_one){.since = -1, .open = open, .busy = busy};
    pthread_mutex_unlock(&waiting->mutex);
}

void waiting_open(struct waiting *waiting, int socket)
{
    one_set(waiting, socket, true, false);
}

void waiting_close(struct waiting *waiting, int socket)
{
    one_set(waiting, socket, false, false);
}

void waiting_set_busy(struct waiting *waiting, int socket, bool busy)
{
    one_set(waiting, socket, true, busy);
}

void waiting_sweep(struct waiting *waiting, int64_t now, int64_t limit)
{
    pthread_mutex_lock(&waiting->mutex);
    for (size_t i = 0; i < waiting->room; i++) {
        struct waiting_one *one = &waiting->ones[i];

        if (!one->open || one->busy)
            continue;
        if (one->since < 0)
            one->since = now;
        else if (now - one->since > limit)
            shutdown((int)i, SHUT_RDWR); /* the server sees its end and closes it */
    }
    pthread_mutex_unlock(&waiting->mutex);
}
