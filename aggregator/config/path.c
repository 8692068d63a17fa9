#define _XOPEN_SOURCE 700 /* realpath */

#include "aggregator/config/path.h"

#include "aggregator/base/str.h"

#include <libgen.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { URL_BYTES_MAX = 64 * 1024 };

const char *path_folder(struct arena *arena, const char *path)
{
    char copy[PATH_MAX], absolute[PATH_MAX];

    if (strlen(path) >= sizeof(copy))
        return arena_strdup(arena, ".");
    memcpy(copy, path, strlen(path) + 1);
    if (realpath(dirname(copy), absolute) == NULL)
        return arena_strdup(arena, ".");
    return arena_strdup(arena, absolute);
}

const char *path_absolute(struct arena *arena, const char *folder, const char *path)
{
    while (strncmp(path, "./", 2) == 0)
        path += 2;
    if (path[0] == '/')
        return arena_strdup(arena, path);
    return arena_printf(arena, "%s/%s", strcmp(folder, "/") == 0 ? "" : folder, path);
}

/* The address start, and then the path. */
static const char *url_of(struct arena *arena, const char *start, const char *path)
{
    struct str url;
    const char *kept;

    if (start == NULL || path == NULL)
        return NULL;
    str_init(&url, URL_BYTES_MAX);
    str_append(&url, start);
    for (; *path != '\0'; path++) {
        if (strchr(" \"#%<>?[]^`{|}\\", *path) != NULL)
            str_appendf(&url, "%%%02X", (unsigned)(unsigned char)*path);
        else
            str_append_char(&url, *path);
    }
    kept = str_status(&url) == ERR_NONE ? arena_strdup(arena, url.text) : NULL;
    str_release(&url);
    return kept;
}

const char *path_feed_url(struct arena *arena, const char *folder, const char *text)
{
    if (strncasecmp(text, "file:", 5) != 0 || text[5] == '\0' || strncmp(text + 5, "//", 2) == 0)
        return arena_strdup(arena, text);
    return url_of(arena, "file://", path_absolute(arena, folder, text + 5));
}

const char *path_served_url(struct arena *arena, const char *site, const char *path)
{
    const char *slash = strrchr(path, '/'), *name = slash != NULL ? slash + 1 : path;
    const bool has_slash = site[0] != '\0' && site[strlen(site) - 1] == '/';

    return url_of(arena, has_slash ? site : arena_printf(arena, "%s/", site), name);
}
