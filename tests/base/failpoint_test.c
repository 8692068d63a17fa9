#define _XOPEN_SOURCE 700

#include "aggregator/base/failpoint.h"
#include "tests/support/folder.h"
#include "tests/support/test.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

/* A child passes the points a, b, a, b, done and exits with 7, unless a failpoint kills it. */
static int walk(const char *failpoint_value, const char *log)
{
    int status;
    pid_t child = fork();

    assert_true(child >= 0);
    if (child == 0) {
        if (failpoint_value != NULL)
            setenv("HEADWATER_FAILPOINT", failpoint_value, 1);
        if (log != NULL)
            setenv("HEADWATER_FAILPOINT_LOG", log, 1);
        for (int i = 0; i < 2; i++) {
            failpoint("a");
            failpoint("b");
        }
        failpoint("done");
        _exit(7);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

static const struct {
    const char *value;
    int result;
    const char *reached;
} rows[] = {
    {NULL, 7, "a\nb\na\nb\ndone\n"},
    {"a", -SIGKILL, "a\n"},
    {"b:1", -SIGKILL, "a\nb\n"},
    {"b:2", -SIGKILL, "a\nb\na\nb\n"},
    {"b:3", 7, "a\nb\na\nb\ndone\n"},
    {"don", 7, "a\nb\na\nb\ndone\n"},
    {"done", -SIGKILL, "a\nb\na\nb\ndone\n"},
};

static void test_points(void **state)
{
    char folder[FOLDER_PATH_SIZE], log[FOLDER_PATH_SIZE];

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        size_t size;
        char *text;

        folder_make(folder);
        folder_path(log, folder, "log");
        assert_int_equal(walk(rows[i].value, log), rows[i].result);
        text = folder_read(log, &size);
        assert_string_equal(text, rows[i].reached);
        free(text);
        assert_int_equal(walk(rows[i].value, NULL), rows[i].result);
        folder_remove(folder);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_points)};

    unsetenv("HEADWATER_FAILPOINT");
    unsetenv("HEADWATER_FAILPOINT_LOG");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
