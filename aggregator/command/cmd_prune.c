/*
 * headwater prune: removes old stories from the state.
 */
#include "aggregator/command/command_config.h"
#include "aggregator/run/session.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

enum { DAY_SECONDS = 86400, DAYS_MAX = 36500 };

static int days_read(int64_t *ret, const char *text, struct error *err)
{
    char *end;
    long days;

    errno = 0;
    days = strtol(text, &end, 10);
    if (errno != 0 || end == text || *end != '\0' || days < 1 || days > DAYS_MAX)
        return error_set(err, ERR_USAGE, SCOPE_RUN, "--keep needs a number of days, not \"%s\"",
                         text);
    *ret = (int64_t)days * DAY_SECONDS;
    return 0;
}

static void result_print(const struct store_pruned *pruned, const struct store_size *size)
{
    printf("%lld items and %lld sketches pruned; the state takes %.1f MB, %.1f MB of it free\n",
           (long long)pruned->items, (long long)pruned->sketches, (double)size->bytes / 1e6,
           (double)size->free_bytes / 1e6);
}

/* keep_seconds 0: as set in feeds.yaml. */
static int prune(struct command_context *context, int64_t keep_seconds, struct error *err)
{
    struct config config = {0};
    struct store *store = NULL;
    struct store_pruned pruned;
    struct store_size size;
    struct store_retention retention = {.now = context->now, .shrink = true};
    struct store_lock *lock = NULL;
    int code = command_config(&config, context, err);

    if (code == 0 && keep_seconds > 0 && keep_seconds < config.settings.window_seconds)
        code = error_set(err, ERR_USAGE, SCOPE_RUN,
                         "--keep must be at least the window setting, which is %lld days",
                         (long long)config.settings.window_seconds / DAY_SECONDS);
    if (code == 0)
        code = session_store(&store, &lock, context->state_address, err);
    retention.window_seconds = config.settings.window_seconds;
    retention.archive_seconds = keep_seconds > 0 ? keep_seconds : config.settings.archive_seconds;
    if (code == 0)
        code = store_prune(&pruned, store, &retention, err);
    if (code == 0)
        code = store_size(&size, store, err);
    if (code == 0 && !context->quiet)
        result_print(&pruned, &size);
    store_close(store);
    store_unlock(lock);
    config_release(&config);
    return code;
}

static int prune_run(struct command_context *context, int argc, char **argv, struct error *err)
{
    const char *keep = NULL;
    const struct command_option options[] = {
        {"keep", OPTION_VALUE, "DAYS",
         "time to keep stories whose items have left their feeds (default: archive)", &keep},
        {NULL, OPTION_FLAG, NULL, NULL, NULL}};
    int64_t keep_seconds = 0;
    bool done;
    int code = command_parse(&done, context, options, 0, 0, argc, argv, err);

    if (code != 0 || done)
        return error_exit_status((enum error_code)code);
    code = keep != NULL ? days_read(&keep_seconds, keep, err) : 0;
    if (code == 0)
        code = prune(context, keep_seconds, err);
    return error_exit_status((enum error_code)code);
}

const struct command command_prune = {
    .name = "prune",
    .operands = "",
    .summary = "remove old stories",
    .details =
        "Removes stories whose items have all been out of their feeds for longer than the\n"
        "setting archive (default: a year), and the recognition data of items older than the\n"
        "setting window. Removed items stay known: if a feed shows one again, it is not new.\n"
        "A run does the same once a day; this command also shrinks the file if a third of it\n"
        "is free. Archives and other published files stay unchanged.",
    .run = prune_run,
};
