/* Parses, cleans and writes documents as JSON, with failing allocations. */
#include "aggregator/base/file.h"
#include "aggregator/clean/clean.h"
#include "aggregator/codec/item_json.h"
#include "aggregator/parse/parse.h"
#include "tests/torture/torture.h"

enum { FILE_BYTES = 1 << 20 };

static const struct {
    const char *name;         /* in tests/golden */
    const char *content_type; /* or NULL */
} rows[] = {
    {"rss20-podcast.xml", NULL},
    {"atom10-inherited.xml", "application/atom+xml"},
    {"rdf-cut-off.xml", "text/xml; charset=iso-8859-1"},
    {"json11.feed", "application/feed+json"},
    {"header-charset.xml", "application/rss+xml; charset=windows-1252"},
};

/* A body being read, and the result. */
struct reading {
    struct str text;
    const char *content_type;
    size_t at;
    struct arena arena; /* for the items; not used after parsing */
    uint64_t digest;
};

static int piece_read(size_t *ret_size, void *context, void *into, size_t room, struct error *err)
{
    struct reading *r = context;
    size_t size = r->text.length - r->at < room ? r->text.length - r->at : room;

    (void)err;
    memcpy(into, r->text.text + r->at, size);
    r->at += size;
    *ret_size = size;
    return 0;
}

static int text_take(struct reading *r, char *text, struct error *err)
{
    if (text != NULL)
        r->digest = torture_digest(r->digest, text, strlen(text));
    free(text);
    return text != NULL ? 0 : error_set(err, ERR_MEMORY, SCOPE_RUN, "no memory for the test");
}

static int item_take(void *context, const struct document *document, const struct item *item,
                     struct error *err)
{
    struct reading *r = context;
    struct item clean;
    int code = clean_item(&clean, &r->arena, item, "https://news.example/", err);

    (void)document;
    return code == 0 ? text_take(r, item_to_text(&clean), err) : code;
}

static int document_read(uint64_t *ret_digest, void *context, struct error *err)
{
    struct reading *r = context;
    struct document document = {0}, clean;
    const struct parse_request request = {.read = piece_read,
                                          .read_context = r,
                                          .item = item_take,
                                          .item_context = r,
                                          .url = "https://news.example/feed",
                                          .content_type = r->content_type};
    struct arena arena;
    int code;

    r->at = 0;
    r->digest = 0;
    arena_init(&arena, FILE_BYTES);
    arena_init(&r->arena, FILE_BYTES);
    code = parse_document(&document, &arena, &request, err);
    if (code == 0)
        code = clean_document(&clean, &arena, &document, "https://news.example/", err);
    if (code == 0)
        code = text_take(r, document_to_text(&clean), err);
    arena_release(&r->arena);
    arena_release(&arena);
    if (code == 0)
        *ret_digest = r->digest;
    return code;
}

static void test_documents(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct reading reading = {.content_type = rows[i].content_type};
        struct error err;
        char path[512];

        snprintf(path, sizeof(path), "%s/tests/golden/%s", HEADWATER_SOURCE_DIR, rows[i].name);
        str_init(&reading.text, FILE_BYTES);
        assert_int_equal(file_read(&reading.text, path, &err), 0);
        torture_run(rows[i].name, document_read, &reading, 300);
        str_release(&reading.text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_documents)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
