/*
 * headwater render: writes the configured outputs again from the state, or one document to standard
 * output.
 */
#include "aggregator/base/file.h"
#include "aggregator/base/log.h"
#include "aggregator/command/command_config.h"
#include "aggregator/publish/publish.h"
#include "aggregator/render/render.h"
#include "aggregator/run/session.h"

#include <stdio.h>
#include <string.h>

enum { DOCUMENT_BYTES = 128 << 20, DEFAULT_LIMIT = 200 };

/* The options; format NULL means all configured outputs. */
struct render_options {
    const char *format, *path;
};

/* The first configured output of the format, so that title, filter and limit are the user's. If
 * there is none, an output without filters. */
static struct output output_choose(const struct config *config, enum output_format format)
{
    const struct output fallback = {
        .format = format, .path = "-", .title = "headwater", .limit = DEFAULT_LIMIT};

    for (size_t i = 0; i < config->output_count; i++)
        if (config->outputs[i].format == format)
            return config->outputs[i];
    return fallback;
}

static int document_write(const struct str *document, const char *path, struct error *err)
{
    if (path != NULL && strcmp(path, "-") != 0)
        return file_replace(NULL, path, document->text, document->length, err);
    if (fwrite(document->text, 1, document->length, stdout) != document->length)
        return error_set(err, ERR_IO, SCOPE_RUN, "cannot write to standard output");
    return 0;
}

static int render_one(const struct render_options *chosen, const struct command_context *context,
                      const struct config *config, struct error *err)
{
    enum output_format format;
    struct output output;
    struct store *store;
    struct str document;
    int code;

    if (!render_format_find(&format, chosen->format))
        return error_set(err, ERR_USAGE, SCOPE_RUN,
                         "unknown format \"%s\", expected atom, rss, json, html or opml",
                         chosen->format);
    if (format == OUTPUT_STORIES)
        return error_set(err, ERR_USAGE, SCOPE_RUN,
                         "stories are a folder of pages, not one document; without --format, "
                         "headwater render writes it");
    output = output_choose(config, format);
    code = store_open_readonly(&store, context->state_address, err);
    if (code != 0)
        return code;
    str_init(&document, DOCUMENT_BYTES);
    code = publish_output(&document, store, config, &output, 1, err);
    if (code == 0)
        code = document_write(&document, chosen->path, err);
    str_release(&document);
    store_close(store);
    return code;
}

/* Takes the lock of a run, because a run writes the same files through the same temporary files. */
static int render_all(const struct command_context *context, const struct config *config,
                      struct error *err)
{
    struct publish_result result;
    struct store *store = NULL;
    struct store_lock *lock;
    int code = session_store(&store, &lock, context->state_address, err);

    if (code == 0)
        code = publish_all(&result, store, config, err);
    store_close(store);
    store_unlock(lock);
    if (code == 0 && !context->quiet)
        log_line(LOG_LEVEL_INFO, "%zu stories shown; files: %zu written, %zu up to date",
                 result.stories, result.written, result.unchanged);
    return code;
}

static int render_run(struct command_context *context, int argc, char **argv, struct error *err)
{
    struct render_options chosen = {NULL, NULL};
    const struct command_option options[] = {
        {"format", OPTION_VALUE, "FORMAT", "write one document only: atom, rss, json, html or opml",
         &chosen.format},
        {"o|output", OPTION_VALUE, "FILE", "the file to write it to (default: standard output)",
         &chosen.path},
        {NULL, OPTION_FLAG, NULL, NULL, NULL}};
    struct config config = {0};
    bool done;
    int code = command_parse(&done, context, options, 0, 0, argc, argv, err);

    if (code != 0 || done)
        return error_exit_status((enum error_code)code);
    if (chosen.path != NULL && chosen.format == NULL)
        return error_exit_status((enum error_code)error_set(err, ERR_USAGE, SCOPE_RUN,
                                                            "--output needs --format as well"));
    code = command_config(&config, context, err);
    if (code == 0)
        code = chosen.format != NULL ? render_one(&chosen, context, &config, err)
                                     : render_all(context, &config, err);
    config_release(&config);
    return error_exit_status((enum error_code)code);
}

const struct command command_render = {
    .name = "render",
    .operands = "",
    .summary = "write the outputs again from the state",
    .details =
        "Renders the stored stories and polls nothing. Without options it writes every output\n"
        "of feeds.yaml whose content has changed. With --format it writes one document: the\n"
        "first output of that format in feeds.yaml or, if there is none, the newest 200\n"
        "stories.",
    .run = render_run};
