#define _XOPEN_SOURCE 700 /* realpath() */
#include "aggregator/base/program.h"

#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static char self[PATH_MAX];

static void test_finds_itself(void **state)
{
    char path[PATH_MAX], small[4];

    (void)state;
    assert_true(program_path(path, sizeof(path)));
    assert_string_equal(path, self);
    assert_false(program_path(small, sizeof(small)));
}

/* Finds the program by the name it was started with, as without /proc. */
static void test_finds_as_shells_do(void **state)
{
    char path[PATH_MAX], search[PATH_MAX + 64], *name;

    (void)state;
    assert_true(program_find(path, sizeof(path), self));
    assert_string_equal(path, self);
    snprintf(search, sizeof(search), ":/nowhere:%s", self);
    name = strrchr(search, '/');
    *name++ = '\0';
    assert_int_equal(setenv("PATH", search, 1), 0);
    assert_true(program_find(path, sizeof(path), name));
    assert_string_equal(path, self);
    assert_false(program_find(path, strlen(self), name)); /* the end does not fit */
    assert_false(program_find(path, sizeof(path), "no-such-program"));
    assert_false(program_find(path, sizeof(path), "/no/such/program"));
    assert_false(program_find(path, sizeof(path), ""));
    unsetenv("PATH");
    assert_false(program_find(path, sizeof(path), name));
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_finds_itself),
        cmocka_unit_test(test_finds_as_shells_do),
    };
    char *whole = realpath(argv[0], NULL);

    (void)argc;
    snprintf(self, sizeof(self), "%s", whole != NULL ? whole : "");
    free(whole);
    program_started_as(argv[0]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
