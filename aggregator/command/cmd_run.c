/*
 * headwater run: polls the feeds that are due and publishes what changed.
 */
#include "aggregator/base/log.h"
#include "aggregator/command/command_config.h"
#include "aggregator/run/run.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static volatile sig_atomic_t stop_wanted;

static void stop_on_signal(int number)
{
    (void)number;
    stop_wanted = 1;
}

/* The first signal lets pending work finish; the second ends the program at once. */
static void signals_catch(void)
{
    struct sigaction action = {.sa_handler = stop_on_signal, .sa_flags = (int)SA_RESETHAND};

    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

static const char *plural(size_t count)
{
    return count == 1 ? "" : "s";
}

static void summary_print(const struct config *config, const struct run_summary *s)
{
    const struct intake_counts *in = &s->intake;

    if (s->due == 0)
        printf("Polled 0 of %zu feeds: none is due (--force polls them anyway).\n", s->feeds);
    else
        printf(
            "Polled %zu of %zu feed%s: %zu unchanged, %zu failed; %zu new item%s, %zu updated.\n",
            in->polled, s->feeds, plural(s->feeds), in->unchanged, in->failed, in->items_new,
            plural(in->items_new), in->items_updated);
    if (in->items_dropped > 0)
        printf("%zu of these item%s kept out of the outputs by rules (see headwater rules).\n",
               in->items_dropped, in->items_dropped == 1 ? " is" : "s are");
    if (in->collisions > 0)
        printf("%zu item%s the same key as another feed's item and %s a different key; see "
               "SECURITY.md.\n",
               in->collisions, in->collisions == 1 ? " had" : "s had",
               in->collisions == 1 ? "was given" : "were given");
    if (s->pruned.items > 0)
        printf("%lld item%s pruned: not in any feed for longer than the archive setting.\n",
               (long long)s->pruned.items, s->pruned.items == 1 ? " was" : "s were");
    printf("%lld item%s in %lld %s; %lld of them %s.\n", (long long)s->counts.items,
           plural((size_t)s->counts.items), (long long)s->counts.stories,
           s->counts.stories == 1 ? "story" : "stories", (long long)s->counts.folded,
           s->counts.folded == 1 ? "is a further telling of a story"
                                 : "are further tellings of a story");
    for (size_t i = 0; i < config->output_count; i++)
        printf("%s %s\n", s->published.written > 0 ? "The merged feed is" : "Nothing changed in",
               config->outputs[i].path);
}

static int run_command(struct command_context *context, int argc, char **argv, struct error *err)
{
    bool explain = false, done;
    struct run_options options = {.stop = &stop_wanted};
    const struct command_option rows[] = {
        {"force", OPTION_FLAG, NULL,
         "also poll feeds that are not due, except after Retry-After or 410", &options.force},
        {"explain", OPTION_FLAG, NULL,
         "show for each feed when it is polled next and why; poll nothing", &explain},
        {"metrics", OPTION_VALUE, "FILE",
         "write metrics for node_exporter's textfile collector to FILE", &options.metrics},
        {"replay", OPTION_VALUE, "FOLDER",
         "read recorded responses from FOLDER instead of the network, for tests", &options.replay},
        {"lexicon", OPTION_VALUE, "FILE", "the compiled lexicon (default: the installed one)",
         &options.lexicon},
        {NULL, OPTION_FLAG, NULL, NULL, NULL}};
    struct config config = {0};
    struct run_summary summary;
    int code = command_parse(&done, context, rows, 0, 0, argc, argv, err);

    if (code != 0 || done)
        return error_exit_status((enum error_code)code);
    code = command_config(&config, context, err);
    options.state_address = context->state_address;
    options.now = context->now;
    options.secret = getenv("HEADWATER_STATE_SECRET");
    signals_catch();
    if (code == 0 && explain) {
        code = run_explain(&config, &options, err);
    } else if (code == 0) {
        code = run_once(&summary, &config, &options, err);
        /* not in the journal: there the run's own entry has the same counts */
        if (code == 0 && !context->quiet && !log_is_journal(STDOUT_FILENO))
            summary_print(&config, &summary);
    }
    config_release(&config);
    return error_exit_status((enum error_code)code);
}

const struct command command_run = {
    .name = "run",
    .operands = "",
    .summary = "poll due feeds, group their items by story, publish the outputs",
    .details = "Polls the feeds of feeds.yaml that are due, adds each new item to its story, and\n"
               "writes the outputs that changed. A feed that fails is reported on one line and\n"
               "polled less often; other feeds are not affected.",
    .run = run_command,
};
