/* What hubs are told, and the addresses of callbacks. */
#include "aggregator/push/push_request.h"

#include "aggregator/base/clock.h"
#include "tests/support/test.h"

enum { NOW = 1000000 };
#define TOKEN "0123456789abcdef0123456789abcdef"

static void assert_form(const struct push_subscription *push, bool subscribe, const char *expected)
{
    struct str form;

    str_init(&form, 1 << 20);
    push_request_form(&form, push, subscribe);
    assert_string_equal(form.text, expected);
    str_release(&form);
}

static void test_form(void **state)
{
    struct push_subscription push = {.topic = "https://a.example/f?x=1&y=\xc3\xa9+ ~",
                                     .callback = "https://river.example/websub/" TOKEN,
                                     .secret = "abc"};

    (void)state;
    assert_form(&push, true,
                "hub.mode=subscribe&hub.topic=https%3A%2F%2Fa.example%2Ff%3Fx%3D1%26y%3D%C3%A9%2B"
                "%20~&hub.callback=https%3A%2F%2Friver.example%2Fwebsub%2F" TOKEN
                "&hub.lease_seconds=864000&hub.secret=abc");
    push.secret = NULL;
    push.topic = "http://a.example/";
    assert_form(&push, true,
                "hub.mode=subscribe&hub.topic=http%3A%2F%2Fa.example%2F&hub.callback=https%3A%2F%2F"
                "river.example%2Fwebsub%2F" TOKEN "&hub.lease_seconds=864000");
    push.secret = "abc";
    assert_form(&push, false,
                "hub.mode=unsubscribe&hub.topic=http%3A%2F%2Fa.example%2F&hub.callback=https%3A%2F"
                "%2Friver.example%2Fwebsub%2F" TOKEN);
}

static void test_new(void **state)
{
    struct push_subscription a, b;
    struct arena arena;

    (void)state;
    arena_init(&arena, 1 << 20);
    assert_int_equal(push_request_new(&a, &arena, "f", "https://hub.example/", "t",
                                      "https://river.example/websub//", NOW, NULL),
                     0);
    assert_int_equal(push_request_new(&b, &arena, "f", "http://hub.example/", "t",
                                      "https://river.example/websub", NOW, NULL),
                     0);
    assert_int_equal(strlen(a.token), PUSH_TOKEN_DIGITS);
    assert_int_equal(strspn(a.token, "0123456789abcdef"), PUSH_TOKEN_DIGITS);
    assert_string_not_equal(a.token, b.token);
    assert_int_equal(strlen(a.secret), PUSH_SECRET_DIGITS);
    assert_null(b.secret); /* a secret is for https only */
    assert_int_equal(strncmp(a.callback, "https://river.example/websub/", 29), 0);
    assert_string_equal(a.callback + 29, a.token);
    assert_int_equal(a.due, NOW);
    assert_int_equal(a.asked_at, TIME_NONE);
    assert_true(
        push_request_is_for(&a, "https://hub.example/", "t", "https://river.example/websub"));
    assert_true(
        push_request_is_for(&a, "https://hub.example/", "t", "https://river.example/websub/"));
    assert_false(
        push_request_is_for(&a, "http://hub.example/", "t", "https://river.example/websub"));
    assert_false(
        push_request_is_for(&a, "https://hub.example/", "u", "https://river.example/websub"));
    assert_false(push_request_is_for(&a, "https://hub.example/", "t", "https://river.example/web"));
    assert_false(push_request_is_for(&a, "https://hub.example/", "t", "https://river.example"));
    arena_release(&arena);
}

static void test_token(void **state)
{
    static const char *const others[] = {
        "/websub/",
        "/websub/" TOKEN "0",
        "/websub/" TOKEN "/",
        "/websub/0123456789ABCDEF0123456789ABCDEF",
        "/websub/0123456789abcdef0123456789abcde",
        "/websub/0123456789abcdef0123456789abcde%",
        "/websub" TOKEN,
        "/" TOKEN,
        "//websub/" TOKEN,
        "",
    };

    (void)state;
    assert_string_equal(push_request_token("/websub/" TOKEN), TOKEN);
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
        assert_null(push_request_token(others[i]));
}

static void test_can_ask(void **state)
{
    char url[PUSH_ADDRESS_BYTES + 2] = "https://hub.example/";

    (void)state;
    assert_true(push_request_can_ask("https://hub.example/", "http://a.example/"));
    assert_false(push_request_can_ask(NULL, "http://a.example/"));
    assert_false(push_request_can_ask("https://hub.example/", NULL));
    assert_false(push_request_can_ask("ftp://hub.example/", "http://a.example/"));
    assert_false(push_request_can_ask("https://hub.example/", "urn:a"));
    memset(url + strlen(url), 'x', sizeof(url) - 1 - strlen(url));
    assert_false(push_request_can_ask(url, "http://a.example/"));
    url[PUSH_ADDRESS_BYTES] = '\0';
    assert_true(push_request_can_ask(url, "http://a.example/"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_form),
        cmocka_unit_test(test_new),
        cmocka_unit_test(test_token),
        cmocka_unit_test(test_can_ask),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
