/*
 * headwater prune: lets go what is past.
 */
#include "aggregator/command/command_config.h"
#include "aggregator/run/session.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

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
    printf("%lld items and %lld sketches let go; the state takes %.1f MB, %.1f MB of it free\n",
           (long long)pruned->items, (long long)pruned->sketches, (double)size->bytes / 1e6,
           (double)size->free_bytes / 1e6);
}

/* keep_seconds 0: as long as feeds.yaml says. */
static int prune(const struct command_context *context, int64_t keep_seconds, struct error *err)
{
    struct config config = {0};
    struct store *store = NULL;
    struct store_pruned pruned;
    struct store_size size;
    struct store_retention retention = {.now = context->now, .shrink = true};
    int lock = -1;
    int code = command_config(&config, context, err);

    if (code == 0 && keep_seconds > 0 && keep_seconds < config.settings.window_seconds)
        code = error_set(err, ERR_USAGE, SCOPE_RUN,
                         "--keep must be at least window, which is %lld days",
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
    if (lock >= 0)
        close(lock);
    config_release(&config);
    return code;
}

static int prune_run(struct command_context *context, int argc, char **argv, struct error *err)
{
    const char *keep = NULL;
    const struct command_option options[] = {
        {"keep", OPTION_VALUE, "DAYS",
         "so long a story stays after its items left their feeds (default: archive)", &keep},
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
    .summary = "let go of old stories",
    .details =
        "Lets go the stories none of whose items was in a feed for as long as the setting\n"
        "archive says (a year), and what recognition keeps of items that have left its\n"
        "window. Items that are gone stay known: one that a feed shows again is not new.\n"
        "A run does the same once a day; by hand the file is made smaller, too, where a third\n"
        "of it is free. Archives and other published files stay as they are.",
    .run = prune_run,
};
