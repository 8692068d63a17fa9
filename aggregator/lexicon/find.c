#include "aggregator/base/program.h"
#include "aggregator/lexicon/guard.h"
#include "aggregator/lexicon/lexicon.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#ifndef HEADWATER_LEXICON_INSTALLED
#define HEADWATER_LEXICON_INSTALLED "/usr/share/headwater/lexicon.bin"
#endif

/* Where a lexicon may be; the first existing file is used. NULL is the program's own folder, for
 * builds. */
static const char *const places[] = {
    HEADWATER_LEXICON_INSTALLED, "/usr/share/headwater/lexicon.bin",
    "/var/cache/headwater-lexicon/lexicon.bin", /* from headwater-lexicon.service */
    NULL};

static const char *place_beside_program(char ret[PATH_MAX])
{
    static const char name[] = "lexicon.bin";
    char *slash;

    if (!program_path(ret, PATH_MAX - sizeof(name)))
        return "";
    slash = strrchr(ret, '/');
    memcpy(slash != NULL ? slash + 1 : ret, name, sizeof(name));
    return ret;
}

static int map_fd(struct lexicon_map *ret, int fd, const char *path, struct error *err)
{
    struct dedup_lexicon lexicon;
    struct stat info;
    void *data;

    if (fstat(fd, &info) != 0)
        return error_set(err, ERR_IO, SCOPE_RUN, "reading %s: %s", path, strerror(errno));
    if (info.st_size <= 0)
        return error_set(err, ERR_SYNTAX, SCOPE_RUN, "%s is empty", path);
    data = mmap(NULL, (size_t)info.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (data == MAP_FAILED)
        return error_set(err, ERR_IO, SCOPE_RUN, "mapping %s: %s", path, strerror(errno));
    lexicon_guard(data, (size_t)info.st_size, path);
    if (dedup_lexicon_open(&lexicon, data, (size_t)info.st_size) != 0) {
        lexicon_guard(NULL, 0, NULL);
        munmap(data, (size_t)info.st_size);
        return error_set(err, ERR_SYNTAX, SCOPE_RUN,
                         "%s is damaged, of another version, or not a lexicon", path);
    }
    ret->data = data;
    ret->size = (size_t)info.st_size;
    snprintf(ret->path, sizeof(ret->path), "%s", path);
    return 0;
}

static int map_path(struct lexicon_map *ret, const char *path, struct error *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    int code;

    if (fd < 0)
        return error_set(err, errno == ENOENT || errno == ENOTDIR ? ERR_ABSENT : ERR_IO, SCOPE_RUN,
                         "reading %s: %s", path, strerror(errno));
    code = map_fd(ret, fd, path, err);
    close(fd);
    return code;
}

int lexicon_find_default(struct lexicon_map *ret, const char *path, struct error *err)
{
    char beside[PATH_MAX];

    memset(ret, 0, sizeof(*ret));
    if (path != NULL)
        return map_path(ret, path, err);
    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        struct error local = {.code = ERR_NONE}; /* a missing file in one place is not reported */
        int code =
            map_path(ret, places[i] != NULL ? places[i] : place_beside_program(beside), &local);

        if (code == 0)
            return 0;
        if (code != ERR_ABSENT) {
            *err = local;
            return code;
        }
    }
    return error_set(err, ERR_ABSENT, SCOPE_RUN, "no lexicon is installed");
}

void lexicon_unmap(struct lexicon_map *map)
{
    if (map != NULL && map->data != NULL) {
        lexicon_guard(NULL, 0, NULL);
        munmap(map->data, map->size);
    }
    if (map != NULL)
        memset(map, 0, sizeof(*map));
}
