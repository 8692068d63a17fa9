/*
 * headwater feeds: lists the feeds of feeds.yaml with their titles and their condition.
 */
#include "aggregator/base/clock.h"
#include "aggregator/base/log.h"
#include "aggregator/command/command_columns.h"
#include "aggregator/command/command_config.h"
#include "aggregator/command/command_json.h"
#include "aggregator/store/store.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

enum { ARENA_BYTES = 256 << 20, TEXT_BYTES_MAX = 1 << 20 };

struct feeds_command {
    const struct command_context *context;
    const char *tag, *state;
    bool json;
    struct config config;
    struct store *store;
    struct arena arena;
    struct columns table;
    json_t *list;
    size_t count;
};

static const struct column columns[] = {
    {"FEED", false, COLUMN_CUT_END},         {"STATE", false, COLUMN_CUT_NOTHING},
    {"LANGUAGE", false, COLUMN_CUT_NOTHING}, {"TAGS", false, COLUMN_CUT_END},
    {"ITEMS", true, COLUMN_CUT_NOTHING},     {"LAST CHANGE", false, COLUMN_CUT_NOTHING},
    {"ADDRESS", false, COLUMN_CUT_START},
};

static bool is_disabled(const struct feed *feed, const struct feed_state *state)
{
    (void)state;
    return !feed->enabled;
}

static bool is_new(const struct feed *feed, const struct feed_state *state)
{
    (void)feed;
    return state->last_poll == TIME_NONE;
}

static bool is_gone(const struct feed *feed, const struct feed_state *state)
{
    (void)feed;
    return state->gone;
}

static bool is_failing(const struct feed *feed, const struct feed_state *state)
{
    (void)feed;
    return state->last_error[0] != '\0';
}

static bool has_moved(const struct feed *feed, const struct feed_state *state)
{
    (void)feed;
    return state->moved_to != NULL;
}

static bool is_well(const struct feed *feed, const struct feed_state *state)
{
    (void)feed;
    (void)state;
    return true;
}

/* The first matching row names the condition of a feed. */
static const struct {
    const char *name;
    bool (*is)(const struct feed *feed, const struct feed_state *state);
    enum column_tone tone;
} states[] = {
    {"disabled", is_disabled, TONE_FAINT}, {"new", is_new, TONE_FAINT},
    {"gone", is_gone, TONE_BAD},           {"failing", is_failing, TONE_BAD},
    {"moved", has_moved, TONE_PLAIN},      {"ok", is_well, TONE_GOOD},
};

enum { STATES = sizeof(states) / sizeof(states[0]) };

static size_t state_of(const struct feed *feed, const struct feed_state *state)
{
    size_t i = 0;

    while (!states[i].is(feed, state))
        i++;
    return i;
}

/* A feed in any condition may be hidden from the outputs. */
static bool is_in_state(const struct feed *feed, const struct feed_state *state, const char *wanted)
{
    return strcmp(wanted, "hidden") == 0 ? feed->hidden
                                         : strcmp(states[state_of(feed, state)].name, wanted) == 0;
}

static bool has_tag(const struct feed *feed, const char *tag)
{
    for (size_t i = 0; i < feed->tag_count; i++)
        if (strcmp(feed->tags[i], tag) == 0)
            return true;
    return false;
}

/* Allocated in the arena; NULL when out of memory. */
static const char *tags_join(struct arena *arena, const struct feed *feed)
{
    const char *joined = NULL;
    struct str text;

    str_init(&text, TEXT_BYTES_MAX);
    for (size_t i = 0; i < feed->tag_count; i++)
        str_appendf(&text, "%s%s", i > 0 ? ", " : "", feed->tags[i]);
    if (str_status(&text) == ERR_NONE)
        joined = arena_strdup(arena, text.text);
    str_release(&text);
    return joined;
}

static int row_add(struct feeds_command *command, const struct feed *feed,
                   const struct feed_state *state, struct error *err)
{
    const size_t row = state_of(feed, state);
    char condition[24], items[24], ago[32];
    const struct column_cell cells[] = {
        {feed->name, feed->enabled ? TONE_PLAIN : TONE_FAINT},
        {condition, states[row].tone},
        {feed->language != NULL ? feed->language : state->language, TONE_PLAIN},
        {feed->tag_count > 0 ? tags_join(&command->arena, feed) : NULL, TONE_PLAIN},
        {items, TONE_PLAIN},
        {ago, TONE_PLAIN},
        {feed->url, TONE_FAINT},
    };
    int code = 0;

    snprintf(condition, sizeof(condition), "%s%s", states[row].name,
             feed->hidden ? ", hidden" : "");
    snprintf(items, sizeof(items), "%lld", (long long)state->item_count);
    columns_ago(ago, sizeof(ago), state->last_change, command->context->now);
    for (size_t i = 0; i < sizeof(cells) / sizeof(cells[0]) && code == 0; i++)
        code = columns_add(&command->table, cells[i].text, cells[i].tone, err);
    return code;
}

static json_t *tags_json(const struct feed *feed)
{
    json_t *list = json_array();

    for (size_t i = 0; i < feed->tag_count; i++)
        json_array_append_new(list, json_string(feed->tags[i]));
    return list;
}

static int object_add(struct feeds_command *command, const struct feed *feed,
                      const struct feed_state *state, struct error *err)
{
    json_t *object = json_pack(
        "{s:s, s:s, s:s, s:b, s:s?, s:s?, s:s?, s:s?, s:s?, s:o, s:I, s:I, s:o, s:o, s:i}", "url",
        feed->url, "name", feed->name, "state", states[state_of(feed, state)].name, "hidden",
        (int)feed->hidden, "title", state->title, "site", state->site, "language",
        feed->language != NULL ? feed->language : state->language, "network", feed->network,
        "moved_to", state->moved_to, "tags", tags_json(feed), "items",
        (json_int_t)state->item_count, "dropped", (json_int_t)state->dropped_count, "last_change",
        command_json_time(state->last_change), "error",
        command_json_text(state->last_error[0] != '\0' ? state->last_error : NULL), "line",
        feed->line);

    return object != NULL && json_array_append_new(command->list, object) == 0
               ? 0
               : error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
}

static int feed_tell(struct feeds_command *command, const struct feed *feed, struct error *err)
{
    struct feed_state state;
    int code = store_feed_load(&state, command->store, &command->arena, feed->url, err);

    if (code != 0 || (command->tag != NULL && !has_tag(feed, command->tag)) ||
        (command->state != NULL && !is_in_state(feed, &state, command->state)))
        return code;
    command->count++;
    code = store_feed_count(&state, command->store, err);
    if (code != 0)
        return code;
    return command->list != NULL ? object_add(command, feed, &state, err)
                                 : row_add(command, feed, &state, err);
}

static int feeds_tell(struct feeds_command *command, struct error *err)
{
    int code = store_open_readonly(&command->store, command->context->state_address, err);

    if (code == ERR_ABSENT && !command->context->state_is_given) { /* nothing has been polled yet */
        log_line(LOG_LEVEL_NOTICE, "%s", err->text);
        err->code = ERR_NONE;
        code = store_open(&command->store, "memory:", err);
    }
    for (size_t i = 0; i < command->config.feed_count && code == 0; i++)
        code = feed_tell(command, &command->config.feeds[i], err);
    if (code != 0)
        return code;
    if (command->list != NULL)
        return command_print_json(json_incref(command->list), JSON_INDENT(2), err);
    columns_print(&command->table);
    if (!command->context->quiet)
        printf("\n%zu of %zu feed%s\n", command->count, command->config.feed_count,
               command->config.feed_count == 1 ? "" : "s");
    return 0;
}

static int state_check(const char *wanted, struct error *err)
{
    for (size_t i = 0; i < STATES; i++)
        if (wanted == NULL || strcmp(states[i].name, wanted) == 0 || strcmp(wanted, "hidden") == 0)
            return 0;
    return error_set(err, ERR_USAGE, SCOPE_RUN,
                     "--is is \"%s\", expected disabled, new, gone, failing, moved, ok or hidden",
                     wanted);
}

static int feeds_run(struct command_context *context, int argc, char **argv, struct error *err)
{
    struct feeds_command command = {.context = context};
    const struct command_option options[] = {
        {"tag", OPTION_VALUE, "TAG", "only feeds with this tag", &command.tag},
        {"is", OPTION_VALUE, "STATE",
         "only feeds that are disabled, new, gone, failing, moved, ok or hidden", &command.state},
        {"json", OPTION_FLAG, NULL, "print a JSON array", &command.json},
        {NULL, OPTION_FLAG, NULL, NULL, NULL}};
    bool done;
    int code = command_parse(&done, context, options, 0, 0, argc, argv, err);

    if (code == 0 && !done)
        code = state_check(command.state, err);
    if (code != 0 || done)
        return error_exit_status((enum error_code)code);
    arena_init(&command.arena, ARENA_BYTES);
    columns_init(&command.table, columns, sizeof(columns) / sizeof(columns[0]), &command.arena);
    command.list = command.json ? json_array() : NULL;
    code = command_config(&command.config, context, err);
    if (code == 0)
        code = feeds_tell(&command, err);
    store_close(command.store);
    config_release(&command.config);
    json_decref(command.list);
    arena_release(&command.arena);
    return error_exit_status((enum error_code)code);
}

const struct command command_feeds = {
    .name = "feeds",
    .operands = "",
    .summary = "list the feeds",
    .details =
        "Lists the feeds of feeds.yaml with their condition, language, tags, number of stored\n"
        "items, time of the last change, and address. headwater status shows how polling them\n"
        "went.",
    .run = feeds_run,
};
