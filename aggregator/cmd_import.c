/*
 * headwater import: the subscriptions of another program into feeds.yaml.
 */
#include "aggregator/base/file.h"
#include "aggregator/command_config.h"
#include "aggregator/subscribe/opml.h"
#include "aggregator/subscriptions.h"

#include <stdio.h>

enum { OPML_BYTES = 64 * 1024 * 1024, ARENA_BYTES = 256 * 1024 * 1024 };

static int import_file(const struct command_context *context, const struct config *config, bool dry,
                       struct error *err)
{
    struct subscriptions_result result;
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
        code = subscriptions_add(&result, context->config_path, config, opml.feeds, opml.count, dry,
                                 err);
    if (code == 0 && !context->quiet)
        printf("%zu feed%s %s %s; %zu there already, %zu without an address that can be asked.\n",
               result.added, result.added == 1 ? "" : "s", dry ? "would be added to" : "added to",
               context->config_path, result.known, opml.skipped);
    str_release(&text);
    arena_release(&arena);
    return code;
}

static int import_run(struct command_context *context, int argc, char **argv, struct error *err)
{
    bool dry = false, done;
    const struct command_option options[] = {
        {"dry-run", OPTION_FLAG, NULL, "say what would be added, write nothing", &dry},
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
        "Reads the OPML that another program exported (- is standard input) and writes its\n"
        "feeds behind those of feeds.yaml; folders and categories become tags. What is there\n"
        "stays as it is written, comments and order included; feeds that are there already\n"
        "are left out. Where there is no feeds.yaml, it is made.",
    .run = import_run};
