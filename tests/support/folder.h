/*
 * A temporary folder of a test's own, and a few words on the files in it. Failures end the test.
 */
#ifndef HEADWATER_TESTS_FOLDER_H
#define HEADWATER_TESTS_FOLDER_H

#include <stddef.h>

enum { FOLDER_PATH_SIZE = 512 };

/* Makes a folder below $TMPDIR or /tmp, whose path goes into ret. */
void folder_make(char ret[FOLDER_PATH_SIZE]);
/* Removes it with the files in it; deeper folders too. */
void folder_remove(const char *folder);

/* folder/name into ret. */
void folder_path(char ret[FOLDER_PATH_SIZE], const char *folder, const char *name);

/* The whole file, terminated, the caller's to free; NULL when there is no such file. */
char *folder_read(const char *path, size_t *ret_size);
void folder_write(const char *path, const void *data, size_t size);

#endif
