/*
 * The results of a valid feeds.yaml.
 */
#include "aggregator/base/zone.h"
#include "aggregator/config/config.h"
#include "tests/support/test.h"

#include <limits.h>
#include <unistd.h>

static struct config parse(const char *text)
{
    struct config config;
    struct str problems;
    struct error err = {0};
    int code;

    str_init(&problems, 1 << 20);
    code = config_parse(&config, &problems, "feeds.yaml", text, strlen(text), &err);
    if (code != 0)
        print_error("%s", problems.text);
    assert_int_equal(code, 0);
    assert_int_equal(problems.length, 0);
    str_release(&problems);
    return config;
}

/* name in the test's working folder, which is also that of "feeds.yaml". */
static const char *here(const char *scheme, const char *name)
{
    static char text[2 * PATH_MAX];
    char folder[PATH_MAX];

    assert_non_null(getcwd(folder, sizeof(folder)));
    snprintf(text, sizeof(text), "%s%s/%s", scheme, folder, name);
    return text;
}

static void test_language_tags_in_any_form(void **state)
{
    struct config config = parse("settings: {languages: [EN, pt_br, ENG-gb], state: s.db}\n"
                                 "feeds: [{url: 'https://a.example/feed', language: ZH-hant}]\n");

    (void)state;
    assert_int_equal(config.settings.language_count, 3);
    assert_string_equal(config.settings.languages[0], "en");
    assert_string_equal(config.settings.languages[1], "pt-BR");
    assert_string_equal(config.settings.languages[2], "en-GB");
    assert_string_equal(config.feeds[0].language, "zh-Hant");
    assert_string_equal(config.settings.state, here("", "s.db"));
    config_release(&config);
}

static void test_warnings(void **state)
{
    struct config config =
        parse("settings: {lexicon: /nowhere/lexicon.bin}\n"
              "outputs:\n"
              "  - {path: a.atom, archives: true}\n"
              "  - {path: a.html, archives: true, self: 'https://a.example/'}\n"
              "  - {path: b.atom, archives: true, self: 'https://b.example/'}\n"
              "  - {path: /w/story, format: stories}\n"
              "  - {path: /w/x/story, format: stories, self: 'https://a.example/'}\n"
              "  - {path: story, format: stories}\n"
              "feeds:\n"
              "  - file:/nowhere/feed.xml\n"
              "  - {url: 'file:/nowhere/other.xml', enabled: false}\n"
              "  - {exec: [/nowhere/program, -x], filter: [cat]}\n"
              "  - file:/dev/null\n");

    (void)state;
    assert_string_equal(
        config.warnings,
        "feeds.yaml:1:21: lexicon /nowhere/lexicon.bin: No such file or directory, expected a "
        "readable file\n"
        "feeds.yaml:3:5: archives without self, expected both: none are written\n"
        "feeds.yaml:4:5: archives of a page or a list, expected format atom, rss or json: none "
        "are written\n"
        "feeds.yaml:10:5: url /nowhere/feed.xml: No such file or directory, expected a readable "
        "file\n"
        "feeds.yaml:12:5: exec /nowhere/program: No such file or directory, expected a program\n"
        "feeds.yaml:6:5: nothing links to these stories, expected self, or a page beside "
        "/w/story\n");
    config_release(&config);
    config = parse("feeds: [https://a.example/feed]\n");
    assert_string_equal(config.warnings, "");
    config_release(&config);
}

static void test_smallest_file_has_all_defaults(void **state)
{
    struct config config = parse("feeds: [https://a.example/feed]\n");
    const struct settings *s = &config.settings;

    (void)state;
    assert_int_equal(config.feed_count, 1);
    assert_string_equal(config.feeds[0].url, "https://a.example/feed");
    assert_string_equal(config.feeds[0].name, "a.example");
    assert_true(config.feeds[0].enabled);
    assert_false(config.feeds[0].allow_private);
    assert_int_equal(config.feeds[0].line, 1);
    assert_int_equal(s->interval_seconds, 3600);
    assert_int_equal(s->interval_min_seconds, 3600);
    assert_int_equal(s->interval_max_seconds, 86400);
    assert_int_equal(s->window_seconds, 30 * 86400);
    assert_int_equal(s->archive_seconds, 365 * 86400);
    assert_int_equal(s->timeout_seconds, 60);
    assert_int_equal(s->connect_timeout_seconds, 10);
    assert_int_equal(s->host_gap_seconds, 1);
    assert_int_equal(s->retry_after_max_seconds, 48 * 3600);
    assert_int_equal(s->cache_max_seconds, 24 * 3600);
    assert_int_equal(s->max_bytes, 16 << 20);
    assert_int_equal(s->max_items, 200000);
    assert_true(s->pictures);
    assert_int_equal(s->concurrency, 32);
    assert_int_equal(config.output_count, 1);
    assert_int_equal(config.outputs[0].format, OUTPUT_ATOM);
    assert_string_equal(config.outputs[0].path, here("", "merged.atom"));
    config_release(&config);
}

static void test_settings(void **state)
{
    struct config config = parse("settings:\n"
                                 "  contact: me@example.org\n"
                                 "  languages: [fr, en]\n"
                                 "  interval: 2h\n"
                                 "  interval_max: 2d\n"
                                 "  window: 10d\n"
                                 "  timeout: 30s\n"
                                 "  connect_timeout: 5\n"
                                 "  host_gap: 0\n"
                                 "  retry_after_max: 1d\n"
                                 "  cache_max: 12h\n"
                                 "  max_bytes: 4MB\n"
                                 "  max_items: 500\n"
                                 "  concurrency: 8\n"
                                 "  lexicon: words.lex\n"
                                 "  pictures: false\n"
                                 "  proxy: http://proxy.example:3128\n"
                                 "  timezone: asia/tokyo\n"
                                 "feeds: [https://a.example/feed]\n");
    const struct settings *s = &config.settings;

    (void)state;
    assert_string_equal(s->contact, "me@example.org");
    assert_false(s->pictures);
    assert_string_equal(s->timezone->name, "Asia/Tokyo");
    assert_int_equal(zone_offset(s->timezone, 0), 9 * 3600);
    assert_int_equal(s->language_count, 2);
    assert_string_equal(s->languages[0], "fr");
    assert_string_equal(s->languages[1], "en");
    assert_int_equal(s->interval_seconds, 7200);
    assert_int_equal(s->interval_min_seconds, 3600);
    assert_int_equal(s->interval_max_seconds, 2 * 86400);
    assert_int_equal(s->window_seconds, 10 * 86400);
    assert_int_equal(s->timeout_seconds, 30);
    assert_int_equal(s->connect_timeout_seconds, 5);
    assert_int_equal(s->host_gap_seconds, 0);
    assert_int_equal(s->retry_after_max_seconds, 86400);
    assert_int_equal(s->cache_max_seconds, 43200);
    assert_int_equal(s->max_bytes, 4 << 20);
    assert_int_equal(s->max_items, 500);
    assert_int_equal(s->concurrency, 8);
    assert_string_equal(s->lexicon, here("", "words.lex"));
    assert_string_equal(config.feeds[0].proxy, "http://proxy.example:3128");
    config_release(&config);
}

static void test_interval_moves_its_bounds(void **state)
{
    struct config config = parse("settings: {interval: 10m}\nfeeds: [https://a.example/]\n");

    (void)state;
    assert_int_equal(config.settings.interval_min_seconds, 600);
    assert_int_equal(config.settings.interval_max_seconds, 86400);
    config_release(&config);
    config = parse("settings: {interval: 3d}\nfeeds: [https://a.example/]\n");
    assert_int_equal(config.settings.interval_min_seconds, 3600);
    assert_int_equal(config.settings.interval_max_seconds, 3 * 86400);
    config_release(&config);
}

/* The floor when a server declares freshness: a quarter of an hour, unless the user sets one. */
static void test_permitted_floor(void **state)
{
    static const struct {
        const char *settings;
        int64_t seconds;
    } rows[] = {{"", 900},
                {"interval: 2h", 900},
                {"interval: 10m", 600},
                {"interval_min: 1h", 3600},
                {"interval_min: 5m", 300}};

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char text[128];
        struct config config;

        snprintf(text, sizeof(text), "settings: {%s}\nfeeds: [https://a.example/]\n",
                 rows[i].settings);
        config = parse(text);
        assert_int_equal(config.settings.permitted_min_seconds, rows[i].seconds);
        config_release(&config);
    }
}

/* Without self, an output with hubs has its address under site; an output without does not. */
static void test_hubs(void **state)
{
    struct config config =
        parse("settings: {site: 'https://me.example/news'}\n"
              "feeds: [https://a.example/]\n"
              "outputs:\n"
              "  - {path: a b.atom, hub: 'https://hub.example/', archives: true}\n"
              "  - {path: b.rss, self: 'https://b.example/', hub: ['http://x.test/', "
              "'http://y.test/?z']}\n"
              "  - c.json\n"
              "  - {path: d.html, hub: []}\n");
    const struct output *o = config.outputs;

    (void)state;
    assert_string_equal(config.warnings, "");
    assert_int_equal(o[0].hub_count, 1);
    assert_string_equal(o[0].hubs[0], "https://hub.example/");
    assert_string_equal(o[0].self, "https://me.example/news/a%20b.atom");
    assert_int_equal(o[1].hub_count, 2);
    assert_string_equal(o[1].hubs[1], "http://y.test/?z");
    assert_string_equal(o[1].self, "https://b.example/");
    for (size_t i = 2; i < 4; i++) {
        assert_int_equal(o[i].hub_count, 0);
        assert_null(o[i].self);
    }
    config_release(&config);
}

static void test_feed_with_every_key(void **state)
{
    struct config config = parse("feeds:\n"
                                 "  - url: https://a.example/feed\n"
                                 "    name: The A\n"
                                 "    language: pt-BR\n"
                                 "    network: a-group\n"
                                 "    tags: [news, world]\n"
                                 "    interval: 30m\n"
                                 "    enabled: no\n"
                                 "    allow_private: true\n"
                                 "    headers: {X-Key: secret, X-Other: '2'}\n"
                                 "    user: me\n"
                                 "    password: pass word\n"
                                 "    cookie: a=b\n"
                                 "    user_agent: test/1\n"
                                 "    proxy: socks5h://p.example:1080\n"
                                 "    timeout: 5s\n"
                                 "    max_bytes: 1MB\n"
                                 "  - url: https://b.example/feed\n"
                                 "    bearer: token\n"
                                 "    tags: one\n");
    const struct feed *f = &config.feeds[0];

    (void)state;
    assert_string_equal(f->name, "The A");
    assert_string_equal(f->language, "pt-BR");
    assert_string_equal(f->network, "a-group");
    assert_int_equal(f->tag_count, 2);
    assert_string_equal(f->tags[1], "world");
    assert_int_equal(f->interval_seconds, 1800);
    assert_false(f->enabled);
    assert_true(f->allow_private);
    assert_int_equal(f->header_count, 2);
    assert_string_equal(f->headers[0].name, "X-Key");
    assert_string_equal(f->headers[0].value, "secret");
    assert_string_equal(f->headers[1].value, "2");
    assert_string_equal(f->user, "me");
    assert_string_equal(f->password, "pass word");
    assert_string_equal(f->cookie, "a=b");
    assert_string_equal(f->user_agent, "test/1");
    assert_string_equal(f->proxy, "socks5h://p.example:1080");
    assert_int_equal(f->timeout_seconds, 5);
    assert_int_equal(f->max_bytes, 1 << 20);
    assert_int_equal(f->line, 2);
    f++;
    assert_string_equal(f->bearer, "token");
    assert_int_equal(f->tag_count, 1);
    assert_string_equal(f->tags[0], "one");
    assert_int_equal(f->line, 18);
    config_release(&config);
}

static void test_file_addresses_are_absolute(void **state)
{
    struct config config = parse("feeds:\n"
                                 "  - file:news/a.xml\n"
                                 "  - file:./b c.xml\n"
                                 "  - file:/srv/d.xml\n"
                                 "  - file:///srv/e%20f.xml\n");

    (void)state;
    assert_string_equal(config.feeds[0].url, here("file://", "news/a.xml"));
    assert_string_equal(config.feeds[0].name, "a.xml");
    assert_string_equal(config.feeds[1].url, here("file://", "b%20c.xml"));
    assert_string_equal(config.feeds[2].url, "file:///srv/d.xml");
    assert_string_equal(config.feeds[3].url, "file:///srv/e%20f.xml");
    config_release(&config);
}

static void test_outputs(void **state)
{
    struct config config = parse("feeds: [https://a.example/]\n"
                                 "outputs:\n"
                                 "  - out/world.rss\n"
                                 "  - /srv/www/all.json\n"
                                 "  - path: x\n"
                                 "    format: html\n"
                                 "    title: Every story\n"
                                 "    self: https://me.example/all.html\n"
                                 "    id: tag:me.example,2026:all\n"
                                 "    limit: 50\n"
                                 "    order: Tellings\n"
                                 "    tags: [world]\n"
                                 "    languages: [de, en]\n");
    const struct output *o = config.outputs;

    (void)state;
    assert_int_equal(config.output_count, 3);
    assert_int_equal(o[0].format, OUTPUT_RSS);
    assert_string_equal(o[0].path, here("", "out/world.rss"));
    assert_int_equal(o[0].limit, 200);
    assert_int_equal(o[0].order, ORDER_NEWEST);
    assert_int_equal(o[1].format, OUTPUT_JSON);
    assert_string_equal(o[1].path, "/srv/www/all.json");
    assert_int_equal(o[2].format, OUTPUT_HTML);
    assert_string_equal(o[2].title, "Every story");
    assert_string_equal(o[2].self, "https://me.example/all.html");
    assert_string_equal(o[2].id, "tag:me.example,2026:all");
    assert_int_equal(o[2].limit, 50);
    assert_int_equal(o[2].order, ORDER_TELLINGS);
    assert_false(o[2].at.wanted);
    assert_string_equal(o[2].tags[0], "world");
    assert_int_equal(o[2].language_count, 2);
    config_release(&config);
}

static void test_pages_of_stories(void **state)
{
    struct config config = parse("settings: {site: 'https://me.example/news'}\n"
                                 "feeds: [https://a.example/]\n"
                                 "outputs:\n"
                                 "  - {path: all.atom, link: Story}\n"
                                 "  - {path: /srv/www/story//, format: stories}\n"
                                 "  - {path: few, format: stories, limit: 7, title: Few}\n"
                                 "  - {path: index.html, title: My river}\n");
    const struct output *o = config.outputs;

    (void)state;
    assert_string_equal(config.settings.site, "https://me.example/news");
    assert_int_equal(o[0].link, LINK_STORY);
    assert_string_equal(o[0].title, "headwater");
    assert_int_equal(o[1].link, LINK_ARTICLE);
    assert_int_equal(o[1].format, OUTPUT_STORIES);
    assert_string_equal(o[1].path, "/srv/www/story");
    assert_int_equal(o[1].limit, 5000);
    assert_string_equal(o[1].title, "My river");
    assert_string_equal(o[2].path, here("", "few"));
    assert_int_equal(o[2].limit, 7);
    assert_string_equal(o[2].title, "Few");
    assert_int_equal(o[3].limit, 200);
    config_release(&config);
}

static void test_secrets_from_elsewhere(void **state)
{
    struct config config;
    FILE *file = fopen("config_test.secret", "w");

    (void)state;
    assert_non_null(file);
    fputs("from a file\n", file);
    fclose(file);
    setenv("HEADWATER_TEST_TOKEN", "from the environment", 1);
    config = parse("feeds:\n"
                   "  - url: https://a.example/\n"
                   "    user: me\n"
                   "    password: file:config_test.secret\n"
                   "    headers: {X-Key: 'env:HEADWATER_TEST_TOKEN'}\n");
    assert_string_equal(config.feeds[0].password, "from a file");
    assert_string_equal(config.feeds[0].headers[0].value, "from the environment");
    config_release(&config);
    unlink("config_test.secret");
}

static void test_aliases_are_followed(void **state)
{
    struct config config = parse("feeds:\n"
                                 "  - {url: https://a.example/, tags: &t [x, y]}\n"
                                 "  - {url: https://b.example/, tags: *t}\n");

    (void)state;
    assert_int_equal(config.feeds[1].tag_count, 2);
    assert_string_equal(config.feeds[1].tags[1], "y");
    config_release(&config);
}

static void test_folder_is_the_file_s(void **state)
{
    static const char text[] = "feeds: [file:a.xml]\n";
    struct config config;
    struct str problems;
    struct error err;

    (void)state;
    str_init(&problems, 1 << 20);
    assert_int_equal(
        config_parse(&config, &problems, "/usr/../usr/feeds.yaml", text, strlen(text), &err), 0);
    assert_string_equal(config.feeds[0].url, "file:///usr/a.xml");
    assert_string_equal(config.outputs[0].path, "/usr/merged.atom");
    config_release(&config);
    str_release(&problems);
}

static void test_absent_file_is_one_line(void **state)
{
    struct config config;
    struct str problems;
    struct error err = {0};

    (void)state;
    str_init(&problems, 1 << 20);
    assert_int_equal(config_load(&config, &problems, "/nonexistent/feeds.yaml", &err), ERR_CONFIG);
    assert_string_equal(problems.text, "");
    assert_string_equal(err.text, "cannot open /nonexistent/feeds.yaml: No such file or directory");
    assert_int_equal(err.code, ERR_CONFIG);
    str_release(&problems);
}

/* Ten thousand feeds work; each has its line in the file. */
static void test_many_feeds(void **state)
{
    struct config config;
    struct str text;

    (void)state;
    str_init(&text, 1 << 22);
    str_append(&text, "feeds:\n");
    for (int i = 0; i < 10000; i++)
        str_appendf(&text, "  - https://host%d.example/feed\n", i);
    config = parse(text.text);
    assert_int_equal(config.feed_count, 10000);
    assert_string_equal(config.feeds[9999].url, "https://host9999.example/feed");
    assert_int_equal(config.feeds[9999].line, 10001);
    config_release(&config);
    str_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_smallest_file_has_all_defaults),
        cmocka_unit_test(test_language_tags_in_any_form),
        cmocka_unit_test(test_warnings),
        cmocka_unit_test(test_settings),
        cmocka_unit_test(test_interval_moves_its_bounds),
        cmocka_unit_test(test_permitted_floor),
        cmocka_unit_test(test_hubs),
        cmocka_unit_test(test_feed_with_every_key),
        cmocka_unit_test(test_file_addresses_are_absolute),
        cmocka_unit_test(test_outputs),
        cmocka_unit_test(test_pages_of_stories),
        cmocka_unit_test(test_secrets_from_elsewhere),
        cmocka_unit_test(test_aliases_are_followed),
        cmocka_unit_test(test_folder_is_the_file_s),
        cmocka_unit_test(test_absent_file_is_one_line),
        cmocka_unit_test(test_many_feeds),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
