/*
 * headwater copy-state: copy the state to another database.
 */
#include "aggregator/base/clock.h"
#include "aggregator/base/log.h"
#include "aggregator/command/command_config.h"
#include "aggregator/run/session.h"
#include "aggregator/store/store_address.h"

#include <inttypes.h>
#include <stdio.h>

static void progress_show(void *context, size_t done, size_t total)
{
    (void)context;
    log_progress("copied %zu of %zu tables", done, total);
}

static void finding_tell(void *context, const char *line)
{
    (void)context;
    log_progress("%s", "");
    printf("%s\n", line);
}

static int copy_verify(int64_t *ret_findings, const char *address, int64_t window_seconds,
                       const struct store_watch *watch, struct error *err)
{
    struct store *store = NULL;
    int code = store_open_readonly(&store, address, err);

    if (code == 0)
        code = store_verify(ret_findings, store, window_seconds, false, watch, err);
    store_close(store);
    return code;
}

static int copy_state(struct command_context *context, int64_t *ret_findings, struct error *err)
{
    struct store_watch watch = {finding_tell, NULL, progress_show, NULL};
    struct config config = {0};
    int code = command_config(&config, context, err);

    for (size_t i = 0; i < 2 && code == 0; i++)
        code = store_address_check(context->operands[i], err);
    if (code == 0)
        code = store_copy(context->operands[1], context->operands[0], &watch, err);
    log_progress("%s", "");
    watch.progress = NULL;
    if (code == 0)
        code = copy_verify(ret_findings, context->operands[1], config.settings.window_seconds,
                           &watch, err);
    config_release(&config);
    return code;
}

static int copy_state_run(struct command_context *context, int argc, char **argv, struct error *err)
{
    const struct command_option options[] = {{NULL, OPTION_FLAG, NULL, NULL, NULL}};
    char shown[STORE_ADDRESS_SHOWN];
    int64_t findings = 0;
    bool done;
    int code = command_parse(&done, context, options, 2, 2, argc, argv, err);

    if (code != 0 || done)
        return error_exit_status((enum error_code)code);
    code = copy_state(context, &findings, err);
    if (code != 0)
        return error_exit_status((enum error_code)code);
    store_address_show(shown, sizeof(shown), context->operands[1]);
    if (findings == 0 && !context->quiet)
        printf("The state was copied to %s, and the copy is intact.\n", shown);
    return findings == 0 ? 0 : 1;
}

const struct command command_copy_state = {
    .name = "copy-state",
    .operands = "FROM TO",
    .summary = "copy the state to another file or database",
    .details =
        "Copies everything that a state keeps to another address, from a file to PostgreSQL or\n"
        "back, and checks the copy as verify does; exit status 1 if something is wrong with it.\n"
        "TO must be new. A copy that was interrupted goes on when the command is given again;\n"
        "until it is whole, no other command uses it. No run can be in progress on either\n"
        "state. The search index is not copied: the next run builds it.",
    .run = copy_state_run,
};
