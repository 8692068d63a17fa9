/*
 * Digests: when they are due, what they take, how they are kept, and what they look like.
 */
#include "aggregator/base/clock.h"
#include "aggregator/publish/digest.h"
#include "aggregator/publish/digest_codec.h"
#include "aggregator/publish/digest_slot.h"
#include "tests/render/publish_fixture.h"
#include "tests/render/stories.h"
#include "tests/support/test.h"

enum { T0 = 1772438400 /* 2026-03-02T08:00:00Z, a Monday */, HOUR = 3600, DAY = 86400 };

/* When digests are due. */

#define ON(day) (1u << (day))

static const struct {
    const char *name, *zone;
    int hour, minute;
    unsigned days;
    const char *now, *slot;
} slots[] = {
    {"earlier today", "UTC", 7, 0, 0, "2026-03-02T08:00:00Z", "2026-03-02T07:00:00Z"},
    {"to the second", "UTC", 7, 0, 0, "2026-03-02T07:00:00Z", "2026-03-02T07:00:00Z"},
    {"a second before", "UTC", 7, 0, 0, "2026-03-02T06:59:59Z", "2026-03-01T07:00:00Z"},
    {"midnight", "UTC", 0, 0, 0, "2026-03-02T00:00:00Z", "2026-03-02T00:00:00Z"},
    {"on this Monday", "UTC", 7, 0, ON(1), "2026-03-02T08:00:00Z", "2026-03-02T07:00:00Z"},
    {"a week ago", "UTC", 7, 0, ON(1), "2026-03-02T06:00:00Z", "2026-02-23T07:00:00Z"},
    {"on one of two days", "UTC", 7, 0, ON(1) | ON(4), "2026-03-06T06:00:00Z",
     "2026-03-05T07:00:00Z"},
    {"on Sunday", "UTC", 7, 0, ON(0), "2026-03-04T06:00:00Z", "2026-03-01T07:00:00Z"},
    {"east: already Tuesday there", "Asia/Tokyo", 7, 30, ON(2), "2026-03-02T23:00:00Z",
     "2026-03-02T22:30:00Z"},
    {"west: still Sunday there", "America/Los_Angeles", 21, 0, ON(0), "2026-03-02T06:00:00Z",
     "2026-03-02T05:00:00Z"},
    {"in winter", "Europe/Paris", 7, 0, 0, "2026-03-28T12:00:00Z", "2026-03-28T06:00:00Z"},
    {"in summer", "Europe/Paris", 7, 0, 0, "2026-03-29T12:00:00Z", "2026-03-29T05:00:00Z"},
    {"a skipped hour is later", "Europe/Paris", 2, 30, 0, "2026-03-29T12:00:00Z",
     "2026-03-29T01:30:00Z"},
    {"before 1970", "UTC", 7, 0, ON(4), "1969-12-31T00:00:00Z", "1969-12-25T07:00:00Z"},
};

static void test_slots(void **state)
{
    struct arena arena;

    (void)state;
    arena_init(&arena, 1 << 24);
    for (size_t i = 0; i < sizeof(slots) / sizeof(slots[0]); i++) {
        const struct output output = {.at = {true, slots[i].hour * 60 + slots[i].minute},
                                      .days = slots[i].days};
        char text[CLOCK_TEXT_SIZE];
        struct zone zone;

        assert_int_equal(zone_load(&zone, &arena, slots[i].zone, NULL), 0);
        clock_format_rfc3339(digest_slot_latest(&output, &zone, clock_parse_rfc3339(slots[i].now)),
                             text);
        if (strcmp(text, slots[i].slot) != 0)
            fail_msg("%s: %s", slots[i].name, text);
    }
    arena_release(&arena);
}

/* What is kept. */

static void test_kept_stories(void **state)
{
    struct arena arena;
    const struct render_input *input;
    struct render_story *back;
    struct error err;
    size_t count = 0;
    char *text;

    (void)state;
    arena_init(&arena, 1 << 20);
    input = stories_input(&arena, OUTPUT_ATOM);
    assert_int_equal(digest_encode(&text, input->stories, input->count, &err), 0);
    assert_null(strstr(text, "carte.pdf")); /* only what a digest shows */
    assert_int_equal(digest_decode(&back, &count, &arena, text, &err), 0);
    assert_int_equal(count, 4);
    assert_int_equal(back[0].story->node, 2988751);
    assert_string_equal(back[0].lead->item.title.value, input->stories[0].lead->item.title.value);
    assert_string_equal(back[0].lead->item.plain, "Première vidange du barrage & du lac.");
    assert_string_equal(back[0].lead->feed_title, "L’Eau");
    assert_string_equal(back[0].lead->language, "fr");
    assert_int_equal(back[0].other_count, 3);
    assert_string_equal(back[0].others[1]->item.link, "https://مثال.example/السد");
    assert_null(back[0].others[0]->item.plain); /* only the lead's text is shown */
    assert_true(back[2].story->node == UINT64_MAX);
    free(text);
    arena_release(&arena);
}

/* A digest of one story that so many feeds tell names a few of them and counts all others. */
static void test_many_tellings(void **state)
{
    static const struct {
        size_t tellings;
        const char *counted;
    } rows[] = {{9, "headwater"}, {10, " +1\n"}, {51, " +42\n"}, {52, " +43\n"}, {300, " +291\n"}};
    static struct telling tellings[300];
    struct render_story *back, ready;
    struct story story = {.node = 5, .tellings = tellings, .updated = TIME_NONE};
    struct render_input *input;
    struct arena arena;
    struct str plain, page;
    struct error err;
    char *text;
    size_t count;

    (void)state;
    for (size_t i = 0; i < sizeof(tellings) / sizeof(tellings[0]); i++)
        tellings[i] = (struct telling){
            .feed_url = "https://a.example/", .feed_name = "headwater", .item.title.value = "A"};
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        arena_init(&arena, 1 << 20);
        str_init(&plain, 1 << 20);
        str_init(&page, 1 << 20);
        input = stories_input(&arena, OUTPUT_HTML);
        story.telling_count = rows[i].tellings;
        assert_int_equal(render_prepare(&ready, &arena, &story, &stories_settings, &err), 0);
        assert_int_equal(digest_encode(&text, &ready, 1, &err), 0);
        assert_int_equal(digest_decode(&back, &count, &arena, text, &err), 0);
        assert_int_equal(back->other_count + back->unlisted, rows[i].tellings - 1);
        digest_text_plain(&plain, &arena, input, back, count);
        if (strstr(plain.text, rows[i].counted) == NULL)
            fail_msg("%zu: %s", rows[i].tellings, plain.text);
        input->stories = back;
        input->count = count;
        assert_int_equal(render_document(&page, input, &err), 0);
        snprintf(plain.text, plain.room, " +%zu</summary>", rows[i].tellings - 5);
        assert_non_null(strstr(page.text, plain.text));
        free(text);
        str_release(&page);
        str_release(&plain);
        arena_release(&arena);
    }
}

static const char *const damaged[] = {
    "",
    "[]",
    "{}",
    "{\"stories\":7}",
    "{\"stories\":[7]}",
    "{\"stories\":[{\"node\":\"1\"}]}",
    "{\"stories\":[{\"node\":\"1\",\"tellings\":[]}]}",
    "{\"stories\":[{\"node\":\"1\",\"tellings\":[{}]}]}",
    "{\"stories\":[{\"node\":1,\"tellings\":[{\"feed\":\"a\",\"seen\":1,\"item\":{}}]}]}",
    "{\"stories\":[{\"node\":\"1\",\"tellings\":[{\"feed\":\"a\",\"seen\":\"1\",\"item\":{}}]}]}",
    ("{\"stories\":[{\"node\":\"1\",\"tellings\":[{\"feed\":\"a\",\"seen\":1,\"item\":"
     "{\"title\":7}}]}]}"),
    ("{\"stories\":[{\"node\":\"1\",\"unlisted\":-1,\"tellings\":[{\"feed\":\"a\",\"seen\":1,"
     "\"item\":{}}]}]}")};

static void test_damaged_text(void **state)
{
    struct render_story *back;
    struct arena arena;
    struct error err;
    size_t count;

    (void)state;
    arena_init(&arena, 1 << 20);
    for (size_t i = 0; i < sizeof(damaged) / sizeof(damaged[0]); i++)
        if (digest_decode(&back, &count, &arena, damaged[i], &err) != ERR_SYNTAX)
            fail_msg("%s", damaged[i]);
    arena_release(&arena);
}

/* What is taken. */

static struct fixture *fixture_digest(void)
{
    struct fixture *fixture = fixture_new();

    fixture->config.output_count = 1;
    fixture->outputs[0].at = (struct digest_time){true, 12 * 60};
    fixture->outputs[0].stories = 2;
    return fixture;
}

static size_t make(struct fixture *fixture, int64_t now)
{
    struct error err = {.code = ERR_NONE};
    size_t made = 9;

    assert_int_equal(digest_make(&made, &fixture->store, &fixture->config, now, &err), 0);
    return made;
}

static void assert_nodes(const struct fixture *fixture, size_t digest, const char *expected)
{
    struct render_story *kept;
    struct arena arena;
    struct error err;
    size_t count;
    char text[128] = "";

    arena_init(&arena, 1 << 20);
    assert_int_equal(
        digest_decode(&kept, &count, &arena, fixture->store.digests[digest].text, &err), 0);
    for (size_t i = 0; i < count; i++)
        snprintf(text + strlen(text), sizeof(text) - strlen(text), "%llu ",
                 (unsigned long long)kept[i].story->node);
    assert_string_equal(text, expected);
    arena_release(&arena);
}

/* The first digest: what most outlets told, then the newest; what is older than a day is not taken,
 * and the next one has nothing new, until a story gets a telling. */
static void test_making(void **state)
{
    struct fixture *fixture = fixture_digest();
    struct story *bare = &fixture->store.stories[1];

    (void)state;
    assert_int_equal(make(fixture, T0 + 5 * HOUR), 1);
    assert_nodes(fixture, 0, "2988751 "); /* the others were seen more than a day ago */
    assert_true(fixture->store.digests[0].slot == T0 + 4 * HOUR);
    assert_true(fixture->store.digests[0].made == T0 + 5 * HOUR);
    assert_int_equal(fixture->store.entry_count, 1);
    assert_int_equal(fixture->store.committed, 1);
    assert_int_equal(make(fixture, T0 + 5 * HOUR), 0); /* not due again */
    assert_int_equal(make(fixture, T0 + 27 * HOUR), 0);
    assert_int_equal(fixture->store.digest_count, 1);
    assert_int_equal(make(fixture, T0 + 28 * HOUR), 0); /* due, but nothing was told */
    assert_int_equal(fixture->store.digest_count, 2);
    assert_nodes(fixture, 1, "");
    bare->tellings[0].first_seen += 60 * HOUR;
    assert_int_equal(make(fixture, T0 + 5 * DAY), 1); /* three times passed: one digest */
    assert_nodes(fixture, 2, "1 ");
    assert_int_equal(fixture->store.digest_count, 3);
    bare->tellings[0].first_seen -= 60 * HOUR;
    fixture_free(fixture);
}

static void test_choice(void **state)
{
    static const struct {
        const char *name;
        size_t stories, min_outlets;
        int64_t seen; /* of all first tellings */
        const char *nodes;
    } rows[] = {
        {"most outlets, then the newest", 4, 0, T0, "2988751 18446744073709551615 1 "},
        {"the first two", 2, 0, T0, "2988751 18446744073709551615 "},
        {"of two outlets", 4, 2, T0, "2988751 18446744073709551615 "},
        {"seen before", 4, 0, T0 - 3 * DAY, ""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct fixture *fixture = fixture_digest();
        int64_t before[STORIES_MAX];

        fixture->outputs[0].stories = rows[i].stories;
        fixture->outputs[0].min_outlets = rows[i].min_outlets;
        for (size_t j = 0; j < STORIES_MAX; j++) {
            struct story *story = &fixture->store.stories[j];

            before[j] = story->tellings[0].first_seen;
            story->tellings[0].first_seen = rows[i].seen;
            if (j == 0 && rows[i].seen < T0)
                story->telling_count = 1;
        }
        make(fixture, T0 + 5 * HOUR);
        assert_nodes(fixture, 0, rows[i].nodes);
        for (size_t j = 0; j < STORIES_MAX; j++)
            fixture->store.stories[j].tellings[0].first_seen = before[j];
        fixture_free(fixture);
    }
}

/* What it looks like. */

static void test_documents(void **state)
{
    static const struct {
        enum output_format format;
        const char *has[6];
    } rows[] = {
        {OUTPUT_ATOM,
         {"<title type=\"text\" xml:lang=\"fr\">lundi 2 mars 2026</title>",
          "<id>urn:uuid:68656164-77", "<published>2026-03-02T13:00:00Z</published>",
          "&lt;a href=&quot;https://eau.example/barrage&quot; hreflang=&quot;fr&quot; "
          "dir=&quot;auto&quot;&gt;Le "
          "barrage "
          "de Vallombre se vide &amp;lt;enfin&amp;gt;",
          "Aussi chez &lt;a href=&quot;https://acqua.example/diga?a=1&amp;amp;b=2&quot;", NULL}},
        {OUTPUT_RSS,
         {"<title>lundi 2 mars 2026</title>", "<pubDate>Mon, 02 Mar 2026 13:00:00 GMT</pubDate>",
          NULL}},
        {OUTPUT_JSON,
         {"\"title\":\"lundi 2 mars 2026\"", "\"date_published\":\"2026-03-02T13:00:00Z\"", NULL}},
        {OUTPUT_HTML,
         {"<h2>lundi 2 mars 2026</h2>", "<a href=\"https://eau.example/barrage\">Le barrage",
          "Aussi chez", "2026", NULL}},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct fixture *fixture = fixture_digest();
        struct str document;

        fixture->outputs[0].format = rows[i].format;
        make(fixture, T0 + 5 * HOUR);
        publish_counted(fixture, 1, 0, 0);
        document_read(&document, fixture->paths[0]);
        for (size_t j = 0; rows[i].has[j] != NULL; j++)
            if (strstr(document.text, rows[i].has[j]) == NULL)
                fail_msg("%s lacks %s", document.text, rows[i].has[j]);
        assert_null(strstr(document.text, "<source>"));
        assert_null(strstr(document.text, "_headwater"));
        assert_null(strstr(document.text, "<script"));
        str_release(&document);
        publish_counted(fixture, 0, 1, 0);
        fixture_free(fixture);
    }
}

static void test_plain_text(void **state)
{
    struct arena arena;
    const struct render_input *input;
    struct str text;

    (void)state;
    arena_init(&arena, 1 << 20);
    str_init(&text, 1 << 20);
    input = stories_input(&arena, OUTPUT_ATOM);
    digest_text_plain(&text, &arena, input, input->stories, input->count);
    assert_non_null(strstr(text.text, "1. Le barrage de Vallombre se vide <enfin> & c’est rare\n"
                                      "   L’Eau (français)\n"
                                      "   Première vidange du barrage & du lac.\n"
                                      "   Aussi chez Acqua Oggi, الماء, La Valle\n"
                                      "   https://eau.example/barrage\n\n"));
    assert_non_null(strstr(text.text, "2. notes\n   notes\n\n"));
    str_release(&text);
    arena_release(&arena);
}

/* A damaged digest and one without stories are left out; the limit counts the others. */
static void test_left_out(void **state)
{
    struct fixture *fixture = fixture_digest();
    struct error err;
    struct store_digest digest = {.mail = STORE_MAIL_NONE};
    const uint64_t list = digest_list(&fixture->outputs[0]);
    struct str document;

    (void)state;
    make(fixture, T0 + 5 * HOUR);
    digest = fixture->store.digests[0];
    digest.slot += 1;
    assert_int_equal(store_digest_save(&fixture->store, list, &digest, &err), 0);
    digest.slot += 1;
    digest.text = "{\"stories\":[]}";
    assert_int_equal(store_digest_save(&fixture->store, list, &digest, &err), 0);
    digest.slot += 1;
    digest.text = "{\"stories\":[7]}";
    assert_int_equal(store_digest_save(&fixture->store, list, &digest, &err), 0);
    for (size_t limit = 1; limit <= 3; limit++) {
        fixture->outputs[0].limit = limit;
        publish_files(fixture);
        document_read(&document, fixture->paths[0]);
        assert_int_equal(count_of(document.text, "<entry>"), limit < 2 ? limit : 2);
        str_release(&document);
    }
    fixture_free(fixture);
}

/* A story has its page although the user's only page is a digest. */
static void test_page_of_a_story(void **state)
{
    struct fixture *fixture = fixture_digest();
    struct error err;
    struct str page;
    uint64_t node = 0;

    (void)state;
    fixture->outputs[0].format = OUTPUT_HTML;
    fixture->outputs[0].min_outlets = 9;
    str_init(&page, FILE_BYTES);
    assert_int_equal(publish_story(&page, &node, &fixture->store, &fixture->config, 2988751, &err),
                     0);
    assert_non_null(strstr(page.text, "Le barrage de Vallombre se vide"));
    str_release(&page);
    fixture_free(fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_slots),         cmocka_unit_test(test_kept_stories),
        cmocka_unit_test(test_many_tellings), cmocka_unit_test(test_damaged_text),
        cmocka_unit_test(test_making),        cmocka_unit_test(test_choice),
        cmocka_unit_test(test_documents),     cmocka_unit_test(test_plain_text),
        cmocka_unit_test(test_left_out),      cmocka_unit_test(test_page_of_a_story),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
