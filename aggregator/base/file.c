#include "aggregator/base/file.h"

#include "aggregator/base/failpoint.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { CHUNK = 64 * 1024, PATH_SIZE = PATH_MAX };

static int fail(struct error *err, const char *what, const char *path)
{
    return error_set(err, ERR_IO, SCOPE_RUN, "%s %s: %s", what, path, strerror(errno));
}

static int read_all(struct str *into, int fd, const char *path, struct error *err)
{
    char chunk[CHUNK];
    ssize_t got;

    while ((got = read(fd, chunk, sizeof(chunk))) != 0) {
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return fail(err, "cannot read", path);
        str_append_bytes(into, chunk, (size_t)got);
        if (str_status(into) == ERR_LIMIT)
            return error_set(err, ERR_LIMIT, SCOPE_RUN, "%s is larger than %zu bytes", path,
                             into->ceiling);
        if (str_status(into) != ERR_NONE)
            return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory reading %s", path);
    }
    return 0;
}

int file_read(struct str *into, const char *path, struct error *err)
{
    int fd, code;

    if (strcmp(path, "-") == 0)
        return read_all(into, STDIN_FILENO, "standard input", err);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return error_set(err, errno == ENOENT ? ERR_ABSENT : ERR_IO, SCOPE_RUN,
                         "cannot open %s: %s", path, strerror(errno));
    code = read_all(into, fd, path, err);
    close(fd);
    return code;
}

/* Whether the file has exactly this content. An unreadable file counts as different. */
static bool file_equals(const char *path, const char *data, size_t size)
{
    char chunk[CHUNK];
    struct stat info;
    size_t done = 0;
    ssize_t got = 0;
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0)
        return false;
    if (fstat(fd, &info) == 0 && S_ISREG(info.st_mode) && (size_t)info.st_size == size)
        while ((got = read(fd, chunk, sizeof(chunk))) > 0 && (size_t)got <= size - done &&
               memcmp(chunk, data + done, (size_t)got) == 0)
            done += (size_t)got;
    else
        got = -1;
    close(fd);
    return got == 0 && done == size;
}

static int write_all(int fd, const char *data, size_t size)
{
    while (size > 0) {
        ssize_t put = write(fd, data, size);

        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return -1;
        data += put;
        size -= (size_t)put;
    }
    return 0;
}

int file_sync_folder(const char *folder, struct error *err)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int result = fd >= 0 ? fsync(fd) : -1;

    if (result != 0)
        fail(err, "cannot sync the folder", folder);
    if (fd >= 0)
        close(fd);
    return result == 0 ? 0 : ERR_IO;
}

static int folder_of_sync(const char *path, struct error *err)
{
    char folder[PATH_SIZE];
    char *slash;

    snprintf(folder, sizeof(folder), "%s", path);
    slash = strrchr(folder, '/');
    if (slash == NULL)
        snprintf(folder, sizeof(folder), ".");
    else
        slash[slash == folder ? 1 : 0] = '\0';
    return file_sync_folder(folder, err);
}

/* The name is fixed, so that the next run overwrites what a killed run left behind. */
static int temporary_name(char ret[PATH_SIZE], const char *path, struct error *err)
{
    if (snprintf(ret, PATH_SIZE, "%s.new", path) >= PATH_SIZE)
        return error_set(err, ERR_IO, SCOPE_RUN, "path too long: %s", path);
    return 0;
}

static int write_beside(const char *temporary, const void *data, size_t size, bool sync,
                        struct error *err)
{
    int fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    int code = 0;

    if (fd < 0)
        return fail(err, "cannot write", temporary);
    if (write_all(fd, data, size) != 0 || (sync && fsync(fd) != 0))
        code = fail(err, "cannot write", temporary);
    if (close(fd) != 0 && code == 0)
        code = fail(err, "cannot write", temporary);
    if (code != 0)
        unlink(temporary);
    return code;
}

static int rename_over(const char *temporary, const char *path, struct error *err)
{
    int code;

    if (rename(temporary, path) == 0)
        return 0;
    code = fail(err, "cannot replace", path);
    unlink(temporary);
    return code;
}

int file_replace(bool *ret_changed, const char *path, const void *data, size_t size,
                 struct error *err)
{
    char temporary[PATH_SIZE];
    bool equal = file_equals(path, data, size);
    int code;

    if (!equal) {
        code = temporary_name(temporary, path, err);
        if (code == 0)
            code = write_beside(temporary, data, size, true, err);
        if (code != 0)
            return code;
        failpoint("file-written");
        code = rename_over(temporary, path, err);
        if (code != 0)
            return code;
        failpoint("file-renamed");
        code = folder_of_sync(path, err);
        if (code != 0)
            return code;
    }
    if (ret_changed != NULL)
        *ret_changed = !equal;
    return 0;
}

int file_stage(bool *ret_changed, const char *path, const void *data, size_t size,
               struct error *err)
{
    char temporary[PATH_SIZE];
    const bool equal = file_equals(path, data, size);
    int code;

    if (!equal) {
        code = temporary_name(temporary, path, err);
        if (code == 0)
            code = write_beside(temporary, data, size, false, err);
        if (code != 0)
            return code;
    }
    *ret_changed = !equal;
    return 0;
}

int file_settle(const char *path, struct error *err)
{
    char temporary[PATH_SIZE];
    int code = temporary_name(temporary, path, err);
    int fd = code == 0 ? open(temporary, O_RDONLY | O_CLOEXEC) : -1;

    if (code != 0)
        return code;
    if (fd < 0 || fsync(fd) != 0)
        code = fail(err, "cannot write", temporary);
    if (fd >= 0)
        close(fd);
    return code != 0 ? code : rename_over(temporary, path, err);
}

/* Creates one folder; its parent must exist. */
static int make_folder(const char *path)
{
    struct stat info;

    if (mkdir(path, 0755) == 0)
        return 0;
    if (errno != EEXIST || stat(path, &info) != 0)
        return -1;
    errno = ENOTDIR;
    return S_ISDIR(info.st_mode) ? 0 : -1;
}

int file_make_folders(const char *path, struct error *err)
{
    char part[PATH_SIZE];

    if (snprintf(part, sizeof(part), "%s", path) >= (int)sizeof(part))
        return error_set(err, ERR_IO, SCOPE_RUN, "path too long: %s", path);
    for (char *slash = part + 1; *slash != '\0'; slash++) {
        if (*slash != '/')
            continue;
        *slash = '\0';
        if (make_folder(part) != 0)
            return fail(err, "cannot create folder", part);
        *slash = '/';
    }
    if (make_folder(part) != 0)
        return fail(err, "cannot create folder", part);
    return 0;
}

static uint64_t mix(uint64_t hash, uint64_t value)
{
    hash = (hash ^ value) * UINT64_C(0x9E3779B97F4A7C15);
    return hash ^ (hash >> 29);
}

uint64_t file_version(const struct stat *info)
{
    uint64_t version = mix((uint64_t)info->st_ino, (uint64_t)info->st_size);

    version = mix(version, (uint64_t)info->st_mtim.tv_sec);
    return mix(version, (uint64_t)info->st_mtim.tv_nsec) | 1;
}

int file_lock(int *ret_fd, const char *path, struct error *err)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    int code;

    if (fd < 0)
        return fail(err, "cannot open the lock", path);
    if (fcntl(fd, F_SETLK, &lock) == 0) {
        *ret_fd = fd;
        return 0;
    }
    if (errno == EACCES || errno == EAGAIN)
        code =
            error_set(err, ERR_LOCKED, SCOPE_RUN, "another run is in progress (it holds %s)", path);
    else
        code = fail(err, "cannot lock", path);
    close(fd);
    return code;
}
