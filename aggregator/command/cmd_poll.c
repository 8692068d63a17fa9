/*
 * headwater poll: one of the pollers of a state in PostgreSQL.
 */
#include "aggregator/base/clock.h"
#include "aggregator/command/command_config.h"
#include "aggregator/command/command_service.h"
#include "aggregator/config/value.h"
#include "aggregator/run/run_poll.h"

#include <stdio.h>

struct poll {
    struct config config;
    struct poll_options options;
    struct intake_counts counts;
    size_t delivered;
};

static int work(void *context, struct error *err)
{
    struct poll *poll = context;

    return run_poll(&poll->counts, &poll->delivered, &poll->config, &poll->options, err);
}

static int poll_run(struct command_context *context, int argc, char **argv, struct error *err)
{
    struct poll poll = {.options = {.stop = &command_stop, .lease_seconds = POLL_LEASE_SECONDS}};
    const char *lease = NULL;
    const struct command_option rows[] = {
        {"forever", OPTION_FLAG, NULL, "go on until it is stopped, as a service does",
         &poll.options.forever},
        {"lease", OPTION_VALUE, "TIME",
         "how long a host stays reserved for a poller that died (default: 2m)", &lease},
        {"replay", OPTION_VALUE, "FOLDER",
         "read recorded responses from FOLDER instead of the network, for tests",
         &poll.options.replay},
        {NULL, OPTION_FLAG, NULL, NULL, NULL}};
    bool done;
    int code = command_parse(&done, context, rows, 0, 0, argc, argv, err);

    if (code != 0 || done)
        return error_exit_status((enum error_code)code);
    command_catch_signals();
    if (lease != NULL && (!value_parse_duration(&poll.options.lease_seconds, lease) ||
                          poll.options.lease_seconds < POLL_LEASE_MIN))
        code = error_set(err, ERR_USAGE, SCOPE_RUN,
                         "--lease is \"%s\", expected a duration of at least %ds", lease,
                         POLL_LEASE_MIN);
    if (code == 0)
        code = command_config(&poll.config, context, err);
    /* what a poller that died has asked last must be a gap ago when another takes over */
    if (code == 0 && poll.options.lease_seconds < 2 * poll.config.settings.host_gap_seconds)
        poll.options.lease_seconds = 2 * poll.config.settings.host_gap_seconds;
    poll.options.state_address = context->state_address;
    poll.options.now = context->now_is_given ? context->now : TIME_NONE;
    poll.options.programs = command_programs_allowed();
    if (code == 0)
        code = poll.options.forever ? command_persist(work, &poll, err) : work(&poll, err);
    if (code == 0 && !context->quiet)
        printf("Polled %zu feeds: %zu unchanged, %zu failed; %zu with news for the placer.\n",
               poll.counts.polled, poll.counts.unchanged, poll.counts.failed, poll.delivered);
    config_release(&poll.config);
    return error_exit_status((enum error_code)code);
}

const struct command command_poll = {
    .name = "poll",
    .operands = "",
    .summary = "poll feeds for a placer, one of many pollers",
    .details =
        "Polls the feeds that are due and puts what has news into the inbox of the state, which\n"
        "must be in PostgreSQL; headwater place takes it from there. Any number of pollers work\n"
        "together, on any machines, with the same feeds.yaml: each leases some hosts at a time,\n"
        "so that a host is asked by one poller. Ends when no host is due, or with --forever\n"
        "when it is stopped; then it also waits for a database that is away. A changed\n"
        "feeds.yaml is read at the next start. headwater run does all of it on one machine.",
    .run = poll_run,
};
