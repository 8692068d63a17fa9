/*
 * headwater verify: checks that the state is consistent.
 */
#include "aggregator/base/clock.h"
#include "aggregator/base/log.h"
#include "aggregator/command/command_config.h"
#include "aggregator/run/session.h"

#include <stdio.h>
#include <unistd.h>

static void finding_print(void *context, const char *line)
{
    (void)context;
    log_progress("%s", "");
    printf("%s\n", line);
}

static void mended_print(void *context, const char *line)
{
    (void)context;
    log_progress("%s", "");
    printf("repaired: %s\n", line);
}

static void progress_show(void *context, size_t done, size_t total)
{
    const double *since = context;
    char left[LOG_ESTIMATE_SIZE];

    log_estimate(left, clock_running() - *since, done, total);
    log_progress("checked %zu %%%s", total > 0 ? 100 * done / total : 0, left);
}

static int verify(struct command_context *context, bool rebuild, int64_t *ret_findings,
                  struct error *err)
{
    struct config config = {0};
    struct store *store = NULL;
    double since = clock_running();
    const struct store_watch watch = {finding_print, mended_print, progress_show, &since};
    int lock = -1;
    int code = command_config(&config, context, err);

    if (code == 0 && rebuild)
        code = session_store(&store, &lock, context->state_address, err);
    else if (code == 0)
        code = store_open_readonly(&store, context->state_address, err);
    if (code == 0)
        code =
            store_verify(ret_findings, store, config.settings.window_seconds, rebuild, &watch, err);
    log_progress("%s", "");
    store_close(store);
    if (lock >= 0)
        close(lock);
    config_release(&config);
    return code;
}

static int verify_run(struct command_context *context, int argc, char **argv, struct error *err)
{
    bool rebuild = false, done;
    const struct command_option options[] = {{"rebuild", OPTION_FLAG, NULL,
                                              "repair what can be repaired and report what is lost",
                                              &rebuild},
                                             {NULL, OPTION_FLAG, NULL, NULL, NULL}};
    int64_t findings = 0;
    int code = command_parse(&done, context, options, 0, 0, argc, argv, err);

    if (code != 0 || done)
        return error_exit_status((enum error_code)code);
    code = verify(context, rebuild, &findings, err);
    if (code != 0)
        return error_exit_status((enum error_code)code);
    if (findings == 0 && !context->quiet)
        printf("The state is intact.\n");
    if (findings > 0)
        log_line(LOG_LEVEL_NOTICE,
                 rebuild
                     ? "the remaining damage can only be repaired from a backup (headwater restore)"
                     : "run headwater verify --rebuild to repair what can be repaired; restore a "
                       "backup for the rest (headwater restore)");
    return findings == 0 ? 0 : 1;
}

const struct command command_verify = {
    .name = "verify",
    .operands = "",
    .summary = "check the state for damage",
    .details =
        "Reads everything that a run reads and checks the pages and values of the state, that\n"
        "every item is in one story, the merged stories, the list of stories and the key\n"
        "index. Prints each problem on a line; exit status 1 if there is one. Changes nothing\n"
        "without --rebuild. What --rebuild cannot repair needs a backup (headwater restore).",
    .run = verify_run,
};
