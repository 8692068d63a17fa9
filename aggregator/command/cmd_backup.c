/*
 * headwater backup, headwater restore: a copy of the state, and back.
 */
#include "aggregator/command/command.h"
#include "aggregator/run/session.h"

#include <stdio.h>
#include <unistd.h>

static const struct command_option no_options[] = {{NULL, OPTION_FLAG, NULL, NULL, NULL}};

static int backup_run(struct command_context *context, int argc, char **argv, struct error *err)
{
    struct store *store = NULL;
    bool done;
    int code = command_parse(&done, context, no_options, 1, 1, argc, argv, err);

    if (code != 0 || done)
        return error_exit_status((enum error_code)code);
    code = store_open_readonly(&store, context->state_address, err);
    if (code == 0)
        code = store_backup(store, context->operands[0], err);
    if (code == 0 && !context->quiet)
        printf("The state is copied to %s\n", context->operands[0]);
    store_close(store);
    return error_exit_status((enum error_code)code);
}

/* A file that is no copy must not leave an empty state behind where there was none. */
static int copy_check(const char *path, struct error *err)
{
    struct store *copy = NULL;
    int code = store_open_readonly(&copy, path, err);

    store_close(copy);
    if (code == ERR_ABSENT)
        return error_set(err, ERR_ABSENT, SCOPE_RUN, "there is no file %s", path);
    return code == ERR_STORE ? ERR_SYNTAX : code; /* it is our input here, not our state */
}

static int restore_run(struct command_context *context, int argc, char **argv, struct error *err)
{
    struct store *store = NULL;
    int lock = -1;
    bool done;
    int code = command_parse(&done, context, no_options, 1, 1, argc, argv, err);

    if (code != 0 || done)
        return error_exit_status((enum error_code)code);
    code = copy_check(context->operands[0], err);
    if (code == 0)
        code = session_lock(&lock, context->state_address, err);
    if (code == 0)
        code = store_open(&store, context->state_address, err);
    if (code == 0)
        code = store_restore(store, context->operands[0], err);
    if (code == 0 && !context->quiet)
        printf("The state is that of %s\n", context->operands[0]);
    store_close(store);
    if (lock >= 0)
        close(lock);
    return error_exit_status((enum error_code)code);
}

const struct command command_backup = {
    .name = "backup",
    .operands = "FILE",
    .summary = "copy the state to a file",
    .details =
        "Writes a whole copy of the state, also while a run is under way. The file opens as\n"
        "a state itself (--state FILE) and goes back with headwater restore. A file that is\n"
        "there is replaced once the copy is whole. Only you can read it, as the state.",
    .run = backup_run,
};

const struct command command_restore = {
    .name = "restore",
    .operands = "FILE",
    .summary = "replace the state by a copy",
    .details =
        "Replaces the state by a copy that headwater backup made, whole or not at all. A\n"
        "damaged copy, or one of a newer headwater, is refused. What came after the copy is\n"
        "forgotten; the next run may ask feeds again and publish stories anew.",
    .run = restore_run,
};
