/*
 * The excerpts of a page share its bytes evenly; a page of many stories, in every order.
 */
#include "aggregator/render/html_excerpt.h"

#include "aggregator/base/clock.h"
#include "aggregator/render/render.h"
#include "tests/support/test.h"

enum { ARENA_BYTES = 64 << 20, T0 = 1772438400, MANY = 3000 };

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

static void test_divide(void **state)
{
    static const struct {
        size_t count, length; /* so many excerpts of this length, and one of 280 bytes */
        size_t each;
    } rows[] = {
        {0, 0, 280},     {200, 280, 280}, {400, 280, 163},
        {400, 100, 280}, {818, 280, 80},  {5000, 280, 80},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        size_t lengths[5001] = {280};

        for (size_t k = 1; k <= rows[i].count; k++)
            lengths[k] = rows[i].length;
        assert_int_equal(excerpt_divide(lengths, rows[i].count + 1).each, rows[i].each);
    }
}

static void test_take(void **state)
{
    struct excerpt_share share = {150, 60};
    struct arena arena;
    const char *long_text =
        "Один два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать";
    const char *text;

    (void)state;
    arena_init(&arena, ARENA_BYTES);
    assert_string_equal(excerpt_take(&share, &arena, "short"), "short");
    assert_int_equal(share.left, 145);
    text = excerpt_take(&share, &arena, long_text);
    assert_true(strlen(text) <= 60 + 6); /* a character that begins there, and the "…" */
    assert_string_equal(text + strlen(text) - 3, "…");
    assert_non_null(excerpt_take(&share, &arena, long_text));
    assert_null(excerpt_take(&share, &arena, long_text)); /* 25 are left */
    assert_null(excerpt_take(&share, &arena, "short"));   /* nothing may follow a bare card */
    arena_release(&arena);
}

/* A story that arrived so many minutes before the newest, with a text of its own. */
static struct story *story_make(struct arena *arena, size_t number)
{
    struct story *story = arena_alloc(arena, sizeof(*story));
    struct telling *telling = arena_alloc(arena, sizeof(*telling));

    assert_non_null(story);
    assert_non_null(telling);
    *telling = (struct telling){.key = number + 1,
                                .language = "en",
                                .feed_url = "https://a.example/feed",
                                .feed_title = "A",
                                .first_seen = T0 - (int64_t)number * 60,
                                .changed = T0 - (int64_t)number * 60};
    telling->item.title.value = arena_printf(arena, "Title %zu", number);
    telling->item.plain = arena_printf(
        arena,
        "T%zu the reservoir drops two metres a day and families who were moved walk down to "
        "the shoreline to look for their streets while engineers inspect the dam wall and "
        "replace two turbines before it is filled again in the autumn of next year.",
        number);
    telling->item.published = telling->first_seen;
    telling->item.updated = TIME_NONE;
    *story = (struct story){
        .node = number + 1, .updated = TIME_NONE, .tellings = telling, .telling_count = 1};
    return story;
}

static void page_make(struct str *into, struct arena *arena, size_t count, enum output_order order)
{
    const struct output output = {.format = OUTPUT_HTML, .order = order, .title = "Page"};
    const struct settings settings = {.languages = NULL};
    struct render_story *ready = arena_array(arena, count, sizeof(*ready));
    const struct render_input input = {
        .output = &output, .settings = &settings, .stories = ready, .count = count};
    struct error err;

    assert_non_null(ready);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(render_prepare(&ready[i], arena, story_make(arena, i), &settings, &err),
                         0);
    assert_int_equal(render_document(into, &input, &err), 0);
}

/* Stories of the page until the first that has no excerpt, and the number of excerpts. */
static void excerpts_count(size_t ret[2], const char *page)
{
    const char *bare = NULL;

    ret[0] = ret[1] = 0;
    for (const char *card = strstr(page, "<article"); card != NULL;) {
        const char *next = strstr(card + 1, "<article"), *text = strstr(card, "<p class=\"text\">");
        const bool has = text != NULL && (next == NULL || text < next);

        ret[1] += has;
        if (!has && bare == NULL)
            bare = card;
        ret[0] += bare == NULL;
        card = next;
    }
}

static void test_pages(void **state)
{
    static const struct {
        size_t stories, excerpts; /* 0: at least the least, in the order shown */
    } rows[] = {{1, 1}, {200, 200}, {494, 494}, {MANY, 0}};
    static const enum output_order orders[] = {ORDER_NEWEST, ORDER_OLDEST, ORDER_OUTLET};

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        for (size_t k = 0; k < COUNT(orders); k++) {
            struct arena arena;
            struct str page;
            size_t counts[2];

            arena_init(&arena, ARENA_BYTES);
            str_init(&page, ARENA_BYTES);
            page_make(&page, &arena, rows[i].stories, orders[k]);
            excerpts_count(counts, page.text);
            assert_int_equal(counts[0], counts[1]); /* those shown first have them */
            if (rows[i].excerpts > 0)
                assert_int_equal(counts[1], rows[i].excerpts);
            else
                assert_true(counts[1] >= EXCERPTS_BYTES / EXCERPT_LEAST_BYTES &&
                            counts[1] < EXCERPTS_BYTES / (EXCERPT_LEAST_BYTES / 2));
            str_release(&page);
            arena_release(&arena);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_divide),
        cmocka_unit_test(test_take),
        cmocka_unit_test(test_pages),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
