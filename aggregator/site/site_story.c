#include "aggregator/site/site_story.h"

#include "aggregator/publish/story_pages.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool site_story_number(uint64_t *ret, const char *path)
{
    char again[32], *end;

    if (strncmp(path, "/story/", 7) != 0)
        return false;
    *ret = strtoull(path + 7, &end, 10);
    snprintf(again, sizeof(again), "%" PRIu64, *ret);
    return *end == '\0' && strcmp(again, path + 7) == 0;
}

bool site_story_in_folder(uint64_t *ret, const struct config *config, const char *path)
{
    const char *name = strrchr(path, '/');
    const size_t length = (size_t)(name - path);

    for (size_t i = 0; i < config->output_count; i++) {
        const struct output *output = &config->outputs[i];
        const char *folder = strrchr(output->path, '/');

        if (output->format == OUTPUT_STORIES && folder != NULL && strlen(folder) == length &&
            strncmp(folder, path, length) == 0)
            return story_page_number(ret, name + 1);
    }
    return false;
}
