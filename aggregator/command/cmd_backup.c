/*
 * headwater backup and headwater restore: copy the state to a file and back.
 */
#include "aggregator/command/command_config.h"
#include "aggregator/run/session.h"
#include "aggregator/store/store_address.h"

#include <stdio.h>

static const struct command_option no_options[] = {{NULL, OPTION_FLAG, NULL, NULL, NULL}};

static int backup_run(struct command_context *context, int argc, char **argv, struct error *err)
{
    struct store *store = NULL;
    bool done;
    int code = command_parse(&done, context, no_options, 1, 1, argc, argv, err);

    if (code != 0 || done)
        return error_exit_status((enum error_code)code);
    code = store_address_check(context->operands[0], err); /* the copy can be used as a state */
    if (code == 0)
        code = command_state(context, err);
    if (code == 0)
        code = store_open_readonly(&store, context->state_address, err);
    if (code == 0)
        code = store_backup(store, context->operands[0], err);
    if (code == 0 && !context->quiet)
        printf("The state has been backed up to %s\n", context->operands[0]);
    store_close(store);
    return error_exit_status((enum error_code)code);
}

/* Checked first, so that a file that is not a backup does not create an empty state. */
static int copy_check(const char *path, struct error *err)
{
    struct store *copy = NULL;
    int code = store_open_readonly(&copy, path, err);

    store_close(copy);
    if (code == ERR_ABSENT)
        return error_set(err, ERR_ABSENT, SCOPE_RUN, "there is no file %s", path);
    return code == ERR_STORE ? ERR_SYNTAX : code; /* here the file is input, not the state */
}

static int restore_run(struct command_context *context, int argc, char **argv, struct error *err)
{
    struct store *store = NULL;
    struct store_lock *lock = NULL;
    bool done;
    int code = command_parse(&done, context, no_options, 1, 1, argc, argv, err);

    if (code != 0 || done)
        return error_exit_status((enum error_code)code);
    code = copy_check(context->operands[0], err);
    if (code == 0)
        code = command_state(context, err);
    if (code == 0)
        code = store_lock(&lock, context->state_address, err);
    if (code == 0)
        code = store_open(&store, context->state_address, err);
    if (code == 0)
        code = store_restore(store, context->operands[0], err);
    if (code == 0 && !context->quiet)
        printf("The state has been restored from %s\n", context->operands[0]);
    store_close(store);
    store_unlock(lock);
    return error_exit_status((enum error_code)code);
}

const struct command command_backup = {
    .name = "backup",
    .operands = "FILE",
    .summary = "copy the state to a file",
    .details =
        "Writes a complete copy of the state to FILE; this also works during a run. The copy\n"
        "can be used as a state itself (--state FILE) and restored with headwater restore. An\n"
        "existing file is replaced once the copy is complete. As with the state itself, only\n"
        "you can read it.",
    .run = backup_run,
};

const struct command command_restore = {
    .name = "restore",
    .operands = "FILE",
    .summary = "replace the state with a backup",
    .details =
        "Replaces the state with a backup made by headwater backup, completely or not at all.\n"
        "A backup that is damaged or was made by a newer headwater is rejected. Everything\n"
        "after the backup is forgotten, so the next run may poll feeds again and publish some\n"
        "stories again.",
    .run = restore_run,
};
