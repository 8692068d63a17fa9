/*
 * Which connections are closed for slowness; the test sets the clock.
 */
#include "aggregator/serve/pending.h"
#include "tests/support/test.h"

#include <sys/socket.h>
#include <unistd.h>

enum { LIMIT = 20 };

struct pair {
    int ours, theirs;
};

static struct pair pair_open(struct pending_requests *pending)
{
    int sockets[2];

    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, sockets), 0);
    pending_open(pending, sockets[0]);
    return (struct pair){sockets[0], sockets[1]};
}

/* Whether the peer sees the end of the connection. */
static bool is_ended(const struct pair *pair)
{
    char byte;

    return recv(pair->theirs, &byte, 1, MSG_DONTWAIT) == 0;
}

static void pair_close(struct pending_requests *pending, const struct pair *pair)
{
    pending_close(pending, pair->ours);
    close(pair->ours);
    close(pair->theirs);
}

/* A request with unfinished headers has a time limit from when it is first seen. */
static void test_a_drip_is_ended(void **state)
{
    struct pending_requests pending;
    struct pair pair;

    (void)state;
    assert_true(pending_init(&pending, 64));
    pair = pair_open(&pending);
    for (int64_t now = 1000; now <= 1000 + LIMIT; now++) {
        pending_sweep(&pending, now, LIMIT);
        assert_false(is_ended(&pair));
    }
    pending_sweep(&pending, 1000 + LIMIT + 1, LIMIT);
    assert_true(is_ended(&pair));
    pair_close(&pending, &pair);
    pending_release(&pending);
}

/* A response in progress has no limit; the next request on the connection starts a new one. */
static void test_a_response_is_not(void **state)
{
    struct pending_requests pending;
    struct pair pair;

    (void)state;
    assert_true(pending_init(&pending, 64));
    pair = pair_open(&pending);
    pending_sweep(&pending, 1000, LIMIT);
    pending_set_busy(&pending, pair.ours, true);
    pending_sweep(&pending, 9000, LIMIT);
    assert_false(is_ended(&pair));
    pending_set_busy(&pending, pair.ours, false);
    pending_sweep(&pending, 9001, LIMIT);
    pending_sweep(&pending, 9001 + LIMIT, LIMIT);
    assert_false(is_ended(&pair));
    pending_sweep(&pending, 9002 + LIMIT, LIMIT);
    assert_true(is_ended(&pair));
    pair_close(&pending, &pair);
    pending_release(&pending);
}

/* A reused socket number is a new connection with its own time. */
static void test_a_closed_one_is_forgotten(void **state)
{
    struct pending_requests pending;
    struct pair pair;

    (void)state;
    assert_true(pending_init(&pending, 64));
    pair = pair_open(&pending);
    pending_sweep(&pending, 1000, LIMIT);
    pending_close(&pending, pair.ours);
    pending_sweep(&pending, 2000, LIMIT);
    assert_false(is_ended(&pair));
    pending_open(&pending, pair.ours);
    pending_sweep(&pending, 3000, LIMIT);
    pending_sweep(&pending, 3000 + LIMIT, LIMIT);
    assert_false(is_ended(&pair));
    pair_close(&pending, &pair);
    pending_release(&pending);
}

/* Connections beyond the table's room are left to libmicrohttpd. */
static void test_numbers_beyond_the_room(void **state)
{
    struct pending_requests pending;

    (void)state;
    assert_true(pending_init(&pending, 4));
    pending_open(&pending, 4);
    pending_open(&pending, -1);
    pending_set_busy(&pending, 400, true);
    pending_sweep(&pending, 1, LIMIT);
    pending_sweep(&pending, 1000, LIMIT);
    pending_release(&pending);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_drip_is_ended),
        cmocka_unit_test(test_a_response_is_not),
        cmocka_unit_test(test_a_closed_one_is_forgotten),
        cmocka_unit_test(test_numbers_beyond_the_room),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
