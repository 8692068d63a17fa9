/*
 * Whole files: reading with a size limit, atomic replacement, versions, and the lock that prevents
 * concurrent runs.
 */
#ifndef HEADWATER_BASE_FILE_H
#define HEADWATER_BASE_FILE_H

#include "aggregator/base/error.h"
#include "aggregator/base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

/* Appends a whole file to *into; "-" is standard input. ERR_ABSENT when the file does not exist,
 * ERR_LIMIT when it exceeds the remaining room below the ceiling of *into, else ERR_IO (the text
 * names the file). */
int file_read(struct str *into, const char *path, struct error *err);

/*
 * Replaces the content of a file atomically: readers, and the disk after a power cut, have either
 * the old or the new content. Writes a temporary file in the same folder, syncs it, renames it and
 * syncs the folder. Writes nothing when the file already has this content; *ret_changed (may be
 * NULL) is false then. On failure the old file is unchanged and no temporary file is left.
 */
int file_replace(bool *ret_changed, const char *path, const void *data, size_t size,
                 struct error *err);

/*
 * Replaces many files of a folder at the price of one: file_stage() writes PATH.new, without
 * waiting for the disk; then file_settle() for each staged path syncs it and renames it; then
 * file_sync_folder(), once. Each file is replaced atomically, as by file_replace(). Prepares
 * nothing when the file already has this content; *ret_changed is false then. A PATH.new that is
 * never settled has no effect; the next file_stage() overwrites it.
 */
int file_stage(bool *ret_changed, const char *path, const void *data, size_t size,
               struct error *err);
int file_settle(const char *path, struct error *err);
int file_sync_folder(const char *folder, struct error *err);

/* Creates a folder and its parents; an existing folder is not an error. */
int file_make_folders(const char *path, struct error *err);

/* Differs whenever the file was written or replaced; never 0. */
uint64_t file_version(const struct stat *info);

/* Takes the lock of this file (created when absent) without waiting. The caller owns *ret_fd;
 * closing it releases the lock. ERR_LOCKED when another process holds it. */
int file_lock(int *ret_fd, const char *path, struct error *err);

#endif
