/*
 * Compares every format with its golden file. With HEADWATER_REFRESH=1 in the environment the files
 * are rewritten, for review with git diff.
 */
#include "aggregator/base/file.h"
#include "tests/render/stories.h"
#include "tests/support/test.h"

enum { FILE_BYTES = 1 << 20 };

static const struct {
    enum output_format format;
    const char *name; /* in golden/ */
    size_t count;     /* stories */
} rows[] = {
    {OUTPUT_ATOM, "stories.atom", SIZE_MAX}, {OUTPUT_ATOM, "empty.atom", 0},
    {OUTPUT_RSS, "stories.rss", SIZE_MAX},   {OUTPUT_RSS, "empty.rss", 0},
    {OUTPUT_JSON, "stories.json", SIZE_MAX}, {OUTPUT_JSON, "empty.json", 0},
    {OUTPUT_HTML, "stories.html", SIZE_MAX}, {OUTPUT_HTML, "empty.html", 0},
    {OUTPUT_OPML, "feeds.opml", 0},          {OUTPUT_STORIES, "story.html", 1},
    {OUTPUT_STORIES, "absent.html", 0},
};

static void golden_compare(const char *name, const struct str *document)
{
    char path[512];
    struct error err;
    struct str golden;

    snprintf(path, sizeof(path), "%s/tests/render/golden/%s", HEADWATER_SOURCE_DIR, name);
    if (getenv("HEADWATER_REFRESH") != NULL)
        assert_int_equal(file_replace(NULL, path, document->text, document->length, &err), 0);
    str_init(&golden, FILE_BYTES);
    assert_int_equal(file_read(&golden, path, &err), 0);
    assert_string_equal(document->text, golden.text);
    str_release(&golden);
}

static void test_golden(void **state)
{
    struct arena arena;
    struct str first, second;
    struct error err;

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct render_input *input;

        arena_init(&arena, FILE_BYTES);
        str_init(&first, FILE_BYTES);
        str_init(&second, FILE_BYTES);
        input = stories_input(&arena, rows[i].format);
        input->count = rows[i].count < input->count ? rows[i].count : input->count;
        assert_int_equal(render_document(&first, input, &err), 0);
        assert_int_equal(render_document(&second, input, &err), 0);
        assert_string_equal(first.text, second.text);
        golden_compare(rows[i].name, &first);
        str_release(&first);
        str_release(&second);
        arena_release(&arena);
    }
}

/* A ceiling that is too low gives an error at every size, never a truncated document. */
static void test_ceiling(void **state)
{
    struct arena arena;
    struct str into;
    struct error err;

    (void)state;
    arena_init(&arena, FILE_BYTES);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct render_input *input = stories_input(&arena, rows[i].format);

        for (size_t ceiling = 0; ceiling < 200; ceiling += 7) {
            str_init(&into, ceiling);
            assert_int_equal(render_document(&into, input, &err), ERR_LIMIT);
            str_release(&into);
        }
    }
    arena_release(&arena);
}

/* A story that does not fit leaves a complete document, which accepts further stories. */
static void test_full_document(void **state)
{
    struct arena arena;
    struct rendering rendering;
    struct str whole, part;
    struct error err;
    size_t left = 0;

    (void)state;
    arena_init(&arena, FILE_BYTES);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct render_input *input = stories_input(&arena, rows[i].format);

        str_init(&whole, FILE_BYTES);
        str_init(&part, FILE_BYTES);
        assert_int_equal(render_begin(&rendering, input, 4000, &err), 0);
        for (size_t k = 0; k < input->count; k++) {
            const int code = render_add(&rendering, &input->stories[k], &err);

            assert_true(code == 0 || code == ERR_LIMIT);
            left += code == ERR_LIMIT;
        }
        assert_int_equal(render_end(&part, &rendering, &err), 0);
        assert_int_equal(render_document(&whole, input, &err), 0);
        assert_true(part.length <= whole.length);
        assert_memory_equal(part.text + part.length - 3, whole.text + whole.length - 3, 3);
        render_release(&rendering);
        str_release(&whole);
        str_release(&part);
    }
    assert_true(left > 0);
    arena_release(&arena);
}

/* Renders all stories but the one with this number. offered: that one is added as well, but too few
 * bytes are left. False when it fits nevertheless. */
static bool all_but_render(struct str *into, const struct render_input *input, size_t unfit,
                           bool offered)
{
    static char filling[FILE_BYTES / 2]; /* what is left is little, but not the ceiling */
    struct rendering rendering;
    struct error err;
    bool fits = false;

    assert_int_equal(render_begin(&rendering, input, FILE_BYTES, &err), 0);
    str_append_bytes(&rendering.body, filling, sizeof(filling));
    for (size_t i = 0; i < input->count; i++) {
        if (i == unfit && !offered)
            continue;
        rendering.body.ceiling = i == unfit ? rendering.body.length + 200 : FILE_BYTES;
        if (render_add(&rendering, &input->stories[i], &err) == 0)
            fits = fits || i == unfit;
        else
            assert_true(i == unfit && err.code == ERR_LIMIT);
    }
    assert_int_equal(render_end(into, &rendering, &err), 0);
    render_release(&rendering);
    return !fits;
}

/* A story that does not fit leaves nothing behind: the document is the one of the other stories. */
static void test_unfit_story(void **state)
{
    struct arena arena;
    struct str with, without;
    size_t left = 0;

    (void)state;
    arena_init(&arena, FILE_BYTES);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct render_input *input = stories_input(&arena, rows[i].format);

        if (rows[i].format == OUTPUT_STORIES)
            continue; /* a document of one story */
        for (size_t unfit = 0; unfit < input->count; unfit++) {
            str_init(&with, FILE_BYTES);
            str_init(&without, FILE_BYTES);
            if (all_but_render(&with, input, unfit, true)) {
                all_but_render(&without, input, unfit, false);
                assert_string_equal(with.text, without.text);
                left++;
            }
            str_release(&with);
            str_release(&without);
        }
    }
    assert_true(left > 4);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_golden),
        cmocka_unit_test(test_ceiling),
        cmocka_unit_test(test_full_document),
        cmocka_unit_test(test_unfit_story),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
