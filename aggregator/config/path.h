/*
 * Paths as feeds.yaml writes them: relative to its folder.
 */
#ifndef HEADWATER_CONFIG_PATH_H
#define HEADWATER_CONFIG_PATH_H

#include "aggregator/base/arena.h"

/* The absolute folder of the file with this path, "." when there is no such folder; in the arena,
 * NULL when out of memory. */
const char *path_folder(struct arena *arena, const char *path);

/* A path relative to the folder, made absolute; in the arena, NULL when out of memory. */
const char *path_absolute(struct arena *arena, const char *folder, const char *path);

/* The address of a feed that feeds.yaml in this folder writes as text: file: and a path become
 * file:// and the absolute path (RFC 8089), so that references can be resolved against it; any
 * other text is unchanged. NULL when out of memory. */
const char *path_feed_url(struct arena *arena, const char *folder, const char *text);

/* The address of a file that is served by its name under this site. NULL when out of memory. */
const char *path_served_url(struct arena *arena, const char *site, const char *path);

#endif
