#define _XOPEN_SOURCE 700 /* kill(), setenv() */
#include "aggregator/base/child.h"

#include "tests/support/test.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <unistd.h>

enum { OUTPUT_MAX = 16 << 20, LARGE = 6 << 20 };

static struct child child;

/* The monotonic clock of these tests stands still, unless a test moves it. */
static bool starts(const char *const *arguments, struct spool *input)
{
    static const struct child_variable variables[] = {{"HEADWATER_FEED", "a name"},
                                                      {"NOTHING", NULL}};
    const struct child_order order = {.arguments = arguments,
                                      .variables = variables,
                                      .variable_count = 2,
                                      .input = input,
                                      .output_max = OUTPUT_MAX,
                                      .milliseconds = 1000};

    return child_start(&child, &order, 0, &child.error) == 0;
}

static void finish(void)
{
    struct pollfd files[CHILD_FILES];

    while (!child_step(&child, 0))
        poll(files, (nfds_t)child_files(&child, files), (int)child_wait_ms(&child, 0));
}

static void shell(const char *script, struct spool *input)
{
    const char *const arguments[] = {"sh", "-c", script, NULL};

    assert_true(starts(arguments, input));
    finish();
}

static const char *output(void)
{
    static char text[4096];
    size_t size;

    assert_int_equal(spool_read(&size, &child.output, text, sizeof(text) - 1, NULL), 0);
    text[size] = '\0';
    return text;
}

static int set_up(void **state)
{
    (void)state;
    signal(SIGPIPE, SIG_IGN);
    memset(&child, 0, sizeof(child));
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    child_release(&child);
    return 0;
}

static void test_arguments_are_taken_as_they_are(void **state)
{
    const char *const arguments[] = {"printf", "%s|", "a b", "$HOME", "", "`x`;", NULL};

    (void)state;
    assert_true(starts(arguments, NULL));
    finish();
    assert_int_equal(child.error.code, ERR_NONE);
    assert_string_equal(output(), "a b|$HOME||`x`;|");
}

static void input_make(struct spool *ret, size_t size)
{
    char chunk[4096];

    memset(chunk, 'x', sizeof(chunk));
    spool_init(ret, size);
    for (size_t done = 0; done < size; done += sizeof(chunk))
        assert_int_equal(spool_write(ret, chunk, sizeof(chunk), NULL), 0);
}

/* More than the pipes hold, in both directions at once. */
static void test_large_input_and_output(void **state)
{
    struct spool input;

    (void)state;
    input_make(&input, LARGE);
    shell("cat; echo done >&2", &input);
    assert_int_equal(child.error.code, ERR_NONE);
    assert_int_equal(child.output.size, LARGE);
    spool_release(&input);
}

static void test_input_that_nobody_reads(void **state)
{
    struct spool input;

    (void)state;
    input_make(&input, LARGE);
    shell("exec 0<&-; echo enough", &input);
    assert_int_equal(child.error.code, ERR_NONE);
    assert_string_equal(output(), "enough\n");
    spool_release(&input);
}

static void test_no_input_is_empty(void **state)
{
    (void)state;
    shell("cat; echo end", NULL);
    assert_string_equal(output(), "end\n");
}

static void test_environment(void **state)
{
    (void)state;
    setenv("HEADWATER_TEST_SECRET", "secret", 1);
    setenv("LC_ALL", "C", 1);
    shell("env | sort | grep -v -e ^PWD= -e ^_= -e ^SHLVL= -e ^OLDPWD=", NULL);
    assert_null(strstr(output(), "secret"));
    spool_rewind(&child.output);
    assert_non_null(strstr(output(), "HEADWATER_FEED=a name\n"));
    spool_rewind(&child.output);
    assert_non_null(strstr(output(), "LC_ALL=C\n"));
    spool_rewind(&child.output);
    assert_null(strstr(output(), "NOTHING"));
}

/* Those of the caller come first; the rest of the room is for what is passed on. */
static void test_many_variables(void **state)
{
    const char *const arguments[] = {"/bin/sh", "-c",
                                     "echo $V00 $V15 $V16.; env | grep -c -e ^V -e ^HOME=", NULL};
    static const char names[CHILD_VARIABLES_MAX + 1][4] = {"V00", "V01", "V02", "V03", "V04", "V05",
                                                           "V06", "V07", "V08", "V09", "V10", "V11",
                                                           "V12", "V13", "V14", "V15", "V16"};
    struct child_variable variables[CHILD_VARIABLES_MAX + 1];
    const struct child_order order = {.arguments = arguments,
                                      .variables = variables,
                                      .variable_count = CHILD_VARIABLES_MAX + 1,
                                      .output_max = OUTPUT_MAX,
                                      .milliseconds = 1000};

    (void)state;
    setenv("HOME", "/", 1);
    for (size_t i = 0; i <= CHILD_VARIABLES_MAX; i++)
        variables[i] = (struct child_variable){names[i], names[i]};
    assert_int_equal(child_start(&child, &order, 0, &child.error), 0);
    finish();
    assert_string_equal(output(), "V00 V15 .\n16\n");
}

/* Files of the caller stay the caller's. */
static void test_open_files(void **state)
{
    struct spool large;

    (void)state;
    input_make(&large, LARGE); /* in a temporary file */
    shell("for f in 3 4 5 6 7 8 9; do if { true <&$f; } 2>/dev/null; then echo $f; fi; done",
          &large);
    assert_int_equal(child.error.code, ERR_NONE);
    assert_string_equal(output(), "");
    spool_release(&large);
}

static const struct {
    const char *script, *error;
} failures[] = {
    {"exit 3", "the program ended with exit status 3"},
    {"echo one >&2; printf '\\n \\n' >&2; exit 4", "the program ended with exit status 4: one"},
    {"printf 'two\\033[31m\\377' >&2; exit 1", "the program ended with exit status 1: two [31m?"},
    {"kill -9 $$", "the program was ended by signal 9"},
    {"head -c 20000000 /dev/zero", "the program wrote more than 16777216 bytes"},
    {"yes", "the program wrote more than 16777216 bytes"},
};

static void test_failures(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(failures) / sizeof(failures[0]); i++) {
        shell(failures[i].script, NULL);
        assert_string_equal(child.error.text, failures[i].error);
        assert_int_equal(child.error.scope, SCOPE_FEED);
        child_release(&child);
        memset(&child, 0, sizeof(child));
    }
}

static void test_long_complaints(void **state)
{
    (void)state;
    shell("yes no | tr -d '\\n' | head -c 100000 >&2; exit 1", NULL);
    assert_true(strlen(child.error.text) < 220);
    assert_non_null(strstr(child.error.text, ": nonono"));
}

/* Whether a process has ended: it is gone, or waits to be reaped. */
static bool is_gone(pid_t pid)
{
    char path[64], text[512] = "";
    FILE *file;

    snprintf(path, sizeof(path), "/proc/%ld/stat", (long)pid);
    file = fopen(path, "r");
    if (file == NULL)
        return kill(pid, 0) != 0 && errno == ESRCH;
    if (fgets(text, sizeof(text), file) == NULL)
        text[0] = '\0';
    fclose(file);
    return strstr(text, ") Z") != NULL || text[0] == '\0';
}

/* Reads one line that the program writes. */
static long number_read(void)
{
    struct pollfd files[CHILD_FILES];

    while (child.output.size == 0 || child.output.head.text[child.output.size - 1] != '\n') {
        assert_false(child_step(&child, 0));
        poll(files, (nfds_t)child_files(&child, files), (int)child_wait_ms(&child, 0));
    }
    return strtol(child.output.head.text, NULL, 10);
}

static void assert_ends(pid_t pid)
{
    while (!is_gone(pid))
        poll(NULL, 0, 1);
}

static void test_time(void **state)
{
    const char *const arguments[] = {"sh", "-c", "sleep 1000 & echo $!; echo busy >&2; wait", NULL};
    pid_t sleeper;

    (void)state;
    assert_true(starts(arguments, NULL));
    sleeper = (pid_t)number_read();
    assert_false(child_step(&child, 499));
    do
        assert_false(child_step(&child, 998));
    while (child.last[0] == '\0');
    assert_int_equal(child_wait_ms(&child, 998), 2);
    assert_true(child_step(&child, 1000));
    assert_string_equal(child.error.text, "the program took longer than 1 s: busy");
    assert_ends(sleeper); /* what it started, too */
}

/* The caller was busy for an hour: the program did not have that time. */
static void test_time_of_the_caller(void **state)
{
    const char *const arguments[] = {"sh", "-c", "read line; echo $line", NULL};
    struct spool input;

    (void)state;
    spool_init(&input, 100);
    assert_int_equal(spool_write(&input, "late\n", 5, NULL), 0);
    assert_true(starts(arguments, &input));
    for (bool ended = child_step(&child, 3600000); !ended; ended = child_step(&child, 3600000))
        poll(NULL, 0, 1);
    assert_int_equal(child.error.code, ERR_NONE);
    assert_string_equal(output(), "late\n");
    spool_release(&input);
}

/* What a program leaves behind holds its output open, and is ended with it. */
static void test_what_it_leaves_behind(void **state)
{
    (void)state;
    shell("sleep 1000 & echo $!", NULL);
    assert_int_equal(child.error.code, ERR_NONE);
    assert_ends((pid_t)strtol(output(), NULL, 10));
}

static void test_released_while_it_runs(void **state)
{
    const char *const arguments[] = {"sh", "-c", "echo $$; sleep 1000", NULL};
    pid_t pid;

    (void)state;
    assert_true(starts(arguments, NULL));
    pid = (pid_t)number_read();
    child_release(&child);
    assert_ends(pid);
    memset(&child, 0, sizeof(child));
}

static void test_released_without_its_output(void **state)
{
    const char *const arguments[] = {"sh", "-c", "exec >&-; sleep 1000", NULL};
    int problems;

    (void)state;
    assert_true(starts(arguments, NULL));
    while (child.out >= 0) {
        assert_false(child_step(&child, 0));
        poll(NULL, 0, 1);
    }
    problems = child.problems;
    child_release(&child);
    assert_int_equal(fcntl(problems, F_GETFD), -1);
    memset(&child, 0, sizeof(child));
}

static void test_no_such_program(void **state)
{
    const char *const arguments[] = {"/nonexistent/program", NULL};

    (void)state;
    if (starts(arguments, NULL)) /* some systems tell it by the exit status only */
        finish();
    assert_int_equal(child.error.code, ERR_IO);
    if (child.error.text[0] == 'c')
        assert_string_equal(child.error.text,
                            "cannot start /nonexistent/program: No such file or directory");
}

#define child_case(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        child_case(test_arguments_are_taken_as_they_are),
        child_case(test_large_input_and_output),
        child_case(test_input_that_nobody_reads),
        child_case(test_no_input_is_empty),
        child_case(test_environment),
        child_case(test_many_variables),
        child_case(test_open_files),
        child_case(test_failures),
        child_case(test_long_complaints),
        child_case(test_time),
        child_case(test_time_of_the_caller),
        child_case(test_what_it_leaves_behind),
        child_case(test_released_while_it_runs),
        child_case(test_released_without_its_output),
        child_case(test_no_such_program),
    };

    for (int fd = 3; fd < 64; fd++) /* what whoever started the test left open */
        fcntl(fd, F_SETFD, FD_CLOEXEC);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
