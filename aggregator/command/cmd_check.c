/*
 * headwater check: reads feeds.yaml and reports mistakes in it. Sends no requests.
 */
#include "aggregator/base/log.h"
#include "aggregator/base/url.h"
#include "aggregator/command/command_config.h"
#include "aggregator/fetch/fetch.h"
#include "aggregator/lexicon/lexicon.h"

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

/* A publisher that gets too many requests blocks a client that does not say who runs it. */
static void contact_remind(const struct config *config)
{
    bool asks = false;

    for (size_t i = 0; i < config->feed_count; i++)
        asks = asks || url_is_http(config->feeds[i].url);
    if (asks && !fetch_agent_names_somebody(config->settings.contact))
        log_line(
            LOG_LEVEL_NOTICE,
            "settings has no contact, so publishers cannot tell who sends the requests and cannot "
            "write to you before they block them; add your e-mail address or website as contact");
}

/* Without a lexicon few translations are recognised; a run says so only at first. */
static void lexicon_remind(const struct config *config)
{
    struct lexicon_map lexicon;
    struct error why;

    if (config->settings.lexicon == NULL && lexicon_find_default(&lexicon, NULL, &why) != 0)
        log_line(LOG_LEVEL_NOTICE,
                 "%s: translations are recognised only by numbers, places and names (see headwater "
                 "lexicon --help)",
                 why.text);
    else if (config->settings.lexicon == NULL)
        lexicon_unmap(&lexicon);
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
    if (code == 0) {
        contact_remind(&config);
        lexicon_remind(&config);
    }
    config_release(&config);
    return error_exit_status((enum error_code)code);
}

const struct command command_check = {
    .name = "check",
    .operands = "",
    .summary = "check feeds.yaml for mistakes",
    .details =
        "Reads feeds.yaml and reports where each mistake is and what was expected. Sends no\n"
        "requests and writes nothing. Exit status 2 if there is a mistake.",
    .run = check_run,
};
