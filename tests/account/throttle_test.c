#include "aggregator/account/throttle.h"

#include "tests/support/test.h"

enum { NOW = 5000 };

static struct throttle *table(void)
{
    static struct throttle throttle;

    throttle_init(&throttle, 42);
    return &throttle;
}

static void test_limits(void **state)
{
    struct throttle *t = table();

    (void)state;
    for (int i = 0; i < THROTTLE_NAME_MAX; i++) {
        assert_int_equal(throttle_wait(t, THROTTLE_NAME, "ada", NOW), 0);
        throttle_fail(t, THROTTLE_NAME, "ada", NOW);
    }
    assert_int_equal(throttle_wait(t, THROTTLE_NAME, "ada", NOW), THROTTLE_SECONDS);
    assert_int_equal(throttle_wait(t, THROTTLE_NAME, "ADA", NOW), THROTTLE_SECONDS);
    assert_int_equal(throttle_wait(t, THROTTLE_NAME, "bob", NOW), 0);
    assert_int_equal(throttle_wait(t, THROTTLE_ADDRESS, "ada", NOW), 0);
    assert_int_equal(throttle_wait(t, THROTTLE_NAME, "ada", NOW + 10), THROTTLE_SECONDS - 10);
    assert_int_equal(throttle_wait(t, THROTTLE_NAME, "ada", NOW + THROTTLE_SECONDS), 0);
}

/* One more try every 30 seconds; failures while waiting do not prolong the wait. */
static void test_slow_guessing(void **state)
{
    struct throttle *t = table();
    int tries = 0;

    (void)state;
    for (int second = 0; second < 3600; second++) {
        if (throttle_wait(t, THROTTLE_NAME, "ada", NOW + second) == 0)
            tries++;
        throttle_fail(t, THROTTLE_NAME, "ada", NOW + second);
    }
    assert_in_range(tries, THROTTLE_NAME_MAX, THROTTLE_NAME_MAX + 3600 / THROTTLE_SECONDS);
    assert_int_equal(throttle_wait(t, THROTTLE_NAME, "ada", NOW + 3600 + 300), 0);
}

/* Others with fewer failures give way first, however many there are. */
static void test_full_table(void **state)
{
    struct throttle *t = table();
    char name[16];

    (void)state;
    for (int i = 0; i < THROTTLE_ADDRESS_MAX; i++)
        throttle_fail(t, THROTTLE_ADDRESS, "192.0.2.7", NOW);
    for (int i = 0; i < 10 * THROTTLE_ENTRIES; i++) {
        snprintf(name, sizeof(name), "name%d", i);
        throttle_fail(t, THROTTLE_NAME, name, NOW);
    }
    assert_int_equal(throttle_wait(t, THROTTLE_ADDRESS, "192.0.2.7", NOW), THROTTLE_SECONDS);
}

/* Only the beginning of a text counts, and an empty one is a name too. */
static void test_long_names(void **state)
{
    struct throttle *t = table();
    char name[3000];

    (void)state;
    memset(name, 'x', sizeof(name) - 1);
    name[sizeof(name) - 1] = '\0';
    for (int i = 0; i < 100; i++)
        throttle_fail(t, THROTTLE_NAME, name, NOW);
    assert_int_equal(throttle_wait(t, THROTTLE_NAME, name, NOW), THROTTLE_SECONDS);
    assert_int_equal(throttle_wait(t, THROTTLE_NAME, "", NOW), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_slow_guessing),
        cmocka_unit_test(test_full_table),
        cmocka_unit_test(test_long_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
