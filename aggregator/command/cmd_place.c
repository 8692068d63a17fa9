/*
 * headwater place: places and publishes what pollers deliver.
 */
#include "aggregator/base/clock.h"
#include "aggregator/command/command_config.h"
#include "aggregator/command/command_service.h"
#include "aggregator/run/run.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

struct place {
    struct config config;
    struct run_options options;
    bool quiet;
};

static int summary_tell(void *context, const struct run_summary *s, struct error *err)
{
    const struct place *place = context;

    (void)err;
    if (place->quiet || s->due == 0)
        return 0;
    printf("Placed %zu deliveries: %zu new items, %zu updated; %" PRId64 " items in %" PRId64
           " stories; wrote %zu files.\n",
           s->due, s->intake.items_new, s->intake.items_updated, s->counts.items, s->counts.stories,
           s->published.written);
    fflush(stdout);
    return 0;
}

static int work_forever(void *context, struct error *err)
{
    struct place *place = context;

    return run_forever(&place->config, &place->options, summary_tell, place, err);
}

static int work_once(struct place *place, struct error *err)
{
    struct run_summary summary;
    int code;

    do {
        code = run_once(&summary, &place->config, &place->options, err);
        if (code == 0)
            code = summary_tell(place, &summary, err);
    } while (code == 0 && summary.due > 0 && command_stop == 0);
    return code;
}

static int place_run(struct command_context *context, int argc, char **argv, struct error *err)
{
    struct place place = {.options = {.stop = &command_stop, .inbox = true}};
    bool forever = false, done;
    const struct command_option rows[] = {
        {"forever", OPTION_FLAG, NULL, "go on until it is stopped, as a service does", &forever},
        {"metrics", OPTION_VALUE, "FILE",
         "write metrics for node_exporter's textfile collector to FILE", &place.options.metrics},
        {"lexicon", OPTION_VALUE, "FILE", "the compiled lexicon (default: the installed one)",
         &place.options.lexicon},
        {NULL, OPTION_FLAG, NULL, NULL, NULL}};
    int code = command_parse(&done, context, rows, 0, 0, argc, argv, err);

    if (code != 0 || done)
        return error_exit_status((enum error_code)code);
    command_catch_signals();
    code = command_config(&place.config, context, err);
    place.quiet = context->quiet;
    place.options.state_address = context->state_address;
    place.options.now = forever && !context->now_is_given ? TIME_NONE : context->now;
    place.options.secret = getenv("HEADWATER_STATE_SECRET");
    place.options.programs = command_programs_allowed();
    if (code == 0)
        code = forever ? command_persist(work_forever, &place, err) : work_once(&place, err);
    config_release(&place.config);
    return error_exit_status((enum error_code)code);
}

const struct command command_place = {
    .name = "place",
    .operands = "",
    .summary = "place and publish what pollers deliver",
    .details =
        "Takes what headwater poll has put into the inbox of the state, adds each new item to its\n"
        "story, and writes the outputs that changed. One placer works at a time: with --forever\n"
        "another one waits, and replaces the first within seconds when that ends. Without it,\n"
        "it ends when the inbox is empty.",
    .run = place_run,
};
