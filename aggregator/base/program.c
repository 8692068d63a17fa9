#define _XOPEN_SOURCE 700 /* realpath() */
#include "aggregator/base/program.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PATH_ROOM = 4096 };

/* Links to the running program on Linux, NetBSD, and FreeBSD with procfs. */
static const char *const links[] = {"/proc/self/exe", "/proc/curproc/exe", "/proc/curproc/file"};

static const char *started_as;

void program_started_as(const char *name)
{
    started_as = name;
}

static bool path_resolve(char *ret, size_t room, const char *path)
{
    char *whole = access(path, X_OK) == 0 ? realpath(path, NULL) : NULL;
    bool fits = whole != NULL && strlen(whole) < room;

    if (fits)
        strcpy(ret, whole);
    free(whole);
    return fits;
}

bool program_find(char *ret, size_t room, const char *name)
{
    const char *folder = getenv("PATH");
    char path[PATH_ROOM];

    if (strchr(name, '/') != NULL)
        return path_resolve(ret, room, name);
    for (size_t length; folder != NULL && name[0] != '\0'; folder += length + 1) {
        length = strcspn(folder, ":");
        if (length + 2 + strlen(name) < sizeof(path)) {
            /* POSIX: an empty entry is the current folder */
            snprintf(path, sizeof(path), "%.*s/%s", length > 0 ? (int)length : 1,
                     length > 0 ? folder : ".", name);
            if (path_resolve(ret, room, path))
                return true;
        }
        if (folder[length] == '\0')
            break;
    }
    return false;
}

bool program_path(char *ret, size_t room)
{
    for (size_t i = 0; i < sizeof(links) / sizeof(links[0]); i++) {
        const ssize_t length = readlink(links[i], ret, room);

        if (length > 0 && (size_t)length < room) {
            ret[length] = '\0';
            return true;
        }
    }
    return started_as != NULL && program_find(ret, room, started_as);
}
