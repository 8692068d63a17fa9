#include "aggregator/base/spelling.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void test_distance(void **state)
{
    (void)state;
    assert_int_equal(spelling_distance("interval", "interval"), 0);
    assert_int_equal(spelling_distance("intervall", "interval"), 1);
    assert_int_equal(spelling_distance("inteval", "interval"), 1);
    assert_int_equal(spelling_distance("itnerval", "interval"), 1);
    assert_int_equal(spelling_distance("langage", "language"), 1);
    assert_int_equal(spelling_distance("", "url"), 3);
    assert_int_equal(spelling_distance("a word that is longer than thirty-one letters", "url"), 99);
}

static const char *nearest(const char *word)
{
    static const char *const names[] = {"run", "rules", "serve", "stories", "story"};
    struct spelling spelling;

    spelling_init(&spelling, word);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        spelling_try(&spelling, names[i]);
    return spelling.nearest;
}

static void test_nearest(void **state)
{
    (void)state;
    assert_string_equal(nearest("rnu"), "run");
    assert_string_equal(nearest("storys"), "story");
    assert_string_equal(nearest("storeis"), "stories");
    assert_string_equal(nearest("RULES"), "rules");
    assert_null(nearest("fnu"));
    assert_null(nearest("nonsense"));
    assert_null(nearest(""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_distance),
        cmocka_unit_test(test_nearest),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
