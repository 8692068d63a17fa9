/*
 * Whole files: read with a ceiling, written beside and renamed, and the lock that keeps two runs
 * apart.
 */
#ifndef HEADWATER_BASE_FILE_H
#define HEADWATER_BASE_FILE_H

#include "aggregator/base/error.h"
#include "aggregator/base/str.h"

#include <stdbool.h>
#include <stddef.h>

/* Appends a whole file to *into; "-" is standard input. ERR_ABSENT when there is no such file,
 * ERR_LIMIT when it is larger than the ceiling of *into leaves, ERR_IO for the rest (the text names
 * the file). */
int file_read(struct str *into, const char *path, struct error *err);

/*
 * Replaces the content of a file so that a reader and a power cut see the old or the new whole:
 * written to a temporary file in the same folder, synced, renamed, the folder synced. When the file
 * already holds these bytes nothing is written at all. *ret_changed (may be NULL) tells which it
 * was. On failure the old file stays as it was and no temporary file is left.
 */
int file_replace(bool *ret_changed, const char *path, const void *data, size_t size,
                 struct error *err);

/* Makes a folder and its parents; one that is there is no error. */
int file_make_folders(const char *path, struct error *err);

/* Takes the lock of this file (made when absent) without waiting. *ret_fd is the caller's to close,
 * which frees the lock. ERR_LOCKED when another process holds it. */
int file_lock(int *ret_fd, const char *path, struct error *err);

#endif
