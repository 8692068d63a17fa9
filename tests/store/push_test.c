/* Subscriptions at hubs. */
#include "aggregator/store/store_push.h"

#include "aggregator/base/clock.h"
#include "tests/store/fixture.h"

enum { NOW = 1000000 };
#define A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define C "cccccccccccccccccccccccccccccccc"

static void add(struct fixture *f, const char *token, const char *feed, const char *secret)
{
    const struct push_subscription push = {.token = token,
                                           .feed_url = feed,
                                           .hub = "https://hub.test/",
                                           .topic = "https://topic.test/",
                                           .callback = "https://river.test/websub/x",
                                           .secret = secret,
                                           .due = NOW};

    check(f, store_push_add(f->store, &push, &f->err));
}

static struct push_subscription find(struct fixture *f, const char *token)
{
    struct push_subscription push;

    check(f, store_push_find(&push, f->store, &f->arena, token, &f->err));
    return push;
}

static int append(void *context, const struct push_subscription *push, struct error *err)
{
    (void)err;
    strncat(context, push->token, 1);
    return 0;
}

/* The first letters of all tokens. */
static void assert_listed(struct fixture *f, const char *expected)
{
    char text[16] = "";

    check(f, store_push_each(f->store, append, text, &f->err));
    assert_string_equal(text, expected);
}

static void test_added(void **state)
{
    struct fixture f;
    struct push_subscription push;

    (void)state;
    fixture_open(&f, "sqlite");
    assert_int_equal(store_push_find(&push, f.store, &f.arena, A, &f.err), ERR_ABSENT);
    assert_int_equal(store_push_of_feed(&push, f.store, &f.arena, "f", &f.err), ERR_ABSENT);
    add(&f, A, "f", "abc");
    fixture_reopen(&f);
    push = find(&f, A);
    assert_string_equal(push.feed_url, "f");
    assert_string_equal(push.hub, "https://hub.test/");
    assert_string_equal(push.topic, "https://topic.test/");
    assert_string_equal(push.callback, "https://river.test/websub/x");
    assert_string_equal(push.secret, "abc");
    assert_int_equal(push.state, PUSH_ASKED);
    assert_int_equal(push.asked_at, TIME_NONE);
    assert_int_equal(push.lease_end, TIME_NONE);
    assert_int_equal(push.news_at, TIME_NONE);
    assert_int_equal(push.due, NOW);
    fixture_close(&f);
}

/* One for each feed, besides those that end. */
static void test_one_for_each_feed(void **state)
{
    struct fixture f;
    struct push_subscription push;

    (void)state;
    fixture_open(&f, "sqlite");
    add(&f, A, "f", NULL);
    add(&f, B, "f", NULL);
    assert_listed(&f, "a");
    assert_null(find(&f, A).secret);
    check(&f, store_push_end(f.store, A, NOW + 1, &f.err));
    assert_int_equal(store_push_of_feed(&push, f.store, &f.arena, "f", &f.err), ERR_ABSENT);
    add(&f, B, "f", NULL);
    add(&f, C, "g", NULL);
    assert_listed(&f, "bca"); /* as they are due */
    check(&f, store_push_of_feed(&push, f.store, &f.arena, "f", &f.err));
    assert_string_equal(push.token, B);
    check(&f, store_push_drop(f.store, A, &f.err));
    check(&f, store_push_drop(f.store, A, &f.err));
    assert_listed(&f, "bc");
    fixture_close(&f);
}

static void test_asked_and_verified(void **state)
{
    struct fixture f;
    struct push_subscription push;

    (void)state;
    fixture_open(&f, "sqlite");
    add(&f, A, "f", NULL);
    check(&f, store_push_asked(f.store, A, NOW + 1, NOW + 50, &f.err));
    check(&f, store_push_asked(f.store, A, NOW + 2, NOW + 60, &f.err));
    push = find(&f, A);
    assert_int_equal(push.asked_at, NOW + 2);
    assert_int_equal(push.due, NOW + 60);
    assert_int_equal(push.tries, 2);
    check(&f, store_push_later(f.store, A, NOW + 70, &f.err));
    assert_int_equal(find(&f, A).due, NOW + 70);
    check(&f, store_push_later(f.store, A, NOW + 65, &f.err)); /* serve may have written it since */
    assert_int_equal(find(&f, A).due, NOW + 70);
    check(&f, store_push_verified(f.store, A, NOW + 3, NOW + 100, NOW + 80, &f.err));
    push = find(&f, A);
    assert_int_equal(push.state, PUSH_LIVE);
    assert_int_equal(push.verified_at, NOW + 3);
    assert_int_equal(push.lease_end, NOW + 100);
    assert_int_equal(push.due, NOW + 80);
    assert_int_equal(push.tries, 0);
    check(&f, store_push_denied(f.store, A, NOW + 500, &f.err));
    push = find(&f, A);
    assert_int_equal(push.state, PUSH_DENIED);
    assert_int_equal(push.lease_end, TIME_NONE);
    assert_int_equal(push.due, NOW + 500);
    fixture_close(&f);
}

static void test_delivered_and_polled(void **state)
{
    struct fixture f;
    struct push_subscription push;

    (void)state;
    fixture_open(&f, "sqlite");
    add(&f, A, "f", NULL);
    check(&f, store_push_polled(f.store, A, NOW, true, &f.err));
    check(&f, store_push_polled(f.store, A, NOW, true, &f.err));
    assert_int_equal(find(&f, A).missed, 2);
    check(&f, store_push_delivered(f.store, A, NOW + 5, &f.err));
    push = find(&f, A);
    assert_int_equal(push.news_at, NOW + 5);
    assert_int_equal(push.delivered_at, NOW + 5);
    assert_int_equal(push.deliveries, 1);
    assert_int_equal(push.missed, 0);
    check(&f, store_push_polled(f.store, A, NOW + 5, false, &f.err)); /* it came during the poll */
    assert_int_equal(find(&f, A).news_at, NOW + 5);
    check(&f, store_push_polled(f.store, A, NOW + 6, false, &f.err));
    push = find(&f, A);
    assert_int_equal(push.news_at, TIME_NONE);
    assert_int_equal(push.delivered_at, NOW + 5);
    check(&f, store_push_refused(f.store, A, NOW + 7, &f.err));
    push = find(&f, A);
    assert_int_equal(push.refusals, 1);
    assert_int_equal(push.refused_at, NOW + 7);
    assert_int_equal(push.news_at, TIME_NONE);
    fixture_close(&f);
}

/* What a hub says of a subscription that ends changes nothing. */
static void test_ending(void **state)
{
    struct fixture f;
    struct push_subscription push;

    (void)state;
    fixture_open(&f, "sqlite");
    add(&f, A, "f", NULL);
    check(&f, store_push_asked(f.store, A, NOW, NOW, &f.err));
    check(&f, store_push_delivered(f.store, A, NOW, &f.err));
    check(&f, store_push_end(f.store, A, NOW + 9, &f.err));
    check(&f, store_push_verified(f.store, A, NOW, NOW, NOW, &f.err));
    check(&f, store_push_denied(f.store, A, NOW, &f.err));
    check(&f, store_push_delivered(f.store, A, NOW, &f.err));
    push = find(&f, A);
    assert_int_equal(push.state, PUSH_ENDING);
    assert_int_equal(push.due, NOW + 9);
    assert_int_equal(push.tries, 0);
    assert_int_equal(push.news_at, TIME_NONE);
    check(&f, store_push_asked(f.store, A, NOW, NOW + 20, &f.err));
    check(&f, store_push_end(f.store, A, NOW, &f.err)); /* once */
    assert_int_equal(find(&f, A).tries, 1);
    fixture_close(&f);
}

/* A lease that began ahead of the clock is no lease; another is kept, though it ends ahead. */
static void test_a_clock_that_was_ahead(void **state)
{
    struct fixture f;
    struct push_subscription push;
    int64_t rows;

    (void)state;
    fixture_open(&f, "sqlite");
    feed_put(&f, "http://feed.test/");
    item_put(&f, 1, 40, "a", NOW - 10);
    item_put(&f, 2, 50, "b", NOW - 10);
    item_put(&f, 3, 60, "c", NOW + 9999);
    add(&f, A, "f", NULL);
    add(&f, B, "g", NULL);
    check(&f, store_push_verified(f.store, A, NOW + 9999, NOW + 99999, NOW + 88888, &f.err));
    check(&f, store_push_delivered(f.store, A, NOW + 9999, &f.err));
    check(&f, store_push_verified(f.store, B, NOW - 9, NOW + 99999, NOW + 88888, &f.err));
    check(&f, store_clock_mend(&rows, f.store, NOW, 0, &f.err));
    push = find(&f, A);
    assert_int_equal(push.lease_end, TIME_NONE);
    assert_int_equal(push.due, NOW);
    assert_int_equal(push.news_at, NOW);
    assert_int_equal(push.delivered_at, NOW);
    push = find(&f, B);
    assert_int_equal(push.lease_end, NOW + 99999);
    assert_int_equal(push.due, NOW + 88888);
    fixture_close(&f);
}

static void test_an_engine_that_forgets(void **state)
{
    struct fixture f;
    struct push_subscription push;

    (void)state;
    fixture_open(&f, "memory");
    add(&f, A, "f", NULL);
    check(&f, store_push_delivered(f.store, A, NOW, &f.err));
    assert_int_equal(store_push_find(&push, f.store, &f.arena, A, &f.err), ERR_ABSENT);
    assert_int_equal(store_push_of_feed(&push, f.store, &f.arena, "f", &f.err), ERR_ABSENT);
    assert_listed(&f, "");
    fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_added),
        cmocka_unit_test(test_one_for_each_feed),
        cmocka_unit_test(test_asked_and_verified),
        cmocka_unit_test(test_delivered_and_polled),
        cmocka_unit_test(test_ending),
        cmocka_unit_test(test_a_clock_that_was_ahead),
        cmocka_unit_test(test_an_engine_that_forgets),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
