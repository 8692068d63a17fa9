/*
 * A temporary folder for a test, with helpers for the files in it. Failures end the test.
 */
#ifndef HEADWATER_TESTS_FOLDER_H
#define HEADWATER_TESTS_FOLDER_H

#include <stddef.h>

enum { FOLDER_PATH_SIZE = 512 };

/* Creates a folder in $TMPDIR or /tmp and stores its path in ret. */
void folder_make(char ret[FOLDER_PATH_SIZE]);
/* Removes the folder with all files and folders in it. */
void folder_remove(const char *folder);

/* Stores folder/name in ret. */
void folder_path(char ret[FOLDER_PATH_SIZE], const char *folder, const char *name);

/* Reads a file into a NUL-terminated allocation that the caller frees; NULL if it does not exist.
 */
char *folder_read(const char *path, size_t *ret_size);
void folder_write(const char *path, const void *data, size_t size);

#endif
