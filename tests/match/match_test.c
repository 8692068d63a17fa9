#include "aggregator/match/match.h"
#include "tests/support/test.h"

static struct dedup_memory memory;
static struct dedup *engine;

static int set_up(void **state)
{
    struct dedup_options options = {0};

    (void)state;
    assert_int_equal(dedup_ram_new(&memory, 0), DEDUP_OK);
    options.memory = memory;
    assert_int_equal(dedup_open(&engine, &options), DEDUP_OK);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    dedup_close(engine);
    dedup_ram_free(&memory);
    return 0;
}

static const struct secret known = {
    .bytes = {'a', ' ', 's', 't', 'a', 't', 'e', '\'', 's', ' ', 's', 'e', 'c', 'r', 'e', 't'}};

static struct dedup_verdict place_with(const struct secret *secret, bool meets_older, uint64_t key,
                                       const char *feed, const struct item *item)
{
    struct match_request request = {.item = item,
                                    .key = key,
                                    .feed_url = feed,
                                    .time = 1000,
                                    .secret = secret,
                                    .meets_older = meets_older};
    struct dedup_verdict verdict;
    struct error err;

    assert_int_equal(match_place(&verdict, engine, &request, &err), 0);
    return verdict;
}

static struct dedup_verdict place(uint64_t key, const char *feed, const struct item *item)
{
    return place_with(&known, false, key, feed, item);
}

static struct link via = {.rel = "via", .href = "https://a.example/story"};
static struct link french = {
    .rel = "alternate", .href = "https://a.example/story", .hreflang = "fr"};
static struct link dressed = {.rel = "alternate",
                              .href = "https://www.a.example/story?utm_source=fr#top",
                              .hreflang = "fr",
                              .canonical = "https://a.example/story"};
static struct link dressed_via = {.rel = "via",
                                  .href = "https://m.a.example/story?fbclid=1",
                                  .canonical = "https://a.example/story"};
static struct link own = {.rel = "alternate", .href = "https://a.example/story", .hreflang = "en"};

/* What places a second item, from another feed and with its own text, in the first item's story.
 * The first item has the id tag:a.example,2025:1 and the address https://a.example/story. */
static const struct {
    const char *name;
    struct item second;
    enum dedup_channel channel;
} rows[] = {
    {"the same global id", {.id = "tag:a.example,2025:1"}, DEDUP_BY_ID},
    {"the same address", {.canonical = "https://a.example/story"}, DEDUP_BY_LINK},
    {"a via", {.links = &via, .link_count = 1}, DEDUP_BY_VIA},
    {"a declared translation",
     {.links = &french, .link_count = 1, .language = "en"},
     DEDUP_BY_TRANSLATION},
    {"a declared translation in another dress",
     {.links = &dressed, .link_count = 1, .language = "en"},
     DEDUP_BY_TRANSLATION},
    {"a via in another dress", {.links = &dressed_via, .link_count = 1}, DEDUP_BY_VIA},
    {"an alternate in its own language is none",
     {.links = &own, .link_count = 1, .language = "en"},
     DEDUP_BY_NOTHING},
    {"a bare host names no story", {.canonical = "https://a.example/"}, DEDUP_BY_NOTHING},
    {"another id", {.id = "tag:a.example,2025:2"}, DEDUP_BY_NOTHING},
};

static void test_identities(void **state)
{
    const struct item first = {
        .id = "tag:a.example,2025:1",
        .canonical = "https://a.example/story",
        .language = "en",
        .plain = "The ferry ran aground off the island in thick fog this morning."};

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct item second = rows[i].second;
        struct dedup_verdict one, two;

        tear_down(NULL);
        set_up(NULL);
        second.plain = "Parliament adopted the budget after eleven hours of quiet debate.";
        one = place(1, "https://a.example/feed", &first);
        two = place(2, "https://b.example/feed", &second);
        if (two.evidence.channel != rows[i].channel ||
            (two.node == one.node) != (rows[i].channel != DEDUP_BY_NOTHING))
            fail_msg("%s: %s", rows[i].name, dedup_channel_name(two.evidence.channel));
    }
}

/* An item placed before the state had a secret is matched by its link while such items exist. */
static void test_items_from_before_the_secret(void **state)
{
    static const char link[] = "https://a.example/story";
    const struct item first = {.canonical = link, .plain = "The ferry ran aground in thick fog."};
    const struct item second = {.canonical = link, .plain = "Budget adopted after eleven hours."};

    (void)state;
    place_with(NULL, false, 1, "https://a.example/feed", &first);
    assert_int_equal(place(2, "https://b.example/feed", &second).evidence.channel,
                     DEDUP_BY_NOTHING);
    tear_down(NULL);
    set_up(NULL);
    place_with(NULL, false, 1, "https://a.example/feed", &first);
    assert_int_equal(
        place_with(&known, true, 3, "https://c.example/feed", &second).evidence.channel,
        DEDUP_BY_LINK);
}

/* "17" is the seventeenth item of some feed, not a global id. */
static void test_short_ids_are_local(void **state)
{
    const struct item one = {.id = "17",
                             .plain = "The ferry ran aground off the island in thick fog."};
    const struct item two = {.id = "17",
                             .plain = "Parliament adopted the budget after eleven hours."};

    (void)state;
    assert_true(place(1, "https://a.example/feed", &one).node !=
                place(2, "https://b.example/feed", &two).node);
}

/* One publisher's item in two of its feeds, under different paths; and another site's item with the
 * same id. */
static void test_ids_of_a_site(void **state)
{
    const char text[] = "The ferry Albatross ran aground off the island of Mirra in thick fog this "
                        "morning; all 214 passengers were brought ashore by fishing boats.";
    const struct item first = {
        .id = "n-20417", .canonical = "https://a.example/world/ferry", .plain = text};
    struct item second = {
        .id = "n-20417", .canonical = "https://a.example/islands/ferry", .plain = text};
    struct item other = {.id = "n-20417",
                         .canonical = "https://b.example/budget",
                         .plain = "Parliament adopted a budget of 31 billion crowns after eleven "
                                  "hours of debate, said speaker Lena Orth."};

    (void)state;
    place(1, "https://a.example/world.xml", &first);
    assert_int_equal(place(2, "https://a.example/islands.xml", &second).evidence.channel,
                     DEDUP_BY_ID);
    assert_int_equal(place(3, "https://b.example/feed", &other).evidence.channel, DEDUP_BY_NOTHING);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_ids_of_a_site, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_items_from_before_the_secret, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_identities, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_short_ids_are_local, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
