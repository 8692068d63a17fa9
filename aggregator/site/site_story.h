/* Which story the path of a request is the page of. Pure; a path begins with a slash. */
#ifndef HEADWATER_SITE_SITE_STORY_H
#define HEADWATER_SITE_SITE_STORY_H

#include "aggregator/config/config.h"

#include <stdbool.h>
#include <stdint.h>

/* Reads "/story/2988751"; false for anything else, including leading zeros and too many digits. */
bool site_story_number(uint64_t *ret, const char *path);

/* Reads "/FOLDER/2988751.html", where the folder has the name of an output's folder of pages, to
 * which that output's documents link. The page is made from the state, not read from the folder,
 * which may have fewer. */
bool site_story_in_folder(uint64_t *ret, const struct config *config, const char *path);

#endif
