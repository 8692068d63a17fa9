#define _POSIX_C_SOURCE 200809L /* fileno() */
#include "aggregator/base/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

void spool_init(struct spool *spool, size_t ceiling)
{
    str_init(&spool->head, SPOOL_MEMORY_BYTES);
    spool->file = NULL;
    spool->size = 0;
    spool->position = 0;
    spool->ceiling = ceiling;
}

void spool_release(struct spool *spool)
{
    if (spool == NULL)
        return;
    str_release(&spool->head);
    if (spool->file != NULL)
        fclose(spool->file);
    spool->file = NULL;
}

static int fail(struct error *err, const char *what)
{
    return error_set(err, ERR_IO, SCOPE_FEED, "cannot %s a temporary file: %s", what,
                     strerror(errno));
}

/* Moves the content from memory to a file. */
static int spool_spill(struct spool *spool, struct error *err)
{
    spool->file = tmpfile();
    if (spool->file == NULL || fcntl(fileno(spool->file), F_SETFD, FD_CLOEXEC) != 0)
        return fail(err, "make");
    if (fwrite(spool->head.text, 1, spool->head.length, spool->file) != spool->head.length)
        return fail(err, "write");
    str_release(&spool->head);
    return 0;
}

int spool_write(struct spool *spool, const void *data, size_t size, struct error *err)
{
    int code;

    if (size > spool->ceiling - spool->size)
        return error_set(err, ERR_LIMIT, SCOPE_FEED, "larger than %zu bytes", spool->ceiling);
    if (spool->file == NULL && spool->size + size > SPOOL_MEMORY_BYTES) {
        code = spool_spill(spool, err);
        if (code != 0)
            return code;
    }
    if (spool->file != NULL) {
        if (fwrite(data, 1, size, spool->file) != size)
            return fail(err, "write");
    } else {
        str_append_bytes(&spool->head, data, size);
        if (str_status(&spool->head) != ERR_NONE)
            return error_set(err, ERR_MEMORY, SCOPE_FEED, "out of memory");
    }
    spool->size += size;
    return 0;
}

void spool_rewind(struct spool *spool)
{
    spool->position = 0;
}

int spool_read(size_t *ret_size, struct spool *spool, void *into, size_t room, struct error *err)
{
    size_t left = spool->size - spool->position;

    room = room < left ? room : left;
    if (spool->file == NULL) {
        memcpy(into, spool->head.text + spool->position, room);
    } else {
        if (spool->position == 0 && fseek(spool->file, 0, SEEK_SET) != 0)
            return fail(err, "rewind");
        if (fread(into, 1, room, spool->file) != room)
            return fail(err, "read");
    }
    spool->position += room;
    *ret_size = room;
    return 0;
}
