#include "aggregator/base/error.h"
#include "aggregator/base/utf8.h"
#include "tests/support/test.h"

static void test_set_and_prefix(void **state)
{
    struct error err = {.code = ERR_NONE};

    (void)state;
    assert_int_equal(error_set(&err, ERR_NETWORK, SCOPE_FEED, "connection %s", "refused"),
                     ERR_NETWORK);
    error_prefix(&err, "fetching %s: ", "BBC");
    assert_int_equal(err.code, ERR_NETWORK);
    assert_int_equal(err.scope, SCOPE_FEED);
    assert_string_equal(err.text, "fetching BBC: connection refused");
}

static void test_no_error_is_wanted(void **state)
{
    (void)state;
    assert_int_equal(error_set(NULL, ERR_IO, SCOPE_RUN, "x"), ERR_IO);
    error_prefix(NULL, "y: ");
}

static void test_long_lines_are_cut(void **state)
{
    struct error err;
    char words[2 * ERROR_TEXT_SIZE];

    (void)state;
    memset(words, 'w', sizeof(words) - 1);
    words[sizeof(words) - 1] = '\0';
    error_set(&err, ERR_IO, SCOPE_RUN, "%s", words);
    assert_int_equal(strlen(err.text), ERROR_TEXT_SIZE - 1);
    error_set(&err, ERR_IO, SCOPE_RUN, "cause");
    error_prefix(&err, "%s", words);
    assert_int_equal(strlen(err.text), ERROR_TEXT_SIZE - 1);
}

static void test_no_character_is_cut(void **state)
{
    struct error err;
    char words[2 * ERROR_TEXT_SIZE];

    (void)state;
    for (size_t i = 0; i + 3 < sizeof(words); i += 3)
        memcpy(words + i, "\xE2\x82\xAC", 3); /* the euro sign */
    words[(sizeof(words) - 1) / 3 * 3] = '\0';
    for (size_t before = 0; before < 3; before++) {
        error_set(&err, ERR_IO, SCOPE_RUN, "%.*s%s", (int)before, "xxx", words);
        assert_true(utf8_is_valid(err.text));
        assert_in_range(strlen(err.text), ERROR_TEXT_SIZE - 3, ERROR_TEXT_SIZE - 1);
        error_prefix(&err, "y");
        assert_true(utf8_is_valid(err.text));
    }
    error_set(&err, ERR_IO, SCOPE_RUN, "whole \xE2\x82\xAC"); /* nothing is cut */
    assert_string_equal(err.text, "whole \xE2\x82\xAC");
    error_set(&err, ERR_IO, SCOPE_RUN, "not UTF-8 \x82\xAC"); /* nor is this */
    assert_string_equal(err.text, "not UTF-8 \x82\xAC");
}

static void test_exit_statuses(void **state)
{
    static const struct {
        enum error_code code;
        int status;
    } rows[] = {
        {ERR_NONE, 0},    {ERR_MEMORY, 1}, {ERR_IO, 1},        {ERR_SYNTAX, 65}, {ERR_LIMIT, 1},
        {ERR_NETWORK, 1}, {ERR_HTTP, 1},   {ERR_NOT_FEED, 65}, {ERR_CONFIG, 2},  {ERR_USAGE, 2},
        {ERR_LOCKED, 75}, {ERR_STORE, 1},  {ERR_ABSENT, 66},   {ERR_REFUSED, 1},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        assert_int_equal(error_exit_status(rows[i].code), rows[i].status);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_set_and_prefix),     cmocka_unit_test(test_no_error_is_wanted),
        cmocka_unit_test(test_long_lines_are_cut), cmocka_unit_test(test_no_character_is_cut),
        cmocka_unit_test(test_exit_statuses),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
