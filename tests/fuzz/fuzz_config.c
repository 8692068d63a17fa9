/*
 * Any bytes as feeds.yaml: accepted, or rejected with at least one line. This includes secrets from
 * files and the environment; the names that a fuzzer finds do not exist.
 */
#include "aggregator/config/config.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

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
    if (code == 0)
        config_release(&config);
    str_release(&problems);
    return 0;
}
