#include "aggregator/base/clock.h"
#include "aggregator/match/match.h"
#include "aggregator/match/match_hash.h"
#include "tests/support/test.h"

static const char feed[] = "https://harbour.example/feed";

/* The rules apply with and without a secret. */
static const struct secret known = {.bytes = "0123456789abcde"},
                           stranger = {.bytes = "0123456789abcdf"};
static const struct secret *const secrets[] = {NULL, &known};
enum { SECRETS = sizeof(secrets) / sizeof(secrets[0]) };

static const struct item whole = {.id = "tag:harbour.example,2025:1",
                                  .link = "https://harbour.example/1?utm_source=feed",
                                  .canonical = "https://harbour.example/1",
                                  .title = {.value = "A title"},
                                  .plain = "Some words.",
                                  .published = 1000};

/* Which rule makes a key: items that differ in the part used by the rule have different keys, items
 * that differ only elsewhere have the same key. */
static const struct {
    const char *name;
    struct item a, b;
    unsigned unreliable;
    bool same;
} rows[] = {
    {"the id decides",
     {.id = "1", .canonical = "x", .published = 1},
     {.id = "1", .canonical = "y", .published = 2},
     false,
     true},
    {"another id is another item", {.id = "1"}, {.id = "2"}, false, false},
    {"an unreliable id does not count",
     {.id = "1", .canonical = "x"},
     {.id = "2", .canonical = "x"},
     true,
     true},
    {"without an id the address",
     {.canonical = "x", .title = {.value = "t"}},
     {.canonical = "x"},
     false,
     true},
    {"an empty id is none", {.id = "", .canonical = "x"}, {.canonical = "x"}, false, true},
    {"without both the title and date",
     {.title = {.value = "t"}, .published = 5, .plain = "p"},
     {.title = {.value = "t"}, .published = 5},
     false,
     true},
    {"one title on two dates is two items",
     {.title = {.value = "t"}, .published = 5},
     {.title = {.value = "t"}, .published = 6},
     false,
     false},
    {"with nothing else the text", {.plain = "p"}, {.plain = "q"}, false, false},
    {"an unreliable link does not count",
     {.canonical = "x", .title = {.value = "t"}, .published = 5},
     {.canonical = "x", .title = {.value = "u"}, .published = 5},
     MATCH_LINKS_UNRELIABLE,
     false},
    {"nor does it tell two apart",
     {.canonical = "x", .title = {.value = "t"}, .published = 5},
     {.canonical = "y", .title = {.value = "t"}, .published = 5},
     MATCH_LINKS_UNRELIABLE,
     true},
    {"unless there is nothing else",
     {.canonical = "x"},
     {.canonical = "y"},
     MATCH_LINKS_UNRELIABLE,
     false},
    {"an id is no address", {.id = "x"}, {.canonical = "x"}, false, false},
};

static void rules_hold(const struct secret *secret)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        uint64_t a = match_item_key(secret, feed, &rows[i].a, rows[i].unreliable);
        uint64_t b = match_item_key(secret, feed, &rows[i].b, rows[i].unreliable);

        if ((a == b) != rows[i].same || a == 0)
            fail_msg("%s", rows[i].name);
    }
}

static void test_rules(void **state)
{
    (void)state;
    for (size_t i = 0; i < SECRETS; i++)
        rules_hold(secrets[i]);
}

static void test_two_feeds_share_no_key(void **state)
{
    const struct secret *secret = &known;

    (void)state;
    assert_true(match_item_key(secret, feed, &whole, false) !=
                match_item_key(secret, "https://ledger.example/feed", &whole, false));
}

static void test_another_key(void **state)
{
    (void)state;
    assert_true(match_other_key(1) != 1 && match_other_key(1) != 0);
    assert_true(match_other_key(1) == match_other_key(1));
    assert_true(match_other_key(1) != match_other_key(2));
}

/* Keys are permanent: they must not change between versions. */
static void test_keys_are_permanent(void **state)
{
    const struct item titled = {.title = {.value = "A title"}, .published = 1000};

    (void)state;
    assert_true(match_item_key(NULL, feed, &whole, false) == UINT64_C(16676522621069963803));
    assert_true(match_item_key(NULL, feed, &titled, false) == UINT64_C(3740469538106101010));
    assert_true(match_item_key(&known, feed, &whole, false) == UINT64_C(3714946495640016798));
    assert_true(match_item_key(&known, feed, &titled, false) == UINT64_C(10711690676442606023));
}

/* Which items of one feed are the same item under two ids. */
static const struct {
    const char *name;
    struct item a, b;
    bool same;
} fallback_rows[] = {
    {"an id and a text do not count",
     {.id = "1", .canonical = "x", .title = {.value = "t"}, .plain = "p", .published = 5},
     {.id = "2", .canonical = "x", .title = {.value = "t"}, .plain = "q", .published = 5},
     true},
    {"another date is another item",
     {.canonical = "x", .title = {.value = "t"}, .published = 5},
     {.canonical = "x", .title = {.value = "t"}, .published = 6},
     false},
    {"another title is another item",
     {.canonical = "x", .title = {.value = "t"}, .published = 5},
     {.canonical = "x", .title = {.value = "u"}, .published = 5},
     false},
    {"another link is another item",
     {.canonical = "x", .title = {.value = "t"}, .published = 5},
     {.canonical = "y", .title = {.value = "t"}, .published = 5},
     false},
    {"http and https are one",
     {.canonical = "http://a.example/1", .title = {.value = "t"}, .published = 5},
     {.canonical = "https://a.example/1", .title = {.value = "t"}, .published = 5},
     true},
    {"a site moves",
     {.canonical = "https://old.example/posts/tea/", .title = {.value = "t"}, .published = 5},
     {.canonical = "https://new.example/2026/tea/", .title = {.value = "t"}, .published = 5},
     true},
    {"a fragment tells two apart",
     {.canonical = "https://a.example/log#1.0", .title = {.value = "t"}, .published = 5},
     {.canonical = "https://a.example/log#1.1", .title = {.value = "t"}, .published = 5},
     false},
    {"so does a query of the front page",
     {.canonical = "https://a.example/?p=1", .title = {.value = "t"}, .published = 5},
     {.canonical = "https://a.example/?p=2", .title = {.value = "t"}, .published = 5},
     false},
    {"without a date the text counts",
     {.canonical = "x", .title = {.value = "t"}, .plain = "p", .published = TIME_NONE},
     {.canonical = "x", .title = {.value = "t"}, .plain = "q", .published = TIME_NONE},
     false},
    {"without a title the text counts",
     {.canonical = "x", .plain = "p", .published = 5},
     {.canonical = "x", .plain = "q", .published = 5},
     false},
};

static void fallback_keys_hold(const struct secret *secret)
{
    const struct item nothing = {.id = "1", .published = 5};

    for (size_t i = 0; i < sizeof(fallback_rows) / sizeof(fallback_rows[0]); i++)
        if ((match_fallback_key(secret, feed, &fallback_rows[i].a) ==
             match_fallback_key(secret, feed, &fallback_rows[i].b)) != fallback_rows[i].same)
            fail_msg("%s", fallback_rows[i].name);
    assert_true(match_fallback_key(secret, feed, &nothing) == 0);
    assert_true(match_fallback_key(secret, feed, &whole) !=
                match_fallback_key(secret, "https://ledger.example/feed", &whole));
    assert_true(match_fallback_key(secret, feed, &whole) !=
                match_item_key(secret, feed, &whole, true));
}

static void test_fallback_keys(void **state)
{
    (void)state;
    for (size_t i = 0; i < SECRETS; i++)
        fallback_keys_hold(secrets[i]);
}

/* Every bit of the secret affects keys and fallback keys. */
static void test_another_secret_is_another_key(void **state)
{
    (void)state;
    assert_true(match_item_key(&known, feed, &whole, 0) !=
                match_item_key(&stranger, feed, &whole, 0));
    assert_true(match_fallback_key(&known, feed, &whole) !=
                match_fallback_key(&stranger, feed, &whole));
    assert_true(match_item_key(&known, feed, &whole, 0) != match_item_key(NULL, feed, &whole, 0));
}

/* RFC 7693 defines the function; the value is from Python's hashlib.blake2b with this key. */
static void test_hash_is_blake2b(void **state)
{
    struct match_hash hash;

    (void)state;
    match_hash_init(&hash, &known);
    match_hash_text(&hash, "harbour");
    match_hash_number(&hash, -2);
    assert_true(match_hash_end(&hash) == UINT64_C(14158009208520708830));
}

static void test_parts_are_told_apart(void **state)
{
    struct match_hash a, b;

    (void)state;
    match_hash_init(&a, &known);
    match_hash_init(&b, &known);
    match_hash_text(&a, "ab");
    match_hash_text(&a, "c");
    match_hash_text(&b, "a");
    match_hash_text(&b, "bc");
    assert_true(match_hash_end(&a) != match_hash_end(&b));
}

static void test_secret_digits(void **state)
{
    static const char *const none[] = {"", "00", "0123456789abcdef0123456789abcdeg",
                                       "0123456789abcdef0123456789abcdef00"};
    struct secret secret;
    struct error err = {.code = ERR_NONE};

    (void)state;
    assert_int_equal(match_secret_read(&secret, "30313233343536373839616263646500", &err), 0);
    assert_memory_equal(secret.bytes, known.bytes, SECRET_SIZE);
    for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
        assert_int_equal(match_secret_read(&secret, none[i], &err), ERR_USAGE);
}

static void test_content_hash(void **state)
{
    struct item other = whole;

    (void)state;
    assert_true(match_content_hash(&whole) == match_content_hash(&other));
    other.published = 2000;
    assert_true(match_content_hash(&whole) == match_content_hash(&other));
    other.title.value = "Another title";
    assert_false(match_content_hash(&whole) == match_content_hash(&other));
    other = whole;
    other.summary.value = "A title";
    other.title.value = NULL;
    assert_false(match_content_hash(&whole) == match_content_hash(&other));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rules),
        cmocka_unit_test(test_two_feeds_share_no_key),
        cmocka_unit_test(test_another_key),
        cmocka_unit_test(test_keys_are_permanent),
        cmocka_unit_test(test_fallback_keys),
        cmocka_unit_test(test_content_hash),
        cmocka_unit_test(test_another_secret_is_another_key),
        cmocka_unit_test(test_hash_is_blake2b),
        cmocka_unit_test(test_parts_are_told_apart),
        cmocka_unit_test(test_secret_digits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
