/*
 * headwater check: reads feeds.yaml and says what is wrong with it; polls nothing.
 */
#include "aggregator/command_config.h"

#include <stdio.h>

static void summary_print(const struct command_context *context, const struct config *config)
{
    size_t enabled = 0;

    for (size_t i = 0; i < config->feed_count; i++)
        enabled += config->feeds[i].enabled;
    if (!context->quiet)
        printf("%s: %zu feed%s, %zu enabled, %zu output%s\n", context->config_path,
               config->feed_count, config->feed_count == 1 ? "" : "s", enabled,
               config->output_count, config->output_count == 1 ? "" : "s");
}

static int check_run(struct command_context *context, int argc, char **argv, struct error *err)
{
    static const struct command_option options[] = {{NULL, OPTION_FLAG, NULL, NULL, NULL}};
    struct config config = {0};
    bool done;
    int code = command_parse(&done, context, options, 0, 0, argc, argv, err);

    if (code != 0 || done)
        return error_exit_status((enum error_code)code);
    code = command_config(&config, context, err);
    if (code == 0)
        summary_print(context, &config);
    config_release(&config);
    return error_exit_status((enum error_code)code);
}

const struct command command_check = {
    .name = "check",
    .operands = "",
    .summary = "say what is wrong with feeds.yaml",
    .details = "Reads feeds.yaml and says of each mistake where it is and what was expected.\n"
               "Polls nothing and writes nothing. Exit status 2 when there is a mistake.",
    .run = check_run,
};
