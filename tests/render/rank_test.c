/*
 * The rank of a story: votes of outlets, their decay, and the upper bound.
 */
#include "aggregator/base/clock.h"
#include "aggregator/render/rank.h"
#include "tests/support/test.h"

enum { T0 = 1772438400, HOUR = 3600, LIFE = 12 * HOUR, TELLINGS_MAX = 300 };

/* A telling in a table: the feed, its page, its own time and when it was seen, in hours after T0.
 */
struct told {
    const char *url, *site;
    int published, seen;
};

static void story_fill(struct story *ret, struct telling *tellings, const struct told *told)
{
    *ret = (struct story){.tellings = tellings};
    for (; told->url != NULL; told++)
        tellings[ret->telling_count++] = (struct telling){
            .feed_url = told->url,
            .feed_site = told->site,
            .item = {.published = T0 + (int64_t)told->published * HOUR, .updated = TIME_NONE},
            .first_seen = T0 + (int64_t)told->seen * HOUR};
}

static const struct {
    const char *name;
    struct told told[6];
    size_t outlets;
    int64_t rank; /* after T0, in seconds; to the second */
} rows[] = {
    {"one outlet ranks by its time", {{"https://a.example/f", NULL, 0, 1}}, 1, 0},
    {"two at once: one half life newer",
     {{"https://a.example/f", NULL, 0, 1}, {"https://b.example/f", NULL, 0, 1}},
     2,
     LIFE},
    {"four at once: two half lives newer",
     {{"https://a.example/f", NULL, 0, 1},
      {"https://b.example/f", NULL, 0, 1},
      {"https://c.example/f", NULL, 0, 1},
      {"https://d.example/f", NULL, 0, 1}},
     4,
     2 * LIFE},
    /* 12 h * log2(1 + 2) */
    {"the second outlet a half life later",
     {{"https://a.example/f", NULL, 0, 1}, {"https://b.example/f", NULL, 12, 13}},
     2,
     68470},
    {"one outlet with three feeds, one with its www",
     {{"https://a.example/one", NULL, 0, 1},
      {"https://A.example/two", NULL, 0, 1},
      {"https://feeds.a.example/3", "https://www.a.example/", 0, 1}},
     1,
     0},
    {"the feeds of a site, on another host",
     {{"https://feeds.cdn.example/1", "https://www.a.example/", 0, 1},
      {"https://feeds.cdn.example/2", "https://a.example/world", 0, 1}},
     1,
     0},
    {"naming the page of another outlet takes nothing from its vote",
     {{"https://a.example/f", "https://a.example/", 12, 13},
      {"https://evil.example/f", "https://a.example/", -9000, 13}},
     2,
     LIFE},
    {"no host is below one with a longer name",
     {{"https://a.example/f", NULL, 0, 1}, {"https://ba.example/f", "https://a.example/", 0, 1}},
     2,
     LIFE},
    {"an outlet votes when it told first",
     {{"https://a.example/f", NULL, 9, 9}, {"https://a.example/f", NULL, 3, 10}},
     1,
     3 * HOUR},
    {"one host with two pages: two outlets",
     {{"https://host.example/a", "https://a.example/", 0, 1},
      {"https://host.example/b", "https://b.example/", 0, 1}},
     2,
     LIFE},
    {"files without a page are outlets of their own",
     {{"file:///srv/a.xml", NULL, 0, 1}, {"file:///srv/b.xml", NULL, 0, 1}},
     2,
     LIFE},
    {"a time after the arrival is not believed",
     {{"https://a.example/f", NULL, 900, 2}},
     1,
     2 * HOUR},
};

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct telling tellings[6];
        struct story story;
        int64_t latest = 0;

        story_fill(&story, tellings, rows[i].told);
        for (size_t j = 0; j < story.telling_count; j++)
            if (tellings[j].first_seen > latest)
                latest = tellings[j].first_seen;
        if (rank_outlets(&story) != rows[i].outlets || rank_story(&story, 0) != T0 + rows[i].rank)
            fail_msg("%s: %zu outlets, rank T0 + %lld", rows[i].name, rank_outlets(&story),
                     (long long)(rank_story(&story, 0) - T0));
        assert_true(rank_story(&story, 0) <= rank_bound(story.telling_count, latest, 0));
        assert_true(rank_story(&story, LIFE) == rank_story(&story, 0));
    }
}

/* With a longer half life, two outlets of yesterday stay longer ahead of one of today. */
static void test_half_life(void **state)
{
    static const struct told two[] = {{"https://a.example/f", NULL, 0, 1},
                                      {"https://b.example/f", NULL, 0, 1},
                                      {NULL, NULL, 0, 0}};
    static const struct told one[] = {{"https://c.example/f", NULL, 24, 25}, {NULL, NULL, 0, 0}};
    struct telling tellings[2], single[1];
    struct story yesterday, today;

    (void)state;
    story_fill(&yesterday, tellings, two);
    story_fill(&today, single, one);
    assert_true(rank_story(&yesterday, 12 * HOUR) < rank_story(&today, 12 * HOUR));
    assert_true(rank_story(&yesterday, 48 * HOUR) > rank_story(&today, 48 * HOUR));
}

/* A feed that repeats an item many times, and more outlets than are counted. Times that are unknown
 * or far in the past overflow nothing. */
static void test_hostile(void **state)
{
    static struct telling tellings[TELLINGS_MAX];
    static char urls[TELLINGS_MAX][40];
    struct story story = {.tellings = tellings, .telling_count = TELLINGS_MAX};

    (void)state;
    for (size_t i = 0; i < TELLINGS_MAX; i++) {
        snprintf(urls[i], sizeof(urls[i]), "https://h%zu.example/", i);
        tellings[i] = (struct telling){.feed_url = "https://a.example/",
                                       .item = {.published = TIME_NONE, .updated = TIME_NONE},
                                       .first_seen = i > 0 ? T0 : TIME_NONE};
    }
    assert_int_equal(rank_outlets(&story), 1);
    assert_true(rank_story(&story, 0) == 0);
    for (size_t i = 0; i < TELLINGS_MAX; i++)
        tellings[i].feed_url = urls[i];
    assert_int_equal(rank_outlets(&story), RANK_OUTLETS_MAX);
    assert_true(rank_story(&story, 0) > T0 && rank_story(&story, 0) < T0 + 8 * LIFE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_half_life),
        cmocka_unit_test(test_hostile),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
