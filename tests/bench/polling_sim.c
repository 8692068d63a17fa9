/*
 * Evaluates the adaptive interval: mean delay of a story and requests per day over publication
 * traces, compared with hourly polling and with an interval derived from the number of entries
 * (Miniflux's entry_frequency scheduler: a week divided by the entries of the last week, between 5
 * minutes and a day).
 *
 *     polling_sim [FEEDS [DAYS]]
 *
 * The traces are random, see trace_make(), and the same in every run.
 *
 * Prints a line of JSON per rule. headwater's rule is plan's own code. The server is ideal: it
 * always responds and sends validators, and sends other signals only if the rule's name says so.
 * Polls happen exactly when they are due.
 */
#include "aggregator/base/clock.h"
#include "aggregator/plan/plan.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    HOUR = 3600,
    DAY = 86400,
    WARM_DAYS = 20,       /* not counted, so that every rule learns first */
    FIRST_ITEMS = 20,     /* past items in the document at the first poll */
    NEW_ITEMS_MAX = 4096, /* maximum items learnt at once */
};

static const int64_t START = INT64_C(1772409600); /* a Monday */

struct trace {
    int64_t *times;
    size_t count, room;
};

struct score {
    double delay, stories, requests, feed_delay, feeds;
};

struct rule {
    const char *name;
    int64_t (*next)(const struct rule *rule, struct feed_state *state, const struct trace *trace,
                    size_t seen, int64_t now, double jitter);
    struct settings settings;
    int64_t max_age_seconds; /* stated by the server; 0: not stated */
};

static uint64_t seed = 42;

/* SplitMix64, so that every run has the same traces. */
static double chance(void)
{
    uint64_t z = seed += UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return (double)((z ^ z >> 31) >> 11) / 9007199254740992.0;
}

static double normal(void)
{
    return sqrt(-2 * log(1 - chance())) * cos(2 * acos(-1) * chance());
}

static void trace_add(struct trace *trace, int64_t time)
{
    if (trace->count == trace->room) {
        trace->room = trace->room == 0 ? 64 : trace->room * 2;
        trace->times = realloc(trace->times, trace->room * sizeof(*trace->times));
        if (trace->times == NULL)
            exit(1);
    }
    trace->times[trace->count++] = time;
}

/* A feed's activity by local hour and weekday: full from nine to six, low at night, half on
 * weekends. */
static double weight_at(int64_t time, int zone, double night)
{
    int hour = (int)((time / HOUR + zone) % 24), weekday = (int)((time / DAY + 3) % 7);
    double part = hour >= 9 && hour < 18 ? 1 : hour >= 6 && hour < 22 ? 0.5 : night;

    return weekday >= 5 ? part * 0.5 : part;
}

/*
 * Generates one feed. Its items per day are log-normal: the median feed has 2, one in six more than
 * 10, one in fifty more than 60. Three in four publish continuously with local daily activity; one
 * in eight publishes all items of a day at one time in the morning; one in eight is uniform over
 * the day.
 */
static void trace_make(struct trace *trace, int days)
{
    double rate = 2 * exp(1.65 * normal()), kind = chance(), night = chance() * 0.3;
    int zone = (int)(chance() * 24), morning = (int)(chance() * 24);

    rate = rate > 300 ? 300 : rate < 0.02 ? 0.02 : rate;
    for (int64_t at = START; at < START + (int64_t)days * DAY; at += 300) {
        double expected = rate / 288;

        if (kind < 0.75)
            expected *= weight_at(at, zone, night) * 2.2;
        else if (kind < 0.875)
            expected *= (at / 300) % 288 == morning * 12 + 3 ? 288 : 0;
        for (double rest = expected; rest > 0; rest -= 1)
            if (chance() < (rest < 1 ? rest : 1))
                trace_add(trace, at + (int64_t)(chance() * 300));
    }
}

static int64_t next_fixed(const struct rule *rule, struct feed_state *state,
                          const struct trace *trace, size_t seen, int64_t now, double jitter)
{
    (void)state;
    (void)trace;
    (void)seen;
    (void)jitter;
    return now + rule->settings.interval_seconds;
}

static int64_t next_by_week(const struct rule *rule, struct feed_state *state,
                            const struct trace *trace, size_t seen, int64_t now, double jitter)
{
    int64_t interval, entries = 0;

    (void)state;
    (void)jitter;
    while (entries < (int64_t)seen && trace->times[seen - 1 - (size_t)entries] > now - 7 * DAY)
        entries++;
    interval = 7 * DAY / (entries > 0 ? entries : 1);
    if (interval < rule->settings.interval_min_seconds)
        interval = rule->settings.interval_min_seconds;
    if (interval > rule->settings.interval_max_seconds)
        interval = rule->settings.interval_max_seconds;
    return now + interval;
}

static int64_t next_by_plan(const struct rule *rule, struct feed_state *state,
                            const struct trace *trace, size_t seen, int64_t now, double jitter)
{
    static const struct feed feed = {.url = "https://a.example/", .enabled = true};

    (void)trace;
    (void)seen;
    plan_next(state, &feed, &rule->settings, now, jitter);
    return state->not_before;
}

/* Passes the new items to plan, as a run does. */
static void learn(struct feed_state *state, const struct rule *rule, const struct trace *trace,
                  size_t from, size_t to, int64_t now)
{
    const struct plan_response response = {
        .status = to > from ? 200 : 304,
        .max_age_seconds = rule->max_age_seconds > 0 ? rule->max_age_seconds : -1,
        .expires_at = TIME_NONE,
        .retry_at = TIME_NONE};

    if (state->first_poll == TIME_NONE && to > FIRST_ITEMS)
        from = to - FIRST_ITEMS;
    if (to - from > NEW_ITEMS_MAX)
        from = to - NEW_ITEMS_MAX;
    if (to > from)
        plan_take_items(state, trace->times + from, to - from, now);
    plan_take_response(state, &response, now);
}

static void simulate(struct score *score, const struct rule *rule, const struct trace *trace,
                     int days)
{
    struct feed_state state = {.etag = "\"1\"",
                               .first_poll = TIME_NONE,
                               .last_poll = TIME_NONE,
                               .last_success = TIME_NONE,
                               .last_change = TIME_NONE,
                               .request_started_at = TIME_NONE,
                               .max_age_seconds = -1,
                               .expires_at = TIME_NONE,
                               .retry_at = TIME_NONE};
    int64_t from = START + WARM_DAYS * (int64_t)DAY, end = START + (int64_t)days * DAY;
    double delay = 0, stories = 0;
    size_t seen = 0;

    for (int64_t now = START + 5 * (int64_t)DAY + (int64_t)(chance() * HOUR); now < end;) {
        size_t before = seen;

        while (seen < trace->count && trace->times[seen] <= now) {
            if (trace->times[seen] >= from) {
                delay += (double)(now - trace->times[seen]);
                stories++;
            }
            seen++;
        }
        score->requests += now >= from;
        learn(&state, rule, trace, before, seen, now);
        now = rule->next(rule, &state, trace, seen, now, chance());
    }
    score->delay += delay;
    score->stories += stories;
    score->feed_delay += stories > 0 ? delay / stories : 0;
    score->feeds += stories > 0;
}

static struct score simulate_all(const struct rule *rule, const struct trace *traces, size_t count,
                                 int days)
{
    struct score score = {0};

    seed = 7;
    for (size_t i = 0; i < count; i++)
        simulate(&score, rule, &traces[i], days);
    score.requests /= (double)count * (days - WARM_DAYS);
    return score;
}

static void print(const struct rule *rule, const struct score *score, size_t feeds)
{
    printf("{\"rule\": \"%s\", \"interval_s\": %lld, \"floor_s\": %lld, \"ceiling_s\": %lld, "
           "\"feeds\": %zu, \"stories\": %.0f, \"requests_per_feed_day\": %.2f, "
           "\"mean_delay_min\": %.1f, \"mean_delay_of_feeds_min\": %.1f}\n",
           rule->name, (long long)rule->settings.interval_seconds,
           (long long)rule->settings.interval_min_seconds,
           (long long)rule->settings.interval_max_seconds, feeds, score->stories, score->requests,
           score->stories > 0 ? score->delay / score->stories / 60 : 0,
           score->feeds > 0 ? score->feed_delay / score->feeds / 60 : 0);
}

static struct rule planned(int64_t interval, int64_t floor)
{
    return (struct rule){"headwater",
                         next_by_plan,
                         {.interval_seconds = interval,
                          .interval_min_seconds = floor,
                          .interval_max_seconds = DAY,
                          .permitted_min_seconds = 15 * 60,
                          .retry_after_max_seconds = DAY,
                          .cache_max_seconds = DAY},
                         0};
}

static double requests_of(const struct score *score)
{
    return score->requests;
}

static double delay_of(const struct score *score)
{
    return -score->delay / score->stories;
}

/* Bisects for the interval at which a decreasing figure reaches the wanted value. */
static int64_t interval_where(double (*figure)(const struct score *), double wanted, int64_t floor,
                              const struct trace *traces, size_t count, int days)
{
    int64_t low = 300, high = DAY;

    while (high - low > 30) {
        int64_t middle = (low + high) / 2;
        struct rule rule = planned(middle, floor);
        struct score score = simulate_all(&rule, traces, count, days);

        if (figure(&score) > wanted)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static void print_all(const struct trace *traces, size_t count, int days)
{
    static const int64_t floors[] = {HOUR, 15 * 60, 5 * 60};
    const struct rule fixed = {"fixed", next_fixed, {.interval_seconds = HOUR}, 0};
    const struct rule by_week = {"entries of the week",
                                 next_by_week,
                                 {.interval_min_seconds = 300, .interval_max_seconds = DAY},
                                 0};
    struct rule rule = planned(HOUR, HOUR);
    struct score hourly = simulate_all(&fixed, traces, count, days);
    struct score score = simulate_all(&by_week, traces, count, days);

    print(&fixed, &hourly, count);
    print(&by_week, &score, count);
    score = simulate_all(&rule, traces, count, days);
    print(&rule, &score, count);
    rule.name = "headwater, servers that say max-age=900";
    rule.max_age_seconds = 900;
    score = simulate_all(&rule, traces, count, days);
    print(&rule, &score, count);
    for (size_t i = 1; i < sizeof(floors) / sizeof(floors[0]); i++) {
        rule = planned(interval_where(requests_of, hourly.requests, floors[i], traces, count, days),
                       floors[i]);
        rule.name = "headwater, as many requests as hourly";
        score = simulate_all(&rule, traces, count, days);
        print(&rule, &score, count);
        rule = planned(interval_where(delay_of, -hourly.delay / hourly.stories, floors[i], traces,
                                      count, days),
                       floors[i]);
        rule.name = "headwater, as much delay as hourly";
        score = simulate_all(&rule, traces, count, days);
        print(&rule, &score, count);
    }
    score = simulate_all(&by_week, traces, count, days);
    rule = planned(interval_where(requests_of, score.requests, 300, traces, count, days), 300);
    rule.name = "headwater, as many requests as by the week";
    score = simulate_all(&rule, traces, count, days);
    print(&rule, &score, count);
}

int main(int argc, char **argv)
{
    size_t count = argc > 1 ? (size_t)atoi(argv[1]) : 1000;
    int days = argc > 2 ? atoi(argv[2]) : 60;
    struct trace *traces = calloc(count + 1, sizeof(*traces));

    if (traces == NULL || count == 0 || days <= WARM_DAYS) {
        fprintf(stderr, "polling_sim [FEEDS [DAYS]], more than %d days\n", WARM_DAYS);
        return 2;
    }
    for (size_t i = 0; i < count; i++)
        trace_make(&traces[i], days);
    print_all(traces, count, days);
    for (size_t i = 0; i < count; i++)
        free(traces[i].times);
    free(traces);
    return 0;
}
