#include "aggregator/fetch/queue.h"

#include "tests/support/test.h"

static struct queue queue;

static int make(void **state)
{
    (void)state;
    return queue_init(&queue, 8, NULL);
}

static int unmake(void **state)
{
    (void)state;
    queue_release(&queue);
    return 0;
}

static void add(size_t request, const char *host)
{
    assert_int_equal(queue_add(&queue, request, host, NULL), 0);
}

static size_t take(int64_t now_ms)
{
    size_t request = SIZE_MAX;

    queue_take(&request, &queue, now_ms);
    return request;
}

static void test_hosts_take_turns(void **state)
{
    (void)state;
    add(0, "a");
    add(1, "a");
    add(2, "b");
    add(3, "a");
    add(4, "b");
    assert_int_equal(queue.waiting, 5);
    assert_int_equal(take(0), 0);
    assert_int_equal(take(0), 2);
    assert_int_equal(take(0), SIZE_MAX); /* both hosts are busy */
    assert_int_equal(queue_wait_ms(&queue, 0), -1);
    queue_finish(&queue, 2, 1000);
    queue_finish(&queue, 0, 500);
    assert_int_equal(queue_wait_ms(&queue, 100), 400);
    assert_int_equal(take(499), SIZE_MAX);
    assert_int_equal(take(500), 1);
    assert_int_equal(take(1000), 4);
    queue_finish(&queue, 1, 1500);
    queue_finish(&queue, 4, 2000);
    assert_int_equal(take(1500), 3);
    queue_finish(&queue, 3, 2500);
    assert_int_equal(queue.waiting, 0);
    assert_int_equal(queue_wait_ms(&queue, 9999), -1);
}

static void test_the_gap_outlives_an_empty_line(void **state)
{
    (void)state;
    add(0, "a");
    assert_int_equal(take(0), 0);
    queue_finish(&queue, 0, 1000);
    add(1, "a"); /* for example after a redirect */
    assert_int_equal(take(999), SIZE_MAX);
    assert_int_equal(take(1000), 1);
}

static void test_first_in_line(void **state)
{
    (void)state;
    add(0, "a");
    add(1, "a");
    add(2, "b");
    assert_int_equal(take(0), 0);
    assert_int_equal(take(0), 2);
    queue_finish(&queue, 2, 0);
    assert_int_equal(queue_add_first(&queue, 2, "a", NULL), 0); /* 2 was redirected to a */
    queue_finish(&queue, 0, 0);
    assert_int_equal(take(0), 2);
    assert_string_equal(queue_host_name(&queue, 2), "a");
    queue_finish(&queue, 2, 0);
    assert_int_equal(take(0), 1);
    assert_true(queue_is_last(&queue, 1));
}

static void test_added_while_busy(void **state)
{
    (void)state;
    add(0, "a");
    assert_int_equal(take(0), 0);
    assert_int_equal(queue_add_first(&queue, 1, "a", NULL), 0);
    assert_int_equal(take(0), SIZE_MAX);
    assert_false(queue_is_last(&queue, 0));
    queue_finish(&queue, 0, 10);
    assert_int_equal(take(10), 1);
}

static void test_throttled_host_comes_out_at_once(void **state)
{
    int64_t until = 0;

    (void)state;
    add(0, "a");
    add(1, "a");
    add(2, "b");
    assert_int_equal(take(0), 0);
    assert_false(queue_throttled(&queue, 0, &until));
    queue_throttle(&queue, 0, 600);
    queue_throttle(&queue, 0, 500); /* the longer wait applies */
    queue_finish(&queue, 0, 1000);
    assert_int_equal(take(0), 2);
    assert_int_equal(take(0), 1);
    assert_true(queue_throttled(&queue, 1, &until));
    assert_int_equal(until, 600);
    assert_false(queue_throttled(&queue, 2, &until));
}

/* The heap compared to a linear search, over a long random sequence. */
static void test_order_over_many_turns(void **state)
{
    enum { COUNT = 2000, HOSTS = 97 };
    struct queue many;
    int64_t ready[HOSTS] = {0}, now = 0;
    size_t left = COUNT, request;
    unsigned seed = 7;

    (void)state;
    assert_int_equal(queue_init(&many, COUNT, NULL), 0);
    for (size_t i = 0; i < COUNT; i++) {
        char name[16];

        snprintf(name, sizeof(name), "host%zu", i % HOSTS);
        assert_int_equal(queue_add(&many, i, name, NULL), 0);
    }
    while (left > 0) {
        if (!queue_take(&request, &many, now)) {
            assert_true(queue_wait_ms(&many, now) > 0);
            now += queue_wait_ms(&many, now);
            continue;
        }
        assert_true(ready[request % HOSTS] <= now);
        seed = seed * 1103515245u + 12345u;
        ready[request % HOSTS] = now + seed / 65536 % 1000;
        queue_finish(&many, request, ready[request % HOSTS]);
        left--;
    }
    assert_int_equal(many.waiting, 0);
    queue_release(&many);
}

/* Hosts that others have just asked. */
static void test_hosts_that_wait_first(void **state)
{
    (void)state;
    queue.first_ready_ms = 1000;
    add(0, "a");
    add(1, "b");
    assert_int_equal(queue_wait_ms(&queue, 400), 600);
    assert_int_equal(take(999), SIZE_MAX);
    assert_int_equal(take(1000), 0);
    assert_int_equal(take(1000), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_hosts_take_turns, make, unmake),
        cmocka_unit_test_setup_teardown(test_the_gap_outlives_an_empty_line, make, unmake),
        cmocka_unit_test_setup_teardown(test_first_in_line, make, unmake),
        cmocka_unit_test_setup_teardown(test_added_while_busy, make, unmake),
        cmocka_unit_test_setup_teardown(test_throttled_host_comes_out_at_once, make, unmake),
        cmocka_unit_test_setup_teardown(test_hosts_that_wait_first, make, unmake),
        cmocka_unit_test(test_order_over_many_turns),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
