#define _XOPEN_SOURCE 700 /* mkdtemp, nftw */

#include "tests/support/folder.h"

#include "tests/support/test.h"

#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

void folder_make(char ret[FOLDER_PATH_SIZE])
{
    const char *base = getenv("TMPDIR");

    snprintf(ret, FOLDER_PATH_SIZE, "%s/headwater-test-XXXXXX", base != NULL ? base : "/tmp");
    assert_non_null(mkdtemp(ret));
}

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *where)
{
    (void)info;
    (void)kind;
    (void)where;
    return remove(path);
}

void folder_remove(const char *folder)
{
    assert_int_equal(nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS), 0);
}

void folder_path(char ret[FOLDER_PATH_SIZE], const char *folder, const char *name)
{
    assert_true(snprintf(ret, FOLDER_PATH_SIZE, "%s/%s", folder, name) < FOLDER_PATH_SIZE);
}

char *folder_read(const char *path, size_t *ret_size)
{
    FILE *file = fopen(path, "rb");
    struct stat info;
    char *data;

    if (file == NULL)
        return NULL;
    assert_int_equal(fstat(fileno(file), &info), 0);
    data = calloc(1, (size_t)info.st_size + 1);
    assert_non_null(data);
    *ret_size = fread(data, 1, (size_t)info.st_size, file);
    assert_int_equal(*ret_size, info.st_size);
    fclose(file);
    return data;
}

void folder_write(const char *path, const void *data, size_t size)
{
    FILE *file = fopen(path, "wb");

    assert_non_null(file);
    assert_int_equal(fwrite(data, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}
