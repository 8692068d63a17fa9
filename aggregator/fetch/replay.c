#include "aggregator/fetch/replay.h"

#include "aggregator/fetch/transport.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_BYTES = 16 * 1024 };

struct replay {
    const char *folder;
    struct transfer **done;
    size_t done_count;
};

void replay_file_name(char *ret, size_t room, const char *url)
{
    static const char kept[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-";
    size_t i = 0;

    for (; url[i] != '\0' && i + sizeof(".http") < room; i++)
        ret[i] = url[i];
    ret[i] = '\0';
    for (char *c = ret + strspn(ret, kept); *c != '\0'; c += 1 + strspn(c + 1, kept))
        *c = '_';
    snprintf(ret + i, room - i, ".http");
}

static int replay_open(void **ret_self, const struct fetch_options *options, size_t slots,
                       struct error *err)
{
    struct replay *replay = calloc(1, sizeof(*replay));

    if (replay != NULL) {
        replay->folder = options->replay_folder;
        replay->done = calloc(slots, sizeof(struct transfer *));
    }
    if (replay == NULL || replay->done == NULL) {
        free(replay);
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
    }
    *ret_self = replay;
    return 0;
}

static void play(struct transfer *transfer, FILE *file)
{
    char text[LINE_BYTES];
    size_t size;

    while (fgets(text, sizeof(text), file) != NULL && text[strspn(text, "\r\n")] != '\0')
        if (!transfer_take_head(transfer, text, strlen(text)))
            return;
    while ((size = fread(text, 1, sizeof(text), file)) > 0) {
        transfer->chain->bytes += (long long)size;
        if (!transfer_take_body(transfer, text, size))
            return;
    }
}

static void replay_start(void *self, struct transfer *transfer)
{
    struct replay *replay = self;
    char name[NAME_MAX], path[PATH_MAX];
    FILE *file;

    replay->done[replay->done_count++] = transfer;
    replay_file_name(name, sizeof(name), redirect_chain_url(transfer->chain));
    snprintf(path, sizeof(path), "%s/%s", replay->folder, name);
    file = fopen(path, "rb");
    if (file == NULL) {
        error_set(&transfer->error, ERR_NETWORK, SCOPE_FEED, "no recorded response: %.300s: %s",
                  name, strerror(errno));
        return;
    }
    play(transfer, file);
    fclose(file);
}

static struct transfer *replay_wait(void *self, int64_t timeout_ms, struct pollfd *files,
                                    size_t count)
{
    struct replay *replay = self;

    if (replay->done_count == 0 && count > 0) /* recorded responses never wait */
        poll(files, (nfds_t)count, (int)timeout_ms);
    return replay->done_count > 0 ? replay->done[--replay->done_count] : NULL;
}

static void replay_close(void *self)
{
    struct replay *replay = self;

    if (replay != NULL)
        free(replay->done);
    free(replay);
}

const struct transport transport_replay = {replay_open, replay_start, replay_wait, replay_close};
