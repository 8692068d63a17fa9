#include "aggregator/base/str.h"
#include "tests/support/test.h"

static void test_an_empty_string_is_terminated(void **state)
{
    struct str str;

    (void)state;
    str_init(&str, 10);
    assert_string_equal(str.text, "");
    assert_int_equal(str.length, 0);
    str_truncate(&str, 5);
    str_clear(&str);
    assert_string_equal(str.text, "");
    str_release(&str);
    str_release(NULL);
}

static void test_appending(void **state)
{
    struct str str;

    (void)state;
    str_init(&str, 1000);
    str_append(&str, "sou");
    str_append_char(&str, 'r');
    str_append_bytes(&str, "ce\0!", 4);
    assert_int_equal(str.length, 8);
    assert_memory_equal(str.text, "source\0!", 9);
    str_truncate(&str, 6);
    str_appendf(&str, " %d of %s", 7, "ten");
    assert_string_equal(str.text, "source 7 of ten");
    str_append(&str, "");
    assert_int_equal(str_status(&str), ERR_NONE);
    str_release(&str);
}

/* Capacities double: the text must be complete and terminated at every length. */
static void test_growth(void **state)
{
    struct str str;

    (void)state;
    str_init(&str, 5000);
    for (size_t i = 0; i < 5000; i++) {
        str_append_char(&str, (char)('a' + i % 26));
        assert_int_equal(str.length, i + 1);
        assert_int_equal(str.text[i + 1], '\0');
        assert_true(str.room > str.length);
    }
    for (size_t i = 0; i < 5000; i++)
        assert_int_equal(str.text[i], 'a' + (int)(i % 26));
    str_release(&str);
}

static void test_the_ceiling_is_remembered(void **state)
{
    struct str str;

    (void)state;
    str_init(&str, 6);
    str_append(&str, "source");
    assert_int_equal(str_status(&str), ERR_NONE);
    str_append_char(&str, '!');
    assert_int_equal(str_status(&str), ERR_LIMIT);
    str_truncate(&str, 0);
    str_append(&str, "a");
    str_appendf(&str, "%s", "b");
    assert_string_equal(str.text, ""); /* appends after a failure do nothing */
    str_clear(&str);
    str_append(&str, "again");
    assert_string_equal(str.text, "again");
    assert_int_equal(str_status(&str), ERR_NONE);
    str_release(&str);
}

static void test_a_size_that_would_overflow(void **state)
{
    struct str str;

    (void)state;
    str_init(&str, 100);
    str_append(&str, "abc");
    str_append_bytes(&str, "abc", SIZE_MAX);
    assert_int_equal(str_status(&str), ERR_LIMIT);
    assert_string_equal(str.text, "abc");
    str_release(&str);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_empty_string_is_terminated),
        cmocka_unit_test(test_appending),
        cmocka_unit_test(test_growth),
        cmocka_unit_test(test_the_ceiling_is_remembered),
        cmocka_unit_test(test_a_size_that_would_overflow),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
