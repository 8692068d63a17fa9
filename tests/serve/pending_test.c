/*
 * Which connections are ended for being slow; the clock is passed in.
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

/* Whether the other side has been told that there is no more. */
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

/* A request whose headers do not end is given so long, from the first time it is seen. */
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

/* An answer under way may take as long as the reader needs; what comes behind it waits anew. */
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

/* A number is used again for another connection, which has its own time. */
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

/* More connections than there is room for: the rest is libmicrohttpd's to end. */
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
