/*
 * headwater run: polls the feeds that are due and publishes what changed.
 */
#include "aggregator/base/log.h"
#include "aggregator/command/command_config.h"
#include "aggregator/command/command_json.h"
#include "aggregator/command/command_service.h"
#include "aggregator/run/run.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *plural(int64_t count)
{
    return count == 1 ? "" : "s";
}

/* As text: one line. */

static void polled_print(const struct run_summary *s)
{
    const struct intake_counts *in = &s->intake;

    if (s->due == 0) {
        printf("Polled 0 of %zu feed%s: none is due (--force polls them anyway)", s->feeds,
               plural((int64_t)s->feeds));
        return;
    }
    printf("Polled %zu of %zu feed%s: %zu unchanged, %zu failed", in->polled, s->feeds,
           plural((int64_t)s->feeds), in->unchanged, in->failed);
    if (in->throttled > 0)
        printf(", %zu put off by a busy host", in->throttled);
    printf("; %zu new item%s, %zu updated", in->items_new, plural((int64_t)in->items_new),
           in->items_updated);
    if (in->items_dropped > 0)
        printf(" (%zu kept out by rules)", in->items_dropped);
}

static void summary_print(const struct run_summary *s)
{
    const size_t more = s->published.written > 0 ? s->published.written - 1 : 0;

    polled_print(s);
    if (s->intake.pages > 0)
        printf("; %zu full text%s", s->intake.pages, plural((int64_t)s->intake.pages));
    if (s->pruned.items > 0)
        printf("; %" PRId64 " old item%s pruned", s->pruned.items, plural(s->pruned.items));
    printf("; %" PRId64 " item%s in %" PRId64 " stor%s", s->counts.items, plural(s->counts.items),
           s->counts.stories, s->counts.stories == 1 ? "y" : "ies");
    if (s->published.first != NULL)
        printf("; wrote %s", s->published.first);
    if (s->published.first != NULL && more > 0)
        printf(" and %zu more file%s", more, plural((int64_t)more));
    printf(".\n");
}

/* A feed was given another key for an item of another feed's key: rare, and worth a look. */
static void collisions_tell(const struct run_summary *s)
{
    const size_t count = s->intake.collisions;

    if (count > 0)
        log_line(LOG_LEVEL_NOTICE,
                 "%zu item%s the same key as another feed's item and %s a different key; see "
                 "SECURITY.md",
                 count, count == 1 ? " had" : "s had", count == 1 ? "was given" : "were given");
}

/* As JSON. */

static void failure_add(void *context, const struct feed *feed, const struct feed_state *state)
{
    json_t *failures = context;

    if (state->errors_in_row > 0 && state->last_error[0] != '\0')
        json_array_append_new(failures, json_pack("{s:s, s:s, s:i, s:o, s:i}", "url", feed->url,
                                                  "name", feed->name, "status", state->last_status,
                                                  "error", command_json_text(state->last_error),
                                                  "errors_in_row", state->errors_in_row));
}

static int json_print(const struct run_summary *s, const struct config *config, json_t *failures,
                      struct error *err)
{
    const struct intake_counts *in = &s->intake;
    json_t *outputs = json_array(), *all;

    for (size_t i = 0; i < config->output_count; i++)
        json_array_append_new(outputs, json_string(config->outputs[i].path));
    all = json_pack(
        "{s:I, s:I, s:I, s:I, s:I, s:I, s:O, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, "
        "s:I, s:I, s:I, s:I, s:I, s:o}",
        "feeds", (json_int_t)s->feeds, "due", (json_int_t)s->due, "polled", (json_int_t)in->polled,
        "unchanged", (json_int_t)in->unchanged, "failed", (json_int_t)in->failed, "put_off",
        (json_int_t)in->throttled, "failures", failures, "new", (json_int_t)in->items_new,
        "updated", (json_int_t)in->items_updated, "dropped", (json_int_t)in->items_dropped, "bad",
        (json_int_t)in->items_bad, "collisions", (json_int_t)in->collisions, "received_bytes",
        (json_int_t)in->bytes, "pages", (json_int_t)in->pages, "pruned",
        (json_int_t)s->pruned.items, "set_aside", (json_int_t)s->set_aside, "items",
        (json_int_t)s->counts.items, "stories", (json_int_t)s->counts.stories, "written",
        (json_int_t)s->published.written, "digests", (json_int_t)s->digests, "mails",
        (json_int_t)s->mails, "pings", (json_int_t)s->pings, "outputs", outputs);
    return command_print_json(all, JSON_INDENT(2), err);
}

/* The command. */

/* A timer's unit fails, so that its OnFailure= acts, when no feed could be read. */
static int failures_refuse(const struct run_summary *s, bool strict, struct error *err)
{
    const struct intake_counts *in = &s->intake;

    if (in->failed == 0 || (in->failed < in->polled && !strict))
        return 0;
    if (in->failed == in->polled)
        return error_set(err, ERR_NETWORK, SCOPE_RUN, "%s",
                         in->polled == 1 ? "the only feed that was polled failed"
                                         : "every feed that was polled failed");
    return error_set(err, ERR_NETWORK, SCOPE_RUN, "%zu of %zu feeds failed", in->failed,
                     in->polled);
}

/* What the user asked for, apart from the options of run_once(). */
struct wishes {
    bool explain, strict, json;
};

static int config_run(const struct command_context *context, const struct config *config,
                      struct run_options *options, const struct wishes *wishes, struct error *err)
{
    struct run_summary summary;
    json_t *failures = wishes->json ? json_array() : NULL;
    int code;

    options->answered = wishes->json ? failure_add : NULL;
    options->answered_context = failures;
    code = run_once(&summary, config, options, err);
    if (code == 0)
        collisions_tell(&summary);
    if (code == 0 && wishes->json)
        code = json_print(&summary, config, failures, err);
    else if (code == 0 && !context->quiet && !log_is_journal(STDOUT_FILENO))
        summary_print(&summary); /* the run's own entry in the journal has the same counts */
    json_decref(failures);
    return code != 0 ? code : failures_refuse(&summary, wishes->strict, err);
}

static int run_command(struct command_context *context, int argc, char **argv, struct error *err)
{
    struct wishes wishes = {.explain = false};
    bool done;
    struct run_options options = {.stop = &command_stop};
    const struct command_option rows[] = {
        {"force", OPTION_FLAG, NULL,
         "also poll feeds that are not due, except after Retry-After or 410", &options.force},
        {"strict", OPTION_FLAG, NULL, "exit with 1 when any feed failed, not only when all did",
         &wishes.strict},
        {"explain", OPTION_FLAG, NULL,
         "show for each feed when it is polled next and why; poll nothing", &wishes.explain},
        {"json", OPTION_FLAG, NULL, "print one JSON object instead of the line of counts",
         &wishes.json},
        {"metrics", OPTION_VALUE, "FILE",
         "write metrics for node_exporter's textfile collector to FILE", &options.metrics},
        {"replay", OPTION_VALUE, "FOLDER",
         "read recorded responses from FOLDER instead of the network, for tests", &options.replay},
        {"lexicon", OPTION_VALUE, "FILE", "the compiled lexicon (default: the installed one)",
         &options.lexicon},
        {NULL, OPTION_FLAG, NULL, NULL, NULL}};
    struct config config = {0};
    int code = command_parse(&done, context, rows, 0, 0, argc, argv, err);

    if (code != 0 || done)
        return error_exit_status((enum error_code)code);
    if (wishes.explain && wishes.json)
        code = error_set(err, ERR_USAGE, SCOPE_RUN,
                         "--explain has no JSON; headwater status --json has the same times");
    if (code == 0)
        code = command_config(&config, context, err);
    options.state_address = context->state_address;
    options.now = context->now;
    options.secret = getenv("HEADWATER_STATE_SECRET");
    options.programs = command_programs_allowed();
    command_catch_signals();
    if (code == 0)
        code = wishes.explain ? run_explain(&config, &options, err)
                              : config_run(context, &config, &options, &wishes, err);
    config_release(&config);
    return error_exit_status((enum error_code)code);
}

const struct command command_run = {
    .name = "run",
    .operands = "",
    .summary = "poll due feeds, group their items by story, publish the outputs",
    .details = "Polls the feeds of feeds.yaml that are due, adds each new item to its story, and\n"
               "writes the outputs that changed. A feed that fails is reported on one line and\n"
               "polled less often; other feeds are not affected. Exit status 1 if every feed that\n"
               "was polled failed.",
    .run = run_command,
};
