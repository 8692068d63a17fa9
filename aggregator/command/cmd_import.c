/*
 * headwater import: adds the subscriptions of another program to feeds.yaml.
 */
#include "aggregator/base/file.h"
#include "aggregator/base/log.h"
#include "aggregator/command/command_config.h"
#include "aggregator/command/subscriptions.h"
#include "aggregator/subscribe/opml.h"

#include <stdint.h>
#include <stdio.h>

enum { OPML_BYTES = 64 * 1024 * 1024, ARENA_BYTES = 256 * 1024 * 1024, KNOWN_SHOWN = 10 };

static void skipped_tell(const char *file, const struct opml *opml)
{
    for (size_t i = 0; i < opml->skipped_count; i++) {
        const struct opml_skipped *skipped = &opml->skipped[i];

        log_line(LOG_LEVEL_WARNING, "%s:%d: %s%s%s%s is left out: %s", file, skipped->line,
                 skipped->name != NULL ? skipped->name : "an outline",
                 skipped->address != NULL ? " (" : "",
                 skipped->address != NULL ? skipped->address : "",
                 skipped->address != NULL ? ")" : "", skipped->why);
    }
    for (size_t i = 0; i < opml->broken_count; i++)
        log_line(LOG_LEVEL_WARNING, "%s:%d: broken XML, so some feeds may be missing: %s", file,
                 opml->broken[i].line, opml->broken[i].why);
}

/* Names the feeds that feeds.yaml has already: all with --verbose, else the first few. */
static void known_tell(const struct command_context *context, const struct config *config,
                       const struct opml *opml)
{
    const size_t most = context->verbose ? SIZE_MAX : KNOWN_SHOWN;
    size_t count = 0;

    for (size_t i = 0; i < opml->count; i++) {
        const struct feed *feed = &opml->feeds[i];

        if (!subscriptions_has(config, feed->url))
            continue;
        if (count++ < most)
            log_line(LOG_LEVEL_INFO, "%s%s%s%s is already there",
                     feed->name != NULL ? feed->name : "", feed->name != NULL ? " (" : "",
                     feed->url, feed->name != NULL ? ")" : "");
    }
    if (count > most)
        log_line(LOG_LEVEL_INFO, "%zu more are already there (--verbose names them)", count - most);
}

/* Feeds that could be imported stay imported, but leaving some out is still a failure. */
static int rest_refuse(const char *file, const struct opml *opml, struct error *err)
{
    if (opml->skipped_count > 0)
        return error_set(err, ERR_SYNTAX, SCOPE_RUN, "%s: %zu outline%s left out", file,
                         opml->skipped_count, opml->skipped_count == 1 ? " is" : "s are");
    if (opml->broken_count > 0)
        return error_set(err, ERR_SYNTAX, SCOPE_RUN, "%s: broken XML on line %d", file,
                         opml->broken[0].line);
    return 0;
}

static int feeds_import(const struct command_context *context, const struct config *config,
                        const struct opml *opml, bool dry, struct error *err)
{
    struct subscriptions_result result;
    int code;

    skipped_tell(context->operands[0], opml);
    known_tell(context, config, opml);
    code = subscriptions_add(&result, context->config_path, config, opml->feeds, opml->count, dry,
                             err);
    if (code != 0)
        return code;
    if (!context->quiet)
        printf("%zu feed%s %s %s; %zu already there, %zu left out.\n", result.added,
               result.added == 1 ? "" : "s", dry ? "would be added to" : "added to",
               context->config_path, result.known, opml->skipped_count);
    return rest_refuse(context->operands[0], opml, err);
}

static int import_file(const struct command_context *context, const struct config *config, bool dry,
                       struct error *err)
{
    struct arena arena;
    struct str text;
    struct opml opml;
    int code;

    arena_init(&arena, ARENA_BYTES);
    str_init(&text, OPML_BYTES);
    code = file_read(&text, context->operands[0], err);
    if (code == 0 && (code = opml_read(&opml, &arena, text.text, text.length, err)) != 0)
        error_prefix(err, "%s: ", context->operands[0]);
    if (code == 0)
        code = feeds_import(context, config, &opml, dry, err);
    str_release(&text);
    arena_release(&arena);
    return code;
}

static int import_run(struct command_context *context, int argc, char **argv, struct error *err)
{
    bool dry = false, done;
    const struct command_option options[] = {
        {"dry-run", OPTION_FLAG, NULL, "show what would be added, but write nothing", &dry},
        {NULL, OPTION_FLAG, NULL, NULL, NULL}};
    struct config config = {0};
    int code = command_parse(&done, context, options, 1, 1, argc, argv, err);

    if (code != 0 || done)
        return error_exit_status((enum error_code)code);
    code = subscriptions_config(&config, context->config_path, NULL);
    if (code != 0)
        code = command_config(&config, context, err);
    if (code == 0)
        code = import_file(context, &config, dry, err);
    config_release(&config);
    return error_exit_status((enum error_code)code);
}

const struct command command_import = {
    .name = "import",
    .operands = "FILE",
    .summary = "add the feeds of an OPML file to feeds.yaml",
    .details =
        "Reads an OPML file that another program exported (- is standard input) and adds its\n"
        "feeds to the end of feeds.yaml; folders and categories become tags. Everything\n"
        "already in feeds.yaml stays unchanged, comments and order included. Feeds that are\n"
        "already there, and what is not a feed, are skipped and named. If there is no\n"
        "feeds.yaml, it is created.",
    .run = import_run};
