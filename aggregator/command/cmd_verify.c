/*
 * headwater verify: checks that the state is consistent.
 */
#include "aggregator/base/clock.h"
#include "aggregator/base/log.h"
#include "aggregator/command/command_config.h"
#include "aggregator/command/command_json.h"
#include "aggregator/run/session.h"

#include <jansson.h>
#include <stdio.h>

/* What is told while the state is read; with lists instead of lines for JSON. */
struct verification {
    double since;               /* from clock_running() */
    json_t *findings, *repairs; /* NULL: prints lines */
};

static void line_tell(json_t *list, const char *before, const char *line)
{
    if (list != NULL) {
        json_array_append_new(list, command_json_text(line));
        return;
    }
    log_progress("%s", "");
    printf("%s%s\n", before, line);
}

static void finding_tell(void *context, const char *line)
{
    line_tell(((struct verification *)context)->findings, "", line);
}

static void repair_tell(void *context, const char *line)
{
    line_tell(((struct verification *)context)->repairs, "repaired: ", line);
}

static void progress_show(void *context, size_t done, size_t total)
{
    const struct verification *verification = context;
    char left[LOG_ESTIMATE_SIZE];

    log_estimate(left, clock_running() - verification->since, done, total);
    log_progress("checked %zu %%%s", total > 0 ? 100 * done / total : 0, left);
}

static int verify(struct command_context *context, bool rebuild, struct verification *verification,
                  int64_t *ret_findings, struct error *err)
{
    struct config config = {0};
    struct store *store = NULL;
    const struct store_watch watch = {finding_tell, repair_tell, progress_show, verification};
    struct store_lock *lock = NULL;
    int code = command_config(&config, context, err);

    verification->since = clock_running();
    if (code == 0 && rebuild)
        code = session_store(&store, &lock, context->state_address, err);
    else if (code == 0)
        code = store_open_readonly(&store, context->state_address, err);
    if (code == 0)
        code =
            store_verify(ret_findings, store, config.settings.window_seconds, rebuild, &watch, err);
    log_progress("%s", "");
    store_close(store);
    store_unlock(lock);
    config_release(&config);
    return code;
}

static int json_print(const struct verification *verification, int64_t findings, struct error *err)
{
    return command_print_json(json_pack("{s:b, s:O, s:O}", "intact", (int)(findings == 0),
                                        "findings", verification->findings, "repairs",
                                        verification->repairs),
                              JSON_INDENT(2), err);
}

static void advice_log(bool rebuild)
{
    log_line(LOG_LEVEL_NOTICE,
             rebuild ? "the remaining damage can only be repaired from a backup (headwater restore)"
                     : "run headwater verify --rebuild to repair what can be repaired; restore a "
                       "backup for the rest (headwater restore)");
}

static int verify_run(struct command_context *context, int argc, char **argv, struct error *err)
{
    bool rebuild = false, json = false, done;
    const struct command_option options[] = {
        {"rebuild", OPTION_FLAG, NULL, "repair what can be repaired and report what is lost",
         &rebuild},
        {"json", OPTION_FLAG, NULL, "print one JSON object", &json},
        {NULL, OPTION_FLAG, NULL, NULL, NULL}};
    struct verification verification = {.findings = NULL};
    int64_t findings = 0;
    int code = command_parse(&done, context, options, 0, 0, argc, argv, err);

    if (code != 0 || done)
        return error_exit_status((enum error_code)code);
    if (json) {
        verification.findings = json_array();
        verification.repairs = json_array();
    }
    code = verify(context, rebuild, &verification, &findings, err);
    if (code == 0 && json)
        code = json_print(&verification, findings, err);
    else if (code == 0 && findings == 0 && !context->quiet)
        printf("The state is intact.\n");
    json_decref(verification.findings);
    json_decref(verification.repairs);
    if (code != 0)
        return error_exit_status((enum error_code)code);
    if (findings > 0)
        advice_log(rebuild);
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
