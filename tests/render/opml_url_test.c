#include "aggregator/render/opml_url.h"
#include "tests/support/test.h"

static const struct {
    const char *name, *url, *expected; /* NULL: not listed */
} cases[] = {
    {"nothing secret", "https://a.example/feed?id=5&lang=fr",
     "https://a.example/feed?id=5&lang=fr"},
    {"a token", "https://a.example/feed?token=s3cret", "https://a.example/feed"},
    {"a token among others", "https://a.example/feed?id=5&access_token=s3cret&lang=fr",
     "https://a.example/feed?id=5&lang=fr"},
    {"the first of two", "https://a.example/feed?KEY=s3cret&id=5", "https://a.example/feed?id=5"},
    {"auth", "https://a.example/rss/me?auth=s3cret", "https://a.example/rss/me"},
    {"a channel is no secret",
     "https://v.example/feeds/videos.xml?channel_id=UCabcdefgh0123456789AB",
     "https://v.example/feeds/videos.xml?channel_id=UCabcdefgh0123456789AB"},
    {"a word of its own", "https://a.example/feed?keyword=rivers",
     "https://a.example/feed?keyword=rivers"},
    {"user and password", "https://me:s3cret@a.example/feed", "https://a.example/feed"},
    {"an at sign in the path", "https://a.example/@me/feed", "https://a.example/@me/feed"},
    {"a fragment", "https://a.example/feed#token=s3cret", "https://a.example/feed"},
    {"a secret path", "https://a.example/private/4f9c0a7be1d24c7786aa01b3/feed.xml", NULL},
    {"a long title in the path", "https://a.example/2026/07/30/the-river-rises-again-and-again.xml",
     "https://a.example/2026/07/30/the-river-rises-again-and-again.xml"},
};

static void test_public(void **state)
{
    struct arena arena;

    (void)state;
    arena_init(&arena, 1 << 20);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const char *got = opml_url_public(&arena, cases[i].url);

        print_message("%s\n", cases[i].name);
        if (cases[i].expected == NULL)
            assert_null(got);
        else
            assert_string_equal(got, cases[i].expected);
    }
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_public)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
