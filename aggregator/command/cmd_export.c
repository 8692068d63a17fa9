/*
 * headwater export: writes the subscriptions as OPML for other programs.
 */
#include "aggregator/base/file.h"
#include "aggregator/command/command_config.h"
#include "aggregator/render/render.h"

#include <stdio.h>
#include <string.h>

enum { OPML_BYTES = 64 * 1024 * 1024 };

static int export_config(const struct config *config, const char *path, struct error *err)
{
    const struct output output = {.format = OUTPUT_OPML, .title = "headwater"};
    const struct render_input input = {.output = &output,
                                       .settings = &config->settings,
                                       .feeds = config->feeds,
                                       .feed_count = config->feed_count};
    struct str document;
    int code;

    str_init(&document, OPML_BYTES);
    code = render_document(&document, &input, err);
    if (code == 0 && path != NULL && strcmp(path, "-") != 0)
        code = file_replace(NULL, path, document.text, document.length, err);
    else if (code == 0)
        fwrite(document.text, 1, document.length, stdout); /* main checks whether that succeeded */
    str_release(&document);
    return code;
}

static int export_run(struct command_context *context, int argc, char **argv, struct error *err)
{
    const struct command_option options[] = {{NULL, OPTION_FLAG, NULL, NULL, NULL}};
    struct config config = {0};
    bool done;
    int code = command_parse(&done, context, options, 0, 1, argc, argv, err);

    if (code != 0 || done)
        return error_exit_status((enum error_code)code);
    code = command_config(&config, context, err);
    if (code == 0)
        code =
            export_config(&config, context->operand_count > 0 ? context->operands[0] : NULL, err);
    config_release(&config);
    return error_exit_status((enum error_code)code);
}

const struct command command_export = {
    .name = "export",
    .operands = "[FILE]",
    .summary = "write the subscriptions as OPML",
    .details =
        "Writes the feeds of feeds.yaml as OPML 2.0 to FILE or to standard output. A feed's\n"
        "first tag becomes its folder, and all its tags become its category. Feeds that are\n"
        "read from files are left out.",
    .run = export_run};
