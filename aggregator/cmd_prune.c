/*
 * headwater prune: lets go what is past.
 */
#include "aggregator/command_config.h"
#include "aggregator/session.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { DAY_SECONDS = 86400, DAYS_MOST = 36500 };

static int days_read(int64_t *ret, const char *text, struct error *err)
{
    char *end;
    long days;

    errno = 0;
    days = strtol(text, &end, 10);
    if (errno != 0 || end == text || *end != '\0' || days < 1 || days > DAYS_MOST)
        return error_set(err, ERR_USAGE, SCOPE_RUN, "--keep needs a number of days, not \"%s\"",
                         text);
    *ret = (int64_t)days * DAY_SECONDS;
    return 0;
}

static void result_print(const struct store_pruned *pruned, const struct store_size *size)
{
    printf("%lld items and %lld sketches let go; the state takes %.1f MB, %.1f MB of it free\n",
           (long long)pruned->items, (long long)pruned->sketches, (double)size->bytes / 1e6,
           (double)size->free_bytes / 1e6);
}

static int prune(const struct command_context *context, int64_t keep_seconds, struct error *err)
{
    struct config config = {0};
    struct store *store = NULL;
    struct store_pruned pruned;
    struct store_size size;
    int lock = -1;
    int code = command_config(&config, context, err);

    if (code == 0)
        code = session_lock(&lock, context->state_address, err);
    if (code == 0)
        code = store_open(&store, context->state_address, err);
    if (code == 0)
        code =
            store_prune(&pruned, store,
                        &(struct store_retention){.now = context->now,
                                                  .archive_seconds = keep_seconds,
                                                  .window_seconds = config.settings.window_seconds},
                        err);
    if (code == 0)
        code = store_size(&size, store, err);
    if (code == 0 && !context->quiet)
        result_print(&pruned, &size);
    store_close(store);
    if (lock >= 0)
        close(lock);
    config_release(&config);
    return code;
}

static int prune_run(struct command_context *context, int argc, char **argv, struct error *err)
{
    const char *keep = "365";
    const struct command_option options[] = {
        {"keep", OPTION_VALUE, "DAYS", "how long a story is kept after its items left their feeds",
         &keep},
        {NULL, OPTION_FLAG, NULL, NULL, NULL}};
    int64_t keep_seconds = 0;
    bool done;
    int code = command_parse(&done, context, options, 0, 0, argc, argv, err);

    if (code != 0 || done)
        return error_exit_status((enum error_code)code);
    code = days_read(&keep_seconds, keep, err);
    if (code == 0)
        code = prune(context, keep_seconds, err);
    return error_exit_status((enum error_code)code);
}

const struct command command_prune = {
    .name = "prune",
    .operands = "",
    .summary = "let go old stories",
    .details = "Lets go the stories none of whose items was in a feed for a year (--keep says\n"
               "otherwise), and what recognition keeps of items that have left its window. Items\n"
               "that are gone stay known: one that a feed shows again is not new.",
    .run = prune_run,
};
