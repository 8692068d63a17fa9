/*
 * Any bytes as feeds.yaml: accepted, or rejected with at least one line. This includes secrets from
 * files and the environment; the names that a fuzzer finds do not exist.
 */
#include "aggregator/config/append.h"
#include "aggregator/config/config.h"
#include "aggregator/config/edit.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What the commands do with the text of a valid file; they parse the result before they write it.
 */
static void edits_try(const char *data, size_t size, size_t feeds)
{
    const struct feed feed = {.url = "https://new.example/"};
    struct str text, edited;

    str_init(&text, size + 1);
    str_append_bytes(&text, data, size);
    str_init(&edited, 16 << 20);
    for (size_t i = 0; i < 2; i++) {
        const size_t index = i == 0 ? 0 : feeds - 1;

        config_remove_feed(&edited, text.text, text.length, index, NULL);
        str_clear(&edited);
        config_hide_feed(&edited, text.text, text.length, index, NULL);
        str_clear(&edited);
    }
    config_append(&edited, text.text, text.length, &feed, 1, NULL);
    str_release(&edited);
    str_release(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct config config;
    struct str problems;
    struct error err = {.code = ERR_NONE};
    int code;

    str_init(&problems, 4 << 20);
    code = config_parse(&config, &problems, "feeds.yaml", (const char *)data, size, &err);
    if (code == 0 && (problems.length != 0 || config.feed_count == 0 || config.output_count == 0))
        abort();
    if (code == ERR_CONFIG && (problems.length == 0 || strchr(problems.text, '\n') == NULL))
        abort();
    for (size_t i = 0; code == 0 && i < config.feed_count; i++)
        if (config.feeds[i].url == NULL || config.feeds[i].name == NULL)
            abort();
    if (code == 0) {
        edits_try((const char *)data, size, config.feed_count);
        config_release(&config);
    }
    str_release(&problems);
    return 0;
}
