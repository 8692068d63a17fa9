/* Prepares stories and writes them in every format, with failing allocations. */
#include "tests/render/stories.h"
#include "tests/torture/torture.h"

enum { DOCUMENT_BYTES = 1 << 20 };

static const struct {
    enum output_format format;
    const char *name;
} rows[] = {{OUTPUT_ATOM, "atom"}, {OUTPUT_RSS, "rss"},   {OUTPUT_JSON, "json"},
            {OUTPUT_HTML, "html"}, {OUTPUT_OPML, "opml"}, {OUTPUT_STORIES, "stories"}};

static int stories_prepare(struct render_story *ready, struct arena *arena, struct error *err)
{
    int code = 0;

    for (size_t i = 0; i < story_count && code == 0; i++)
        code = render_prepare(&ready[i], arena, &stories[i], &stories_settings, err);
    return code;
}

static int document_write(uint64_t *ret_digest, void *context, struct error *err)
{
    struct render_input input = *(const struct render_input *)context;
    struct render_story *ready;
    struct arena arena;
    struct str text;
    int code = ERR_MEMORY;

    arena_init(&arena, DOCUMENT_BYTES);
    str_init(&text, DOCUMENT_BYTES);
    ready = arena_array(&arena, story_count, sizeof(*ready));
    if (ready == NULL)
        error_set(err, ERR_MEMORY, SCOPE_RUN, "no memory for the test");
    else
        code = stories_prepare(ready, &arena, err);
    input.stories = ready;
    if (code == 0)
        code = render_document(&text, &input, err);
    if (code == 0)
        *ret_digest = torture_digest(0, text.text, text.length);
    str_release(&text);
    arena_release(&arena);
    return code;
}

static void test_formats(void **state)
{
    struct arena arena;

    (void)state;
    arena_init(&arena, DOCUMENT_BYTES);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        torture_run(rows[i].name, document_write, stories_input(&arena, rows[i].format), 300);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_formats)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
