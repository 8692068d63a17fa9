/* Which output, or which part of one, a path of the server names. */
#ifndef HEADWATER_SITE_SITE_OUTPUTS_H
#define HEADWATER_SITE_SITE_OUTPUTS_H

#include "aggregator/config/config.h"
#include "aggregator/publish/publish_name.h"

/* The index of the output whose file has this name; for "/" that of the first HTML page;
 * output_count if there is none. */
size_t site_output_find(const struct config *config, const char *path);

/* Finds the page or archive of an output by its name; nothing else of the requested name is
 * used. */
bool site_part_find(size_t *ret_number, struct publish_part *ret, const struct config *config,
                    const char *path);

#endif
