/* Pages that wait to be requested, and what sites say. */
#include "aggregator/store/store_pages.h"

#include "aggregator/base/clock.h"
#include "tests/store/fixture.h"

enum { NOW = 1000000 };

static void want(struct fixture *f, uint64_t key, int64_t due, int64_t now)
{
    char url[64];
    const struct store_page page = {
        .key = key, .feed_url = "http://feed.test/", .url = url, .due = due};

    snprintf(url, sizeof(url), "http://page.test/%d", (int)key);
    check(f, store_page_want(f->store, &page, now, &f->err));
}

/* "key:tries " of the pages that are due. */
static void assert_due(struct fixture *f, size_t limit, int64_t now, const char *expected)
{
    char text[256] = "";
    struct store_page *pages;
    size_t count;

    check(f, store_pages_due(&pages, &count, f->store, &f->arena, limit, now, &f->err));
    for (size_t i = 0; i < count; i++)
        snprintf(text + strlen(text), sizeof(text) - strlen(text), "%d:%d ", (int)pages[i].key,
                 pages[i].tries);
    assert_string_equal(text, expected);
}

static void assert_asked(struct fixture *f, int64_t since, int64_t expected)
{
    int64_t count;

    check(f, store_pages_asked(&count, f->store, since, &f->err));
    assert_int_equal(count, expected);
}

static void test_order(void **state)
{
    struct fixture f;
    struct store_page *pages;
    size_t count;

    (void)state;
    fixture_open(&f, "sqlite");
    assert_due(&f, 10, NOW, "");
    want(&f, 1, NOW, NOW);
    want(&f, 2, NOW, NOW + 1);
    want(&f, UINT64_MAX, NOW + 50, NOW);
    fixture_reopen(&f);
    assert_due(&f, 10, NOW, "2:0 1:0 ");
    assert_due(&f, 1, NOW, "2:0 ");
    assert_due(&f, 0, NOW, "");
    check(&f, store_page_asked(f.store, 2, NOW + 2, &f.err));
    assert_due(&f, 10, NOW, "1:0 2:1 ");
    check(&f, store_page_settle(f.store, 2, NOW + 100, &f.err));
    check(&f, store_page_settle(f.store, 1, TIME_NONE, &f.err));
    assert_due(&f, 10, NOW + 99, "-1:0 ");
    check(&f, store_pages_due(&pages, &count, f.store, &f.arena, 10, NOW + 99, &f.err));
    assert_true(pages[0].key == UINT64_MAX);
    assert_string_equal(pages[0].feed_url, "http://feed.test/");
    assert_string_equal(pages[0].url, "http://page.test/-1");
    assert_due(&f, 10, NOW + 100, "-1:0 2:1 ");
    want(&f, 2, NOW, NOW + 9); /* again, from the start */
    assert_due(&f, 10, NOW, "2:0 ");
    fixture_close(&f);
}

/* An arena that is too small for all gets the first ones. */
static void test_what_fits(void **state)
{
    struct fixture f;
    struct store_page *pages;
    struct arena small;
    size_t count;

    (void)state;
    fixture_open(&f, "sqlite");
    for (uint64_t key = 1; key <= 9; key++)
        want(&f, key, NOW, NOW + (int64_t)key);
    arena_init(&small, 1000);
    check(&f, store_pages_due(&pages, &count, f.store, &small, 10, NOW + 9, &f.err));
    assert_in_range(count, 1, 8);
    assert_int_equal(pages[0].key, 9);
    assert_string_equal(pages[count - 1].feed_url, "http://feed.test/");
    assert_int_equal(f.err.code, ERR_NONE);
    arena_release(&small);
    arena_init(&small, 10);
    check(&f, store_pages_due(&pages, &count, f.store, &small, 10, NOW + 9, &f.err));
    assert_int_equal(count, 0);
    arena_release(&small);
    fixture_close(&f);
}

static void test_counted_and_forgotten(void **state)
{
    struct fixture f;

    (void)state;
    fixture_open(&f, "sqlite");
    for (uint64_t key = 1; key <= 4; key++)
        want(&f, key, NOW, NOW + (int64_t)key);
    check(&f, store_page_asked(f.store, 1, NOW + 10, &f.err));
    check(&f, store_page_asked(f.store, 2, NOW + 20, &f.err));
    check(&f, store_page_settle(f.store, 2, TIME_NONE, &f.err));
    assert_asked(&f, NOW, 2);
    assert_asked(&f, NOW + 10, 1);
    assert_asked(&f, NOW + 20, 0);
    check(&f, store_pages_forget(f.store, NOW + STORE_PAGE_KEPT_SECONDS + 3, &f.err));
    assert_asked(&f, NOW, 0);
    assert_due(&f, 10, NOW + 100, "4:0 3:0 ");
    fixture_close(&f);
}

static void test_sites(void **state)
{
    struct fixture f;
    struct store_site site = {.origin = "https://a.test",
                              .robots = "User-agent: *\n",
                              .robots_at = NOW,
                              .not_before = TIME_NONE};

    (void)state;
    fixture_open(&f, "sqlite");
    check(&f, store_site_save(f.store, &site, &f.err));
    fixture_reopen(&f);
    check(&f, store_site_load(&site, f.store, &f.arena, "https://a.test", &f.err));
    assert_string_equal(site.robots, "User-agent: *\n");
    assert_int_equal(site.robots_at, NOW);
    assert_int_equal(site.not_before, TIME_NONE);
    site.robots_at = TIME_NONE;
    site.not_before = NOW + 5;
    check(&f, store_site_save(f.store, &site, &f.err));
    check(&f, store_site_load(&site, f.store, &f.arena, "https://a.test", &f.err));
    assert_int_equal(site.robots_at, TIME_NONE);
    assert_int_equal(site.not_before, NOW + 5);
    check(&f, store_site_load(&site, f.store, &f.arena, "https://b.test", &f.err));
    assert_string_equal(site.robots, "");
    assert_int_equal(site.robots_at, TIME_NONE);
    fixture_close(&f);
}

static void site_put(struct fixture *f, const char *origin, int64_t robots_at, int64_t not_before)
{
    const struct store_site site = {
        .origin = origin, .robots = "x", .robots_at = robots_at, .not_before = not_before};

    check(f, store_site_save(f->store, &site, &f->err));
}

static bool has_site(struct fixture *f, const char *origin)
{
    struct store_site site;

    check(f, store_site_load(&site, f->store, &f->arena, origin, &f->err));
    return site.robots[0] != '\0';
}

/* What a site said counts for some days; then its row is no use. */
static void test_sites_are_forgotten(void **state)
{
    static const struct {
        const char *origin;
        int64_t robots_at, not_before;
        bool kept;
    } rows[] = {
        {"https://read.test", NOW + 1, TIME_NONE, true},
        {"https://read-before.test", NOW, TIME_NONE, false},
        {"https://waits.test", TIME_NONE, NOW + 1, true},
        {"https://waited.test", TIME_NONE, NOW, false},
        {"https://read-before-waits.test", NOW, NOW + 1, true},
        {"https://read-waited.test", NOW + 1, NOW, true},
        {"https://both-before.test", NOW - 5, NOW, false},
        {"https://says-nothing.test", TIME_NONE, TIME_NONE, false},
    };
    struct fixture f;

    (void)state;
    fixture_open(&f, "sqlite");
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        site_put(&f, rows[i].origin, rows[i].robots_at, rows[i].not_before);
    check(&f, store_pages_forget(f.store, NOW + STORE_SITE_KEPT_SECONDS, &f.err));
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (has_site(&f, rows[i].origin) != rows[i].kept)
            fail_msg("%s", rows[i].origin);
    fixture_close(&f);
}

/* Times of a clock that was ahead would stop all requests. */
static void test_a_clock_that_was_ahead(void **state)
{
    struct fixture f;
    const struct store_site site = {
        .origin = "https://a.test", .robots = "x", .robots_at = NOW + 9999, .not_before = NOW + 99};
    /* its robots.txt could not be read */
    const struct store_site unread = {.origin = "https://b.test",
                                      .robots = "",
                                      .robots_at = TIME_NONE,
                                      .not_before = NOW + 99999999};
    struct store_site after;
    int64_t rows;

    (void)state;
    fixture_open(&f, "sqlite");
    feed_put(&f, "http://feed.test/");
    item_put(&f, 1, 40, "a", NOW - 10);
    item_put(&f, 2, 50, "b", NOW - 10);
    item_put(&f, 3, 60, "c", NOW + 9999);
    want(&f, 1, NOW + 9999, NOW + 9999);
    check(&f, store_page_asked(f.store, 1, NOW + 9999, &f.err));
    check(&f, store_site_save(f.store, &site, &f.err));
    check(&f, store_site_save(f.store, &unread, &f.err));
    check(&f, store_clock_mend(&rows, f.store, NOW, 0, &f.err));
    assert_asked(&f, NOW, 0);
    assert_due(&f, 10, NOW, "1:1 ");
    check(&f, store_site_load(&after, f.store, &f.arena, "https://a.test", &f.err));
    assert_int_equal(after.robots_at, TIME_NONE);
    assert_int_equal(after.not_before, TIME_NONE);
    check(&f, store_site_load(&after, f.store, &f.arena, "https://b.test", &f.err));
    assert_int_equal(after.not_before, TIME_NONE);
    fixture_close(&f);
}

static void test_an_engine_that_forgets(void **state)
{
    struct fixture f;

    (void)state;
    fixture_open(&f, "memory");
    want(&f, 1, NOW, NOW);
    assert_due(&f, 10, NOW, "");
    assert_asked(&f, 0, 0);
    fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_what_fits),
        cmocka_unit_test(test_counted_and_forgotten),
        cmocka_unit_test(test_sites),
        cmocka_unit_test(test_sites_are_forgotten),
        cmocka_unit_test(test_a_clock_that_was_ahead),
        cmocka_unit_test(test_an_engine_that_forgets),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
