#include "aggregator/reader/reader.h"

#include "aggregator/base/random.h"
#include "aggregator/reader/call.h"
#include "aggregator/reader/fever.h"
#include "aggregator/reader/greader.h"

#include <stdlib.h>
#include <string.h>

/* A writer is waited for this long; the others who are served wait too. */
enum { WAIT_MILLISECONDS = 3000, CALL_BYTES = 128 * 1024 * 1024 };

/* The first row whose path is a prefix of the requested path. The first one is where programs for
 * FreshRSS look for the API. */
static const struct row {
    const char *path;
    size_t kept; /* where the path that the interface sees begins */
    unsigned (*methods)(const char *path);
    int (*answer)(struct call *call, struct error *err);
} rows[] = {
    {"/api/greader.php/", sizeof("/api/greader.php") - 1, greader_methods, greader_answer},
    {"/accounts/ClientLogin", 0, greader_methods, greader_answer},
    {"/reader/api/0/", 0, greader_methods, greader_answer},
    {"/reader/atom/", 0, greader_methods, greader_answer},
    {"/fever/", 0, fever_methods, fever_answer},
    {"/api/fever.php", 0, fever_methods, fever_answer},
};

static const struct row *row_find(const char *path)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (strncmp(path, rows[i].path, strlen(rows[i].path)) == 0)
            return &rows[i];
    return NULL;
}

unsigned reader_methods(const char *path)
{
    const struct row *row = row_find(path);

    return row != NULL ? row->methods(path + row->kept) : 0;
}

int reader_new(struct reader **ret, const struct config *config, const char *state_address,
               int64_t (*now)(void), struct error *err)
{
    struct reader *reader = calloc(1, sizeof(*reader));
    uint64_t secret;
    int code;

    if (reader == NULL)
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory starting the server");
    reader->config = config;
    reader->state_address = state_address;
    reader->now = now;
    code = publish_shelf_new(&reader->chooser, config, err);
    if (code == 0)
        code = random_number(&secret, err);
    if (code != 0) {
        reader_free(reader);
        return code;
    }
    throttle_init(&reader->throttle, secret);
    *ret = reader;
    return 0;
}

static void state_close(struct reader *reader)
{
    store_close(reader->store);
    reader->store = NULL;
    shelf_release(&reader->shelf);
    reader->has_shelf = false;
}

void reader_free(struct reader *reader)
{
    if (reader == NULL)
        return;
    state_close(reader);
    publish_shelf_free(reader->chooser);
    free(reader);
}

/* Opens the state if it exists, and reopens it when it was replaced. It is opened read-only
 * first: only runs create a state or migrate it. */
static int state_open(struct reader *reader, struct error *err)
{
    struct store_stamp stamp;
    int code;

    store_stamp(&stamp, reader->state_address);
    if (reader->store != NULL && stamp.identity == reader->store_identity)
        return 0;
    state_close(reader);
    code = store_open_readonly(&reader->store, reader->state_address, err);
    if (code != 0)
        return code;
    state_close(reader);
    code = store_open(&reader->store, reader->state_address, err);
    if (code == 0)
        code = store_wait_limit(reader->store, WAIT_MILLISECONDS, err);
    if (code != 0)
        state_close(reader);
    reader->store_identity = stamp.identity;
    return code;
}

int reader_answer(struct serve_reply *reply, struct reader *reader,
                  const struct serve_request *request, struct error *err)
{
    const struct row *row = row_find(request->path);
    struct call call = {.reader = reader, .request = request, .reply = reply};
    int code = state_open(reader, err);

    if (code != 0)
        return code;
    call.path = request->path + row->kept;
    arena_init(&call.arena, CALL_BYTES);
    code = row->answer(&call, err);
    if (code == 0 && arena_status(&call.arena) != ERR_NONE)
        code = error_set(err, arena_status(&call.arena), SCOPE_RUN, "out of memory answering");
    arena_release(&call.arena);
    return code;
}
