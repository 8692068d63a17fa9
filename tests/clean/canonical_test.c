#include "aggregator/base/url.h"
#include "aggregator/clean/clean.h"
#include "tests/support/test.h"

/* NULL: not the address of a page. */
static const struct {
    const char *url, *canonical;
} rows[] = {
    {"https://example.org/a", "https://example.org/a"},
    {"http://WWW.Example.ORG:80/a/", "https://example.org/a"},
    {"https://example.org", "https://example.org"},
    {"https://example.org/?utm_source=rss&utm_medium=feed", "https://example.org"},
    {"https://example.org/a?b=2&a=1&fbclid=x#top", "https://example.org/a?a=1&b=2"},
    {"https://m.example.org/a", "https://example.org/a"},
    {"https://amp.example.org/a", "https://example.org/a"},
    {"https://www.m.example.org/a", "https://example.org/a"},
    {"https://example.org/a/amp/", "https://example.org/a"},
    {"https://example.org/amp/a", "https://example.org/a"},
    {"https://example.org/a.amp.html", "https://example.org/a.html"},
    {"https://example.org/a?outputType=amp&id=7", "https://example.org/a?id=7"},
    {"https://user@example.org/a", "https://example.org/a"},
    {"https://m.com/a", "https://m.com/a"},
    {"https://example.org/Camp", "https://example.org/Camp"},
    /* Words that select a page on some sites. */
    {"https://example.org/show?src=quay.txt", "https://example.org/show?src=quay.txt"},
    {"https://example.org/n?source=wire&ref=3", "https://example.org/n?ref=3&source=wire"},
    {"https://example.org/n?feed=1", "https://example.org/n?feed=1"},
    {"https://example.org/n?rss=1&share=2", "https://example.org/n?rss=1&share=2"},
    {"https://example.org/n?feature=1&partner=2", "https://example.org/n?feature=1&partner=2"},
    {"https://example.org/n?cmp=1&sc_id=2", "https://example.org/n?cmp=1&sc_id=2"},
    {"https://example.org/n?at_id=1&ns_id=2", "https://example.org/n?at_id=1&ns_id=2"},
    {"https://example.org/n?track=4&trk=5", "https://example.org/n?track=4&trk=5"},
    {"https://example.org/n?amp=5", "https://example.org/n?amp=5"},
    {"https://example.org/?p=17", "https://example.org/?p=17"},
    /* Tracking on every site, and on some sites. */
    {"https://example.org/n?itm_source=a&campaign_id=b&srsltid=c&gclsrc=d&ysclid=e&_bhlid=f",
     "https://example.org/n"},
    {"https://example.org/n?__hssc=1&__hstc=2&__hsfp=3&_hsenc=4&_hsmi=5&hsCtaTracking=6&hsa_cam=7",
     "https://example.org/n"},
    {"https://example.org/n?mc_cid=1&mc_eid=2&mc_tc=3&fbclid=4&gclid=5&dclid=6&msclkid=7&yclid=8",
     "https://example.org/n"},
    {"https://example.org/n?igshid=1&wickedid=2&vero_id=3&oly_enc_id=4&mkt_tok=5&rb_clickid=6",
     "https://example.org/n"},
    {"https://example.org/n?at_medium=RSS&at_campaign=x&ns_mchannel=rss&xtor=1&_openstat=2",
     "https://example.org/n"},
    {"https://example.org/n?UTM_Source=a;id=1;amp;utm_medium=b", "https://example.org/n?id=1"},
    {"https://www.youtube.com/watch?v=x&feature=share&si=y", "https://youtube.com/watch?v=x"},
    {"https://notyoutube.com/watch?v=x&feature=share",
     "https://notyoutube.com/watch?feature=share&v=x"},
    /* Fragments that distinguish pages, and some that do not. */
    {"https://example.org/#!/post/1", "https://example.org/#!/post/1"},
    {"https://example.org#/news/1", "https://example.org/#/news/1"},
    {"https://example.org/reader#/item/2", "https://example.org/reader#/item/2"},
    {"https://example.org/reader/?utm_source=x#/item/2", "https://example.org/reader#/item/2"},
    {"https://example.org/history#2.4", "https://example.org/history#2.4"},
    {"https://example.org/monday.html#p7", "https://example.org/monday.html#p7"},
    {"https://example.org/ferry/#comment-7", "https://example.org/ferry#comment-7"},
    {"https://example.org/#", "https://example.org"},
    {"https://example.org/#!/", "https://example.org"},
    {"https://example.org/a#Top", "https://example.org/a"},
    {"https://example.org/a/#comments", "https://example.org/a"},
    {"https://example.org/a/#more-17", "https://example.org/a"},
    {"https://example.org/a#more-fish", "https://example.org/a#more-fish"},
    {"https://example.org/a#:~:text=some%20words", "https://example.org/a"},
    {"https://example.org/a#utm_source=x&xtor=RSS-1", "https://example.org/a"},
    {"https://example.org/a#ref=rss", "https://example.org/a"},
    {"https://example.org/a#utm_source=x&page=2", "https://example.org/a#utm_source=x&page=2"},
    /* Wrappers. */
    {"https://www.google.com/url?rct=j&sa=t&url=https%3A%2F%2Fwww.example.org%2Fa%3Fid%3D1%26"
     "utm_source%3Dx&ct=ga",
     "https://example.org/a?id=1"},
    {"https://www.google.de/url?q=http://example.org/a&sa=U", "https://example.org/a"},
    {"https://l.facebook.com/l.php?u=https%3A%2F%2Fexample.org%2Fa&h=x", "https://example.org/a"},
    {"https://out.reddit.com/t3_x?url=https%3A%2F%2Fexample.org%2Fa&token=y",
     "https://example.org/a"},
    {"http://www.bing.com/news/apiclick.aspx?ref=FexRss&url=https%3a%2f%2fexample.org%2fa&c=1",
     "https://example.org/a"},
    {"https://duckduckgo.com/l/?uddg=https%3A%2F%2Fexample.org%2Fa", "https://example.org/a"},
    {"https://example-org.cdn.ampproject.org/c/s/www.example.org/a/amp", "https://example.org/a"},
    {"https://www.google.com/amp/s/example.org/a.amp.html", "https://example.org/a.html"},
    {"https://www.google.com/url?q=https%3A%2F%2Fl.facebook.com%2Fl.php%3Fu%3Dhttps%253A%252F%252F"
     "example.org%252Fa",
     "https://example.org/a"},
    /* A wrapper's target must be an http or https address. */
    {"https://www.google.com/url?q=javascript:alert(1)",
     "https://google.com/url?q=javascript:alert(1)"},
    {"https://www.google.com/url?q=data:text/html,x", "https://google.com/url?q=data:text/html,x"},
    {"https://www.google.com/url?q=https://e.org/%00a",
     "https://google.com/url?q=https://e.org/%00a"},
    {"https://www.google.com/url?q=https://e.org/%0Aa",
     "https://google.com/url?q=https://e.org/%0Aa"},
    {"https://www.google.com/url?q=https%3A%2F%2F", NULL},
    {"https://www.google.com/url?q=/search", "https://google.com/url?q=/search"},
    {"https://www.google.com/search?q=https://e.org/a",
     "https://google.com/search?q=https://e.org/a"},
    {"https://example.org/check?url=https://e.org/a",
     "https://example.org/check?url=https://e.org/a"},
    {"https://evil-bing.com/news/apiclick.aspx?url=https://e.org/a",
     "https://evil-bing.com/news/apiclick.aspx?url=https://e.org/a"},
    {"https://www.google.com/amp/s/", "https://google.com/s"},
    /* Wrappers that are recognisable only after other parts are removed. */
    {"https://user@l.instagram.com:443?e=1;u=https://example.org/a", "https://example.org/a"},
    {"https://www.example.org/amp/url?q=https://e.org/a", "https://e.org/a"},
    {"mailto:a@example.org", NULL},
    {"javascript:alert(1)", NULL},
    {"https://", NULL},
    {NULL, NULL},
};

static void test_canonical(void **state)
{
    struct arena arena;

    (void)state;
    arena_init(&arena, 1 << 20);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const char *canonical = clean_canonical_url(&arena, rows[i].url);

        if (rows[i].canonical == NULL)
            assert_null(canonical);
        else
            assert_string_equal(canonical, rows[i].canonical);
        assert_true(canonical == NULL ||
                    strcmp(clean_canonical_url(&arena, canonical), canonical) == 0);
    }
    arena_release(&arena);
}

/* RFC 3986 §5.4, and additional cases from feeds. */
static const struct {
    const char *base, *reference, *joined;
} joins[] = {
    {"http://a/b/c/d;p?q", "g", "http://a/b/c/g"},
    {"http://a/b/c/d;p?q", "./g/", "http://a/b/c/g/"},
    {"http://a/b/c/d;p?q", "/g", "http://a/g"},
    {"http://a/b/c/d;p?q", "//g", "http://g"},
    {"http://a/b/c/d;p?q", "?y", "http://a/b/c/d;p?y"},
    {"http://a/b/c/d;p?q", "#s", "http://a/b/c/d;p?q#s"},
    {"http://a/b/c/d;p?q", "g?y#s", "http://a/b/c/g?y#s"},
    {"http://a/b/c/d;p?q", "", "http://a/b/c/d;p?q"},
    {"http://a/b/c/d;p?q", ".", "http://a/b/c/"},
    {"http://a/b/c/d;p?q", "..", "http://a/b/"},
    {"http://a/b/c/d;p?q", "../../../g", "http://a/g"},
    {"http://a/b/c/d;p?q", "g:h", "g:h"},
    {"http://a", "g", "http://a/g"},
    {"http://a/b#c", " \n g ", "http://a/g"},
    {"mailto:a@b", "g", "g"},
    {NULL, "g", "g"},
    {"http://a/", "é ü", "http://a/é ü"},
};

static void test_joins(void **state)
{
    struct arena arena;

    (void)state;
    arena_init(&arena, 1 << 20);
    for (size_t i = 0; i < sizeof(joins) / sizeof(joins[0]); i++)
        assert_string_equal(url_join(&arena, joins[i].base, joins[i].reference), joins[i].joined);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_canonical),
                                       cmocka_unit_test(test_joins)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
