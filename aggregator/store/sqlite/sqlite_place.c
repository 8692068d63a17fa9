/*
 * The place of a state: its folder, the lock beside it, and what its files tell from outside.
 */
#include "aggregator/base/file.h"
#include "aggregator/store/sqlite/sqlite_engine.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <xxhash.h>

struct file_held {
    struct store_lock lock;
    int fd;
};

int sqlite_folder_make(const char *path, struct error *err)
{
    char folder[PATH_MAX];
    char *slash;

    if (snprintf(folder, sizeof(folder), "%s", path) >= (int)sizeof(folder))
        return error_set(err, ERR_IO, SCOPE_RUN, "path too long: %s", path);
    slash = strrchr(folder, '/');
    if (slash == NULL || slash == folder)
        return 0;
    *slash = '\0';
    return file_make_folders(folder, err);
}

static void file_release(struct store_lock *lock)
{
    close(((struct file_held *)lock)->fd);
    free(lock);
}

static int path_lock(int *ret_fd, const char *path, struct error *err)
{
    char lock[PATH_MAX];
    int code;

    if (path[0] == '\0')
        return error_set(err, ERR_USAGE, SCOPE_RUN, "the path of the state is empty");
    code = sqlite_folder_make(path, err);
    if (code != 0)
        return code;
    if (snprintf(lock, sizeof(lock), "%s.lock", path) >= (int)sizeof(lock))
        return error_set(err, ERR_IO, SCOPE_RUN, "path too long: %s", path);
    return file_lock(ret_fd, lock, err);
}

int sqlite_lock(struct store_lock **ret, const char *place, struct error *err)
{
    struct file_held *held = malloc(sizeof(*held));
    int code;

    if (held == NULL)
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
    held->lock.release = file_release;
    code = path_lock(&held->fd, place, err);
    if (code == 0)
        *ret = &held->lock;
    else
        free(held);
    return code;
}

/* The log is part of the state: a commit writes it, and the file itself only later. */
void sqlite_stamp(struct store_stamp *ret, const char *place)
{
    uint64_t versions[2] = {0}, identity[2];
    char log[PATH_MAX + 8];
    struct stat info;

    if (stat(place, &info) == 0) {
        identity[0] = (uint64_t)info.st_dev;
        identity[1] = (uint64_t)info.st_ino;
        ret->identity = XXH3_64bits(identity, sizeof(identity)) | 1;
        versions[0] = file_version(&info);
    }
    if (snprintf(log, sizeof(log), "%s-wal", place) < (int)sizeof(log) && stat(log, &info) == 0)
        versions[1] = file_version(&info);
    ret->version = XXH3_64bits(versions, sizeof(versions)) | 1;
}
