#include "aggregator/run/run.h"

#include "aggregator/base/clock.h"
#include "aggregator/base/failpoint.h"
#include "aggregator/base/log.h"
#include "aggregator/plan/plan.h"
#include "aggregator/publish/digest.h"
#include "aggregator/run/intake.h"
#include "aggregator/run/run_feeds.h"
#include "aggregator/run/run_fingerprint.h"
#include "aggregator/run/run_inbox.h"
#include "aggregator/run/run_log.h"
#include "aggregator/run/run_mail.h"
#include "aggregator/run/run_metrics.h"
#include "aggregator/run/run_pages.h"
#include "aggregator/run/run_pages_leased.h"
#include "aggregator/run/run_pings.h"
#include "aggregator/run/run_push.h"
#include "aggregator/run/run_states.h"
#include "aggregator/run/session.h"
#include "aggregator/store/store_polling.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum {
    HUBS_PAUSE_SECONDS = 60, /* the states of all feeds are read for it */
    ROUND_SECONDS = 60,      /* at most between two runs of run_forever() */
    PUBLISH_SECONDS = 15,    /* at least between two publications of run_forever() */
    PRUNE_PAUSE_SECONDS = 86400,
    USER_AGENT_SIZE = 512
};

struct run {
    const struct config *config;
    const struct run_options *options;
    int64_t now; /* of this run */
    struct run_summary *summary;
    struct session session;
    struct arena arena; /* states and requests */
    struct feed_state *states;
    struct fetch_request *requests;
    size_t request_count;
    double polling_since; /* from clock_running() */
    double hubs_asked;    /* likewise; 0: not yet */
    double published_at;  /* likewise, by run_forever(); 0: not yet */
    struct intake intake;
    size_t ahead;   /* feeds whose times were in the future */
    bool published; /* stories were read for publishing */
};

static int requests_room(struct run *run, struct error *err)
{
    run->requests = arena_array(&run->arena, run->config->feed_count, sizeof(*run->requests));
    return run->requests != NULL ? 0 : error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
}

static void requests_choose(struct run *run)
{
    for (size_t i = 0; i < run->config->feed_count; i++) {
        const struct feed *feed = &run->config->feeds[i];
        const struct feed_state *state = &run->states[i];

        if (!feed->enabled)
            continue;
        run->summary->feeds++;
        if (plan_decide(feed, state, run->now, run->options->force).due)
            run->requests[run->request_count++] = run_feeds_request(feed, state, i);
    }
    run->summary->due = run->request_count;
}

static void progress_tell(const struct run *run)
{
    const struct intake_counts *counts = &run->intake.counts;
    const size_t done = counts->polled + counts->throttled;
    char left[LOG_ESTIMATE_SIZE];

    log_estimate(left, clock_running() - run->polling_since, done, run->request_count);
    log_progress("polled %zu of %zu feeds, %zu failed, %zu new items%s", done, run->request_count,
                 counts->failed, counts->items_new, left);
}

static int take(void *context, const struct fetch_request *request, struct fetch_response *response,
                struct error *err)
{
    struct run *run = context;
    struct feed_state *state = &run->states[request->index];
    const int64_t before = state->last_poll;
    int code = intake_response(&run->intake, state, request, response, err);

    if (code == 0 && !response->throttled)
        code = run_push_polled(run->session.store, request->feed, state, before, err);
    if (code != 0)
        error_prefix(err, "storing the response of %s: ", request->feed->name);
    else
        run_log_response(request, response, state, run->intake.warning);
    if (code == 0 && !response->throttled && run->options->answered != NULL)
        run->options->answered(run->options->answered_context, request->feed, state);
    progress_tell(run);
    return code;
}

static int starting(void *context, const struct fetch_request *request, struct error *err)
{
    struct run *run = context;

    return intake_start(&run->intake, &run->states[request->index], request, err);
}

static int second_passed(void *context, struct error *err)
{
    struct run *run = context;

    return store_sync(run->session.store, err);
}

/* user_agent is filled, and must outlive the result. */
static struct fetch_options fetch_options_of(const struct run *run,
                                             char user_agent[USER_AGENT_SIZE])
{
    fetch_user_agent(user_agent, USER_AGENT_SIZE, run->config->settings.contact);
    return (struct fetch_options){.settings = &run->config->settings,
                                  .user_agent = user_agent,
                                  .now = run->now,
                                  .stop = run->options->stop,
                                  .replay_folder = run->options->replay,
                                  .second = second_passed};
}

/* After the feeds, so that an item is published with its full text in the run that found it. */
static int read_pages(struct run *run, struct error *err)
{
    char user_agent[USER_AGENT_SIZE];
    struct fetch_options fetch = fetch_options_of(run, user_agent);
    const struct run_pages pages = {
        .config = run->config, .states = run->states, .fetch = &fetch, .intake = &run->intake};

    fetch.second = NULL; /* every page is a transaction, synced at the end */
    if (run->options->stop != NULL && *run->options->stop != 0)
        return 0;
    return run->options->inbox ? run_pages_leased(&pages, &run->arena, err)
                               : run_pages(&pages, err);
}

/* When all is published, so that no reader waits for a hub that is slow; nor does the rest of the
 * run, for much more than PINGS_SECONDS. */
static int ask_hubs(struct run *run, struct error *err)
{
    char user_agent[USER_AGENT_SIZE];
    struct fetch_options fetch = fetch_options_of(run, user_agent);
    const struct run_push push = {
        .config = run->config, .store = run->session.store, .fetch = &fetch};

    fetch.second = NULL;
    if ((run->options->stop != NULL && *run->options->stop != 0) ||
        (run->hubs_asked != 0 && clock_running() - run->hubs_asked < HUBS_PAUSE_SECONDS))
        return 0;
    run->hubs_asked = clock_running();
    return run_push(&push, err);
}

/* Syncs to disk once a second and once at the end, before anything is published from the new data.
 * A sync per feed would take longer than the requests. */
static int poll_feeds(struct run *run, struct error *err)
{
    char user_agent[USER_AGENT_SIZE];
    struct fetch_options options = fetch_options_of(run, user_agent);
    int code;

    if (run->request_count == 0)
        return 0;
    run->polling_since = clock_running();
    options.programs = run->options->programs;
    options.starting = starting;
    code = fetch_setup(err);
    if (code == 0)
        code = fetch_all(run->requests, run->request_count, &options, take, run, err);
    if (code == 0)
        code = store_sync(run->session.store, err);
    fetch_teardown();
    log_progress("%s", "");
    return code;
}

/* Skips outputs that are unchanged since the last publication: most runs have nothing new. */
static int publish(struct run *run, struct error *err)
{
    struct publish_result *result = &run->summary->published;
    struct store *store = run->session.store;
    bool same = false;
    uint64_t mark;
    int code = run_fingerprint(&mark, run->config, err);

    if (code == 0 && !run->options->force)
        code = store_published_is(&same, store, mark, err);
    if (code != 0 || same) {
        result->unchanged = run->config->output_count;
        return code;
    }
    run->published = true;
    code = publish_all(result, store, run->config, err);
    if (code == 0)
        code = run_fingerprint(&mark, run->config, err);
    return code != 0 ? code : store_published_note(store, mark, err);
}

/* Logs one line for all rows that were set aside. A run that published nothing has read only few
 * rows, so it keeps the earlier count if that is larger. */
static int damage_tell(struct run *run, struct store *store, struct error *err)
{
    struct store_damage damage;
    int64_t before = 0;
    int code = store_aside_last(&before, store, err);

    store_damage(&damage, store);
    if (damage.rows > 0)
        log_line(LOG_LEVEL_WARNING,
                 "set aside %" PRId64
                 " damaged row%s of the state: %s%s (headwater verify lists all damage)",
                 damage.rows, damage.rows == 1 ? "" : "s", damage.first,
                 damage.rows == 1 ? "" : ", and more");
    run->summary->set_aside = !run->published && before > damage.rows ? before : damage.rows;
    return code != 0 ? code : store_aside_note(store, run->summary->set_aside, err);
}

/* False if every request failed: that shows a broken network, not a good run. */
static bool run_was_good(const struct intake_counts *counts)
{
    return counts->polled == 0 || counts->failed < counts->polled;
}

/* Runs last, because the engine must not be used for items that have been pruned. */
static int past_prune(struct run *run, struct store *store, struct error *err)
{
    const struct settings *settings = &run->config->settings;
    const struct store_retention retention = {.now = run->now,
                                              .archive_seconds = settings->archive_seconds,
                                              .window_seconds = settings->window_seconds,
                                              .pause_seconds = PRUNE_PAUSE_SECONDS};
    int code = store_prune(&run->summary->pruned, store, &retention, err);

    if (code != ERR_REFUSED)
        return code;
    err->code = ERR_NONE; /* the state is only in memory */
    return 0;
}

/* Ends a stage and adds the time since *mark to it. */
static void stage_end(struct run *run, enum run_stage stage, double *mark)
{
    double now = clock_running();

    run->summary->seconds[stage] += now - *mark;
    *mark = now;
}

/* Repairs the times left by a run with a wrong clock and logs it once. */
static int clock_mend(struct run *run, struct store *store, struct error *err)
{
    int64_t rows = 0;
    int code = store_clock_mend(&rows, store, run->now + PLAN_CLOCK_SLACK,
                                run->config->settings.window_seconds, err);

    if (code == 0 && (run->ahead > 0 || rows > 0))
        log_line(LOG_LEVEL_WARNING,
                 "the state has times in the future, as after a run with a wrong clock: %zu feed%s "
                 "polled now, %" PRId64 " other time%s set to now",
                 run->ahead, run->ahead == 1 ? " is" : "s are", rows, rows == 1 ? " is" : "s are");
    return code;
}

/* Brings the search index in line with the setting. */
static int search_keep(struct run *run, struct store *store, struct error *err)
{
    int64_t items = 0;
    int code = store_search_keep(&items, store, run->config->settings.search, err);

    if (items > 0)
        log_line(LOG_LEVEL_NOTICE, "built the search index from %" PRId64 " item%s", items,
                 items == 1 ? "" : "s");
    return code;
}

static int mails_send(struct run *run, struct store *store, struct error *err)
{
    const struct run_mail_options options = {
        .now = run->now, .stop = run->options->stop, .programs = run->options->programs};

    return run_mail(&run->summary->mails, store, run->config, &options, err);
}

/* In place of polling. */
static int inbox_take(struct run *run, struct error *err)
{
    const struct run_inbox inbox = {
        .config = run->config,
        .intake = &run->intake,
        .until = run->published_at > 0 ? run->published_at + PUBLISH_SECONDS : 0};
    size_t taken = 0;
    int code = run_inbox(&taken, &inbox, err);

    for (size_t i = 0; i < run->config->feed_count; i++)
        run->summary->feeds += run->config->feeds[i].enabled;
    run->summary->due = taken;
    return code;
}

/* Last of all, so that hubs can hold up nothing else; and also when the run has failed, because it
 * may have written some outputs. Recorded responses are for tests. */
static int hubs_tell(struct run *run, struct store *store, struct error *err)
{
    char user_agent[USER_AGENT_SIZE];
    struct fetch_options fetch = fetch_options_of(run, user_agent);

    fetch.second = NULL; /* every ping is a transaction */
    return run->options->replay != NULL
               ? 0
               : run_pings(&run->summary->pings, store, run->config, &fetch, err);
}

static int run_stages(struct run *run, struct error *err)
{
    struct store *store = run->session.store;
    double mark = clock_running();
    struct error later;
    int told, code = intake_secret_load(&run->intake, run->options->secret, err);

    if (code == 0)
        code = run_states_load(&run->states, &run->ahead, store, &run->arena, run->config,
                               run->options->inbox, run->now, err);
    if (code == 0)
        code = requests_room(run, err);
    if (code == 0)
        code = clock_mend(run, store, err);
    if (code == 0)
        code = search_keep(run, store, err);
    stage_end(run, RUN_OPEN, &mark);
    if (code == 0 && run->options->inbox)
        code = inbox_take(run, err);
    else if (code == 0) {
        requests_choose(run);
        code = poll_feeds(run, err);
    }
    if (code == 0)
        code = read_pages(run, err);
    stage_end(run, RUN_POLL, &mark);
    run->summary->intake = run->intake.counts;
    failpoint("run-polled");
    if (code == 0)
        code = digest_make(&run->summary->digests, store, run->config, run->now, err);
    if (code == 0)
        code = publish(run, err);
    failpoint("run-published");
    if (code == 0)
        code = mails_send(run, store, err);
    stage_end(run, RUN_PUBLISH, &mark);
    if (code == 0)
        code = ask_hubs(run, err);
    stage_end(run, RUN_POLL, &mark);
    if (run->intake.counts.too_costly + run->summary->published.too_costly > 0)
        log_line(LOG_LEVEL_WARNING,
                 "an expression of a rule took too long %zu times and was treated as not matching "
                 "(see headwater rules --test)",
                 run->intake.counts.too_costly + run->summary->published.too_costly);
    if (run->summary->published.full > 0)
        log_line(LOG_LEVEL_WARNING,
                 "%zu outputs have fewer stories than their limit because they grew too large",
                 run->summary->published.full);
    if (code == 0)
        code = damage_tell(run, store, err);
    if (code == 0 && run_was_good(&run->intake.counts))
        code = store_run_note(store, run->now, err);
    if (code == 0)
        code = past_prune(run, store, err);
    stage_end(run, RUN_PRUNE, &mark);
    if (code == 0)
        code = store_count(&run->summary->counts, store, err);
    if (code == 0 && run->options->metrics != NULL)
        code = run_metrics_write(run->options->metrics, run->summary, store, run->config, run->now,
                                 err);
    if (code == 0)
        /* logged while the process still runs, because the journal reads its fields from /proc */
        run_log_finished(run->summary);
    told = hubs_tell(run, store, code == 0 ? err : &later);
    return code != 0 ? code : told;
}

static int run_open(struct run *run, struct error *err)
{
    double started = clock_running();
    int code = session_open(&run->session, run->options->state_address, &run->config->settings,
                            run->options->lexicon, err);

    if (code != 0)
        return code;
    run->summary->seconds[RUN_OPEN] = clock_running() - started;
    run_log_lexicon(&run->session);
    return session_fold(&run->session, run->config->feeds, run->config->feed_count, err);
}

/* One run on the open session; its time is set. */
static int run_through(struct run *run, struct error *err)
{
    int code;

    run->summary->has_lexicon = run->session.has_lexicon;
    run->intake = (struct intake){.session = &run->session,
                                  .store = run->session.store,
                                  .settings = &run->config->settings,
                                  .rules = &run->config->rules,
                                  .stop = run->options->stop,
                                  .placed = run_log_placed,
                                  .now = run->now};
    run->request_count = run->ahead = 0;
    run->published = false;
    arena_init(&run->arena, RUN_STATES_BYTES);
    code = run_stages(run, err);
    run_log_parted(&run->session);
    run->session.parted_stories = run->session.parted_items = 0;
    if (run->summary->pruned.done) /* it knows items that are gone */
        session_close_engine(&run->session);
    arena_release(&run->arena);
    return code;
}

/* A run leases nothing, and would ask the hosts that pollers ask. */
static int pollers_check(const struct run *run, struct error *err)
{
    int64_t hosts = 0;
    int code = run->options->inbox ? 0 : store_hosts_leased(&hosts, run->session.store, err);

    return code != 0 || hosts == 0
               ? code
               : error_set(err, ERR_LOCKED, SCOPE_RUN,
                           "pollers are at work on this state (headwater poll); headwater place "
                           "places what they deliver");
}

int run_once(struct run_summary *ret, const struct config *config,
             const struct run_options *options, struct error *err)
{
    struct run run = {.config = config, .options = options, .summary = ret, .now = options->now};
    int code;

    memset(ret, 0, sizeof(*ret));
    code = run_open(&run, err);
    if (code == 0)
        code = pollers_check(&run, err);
    if (code == 0)
        code = run_through(&run, err);
    session_close(&run.session);
    return code;
}

static bool is_stopped(const struct run *run)
{
    return run->options->stop != NULL && *run->options->stop != 0;
}

int run_forever(const struct config *config, const struct run_options *options, run_told *tell,
                void *context, struct error *err)
{
    struct run_summary summary = {0};
    struct run run = {.config = config, .options = options, .summary = &summary};
    int code = run_open(&run, err);

    while (code == 0 && !is_stopped(&run)) {
        run.now = options->now != TIME_NONE ? options->now : clock_now();
        code = run_through(&run, err);
        run.published_at = clock_running();
        if (code == 0)
            code = tell(context, &summary, err);
        summary = (struct run_summary){0};
        if (code == 0)
            code = run_inbox_wait(run.session.store, ROUND_SECONDS, options->stop, err);
    }
    session_close(&run.session);
    return code;
}
