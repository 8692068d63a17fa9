/*
 * headwater rules: shows what feeds.yaml keeps and drops, and which rule decides about an item.
 */
#include "aggregator/base/file.h"
#include "aggregator/codec/item_json.h"
#include "aggregator/command/command_columns.h"
#include "aggregator/command/command_config.h"
#include "aggregator/command/command_json.h"
#include "aggregator/command/item_name.h"
#include "aggregator/publish/publish_select.h"
#include "aggregator/rule/pattern.h"
#include "aggregator/rule/rule.h"
#include "aggregator/store/store.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { ARENA_BYTES = 1 << 30, FILE_BYTES_MAX = 64 << 20, LINE_BYTES_MAX = 1 << 20 };

struct rules_command {
    const struct command_context *context;
    struct config config;
    struct arena arena;
    const char *test, *feed;
    bool json;
};

/* One list of rules: for one feed, for all feeds, or for one output. */
struct listed {
    const char *where; /* "all feeds", the feed's name, the output's path */
    const char *scope; /* for scripts: "feeds", "feed", "output" */
    const struct rule_list *list;
};

typedef int listed_fn(struct rules_command *command, const struct listed *listed, void *into,
                      struct error *err);

/* Calls each for the lists in the order in which they are applied. */
static int lists_each(struct rules_command *command, listed_fn *each, void *into, struct error *err)
{
    const struct config *config = &command->config;
    int code = 0;

    for (size_t i = 0; i < config->feed_count && code == 0; i++)
        code =
            each(command, &(struct listed){config->feeds[i].name, "feed", &config->feeds[i].rules},
                 into, err);
    if (code == 0)
        code = each(command, &(struct listed){"all feeds", "feeds", &config->rules}, into, err);
    for (size_t i = 0; i < config->output_count && code == 0; i++)
        code = each(command,
                    &(struct listed){config->outputs[i].path, "output", &config->outputs[i].rules},
                    into, err);
    return code;
}

static int out_of_memory(struct error *err)
{
    return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
}

/* "drop title: quiz", allocated in the arena; NULL when out of memory. */
static const char *rule_text(struct arena *arena, const struct user_rule *rule)
{
    struct str text;
    const char *kept = NULL;

    str_init(&text, LINE_BYTES_MAX);
    rule_append(&text, rule);
    if (str_status(&text) == ERR_NONE)
        kept = arena_strdup(arena, text.text);
    str_release(&text);
    return kept;
}

/* The list. */

static int rules_tell(struct rules_command *command, const struct listed *listed, void *table,
                      struct error *err)
{
    int code = 0;

    for (size_t i = 0; i < listed->list->count && code == 0; i++) {
        const struct user_rule *rule = &listed->list->rules[i];
        const char *line = arena_printf(&command->arena, "%d", rule->line);
        const char *text = rule_text(&command->arena, rule);

        if (line == NULL || text == NULL)
            return out_of_memory(err);
        code = columns_add(table, line, TONE_FAINT, err);
        if (code == 0)
            code = columns_add(table, listed->where, TONE_PLAIN, err);
        if (code == 0)
            code = columns_add(table, text, rule->keep ? TONE_GOOD : TONE_BAD, err);
    }
    return code;
}

static json_t *tests_json(const struct user_rule *rule)
{
    json_t *object = json_object();

    for (int field = 0; field < RULE_FIELDS; field++) {
        const struct rule_test *test = &rule->tests[field];
        json_t *list = test->count > 0 ? json_array() : NULL;

        for (size_t i = 0; i < test->count; i++)
            json_array_append_new(list, json_string(pattern_written(test->patterns[i])));
        if (list != NULL)
            json_object_set_new(object, rule_field_name((enum rule_field)field), list);
    }
    return object;
}

static int rules_json(struct rules_command *command, const struct listed *listed, void *all,
                      struct error *err)
{
    (void)command;
    for (size_t i = 0; i < listed->list->count; i++) {
        const struct user_rule *rule = &listed->list->rules[i];
        json_t *object =
            json_pack("{s:i, s:i, s:s, s:s, s:s, s:o}", "line", rule->line, "column", rule->column,
                      "scope", listed->scope, "of", listed->where, "action",
                      rule->keep ? "keep" : "drop", "when", tests_json(rule));

        if (object == NULL || json_array_append_new(all, object) != 0)
            return out_of_memory(err);
    }
    return 0;
}

static int rules_list(struct rules_command *command, struct error *err)
{
    static const struct column columns[] = {{"LINE", true, COLUMN_CUT_NOTHING},
                                            {"FOR", false, COLUMN_CUT_END},
                                            {"RULE", false, COLUMN_CUT_END}};
    struct columns table;
    json_t *all = command->json ? json_array() : NULL;
    int code;

    columns_init(&table, columns, sizeof(columns) / sizeof(columns[0]), &command->arena);
    code = all != NULL ? lists_each(command, rules_json, all, err)
                       : lists_each(command, rules_tell, &table, err);
    if (code == 0 && all != NULL)
        code = command_print_json(json_incref(all), JSON_INDENT(2), err);
    else if (code == 0 && table.cell_count > 0)
        columns_print(&table);
    else if (code == 0)
        printf("%s has no rules: everything is kept.\n", command->context->config_path);
    json_decref(all);
    return code;
}

/* Testing an item. */

/* What is judged: the item with its feed, and the story that it belongs to. */
struct trial {
    struct telling telling;
    struct story story; /* filtered by the configuration */
    const struct feed *feed;
    json_t *lists;
    bool dropped, hidden;
};

static const struct feed *feed_find(const struct config *config, const char *url)
{
    for (size_t i = 0; url != NULL && i < config->feed_count; i++)
        if (strcmp(config->feeds[i].url, url) == 0 || strcmp(config->feeds[i].name, url) == 0)
            return &config->feeds[i];
    return NULL;
}

/* A file with one item as `headwater parse` prints it, or the first of its "items". */
static int item_from_file(struct item *ret, struct arena *arena, const char *path,
                          struct error *err)
{
    json_error_t where;
    struct str text;
    json_t *object = NULL, *items;
    int code;

    str_init(&text, FILE_BYTES_MAX);
    code = file_read(&text, path, err);
    if (code == 0) {
        object = json_loadb(text.text, text.length, 0, &where);
        if (object == NULL)
            code = error_set(err, ERR_SYNTAX, SCOPE_RUN, "%s:%d:%d: %s", path, where.line,
                             where.column, where.text);
    }
    items = json_object_get(object, "items");
    if (code == 0)
        code = item_from_json(ret, arena, items != NULL ? json_array_get(items, 0) : object, err);
    if (code != 0)
        error_prefix(err, "reading an item: ");
    json_decref(object);
    str_release(&text);
    return code;
}

static int story_from_state(struct story *ret, struct telling *ret_telling,
                            struct rules_command *command, struct error *err)
{
    struct store *store = NULL;
    struct named_item item;
    int code = store_open_readonly(&store, command->context->state_address, err);

    if (code == 0)
        code = item_name_find_one(&item, store, &command->arena, command->test, err);
    if (code == 0)
        code = store_story_load(ret, store, &command->arena, item.node, err);
    if (code == 0)
        *ret_telling = item.telling;
    store_close(store);
    return code;
}

/* From a file if one has this name, otherwise from the state. */
static int trial_load(struct trial *trial, struct rules_command *command, struct error *err)
{
    struct selection selection;
    struct story story = {.telling_count = 1, .tellings = &trial->telling};
    int code;

    if (access(command->test, F_OK) == 0) {
        code = item_from_file(&trial->telling.item, &command->arena, command->test, err);
        trial->telling.feed_url = command->feed != NULL ? command->feed : "";
    } else {
        code = story_from_state(&story, &trial->telling, command, err);
    }
    if (code != 0)
        return code;
    trial->feed = feed_find(&command->config, trial->telling.feed_url);
    if (command->feed != NULL && trial->feed == NULL)
        return error_set(err, ERR_USAGE, SCOPE_RUN, "feeds.yaml has no feed \"%s\"", command->feed);
    if (trial->feed != NULL) {
        trial->telling.feed_url = trial->feed->url;
        trial->telling.feed_name = trial->feed->name;
        trial->telling.feed_tags = trial->feed->tags;
        trial->telling.feed_tag_count = trial->feed->tag_count;
    }
    code = selection_init(&selection, &command->arena, &command->config, err);
    if (code == 0)
        trial->hidden = selection_hides(&selection, trial->telling.feed_url);
    return code != 0 ? code
                     : selection_configure(&trial->story, &command->arena, &selection, &story, err);
}

/* The reason for a verdict, as one line. */
static const char *verdict_text(struct arena *arena, const struct rule_list *list,
                                const struct rule_verdict *verdict)
{
    if (list->count == 0)
        return "no rules";
    if (verdict->rule == NULL)
        return verdict->drop
                   ? "no rule matches, and the last rule is a keep, so everything else is dropped"
                   : "no rule matches, and the last rule is a drop, so everything else is kept";
    return arena_printf(arena, "line %d: %s; \"%s\" matches", verdict->rule->line,
                        rule_text(arena, verdict->rule), pattern_written(verdict->pattern));
}

static int verdict_tell(struct rules_command *command, struct trial *trial,
                        const struct listed *listed, const struct rule_verdict *verdict,
                        struct error *err)
{
    const char *why = verdict_text(&command->arena, listed->list, verdict);
    json_t *object;

    if (why == NULL)
        return out_of_memory(err);
    if (!command->json) {
        printf("%-4s  %s\n      %s\n", verdict->drop ? "drop" : "keep", listed->where, why);
        if (verdict->too_costly > 0)
            printf("      %zu expression%s abandoned after too many steps on this text\n",
                   verdict->too_costly, verdict->too_costly == 1 ? " was" : "s were");
        return 0;
    }
    object =
        json_pack("{s:s, s:s, s:b, s:s, s:i}", "scope", listed->scope, "of", listed->where, "drop",
                  (int)verdict->drop, "why", why, "too_costly", (int)verdict->too_costly);
    if (object != NULL && verdict->rule != NULL)
        json_object_set_new(object, "line", json_integer(verdict->rule->line));
    return object != NULL && json_array_append_new(trial->lists, object) == 0 ? 0
                                                                              : out_of_memory(err);
}

/* Skips the lists of other feeds. The lists of outputs are applied to the whole story. */
static int list_try(struct rules_command *command, const struct listed *listed, void *into,
                    struct error *err)
{
    struct trial *trial = into;
    struct rule_verdict verdict;
    const bool output = strcmp(listed->scope, "output") == 0;
    int code;

    if ((strcmp(listed->scope, "feed") == 0 &&
         (trial->feed == NULL || listed->list != &trial->feed->rules)) ||
        (output && trial->story.telling_count == 0))
        return 0;
    if (output)
        code = rule_judge(&verdict, listed->list, trial->story.tellings, trial->story.telling_count,
                          err);
    else
        code = rule_judge(&verdict, listed->list, &trial->telling, 1, err);
    if (code != 0)
        return code;
    trial->dropped |= verdict.drop && !output;
    return verdict_tell(command, trial, listed, &verdict, err);
}

static int rules_test(struct rules_command *command, struct error *err)
{
    struct trial trial = {.lists = command->json ? json_array() : NULL};
    const char *title;
    json_t *all;
    int code = trial_load(&trial, command, err);

    if (code != 0) {
        json_decref(trial.lists);
        return code;
    }
    title = trial.telling.item.title.value != NULL ? trial.telling.item.title.value : "(no title)";
    if (!command->json)
        printf("%s\n\n", columns_printable(&command->arena, title));
    code = lists_each(command, list_try, &trial, err);
    if (code == 0 && !command->json)
        printf("\n%s\n", trial.dropped
                             ? "The item is dropped: it is stored, but no output shows it."
                         : trial.hidden ? "The item is kept, but its feed is hidden (publish, "
                                          "unsubscribed): no output shows it."
                                        : "The item is kept.");
    if (code != 0 || !command->json) {
        json_decref(trial.lists);
        return code;
    }
    all = json_pack("{s:s, s:b, s:b, s:o}", "title", title, "drop", (int)trial.dropped, "hidden",
                    (int)trial.hidden, "lists", trial.lists);
    return command_print_json(all, JSON_INDENT(2), err);
}

static int rules_run(struct command_context *context, int argc, char **argv, struct error *err)
{
    struct rules_command command = {.context = context};
    const struct command_option options[] = {
        {"test", OPTION_VALUE, "ITEM",
         "show which rule decides on an item: id, key, link, STORY/N, or a JSON file",
         &command.test},
        {"feed", OPTION_VALUE, "FEED",
         "with a file: the address or name of the feed that the item belongs to", &command.feed},
        {"json", OPTION_FLAG, NULL, "print JSON", &command.json},
        {NULL, OPTION_FLAG, NULL, NULL, NULL}};
    bool done;
    int code = command_parse(&done, context, options, 0, 0, argc, argv, err);

    if (code != 0 || done)
        return error_exit_status((enum error_code)code);
    if (command.feed != NULL && command.test == NULL)
        return error_exit_status((enum error_code)error_set(
            err, ERR_USAGE, SCOPE_RUN,
            "--feed needs --test: it names the feed of the tested item"));
    arena_init(&command.arena, ARENA_BYTES);
    code = command_config(&command.config, context, err);
    if (code == 0)
        code = command.test != NULL ? rules_test(&command, err) : rules_list(&command, err);
    config_release(&command.config);
    arena_release(&command.arena);
    return error_exit_status((enum error_code)code);
}

const struct command command_rules = {
    .name = "rules",
    .operands = "",
    .summary = "show which rules keep and drop items",
    .details =
        "Lists the rules of feeds.yaml. With --test, shows which rule decides about one item.\n"
        "A dropped item is stored but not shown; if you remove the rule, it is shown again.",
    .run = rules_run,
};
