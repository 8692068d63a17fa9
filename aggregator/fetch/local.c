#include "aggregator/fetch/local.h"

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

static int hex_digit(char c)
{
    static const char digits[] = "0123456789abcdef";
    const char *at = c != '\0' ? strchr(digits, c | 0x20) : NULL;

    return at != NULL ? (int)(at - digits) : -1;
}

/* The path of a file URL (RFC 8089), percent-decoded. False when it is too long. */
static bool path_of(char ret[PATH_MAX], const char *url)
{
    size_t used = 0;

    url += strlen("file:");
    if (strncmp(url, "//", 2) == 0)
        url += 2;
    for (; *url != '\0' && used < PATH_MAX - 1; url++) {
        int high = *url == '%' ? hex_digit(url[1]) : -1;
        int low = high >= 0 ? hex_digit(url[2]) : -1;

        ret[used++] = low >= 0 ? (char)(high * 16 + low) : *url;
        url += low >= 0 ? 2 : 0;
    }
    ret[used] = '\0';
    return *url == '\0';
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

    if (path_of(path, url))
        fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a FIFO must not block the run */
    else
        errno = ENAMETOOLONG;
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
