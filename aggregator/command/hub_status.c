#include "aggregator/command/hub_status.h"

#include "aggregator/base/clock.h"
#include "aggregator/command/command_columns.h"
#include "aggregator/command/command_json.h"
#include "aggregator/run/ping.h"

#include <inttypes.h>
#include <stdio.h>

enum { ARENA_BYTES = 4 << 20, AGO_SIZE = 32 };

typedef int ping_tell(void *context, const struct output *output, const struct store_ping *ping,
                      struct error *err);

static int pings_walk(struct store *store, const struct config *config, ping_tell *tell,
                      void *context, struct error *err)
{
    int code = 0;

    for (size_t i = 0; i < config->output_count; i++) {
        const struct output *output = &config->outputs[i];

        for (size_t hub = 0; hub < output->hub_count && code == 0; hub++) {
            struct store_ping ping;

            code = store_ping_load(&ping, store, output->hubs[hub], output->self, err);
            if (code == 0)
                code = tell(context, output, &ping, err);
        }
    }
    return code;
}

/* As text. */

struct printing {
    int64_t now;
    bool begun;
};

static void failure_print(const struct store_ping *ping, const char *error, int64_t now)
{
    char next[AGO_SIZE], pinged[AGO_SIZE];

    columns_ago(next, sizeof(next), ping->not_before, now);
    columns_ago(pinged, sizeof(pinged), ping->pinged, now);
    printf("was not told: %s (%d time%s); last told: %s; ", error, ping->failures,
           ping->failures == 1 ? "" : "s", pinged);
    if (ping_is_given_up(ping))
        printf("given up until the document changes\n");
    else
        printf("next try: %s\n", ping_is_due(ping, now) ? "with the next run" : next);
}

static int ping_print(void *context, const struct output *output, const struct store_ping *ping,
                      struct error *err)
{
    struct printing *printing = context;
    const char *hub, *path, *error;
    char pinged[AGO_SIZE];
    struct arena arena;

    arena_init(&arena, ARENA_BYTES);
    hub = columns_printable(&arena, ping->hub);
    path = columns_printable(&arena, output->path);
    error = columns_printable(&arena, ping->error);
    if (hub == NULL || path == NULL || error == NULL) {
        arena_release(&arena);
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
    }
    printf("%sHub %s of %s ", printing->begun ? "" : "\n", hub, path);
    printing->begun = true;
    columns_ago(pinged, sizeof(pinged), ping->pinged, printing->now);
    if (ping->failures > 0)
        failure_print(ping, error, printing->now);
    else if (ping->pinged == TIME_NONE || ping->due_since != TIME_NONE)
        printf("is told with the next run; last told: %s\n", pinged);
    else
        printf("was told %s\n", pinged);
    arena_release(&arena);
    return 0;
}

int hub_status_print(struct store *store, const struct config *config, int64_t now,
                     struct error *err)
{
    struct printing printing = {.now = now};

    return pings_walk(store, config, ping_print, &printing, err);
}

/* As JSON. */

static int ping_add(void *context, const struct output *output, const struct store_ping *ping,
                    struct error *err)
{
    const bool due = ping->due_since != TIME_NONE || ping->content == 0;
    json_t *object =
        json_pack("{s:s, s:s, s:s, s:b, s:b, s:o, s:o, s:i, s:o, s:o}", "output", output->path,
                  "topic", ping->topic, "hub", ping->hub, "due", (int)due, "given_up",
                  (int)ping_is_given_up(ping), "last_ping", command_json_time(ping->pinged),
                  "last_try", command_json_time(ping->tried), "failures", ping->failures, "error",
                  command_json_text(ping->error[0] != '\0' ? ping->error : NULL), "next",
                  command_json_time(due && ping->not_before > 0 ? ping->not_before : TIME_NONE));

    return object != NULL && json_array_append_new(context, object) == 0
               ? 0
               : error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
}

int hub_status_json(json_t **ret, struct store *store, const struct config *config,
                    struct error *err)
{
    json_t *list = json_array();
    int code = list != NULL ? pings_walk(store, config, ping_add, list, err)
                            : error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");

    if (code == 0)
        *ret = list;
    else
        json_decref(list);
    return code;
}
