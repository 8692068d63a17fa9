/* Where each format names the WebSub hubs of the document (W3C WebSub §4). */
#include "tests/render/stories.h"
#include "tests/support/test.h"

#include <string.h>

enum { DOCUMENT_BYTES = 1 << 20 };

#define ATOM_HUBS                                                                                  \
    "<link rel=\"hub\" href=\"https://hub.example/?a=1&amp;b=%222%22\"/>\n"                        \
    "<link rel=\"hub\" href=\"https://xn--hb-xka.example/\"/>\n"
#define HTML_HUBS                                                                                  \
    "<link rel=\"hub\" href=\"https://hub.example/?a=1&amp;b=%222%22\">\n"                         \
    "<link rel=\"hub\" href=\"https://xn--hb-xka.example/\">\n"

static const char *hubs[] = {"https://hub.example/?a=1&b=\"2\"", "https://h\u00fcb.example/"};

static const struct {
    enum output_format format;
    const char *expected;
} rows[] = {
    {OUTPUT_ATOM, "<link rel=\"self\" type=\"application/atom+xml\" "
                  "href=\"https://me.example/merged.atom\"/>\n" ATOM_HUBS},
    {OUTPUT_RSS, "<atom:link rel=\"self\" type=\"application/rss+xml\" "
                 "href=\"https://me.example/merged.rss\"/>\n"
                 "<atom:link rel=\"hub\" href=\"https://hub.example/?a=1&amp;b=%222%22\"/>\n"
                 "<atom:link rel=\"hub\" href=\"https://xn--hb-xka.example/\"/>\n"},
    {OUTPUT_JSON, "\"hubs\":[{\"type\":\"WebSub\",\"url\":\"https://hub.example/?a=1&b=%222%22\"},"
                  "{\"type\":\"WebSub\",\"url\":\"https://xn--hb-xka.example/\"}]"},
    {OUTPUT_HTML, "<link rel=\"self\" href=\"https://me.example/\">\n" HTML_HUBS},
};

/* Removes the blanks between the parts of JSON, which the texts above do not have. */
static void squeeze(char *text)
{
    char *to = text;
    bool quoted = false;

    for (const char *from = text; *from != '\0'; from++) {
        quoted ^= *from == '"';
        if (quoted || (*from != ' ' && *from != '\n'))
            *to++ = *from;
    }
    *to = '\0';
}

struct change {
    size_t hubs;
    const char *archive_self, *latest;
};

static void render(struct str *into, struct arena *arena, enum output_format format,
                   const struct change *change)
{
    struct render_input *input = stories_input(arena, format);
    struct output output = *input->output;
    struct error err;

    output.hubs = hubs;
    output.hub_count = change->hubs;
    input->output = &output;
    input->archive_self = change->archive_self;
    input->latest = change->latest;
    assert_int_equal(render_document(into, input, &err), 0);
    if (format == OUTPUT_JSON)
        squeeze(into->text);
}

static void test_named(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct arena arena;
        struct str document;

        arena_init(&arena, DOCUMENT_BYTES);
        str_init(&document, DOCUMENT_BYTES);
        render(&document, &arena, rows[i].format, &(struct change){.hubs = 2});
        if (strstr(document.text, rows[i].expected) == NULL)
            fail_msg("%s\nis not in\n%.2000s", rows[i].expected, document.text);
        str_release(&document);
        arena_release(&arena);
    }
}

static void assert_none(enum output_format format, const struct change *change)
{
    struct arena arena;
    struct str document;

    arena_init(&arena, DOCUMENT_BYTES);
    str_init(&document, DOCUMENT_BYTES);
    render(&document, &arena, format, change);
    assert_null(strstr(document.text, "hub.example"));
    assert_null(strstr(document.text, "\"hub"));
    str_release(&document);
    arena_release(&arena);
}

/* What does not change has no hub, and a page without a hub is as it was. */
static void test_not_named(void **state)
{
    static const struct change none = {.hubs = 0};
    static const struct change archive = {.hubs = 2, .archive_self = "https://me.example/old"};
    static const struct change day = {.hubs = 2, .latest = "index.html"};

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        assert_none(rows[i].format, &none);
        assert_none(rows[i].format, rows[i].format == OUTPUT_HTML ? &day : &archive);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_named),
                                       cmocka_unit_test(test_not_named)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
