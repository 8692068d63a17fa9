/*
 * headwater status: shows the condition of each feed.
 */
#include "aggregator/base/clock.h"
#include "aggregator/base/log.h"
#include "aggregator/base/str.h"
#include "aggregator/command/command_columns.h"
#include "aggregator/command/command_config.h"
#include "aggregator/command/command_json.h"
#include "aggregator/command/hub_status.h"
#include "aggregator/command/push_status.h"
#include "aggregator/plan/plan.h"
#include "aggregator/store/store.h"
#include "aggregator/store/store_address.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

enum { ARENA_BYTES = 256 << 20, MOVES_BYTES = 16 << 20 };

struct status {
    const struct command_context *context;
    struct config config;
    struct store *store;
    struct arena arena;
    struct columns table;
    struct str moves; /* a line for each feed that has moved, and for each subscription at a hub */
    json_t *list;     /* NULL: prints a table */
};

static const struct column columns[] = {
    {"FEED", false, COLUMN_CUT_END},   {"LAST POLL", false, COLUMN_CUT_NOTHING},
    {"RESULT", false, COLUMN_CUT_END}, {"NEXT", false, COLUMN_CUT_NOTHING},
    {"WHY", false, COLUMN_CUT_WHOLE},  {"ITEMS", true, COLUMN_CUT_NOTHING},
};

/* Before the first run there is no state; every feed then counts as never polled. A state that the
 * user names must be there. */
static int state_open(struct status *status, struct error *err)
{
    int code = store_open_readonly(&status->store, status->context->state_address, err);

    if (code != ERR_ABSENT || status->context->state_is_given)
        return code;
    log_line(LOG_LEVEL_NOTICE, "%s", err->text);
    err->code = ERR_NONE;
    return store_open(&status->store, "memory:", err);
}

/* The result of the last poll, as a word or a line. */
static const char *result_text(struct arena *arena, const struct feed_state *state)
{
    if (state->last_poll == TIME_NONE)
        return NULL;
    if (state->last_error[0] != '\0' && state->errors_in_row > 1)
        return arena_printf(arena, "%s (%d times)", state->last_error, state->errors_in_row);
    if (state->last_error[0] != '\0')
        return state->last_error;
    return state->last_status != 0 ? arena_printf(arena, "ok (%d)", state->last_status) : "ok";
}

static enum column_tone result_tone(const struct feed_state *state)
{
    if (state->last_poll == TIME_NONE)
        return TONE_FAINT;
    return state->last_error[0] != '\0' ? TONE_BAD : TONE_GOOD;
}

/* Splits "in 2 h: its interval" into two cells. */
static int next_add(struct status *status, const char *next, struct error *err)
{
    const char *why = strstr(next, ": ");
    const char *when =
        why != NULL ? arena_printf(&status->arena, "%.*s", (int)(why - next), next) : next;
    int code = columns_add(&status->table, when, TONE_PLAIN, err);

    return code != 0 ? code
                     : columns_add(&status->table, why != NULL ? why + 2 : "", TONE_PLAIN, err);
}

static int row_add(struct status *status, const struct feed *feed, const struct feed_state *state,
                   const char *next, struct error *err)
{
    char ago[32], items[64];
    int code;

    columns_ago(ago, sizeof(ago), state->last_poll, status->context->now);
    if (state->dropped_count > 0)
        snprintf(items, sizeof(items), "%lld (%lld dropped)", (long long)state->item_count,
                 (long long)state->dropped_count);
    else
        snprintf(items, sizeof(items), "%lld", (long long)state->item_count);
    code = columns_add(&status->table, feed->name, feed->enabled ? TONE_PLAIN : TONE_FAINT, err);
    if (code == 0)
        code = columns_add(&status->table, ago, TONE_PLAIN, err);
    if (code == 0)
        code = columns_add(&status->table, result_text(&status->arena, state), result_tone(state),
                           err);
    if (code == 0)
        code = next_add(status, next, err);
    return code != 0 ? code : columns_add(&status->table, items, TONE_PLAIN, err);
}

static json_t *feed_json(const struct feed *feed, const struct feed_state *state,
                         const struct plan_decision *decision, const char *next, json_t *websub)
{
    return json_pack(
        "{s:s, s:s, s:b, s:s?, s:s?, s:o, s:o, s:o, s:i, s:o, s:i, s:b, s:o, s:s, s:I, s:I, s:s?, "
        "s:s?, s:o}",
        "url", feed->url, "name", feed->name, "enabled", (int)feed->enabled, "title", state->title,
        "moved_to", state->moved_to, "last_poll", command_json_time(state->last_poll),
        "last_success", command_json_time(state->last_success), "last_change",
        command_json_time(state->last_change), "status", state->last_status, "error",
        command_json_text(state->last_error[0] != '\0' ? state->last_error : NULL), "errors_in_row",
        state->errors_in_row, "due", (int)decision->due, "next",
        command_json_time(decision->not_before), "why", next, "items",
        (json_int_t)state->item_count, "dropped", (json_int_t)state->dropped_count, "hub",
        state->hub, "self", state->self, "websub", websub);
}

static int feed_tell(struct status *status, const struct feed *feed, struct error *err)
{
    struct feed_state state;
    const struct push_subscription *push = NULL;
    struct plan_decision decision;
    char next[PLAN_TEXT_SIZE];
    const char *moved;
    json_t *object;
    int code = store_feed_load(&state, status->store, &status->arena, feed->url, err);

    if (code == 0)
        code = store_feed_count(&state, status->store, err);
    if (code != 0)
        return code;
    plan_mend_clock(&state, feed, &status->config.settings, status->context->now);
    code = push_status_load(&push, &state, status->store, &status->arena, feed,
                            &status->config.settings, status->context->now, err);
    if (code != 0)
        return code;
    decision = plan_decide(feed, &state, status->context->now, false);
    plan_describe_decision(next, sizeof(next), &decision, &state, status->context->now,
                           status->config.settings.timezone);
    moved = state.moved_to != NULL ? columns_printable(&status->arena, state.moved_to) : NULL;
    if (moved != NULL)
        str_appendf(&status->moves, "%s has moved to %s\n", feed->name, moved);
    if (push != NULL)
        push_status_line(&status->moves, &status->arena, feed, push, status->context->now);
    if (status->list == NULL)
        return row_add(status, feed, &state, next, err);
    object = feed_json(feed, &state, &decision, next, push_status_json(push, status->context->now));
    return object != NULL && json_array_append_new(status->list, object) == 0
               ? 0
               : error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
}

static void size_print(const struct store_size *size, int64_t now)
{
    char ago[32];

    if (size->bytes == 0)
        return;
    columns_ago(ago, sizeof(ago), size->pruned_at, now);
    printf("The state takes %.1f MB, %.1f MB of it free; last pruned: %s\n",
           (double)size->bytes / 1e6, (double)size->free_bytes / 1e6, ago);
}

static void aside_print(int64_t rows)
{
    if (rows > 0)
        printf("The last run set aside %lld damaged row%s of the state (headwater verify lists "
               "them)\n",
               (long long)rows, rows == 1 ? "" : "s");
}

static void counts_print(const struct store_counts *counts, size_t feeds)
{
    printf("\n%zu feed%s; %lld item%s in %lld stor%s, %lld of them further tellings of a story\n",
           feeds, feeds == 1 ? "" : "s", (long long)counts->items, counts->items == 1 ? "" : "s",
           (long long)counts->stories, counts->stories == 1 ? "y" : "ies",
           (long long)counts->folded);
}

static int json_print(const struct status *status, const struct store_counts *counts,
                      const struct store_size *size, int64_t aside, struct error *err)
{
    char state[STORE_ADDRESS_SHOWN];
    json_t *hubs = NULL, *all;
    int code = hub_status_json(&hubs, status->store, &status->config, err);

    if (code != 0)
        return code;
    store_address_show(state, sizeof(state), status->context->state_address);
    all = json_pack("{s:O, s:o, s:I, s:I, s:I, s:s, s:I, s:I, s:I, s:o}", "feeds", status->list,
                    "hubs", hubs, "items", (json_int_t)counts->items, "stories",
                    (json_int_t)counts->stories, "folded", (json_int_t)counts->folded, "state",
                    state, "state_bytes", (json_int_t)size->bytes, "state_free_bytes",
                    (json_int_t)size->free_bytes, "set_aside", (json_int_t)aside, "pruned_at",
                    command_json_time(size->pruned_at));

    return command_print_json(all, JSON_INDENT(2), err);
}

static int all_tell(struct status *status, struct error *err)
{
    struct store_counts counts;
    struct store_size size;
    int64_t aside = 0;
    int code = state_open(status, err);

    for (size_t i = 0; i < status->config.feed_count && code == 0; i++)
        code = feed_tell(status, &status->config.feeds[i], err);
    if (code == 0)
        code = store_count(&counts, status->store, err);
    if (code == 0)
        code = store_size(&size, status->store, err);
    if (code == 0)
        code = store_aside_last(&aside, status->store, err);
    if (code != 0)
        return code;
    if (status->list != NULL)
        return json_print(status, &counts, &size, aside, err);
    columns_print(&status->table);
    printf("%s%s", status->moves.length > 0 ? "\n" : "", status->moves.text);
    code = hub_status_print(status->store, &status->config, status->context->now, err);
    counts_print(&counts, status->config.feed_count);
    size_print(&size, status->context->now);
    aside_print(aside);
    return code;
}

static int status_run(struct command_context *context, int argc, char **argv, struct error *err)
{
    bool json = false, done;
    const struct command_option options[] = {
        {"json", OPTION_FLAG, NULL, "print one JSON object", &json},
        {NULL, OPTION_FLAG, NULL, NULL, NULL}};
    struct status status = {.context = context};
    int code = command_parse(&done, context, options, 0, 0, argc, argv, err);

    if (code != 0 || done)
        return error_exit_status((enum error_code)code);
    arena_init(&status.arena, ARENA_BYTES);
    columns_init(&status.table, columns, sizeof(columns) / sizeof(columns[0]), &status.arena);
    str_init(&status.moves, MOVES_BYTES);
    status.list = json ? json_array() : NULL;
    code = command_config(&status.config, context, err);
    if (code == 0)
        code = all_tell(&status, err);
    store_close(status.store);
    config_release(&status.config);
    json_decref(status.list);
    str_release(&status.moves);
    arena_release(&status.arena);
    return error_exit_status((enum error_code)code);
}

const struct command command_status = {
    .name = "status",
    .operands = "",
    .summary = "show how polling each feed went",
    .details =
        "Shows for each feed of feeds.yaml when it was last polled, with what result, when it\n"
        "may be polled again and why, and how many of its items are stored; and for each hub\n"
        "of an output when it was last told of a change, or why not.",
    .run = status_run,
};
