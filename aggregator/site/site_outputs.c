#include "aggregator/site/site_outputs.h"

#include "aggregator/publish/archive.h"
#include "aggregator/publish/day_pages.h"
#include "aggregator/publish/publish.h"

#include <string.h>

size_t site_output_find(const struct config *config, const char *path)
{
    size_t i;

    for (i = 0; i < config->output_count; i++) {
        const char *slash = strrchr(config->outputs[i].path, '/');

        if (strcmp(path, "/") == 0 ? config->outputs[i].format == OUTPUT_HTML
                                   : slash != NULL && strcmp(slash, path) == 0 &&
                                         config->outputs[i].format != OUTPUT_STORIES)
            break;
    }
    return i;
}

bool site_part_find(size_t *ret_number, struct publish_part *ret, const struct config *config,
                    const char *path)
{
    for (*ret_number = 0; *ret_number < config->output_count; ++*ret_number) {
        const struct output *output = &config->outputs[*ret_number];
        const char *slash = strrchr(output->path, '/');

        if (slash != NULL && publish_name_read(ret, slash, path) &&
            (ret->page == 1 || publish_is_paged(output)) &&
            (ret->day == PUBLISH_NO_DAY || archive_is_wanted(output) ||
             day_pages_are_wanted(output)))
            return true;
    }
    return false;
}
