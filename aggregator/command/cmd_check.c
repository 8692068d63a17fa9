/*
 * headwater check: reads feeds.yaml and reports mistakes in it. Sends no requests.
 */
#include "aggregator/base/log.h"
#include "aggregator/base/url.h"
#include "aggregator/command/command_config.h"
#include "aggregator/command/command_json.h"
#include "aggregator/fetch/fetch.h"
#include "aggregator/lexicon/lexicon.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PROBLEM_BYTES_MAX = 4 << 20 };

/* What is found: mistakes, which prevent a run; warnings, with which it does less than it was told;
 * and reminders of what is good to have. */
struct check {
    const char *path;
    struct config config;
    struct str mistakes, warnings, reminders;
    size_t warning_count;
};

/* A publisher that gets too many requests blocks a client that does not say who runs it. */
static void contact_remind(struct check *check)
{
    const struct config *config = &check->config;
    bool asks = false;

    for (size_t i = 0; i < config->feed_count; i++)
        asks = asks || url_is_http(config->feeds[i].url);
    if (asks && !fetch_agent_names_somebody(config->settings.contact))
        str_append(
            &check->reminders,
            "settings has no contact, so publishers cannot tell who sends the requests and cannot "
            "write to you before they block them; add your e-mail address or website as contact\n");
}

/* Without a lexicon few translations are recognised; a run says so only at first. */
static void lexicon_remind(struct check *check)
{
    struct lexicon_map lexicon;
    struct error why;

    if (check->config.settings.lexicon != NULL)
        return;
    if (lexicon_find_default(&lexicon, NULL, &why) == 0)
        lexicon_unmap(&lexicon);
    else
        str_appendf(&check->reminders,
                    "%s: translations are recognised only by numbers, places and names (see "
                    "headwater lexicon --help)\n",
                    why.text);
}

static int findings_collect(struct check *check, struct command_context *context, struct error *err)
{
    int code = command_config_read(&check->config, &check->mistakes, context, err);

    if (code != 0)
        return code;
    str_append(&check->warnings, check->config.warnings);
    for (const char *at = check->warnings.text; (at = strchr(at, '\n')) != NULL; at++)
        check->warning_count++;
    contact_remind(check);
    lexicon_remind(check);
    return 0;
}

static size_t enabled_count(const struct config *config)
{
    size_t enabled = 0;

    for (size_t i = 0; i < config->feed_count; i++)
        enabled += config->feeds[i].enabled;
    return enabled;
}

/* As text. */

static void lines_log(enum log_level level, char *text)
{
    for (char *end; (end = strchr(text, '\n')) != NULL; text = end + 1) {
        *end = '\0';
        log_line(level, "%s", text);
    }
}

static void text_print(struct check *check, bool valid, bool quiet)
{
    const struct config *config = &check->config;

    lines_log(LOG_LEVEL_ERROR, check->mistakes.text);
    lines_log(LOG_LEVEL_WARNING, check->warnings.text);
    if (valid && !quiet)
        printf("%s: %zu feed%s, %zu enabled, %zu output%s\n", check->path, config->feed_count,
               config->feed_count == 1 ? "" : "s", enabled_count(config), config->output_count,
               config->output_count == 1 ? "" : "s");
    lines_log(LOG_LEVEL_NOTICE, check->reminders.text);
}

/* As JSON. */

/* An element for each line "path:line:column: text", or for a line without a place its text. */
static json_t *lines_json(const char *lines, const char *path, bool placed)
{
    json_t *list = json_array();

    for (const char *end; (end = strchr(lines, '\n')) != NULL; lines = end + 1) {
        unsigned long line = 0, column = 0;
        const char *text = lines;
        char *rest;
        json_t *value;

        if (placed) {
            line = strtoul(lines + strlen(path) + 1, &rest, 10);
            column = strtoul(rest + 1, &rest, 10);
            text = rest + 2;
        }
        value = json_stringn(text, (size_t)(end - text));
        if (placed)
            value = json_pack("{s:I, s:I, s:o}", "line", (json_int_t)line, "column",
                              (json_int_t)column, "text", value);
        json_array_append_new(list, value);
    }
    return list;
}

static int json_print(const struct check *check, bool valid, struct error *err)
{
    const struct config *config = &check->config;
    json_t *all =
        json_pack("{s:s, s:b, s:I, s:I, s:I, s:o, s:o, s:o}", "file", check->path, "valid",
                  (int)valid, "feeds", (json_int_t)config->feed_count, "enabled",
                  (json_int_t)enabled_count(config), "outputs", (json_int_t)config->output_count,
                  "mistakes", lines_json(check->mistakes.text, check->path, true), "warnings",
                  lines_json(check->warnings.text, check->path, true), "reminders",
                  lines_json(check->reminders.text, check->path, false));

    return command_print_json(all, JSON_INDENT(2), err);
}

/* The command. */

static void check_init(struct check *check, const char *path)
{
    *check = (struct check){.path = path};
    str_init(&check->mistakes, PROBLEM_BYTES_MAX);
    str_init(&check->warnings, PROBLEM_BYTES_MAX);
    str_init(&check->reminders, PROBLEM_BYTES_MAX);
}

static void check_release(struct check *check)
{
    config_release(&check->config);
    str_release(&check->mistakes);
    str_release(&check->warnings);
    str_release(&check->reminders);
}

static int check_run(struct command_context *context, int argc, char **argv, struct error *err)
{
    bool json = false, done;
    const struct command_option options[] = {
        {"json", OPTION_FLAG, NULL, "print one JSON object", &json},
        {NULL, OPTION_FLAG, NULL, NULL, NULL}};
    struct check check;
    int code = command_parse(&done, context, options, 0, 0, argc, argv, err), printed = 0;

    if (code != 0 || done)
        return error_exit_status((enum error_code)code);
    check_init(&check, context->config_path);
    code = findings_collect(&check, context, err);
    if (json)
        printed = json_print(&check, code == 0, code == 0 ? err : NULL);
    else
        text_print(&check, code == 0, context->quiet);
    if (code == 0)
        code = printed;
    if (code == 0 && check.warning_count > 0)
        code = error_set(err, ERR_IO, SCOPE_RUN, "%zu warning%s about %s", check.warning_count,
                         check.warning_count == 1 ? "" : "s", check.path);
    check_release(&check);
    return error_exit_status((enum error_code)code);
}

const struct command command_check = {
    .name = "check",
    .operands = "",
    .summary = "check feeds.yaml for mistakes",
    .details =
        "Reads feeds.yaml and reports where each mistake is and what was expected. Warns of\n"
        "what is not there, such as the file of a feed. Sends no requests and writes nothing.\n"
        "Exit status 2 if there is a mistake, 1 if there are only warnings.",
    .run = check_run,
};
