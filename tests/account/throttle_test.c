#include "aggregator/account/throttle.h"

#include "tests/support/test.h"

enum { NOW = 5000 };

static struct throttle *table(void)
{
    static struct throttle throttle;

    throttle_init(&throttle, 42);
    return &throttle;
}

/* A text that no other number has. */
static const char *name_of(int number)
{
    static char texts[4][16];
    char *text = texts[number % 4];

    snprintf(text, sizeof(texts[0]), "n%d", number);
    return text;
}

static void test_names(void **state)
{
    struct throttle *t = table();

    (void)state;
    for (int i = 0; i < THROTTLE_NAME_MAX; i++) {
        assert_int_equal(throttle_wait(t, "ada", name_of(i), NOW), 0);
        throttle_fail(t, "ada", name_of(i), NOW);
    }
    assert_int_equal(throttle_wait(t, "ada", "192.0.2.1", NOW), THROTTLE_SECONDS);
    assert_int_equal(throttle_wait(t, "ADA", "192.0.2.1", NOW), THROTTLE_SECONDS);
    assert_int_equal(throttle_wait(t, "bob", "192.0.2.1", NOW), 0);
    assert_int_equal(throttle_wait(t, "192.0.2.1", "ada", NOW), 0); /* it is no address */
    assert_int_equal(throttle_wait(t, "ada", "192.0.2.1", NOW + 10), THROTTLE_SECONDS - 10);
    assert_int_equal(throttle_wait(t, "ada", "192.0.2.1", NOW + THROTTLE_SECONDS), 0);
}

static void test_addresses(void **state)
{
    struct throttle *t = table();

    (void)state;
    for (int i = 0; i < THROTTLE_ADDRESS_MAX; i++) {
        assert_int_equal(throttle_wait(t, name_of(i), "192.0.2.1", NOW), 0);
        throttle_fail(t, name_of(i), "192.0.2.1", NOW);
    }
    assert_int_equal(throttle_wait(t, "ada", "192.0.2.1", NOW), THROTTLE_SECONDS);
    assert_int_equal(throttle_wait(t, "ada", "192.0.2.2", NOW), 0);
}

/* From many addresses with many names: what is hashed is bounded all the same. */
static void test_all(void **state)
{
    struct throttle *t = table();
    int tries = 0;

    (void)state;
    for (int i = 0; i < 100 * 1000; i++) {
        const int64_t now = NOW + i / 100;

        if (throttle_wait(t, name_of(2 * i), name_of(2 * i + 1), now) > 0)
            continue;
        tries++;
        throttle_fail(t, name_of(2 * i), name_of(2 * i + 1), now);
    }
    assert_in_range(tries, THROTTLE_ALL_MAX, THROTTLE_ALL_MAX + 1000 / THROTTLE_ALL_SECONDS);
    assert_int_equal(throttle_wait(t, "ada", "192.0.2.1", NOW + 999 + THROTTLE_ALL_SECONDS), 0);
}

/* One more try every 30 seconds; failures while waiting do not prolong the wait. */
static void test_slow_guessing(void **state)
{
    struct throttle *t = table();
    int tries = 0;

    (void)state;
    for (int second = 0; second < 3600; second++) {
        if (throttle_wait(t, "ada", name_of(second), NOW + second) == 0)
            tries++;
        throttle_fail(t, "ada", name_of(second), NOW + second);
    }
    assert_in_range(tries, THROTTLE_NAME_MAX, THROTTLE_NAME_MAX + 3600 / THROTTLE_SECONDS);
    assert_int_equal(throttle_wait(t, "ada", "192.0.2.1", NOW + 3600 + 300), 0);
}

/* Others with fewer failures give way first, however many there are. */
static void test_full_table(void **state)
{
    struct throttle *t = table();

    (void)state;
    for (int i = 0; i < THROTTLE_ADDRESS_MAX; i++)
        throttle_fail(t, name_of(i), "192.0.2.7", NOW);
    for (int i = 0; i < 10 * THROTTLE_ENTRIES; i++)
        throttle_fail(t, name_of(2 * i), name_of(2 * i + 1), NOW);
    t->all_clear_at = NOW;
    assert_int_equal(throttle_wait(t, "ada", "192.0.2.7", NOW), THROTTLE_SECONDS);
}

/* Only the beginning of a text counts, and an empty one is a name too. */
static void test_long_names(void **state)
{
    struct throttle *t = table();
    char name[3000];

    (void)state;
    memset(name, 'x', sizeof(name) - 1);
    name[sizeof(name) - 1] = '\0';
    for (int i = 0; i < 50; i++)
        throttle_fail(t, name, name_of(i), NOW);
    assert_int_equal(throttle_wait(t, name, "", NOW), THROTTLE_SECONDS);
    assert_int_equal(throttle_wait(t, "", "", NOW), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),      cmocka_unit_test(test_addresses),
        cmocka_unit_test(test_all),        cmocka_unit_test(test_slow_guessing),
        cmocka_unit_test(test_full_table), cmocka_unit_test(test_long_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
