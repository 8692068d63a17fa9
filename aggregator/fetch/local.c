#include "aggregator/fetch/local.h"

#include "aggregator/base/url.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CHUNK = 64 * 1024 };

bool local_is_file(const char *url)
{
    return strncasecmp(url, "file:", 5) == 0;
}

static void read_body(struct transfer *transfer, int fd)
{
    char chunk[CHUNK];
    ssize_t size;

    while ((size = read(fd, chunk, sizeof(chunk))) != 0) {
        if (size < 0 && errno == EINTR)
            continue;
        if (size < 0) {
            error_set(&transfer->error, ERR_IO, SCOPE_FEED, "cannot read the file: %s",
                      strerror(errno));
            return;
        }
        transfer->chain->bytes += size;
        if (!transfer_take_body(transfer, chunk, (size_t)size))
            return;
    }
}

static void read_file(struct transfer *transfer, int fd, const struct stat *info)
{
    struct reply *reply = &transfer->reply;
    const char *etag = transfer->request->etag;

    reply->etag = arena_printf(&transfer->arena, "\"%jx-%jx-%jx.%lx\"", (uintmax_t)info->st_ino,
                               (uintmax_t)info->st_size, (uintmax_t)info->st_mtim.tv_sec,
                               (unsigned long)info->st_mtim.tv_nsec);
    reply->status =
        etag != NULL && reply->etag != NULL && strcmp(etag, reply->etag) == 0 ? 304 : 200;
    if (reply->status == 200)
        read_body(transfer, fd);
}

void local_read(struct transfer *transfer)
{
    const char *url = redirect_chain_url(transfer->chain);
    char path[PATH_MAX];
    struct stat info;
    int fd = -1;

    if (url_file_path(path, sizeof(path), url))
        fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a FIFO must not block the run */
    else
        errno = strlen(path) + 1 < sizeof(path) ? EINVAL : ENAMETOOLONG;
    if (fd < 0 || fstat(fd, &info) != 0)
        error_set(&transfer->error, ERR_IO, SCOPE_FEED, "cannot open %.300s: %s", path,
                  strerror(errno));
    else if (!S_ISREG(info.st_mode))
        error_set(&transfer->error, ERR_IO, SCOPE_FEED, "%.300s is not a file", path);
    else
        read_file(transfer, fd, &info);
    if (fd >= 0)
        close(fd);
}
