/* A file that is truncated while it is mapped ends the program with a message. */
#define _XOPEN_SOURCE 700 /* mkstemp */
#include "aggregator/lexicon/guard.h"
#include "tests/support/test.h"

#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SIZE = 64 * 1024 };

/* In a child: maps a file, truncates it and reads on. */
static void read_cut(int said, bool guarded)
{
    const struct rlimit no_core = {0, 0};
    char path[] = "guard_test.XXXXXX";
    const unsigned char *data;
    volatile unsigned sum = 0;
    int fd = mkstemp(path);

    setrlimit(RLIMIT_CORE, &no_core);
    unlink(path);
    if (fd < 0 || ftruncate(fd, SIZE) != 0)
        _exit(1);
    data = mmap(NULL, SIZE, PROT_READ, MAP_PRIVATE, fd, 0);
    dup2(said, STDERR_FILENO);
    lexicon_guard(data, guarded ? SIZE : 1, "cut.bin");
    if (data == MAP_FAILED || ftruncate(fd, 0) != 0)
        _exit(1);
    for (size_t i = SIZE / 2; i < SIZE; i++)
        sum += data[i];
    _exit(sum == 1 ? 3 : 2); /* so that the read is not optimised away */
}

static int end_of(bool guarded, char *said, size_t room)
{
    int ends[2], status;
    ssize_t size;
    pid_t child;

    assert_int_equal(pipe(ends), 0);
    child = fork();
    if (child == 0)
        read_cut(ends[1], guarded);
    close(ends[1]);
    assert_true(waitpid(child, &status, 0) == child);
    size = read(ends[0], said, room - 1);
    assert_true(size >= 0);
    said[size] = '\0';
    close(ends[0]);
    return status;
}

static void test_cut_while_it_is_read(void **state)
{
    char said[512];
    int status = end_of(true, said, sizeof(said));

    (void)state;
    assert_string_equal(said, "error: cut.bin was truncated while it was in use; build it again "
                              "(headwater lexicon build)\n");
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 65);
}

/* Any other fault ends the program as it would without the guard; with a sanitizer that is an
 * exit. */
static void test_another_fault(void **state)
{
    char said[4096];
    int status = end_of(false, said, sizeof(said));

    (void)state;
    assert_null(strstr(said, "cut short"));
    assert_true(!WIFEXITED(status) || WEXITSTATUS(status) > 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cut_while_it_is_read),
        cmocka_unit_test(test_another_fault),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
