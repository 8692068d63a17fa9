#define _XOPEN_SOURCE 700

#include "aggregator/base/file.h"
#include "tests/support/folder.h"
#include "tests/support/test.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[FOLDER_PATH_SIZE], path[FOLDER_PATH_SIZE], beside[FOLDER_PATH_SIZE];

static int setup(void **state)
{
    (void)state;
    folder_make(folder);
    folder_path(path, folder, "merged.atom");
    folder_path(beside, folder, "merged.atom.new");
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    folder_remove(folder);
    return 0;
}

static void assert_holds(const char *expected)
{
    size_t size;
    char *data = folder_read(path, &size);

    assert_non_null(data);
    assert_string_equal(data, expected);
    free(data);
}

static void test_reading(void **state)
{
    struct str text;
    struct error err;

    (void)state;
    folder_write(path, "0123456789", 10);
    str_init(&text, 10);
    assert_int_equal(file_read(&text, path, &err), 0);
    assert_string_equal(text.text, "0123456789");
    str_release(&text);

    str_init(&text, 9);
    assert_int_equal(file_read(&text, path, &err), ERR_LIMIT);
    assert_non_null(strstr(err.text, "merged.atom is larger than 9 bytes"));
    str_clear(&text);
    assert_int_equal(file_read(&text, beside, &err), ERR_ABSENT);
    assert_non_null(strstr(err.text, "merged.atom.new: No such file or directory"));
    assert_int_equal(file_read(&text, folder, &err), ERR_IO);
    str_release(&text);
}

static void test_replacing_tells_whether_it_wrote(void **state)
{
    struct stat first, second;
    bool changed;

    (void)state;
    assert_int_equal(file_replace(&changed, path, "one", 3, NULL), 0);
    assert_true(changed);
    assert_int_equal(stat(path, &first), 0);
    assert_int_equal(file_replace(&changed, path, "one", 3, NULL), 0);
    assert_false(changed);
    assert_int_equal(stat(path, &second), 0);
    assert_int_equal(first.st_ino, second.st_ino); /* the same file: nothing was renamed over it */
    assert_int_equal(file_replace(&changed, path, "two", 3, NULL), 0);
    assert_true(changed);
    assert_holds("two");
    assert_int_equal(file_replace(&changed, path, "", 0, NULL), 0);
    assert_true(changed);
    assert_holds("");
    assert_int_equal(access(beside, F_OK), -1);
}

/* Many files: nothing is replaced before it is settled, and nothing is staged that is equal. */
static void test_staging_then_settling(void **state)
{
    struct error err;
    bool changed;

    (void)state;
    assert_int_equal(file_replace(NULL, path, "old", 3, NULL), 0);
    assert_int_equal(file_stage(&changed, path, "old", 3, &err), 0);
    assert_false(changed);
    assert_int_equal(access(beside, F_OK), -1);
    assert_int_equal(file_stage(&changed, path, "new", 3, &err), 0);
    assert_true(changed);
    assert_holds("old");
    assert_int_equal(file_settle(path, &err), 0);
    assert_holds("new");
    assert_int_equal(access(beside, F_OK), -1);
    assert_int_equal(file_settle(path, &err), ERR_IO); /* nothing was staged */
    assert_holds("new");
    assert_int_equal(file_sync_folder(".", &err), 0);
    assert_int_equal(file_sync_folder("no such folder", &err), ERR_IO);
}

static void test_equality_reads_every_byte(void **state)
{
    enum { SIZE = 200000 };
    char *data = malloc(SIZE);
    bool changed;

    (void)state;
    assert_non_null(data);
    memset(data, 'x', SIZE);
    assert_int_equal(file_replace(&changed, path, data, SIZE, NULL), 0);
    data[SIZE - 1] = 'y';
    assert_int_equal(file_replace(&changed, path, data, SIZE, NULL), 0);
    assert_true(changed);
    assert_int_equal(file_replace(&changed, path, data, SIZE - 1, NULL), 0);
    assert_true(changed);
    free(data);
}

/* A full disk: simulated by a file size limit, which also fails in the middle of the write. */
static void test_a_full_disk_leaves_the_old_file(void **state)
{
    struct rlimit old, low = {.rlim_cur = 1000, .rlim_max = RLIM_INFINITY};
    char data[5000];
    struct error err;

    (void)state;
    memset(data, 'x', sizeof(data));
    assert_int_equal(file_replace(NULL, path, "old", 3, NULL), 0);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    low.rlim_max = old.rlim_max;
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &low), 0);
    assert_int_equal(file_replace(NULL, path, data, sizeof(data), &err), ERR_IO);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
    assert_non_null(strstr(err.text, "merged.atom.new: File too large"));
    assert_holds("old");
    assert_int_equal(access(beside, F_OK), -1);
}

static void test_a_folder_that_is_not_there(void **state)
{
    char deep[FOLDER_PATH_SIZE];
    struct error err;

    (void)state;
    folder_path(deep, folder, "a/b/c");
    /* a missing folder is not ERR_ABSENT */
    assert_int_equal(file_replace(NULL, deep, "x", 1, &err), ERR_IO);
    folder_path(deep, folder, "a/b");
    assert_int_equal(file_make_folders(deep, NULL), 0);
    assert_int_equal(file_make_folders(deep, NULL), 0);
    folder_path(deep, folder, "a/b/c");
    assert_int_equal(file_replace(NULL, deep, "x", 1, &err), 0);
    folder_path(deep, folder, "a/b/c/d");
    assert_int_equal(file_make_folders(deep, &err), ERR_IO);
    folder_path(deep, folder, "a/b/c");
    assert_int_equal(file_make_folders(deep, &err), ERR_IO); /* a file is not a folder */
}

/* The result of file_lock() in a child. */
static int lock_in_child(void)
{
    int status, fd;
    pid_t child = fork();

    assert_true(child >= 0);
    if (child == 0)
        _exit(file_lock(&fd, path, NULL));
    assert_int_equal(waitpid(child, &status, 0), child);
    return WEXITSTATUS(status);
}

static void test_locking(void **state)
{
    int fd;

    (void)state;
    assert_int_equal(file_lock(&fd, path, NULL), 0);
    assert_int_equal(lock_in_child(), ERR_LOCKED);
    close(fd);
    assert_int_equal(lock_in_child(), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_reading, setup, teardown),
        cmocka_unit_test_setup_teardown(test_replacing_tells_whether_it_wrote, setup, teardown),
        cmocka_unit_test_setup_teardown(test_staging_then_settling, setup, teardown),
        cmocka_unit_test_setup_teardown(test_equality_reads_every_byte, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_full_disk_leaves_the_old_file, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_folder_that_is_not_there, setup, teardown),
        cmocka_unit_test_setup_teardown(test_locking, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
