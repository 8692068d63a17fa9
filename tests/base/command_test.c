#define _XOPEN_SOURCE 700

#include "aggregator/command/command.h"
#include "tests/support/folder.h"
#include "tests/support/test.h"

#include <fcntl.h>
#include <unistd.h>

static bool flag;
static const char *value;
static struct option_list list;

static const struct command_option options[] = {
    {"flag", OPTION_FLAG, NULL, "raise it", &flag},
    {"value", OPTION_VALUE, "WORD", "take it", &value},
    {"list", OPTION_LIST, "WORD", "collect them", &list},
    {NULL, OPTION_FLAG, NULL, NULL, NULL}};

static const struct command command = {"test", "FILE", "tries", "Tries things out.", NULL};

static struct command_context context;
static struct error err;
static bool done;

/* Splits a line at blanks and parses it as a command with one or two operands. */
static int parse(const char *line)
{
    static char words[1024];
    static char *argv[128];
    int argc = 0;

    memset(&list, 0, sizeof(list));
    flag = false;
    value = NULL;
    err.code = ERR_NONE;
    err.text[0] = '\0';
    context = (struct command_context){.command = &command, .config_path = "default"};
    snprintf(words, sizeof(words), "%s", line);
    for (char *word = strtok(words, " "); word != NULL; word = strtok(NULL, " "))
        argv[argc++] = word;
    return command_parse(&done, &context, options, 1, 2, argc, argv, &err);
}

static void test_options_and_operands(void **state)
{
    (void)state;
    assert_int_equal(parse("--flag one --value=two --list a --list=b two"), 0);
    assert_false(done);
    assert_true(flag);
    assert_string_equal(value, "two");
    assert_int_equal(list.count, 2);
    assert_string_equal(list.values[0], "a");
    assert_string_equal(list.values[1], "b");
    assert_int_equal(context.operand_count, 2);
    assert_string_equal(context.operands[0], "one");
    assert_string_equal(context.operands[1], "two");
}

static void test_common_options_and_the_end_of_options(void **state)
{
    (void)state;
    assert_int_equal(parse("--config c.yaml --state=memory: --quiet --verbose "
                           "--now 1970-01-02T00:00:00Z -- --flag -"),
                     0);
    assert_string_equal(context.config_path, "c.yaml");
    assert_string_equal(context.state_address, "memory:");
    assert_true(context.quiet && context.verbose);
    assert_int_equal(context.now, 86400);
    assert_false(flag);
    assert_string_equal(context.operands[0], "--flag");
    assert_string_equal(context.operands[1], "-");
}

static void test_what_is_wrong_is_said(void **state)
{
    static const struct {
        const char *line, *text;
    } rows[] = {
        {"", "FILE is missing (see headwater test --help)"},
        {"--state=mysql:secret one", "no engine for a state is called \"mysql\" (there are: "
                                     "sqlite, memory, postgresql); the path of a file "
                                     "with such a name begins with ./"},
        {"a b c", "unexpected argument \"c\" (see headwater test --help)"},
        {"a --flagg", "unknown option --flagg, did you mean --flag?"},
        {"a --fla", "unknown option --fla, did you mean --flag?"},
        {"a --quite", "unknown option --quite, did you mean --quiet?"},
        {"a --stat=x", "unknown option --stat=x, did you mean --state?"},
        {"a --nonsense", "unknown option --nonsense (see headwater test --help)"},
        {"a -x", "unknown option -x (see headwater test --help)"},
        {"a --flag=yes", "--flag takes no value"},
        {"a --value", "--value needs a value (WORD)"},
        {"a --config", "--config needs a value (FILE)"},
        {"a --now noon", "--now needs a time such as 2026-03-01T12:00:00Z"},
        {"a --quiet=1", "--quiet takes no value"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        assert_int_equal(parse(rows[i].line), ERR_USAGE);
        assert_string_equal(err.text, rows[i].text);
    }
}

static void test_a_list_has_an_end(void **state)
{
    char line[1024] = "a";

    (void)state;
    for (int i = 0; i < OPTION_LIST_MAX; i++)
        strcat(line, " --list=x");
    assert_int_equal(parse(line), 0);
    strcat(line, " --list=x");
    assert_int_equal(parse(line), ERR_USAGE);
    assert_string_equal(err.text, "--list is given more than 64 times");
}

static void test_help(void **state)
{
    char folder[FOLDER_PATH_SIZE], path[FOLDER_PATH_SIZE];
    int kept = dup(STDOUT_FILENO), fd;
    size_t size;
    char *text;

    (void)state;
    folder_make(folder);
    folder_path(path, folder, "stdout");
    fd = open(path, O_WRONLY | O_CREAT, 0600);
    fflush(stdout);
    dup2(fd, STDOUT_FILENO);
    assert_int_equal(parse("--unread-because-of a --help"), ERR_USAGE);
    assert_int_equal(parse("a b c --help"), 0);
    fflush(stdout);
    dup2(kept, STDOUT_FILENO);
    close(fd);
    close(kept);
    text = folder_read(path, &size);
    assert_true(done);
    assert_non_null(strstr(text, "usage: headwater test [OPTION]... FILE\n\nTries things out.\n"));
    assert_non_null(strstr(text, "  --value WORD           take it\n"));
    assert_non_null(strstr(text, "  --config FILE "));
    free(text);
    folder_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_options_and_operands),
        cmocka_unit_test(test_common_options_and_the_end_of_options),
        cmocka_unit_test(test_what_is_wrong_is_said),
        cmocka_unit_test(test_a_list_has_an_end),
        cmocka_unit_test(test_help),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
