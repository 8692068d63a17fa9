/*
 * The orders of an output, over stories with two outlets, three days and two ranks.
 */
#include "aggregator/base/zone.h"
#include "aggregator/render/order.h"
#include "tests/render/stories.h"
#include "tests/support/test.h"

static const char key_a[] = "a", key_b[] = "b";

/* Their nodes are their names. */
static const struct span spans[] = {
    {.node = 1, .published = 300, .updated = 300, .rank = 10, .outlet = "b", .outlet_key = key_b},
    {.node = 2, .published = 200, .updated = 400, .rank = 40, .outlet = "a", .outlet_key = key_a},
    {.node = 3, .published = 200, .updated = 200, .rank = 10, .outlet = "B", .outlet_key = key_b},
    {.node = 4, .published = 100, .updated = 100, .rank = 40, .outlet = "a", .outlet_key = key_a},
};
enum { COUNT = sizeof(spans) / sizeof(spans[0]) };

static const struct {
    enum output_order order;
    uint64_t nodes[COUNT];
} rows[] = {
    {ORDER_NEWEST, {1, 2, 3, 4}},   {ORDER_OLDEST, {4, 2, 3, 1}}, {ORDER_UPDATED, {2, 1, 3, 4}},
    {ORDER_TELLINGS, {2, 4, 1, 3}}, {ORDER_OUTLET, {2, 4, 3, 1}},
};

/* The result does not depend on the initial order. */
static void test_orders(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        for (size_t turn = 0; turn < COUNT; turn++) {
            struct span sorted[COUNT];

            for (size_t j = 0; j < COUNT; j++)
                sorted[j] = spans[(j + turn) % COUNT];
            order_spans(sorted, COUNT, rows[i].order);
            for (size_t j = 0; j < COUNT; j++)
                assert_int_equal(sorted[j].node, rows[i].nodes[j]);
        }
}

/* Alphabets differ: Swedish sorts Ö last, German next to O. */
static void test_outlets_sort_as_the_reader_does(void **state)
{
    static const struct {
        const char *language;
        bool o_umlaut_first;
    } readers[] = {{"de", true}, {"sv", false}};

    (void)state;
    for (size_t i = 0; i < sizeof(readers) / sizeof(readers[0]); i++) {
        const struct output output = {.order = ORDER_OUTLET,
                                      .languages = (const char *[]){readers[i].language},
                                      .language_count = 1};
        const struct render_input input = {.output = &output};
        struct rendering rendering = {.input = &input};
        struct span one = {0}, other = {0};

        arena_init(&rendering.arena, 1 << 16);
        assert_int_equal(order_outlet_note(&one, &rendering, "Östra Bladet"), 0);
        assert_int_equal(order_outlet_note(&other, &rendering, "zeitung"), 0);
        assert_int_equal(strcmp(one.outlet_key, other.outlet_key) < 0, readers[i].o_umlaut_first);
        arena_release(&rendering.arena);
    }
}

/* The page's headings follow the order of the output; cards show the day if the headings do not. */
static void test_page_headings(void **state)
{
    static const struct {
        enum output_order order;
        const char *has, *lacks;
    } pages[] = {
        {ORDER_NEWEST, "<h2>lundi 2 mars 2026</h2>", ">2 mars 2026 09:00</time></p>\n<h3"},
        {ORDER_OLDEST, "<h2>lundi 2 mars 2026</h2>", ">2 mars 2026 09:00</time></p>\n<h3"},
        {ORDER_OUTLET, "<h2>L’Eau</h2>", "<h2>lundi"},
        {ORDER_TELLINGS, "<h2>Sujets</h2>", "<h2>lundi"},
        {ORDER_UPDATED, ">2 mars 2026 09:00</time></p>\n<h3", "<h2>lundi"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++) {
        struct arena arena;
        struct render_input *input;
        struct output output;
        struct str page;

        arena_init(&arena, 1 << 20);
        str_init(&page, 1 << 20);
        input = stories_input(&arena, OUTPUT_HTML);
        output = *input->output;
        output.order = pages[i].order;
        input->output = &output;
        assert_int_equal(render_document(&page, input, NULL), 0);
        assert_non_null(strstr(page.text, pages[i].has));
        assert_null(strstr(page.text, pages[i].lacks));
        /* the date of a telling is shown in every order */
        assert_non_null(strstr(page.text, "datetime=\"2026-03-02T08:00:00Z\">2 mars 2026 08:00"));
        str_release(&page);
        arena_release(&arena);
    }
}

/* Days begin and times are shown in the user's zone; what machines read stays in UTC. */
static void test_page_in_a_zone(void **state)
{
    static const struct {
        const char *zone, *texts[4];
    } pages[] = {
        {"Europe/Paris",
         {"<h2>lundi 2 mars 2026</h2>", "datetime=\"2026-03-02T09:00:00Z\">10:00</time>",
          "datetime=\"2026-03-02T08:00:00Z\">2 mars 2026 09:00</time>",
          "<footer>Heures: heure d’Europe centrale</footer>"}},
        {"Pacific/Honolulu",
         {"<h2>dimanche 1 mars 2026</h2>", "datetime=\"2026-03-02T09:00:00Z\">23:00</time>",
          "datetime=\"2026-03-02T08:00:00Z\">1 mars 2026 22:00</time>", "<footer>Heures: "}},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++) {
        struct settings settings = stories_settings;
        struct render_input *input;
        struct arena arena;
        struct zone zone;
        struct str page;

        arena_init(&arena, 1 << 20);
        str_init(&page, 1 << 20);
        assert_int_equal(zone_load(&zone, &arena, pages[i].zone, NULL), 0);
        settings.timezone = &zone;
        input = stories_input(&arena, OUTPUT_HTML);
        input->settings = &settings;
        assert_int_equal(render_document(&page, input, NULL), 0);
        for (size_t k = 0; k < 4; k++)
            if (strstr(page.text, pages[i].texts[k]) == NULL)
                fail_msg("%s lacks %s", pages[i].zone, pages[i].texts[k]);
        str_release(&page);
        arena_release(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_orders),
        cmocka_unit_test(test_outlets_sort_as_the_reader_does),
        cmocka_unit_test(test_page_headings),
        cmocka_unit_test(test_page_in_a_zone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
