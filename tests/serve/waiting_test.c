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

static struct pair pair_open(struct waiting *waiting)
{
    int sockets[2];

    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, sockets), 0);
    waiting_open(waiting, sockets[0]);
    return (struct pair){sockets[0], sockets[1]};
}

/* Whether the other side has been told that there is no more. */
static bool is_ended(const struct pair *pair)
{
    char byte;

    return recv(pair->theirs, &byte, 1, MSG_DONTWAIT) == 0;
}

static void pair_close(struct waiting *waiting, const struct pair *pair)
{
    waiting_close(waiting, pair->ours);
    close(pair->ours);
    close(pair->theirs);
}

/* A request whose headers do not end is given so long, from the first time it is seen. */
static void test_a_drip_is_ended(void **state)
{
    struct waiting waiting;
    struct pair pair;

    (void)state;
    assert_true(waiting_init(&waiting, 64));
    pair = pair_open(&waiting);
    for (int64_t now = 1000; now <= 1000 + LIMIT; now++) {
        waiting_sweep(&waiting, now, LIMIT);
        assert_false(is_ended(&pair));
    }
    waiting_sweep(&waiting, 1000 + LIMIT + 1, LIMIT);
    assert_true(is_ended(&pair));
    pair_close(&waiting, &pair);
    waiting_release(&waiting);
}

/* An answer under way may take as long as the reader needs; what comes behind it waits anew. */
static void test_an_answer_is_not(void **state)
{
    struct waiting waiting;
    struct pair pair;

    (void)state;
    assert_true(waiting_init(&waiting, 64));
    pair = pair_open(&waiting);
    waiting_sweep(&waiting, 1000, LIMIT);
    waiting_set_busy(&waiting, pair.ours, true);
    waiting_sweep(&waiting, 9000, LIMIT);
    assert_false(is_ended(&pair));
    waiting_set_busy(&waiting, pair.ours, false);
    waiting_sweep(&waiting, 9001, LIMIT);
    waiting_sweep(&waiting, 9001 + LIMIT, LIMIT);
    assert_false(is_ended(&pair));
    waiting_sweep(&waiting, 9002 + LIMIT, LIMIT);
    assert_true(is_ended(&pair));
    pair_close(&waiting, &pair);
    waiting_release(&waiting);
}

/* A number is used again for another connection, which has its own time. */
static void test_a_closed_one_is_forgotten(void **state)
{
    struct waiting waiting;
    struct pair pair;

    (void)state;
    assert_true(waiting_init(&waiting, 64));
    pair = pair_open(&waiting);
    waiting_sweep(&waiting, 1000, LIMIT);
    waiting_close(&waiting, pair.ours);
    waiting_sweep(&waiting, 2000, LIMIT);
    assert_false(is_ended(&pair));
    waiting_open(&waiting, pair.ours);
    waiting_sweep(&waiting, 3000, LIMIT);
    waiting_sweep(&waiting, 3000 + LIMIT, LIMIT);
    assert_false(is_ended(&pair));
    pair_close(&waiting, &pair);
    waiting_release(&waiting);
}

/* More connections than there is room for: the rest is libmicrohttpd's to end. */
static void test_numbers_beyond_the_room(void **state)
{
    struct waiting waiting;

    (void)state;
    assert_true(waiting_init(&waiting, 4));
    waiting_open(&waiting, 4);
    waiting_open(&waiting, -1);
    waiting_set_busy(&waiting, 400, true);
    waiting_sweep(&waiting, 1, LIMIT);
    waiting_sweep(&waiting, 1000, LIMIT);
    waiting_release(&waiting);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_drip_is_ended),
        cmocka_unit_test(test_an_answer_is_not),
        cmocka_unit_test(test_a_closed_one_is_forgotten),
        cmocka_unit_test(test_numbers_beyond_the_room),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
