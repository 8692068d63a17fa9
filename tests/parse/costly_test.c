/* Documents that are slow to parse if a step is quadratic: two megabytes each, for which such a
 * step takes minutes, more than the test's time limit. */
#include "tests/parse/reading.h"

enum { FILLING_BYTES = 2 << 20 };

#define ITEM_START "<rss version='2.0'><channel><item><title>x</title>"
#define ITEM_END   "</item></channel></rss>"

static const struct costly {
    const char *name, *start, *filling, *end;
} rows[] = {
    {"blanks in a date", ITEM_START "<pubDate>1", " ", "2</pubDate>" ITEM_END},
    {"ampersands escaped twice", ITEM_START "<link>http://e.org/?", "&amp;amp;",
     "</link>" ITEM_END},
    {"document types without an end", ITEM_START, "<!DOCTYPE [>", ITEM_END},
};

static char *costly_make(const struct costly *row, const char *filling, size_t *ret_size)
{
    const size_t piece = strlen(filling), count = FILLING_BYTES / piece;
    const size_t start = strlen(row->start), end = strlen(row->end);
    char *text = malloc(start + count * piece + end + 1), *at = text + start;

    assert_non_null(text);
    memcpy(text, row->start, start);
    for (size_t i = 0; i < count; i++, at += piece)
        memcpy(at, filling, piece);
    memcpy(at, row->end, end + 1);
    *ret_size = (size_t)(at - text) + end;
    return text;
}

static void costly_read(const struct costly *row)
{
    struct reading r = {.piece = 0};
    size_t size;
    char *text = costly_make(row, row->filling, &size);

    print_message("%s\n", row->name);
    reading_open(&r, text, size);
    assert_int_equal(r.code, 0);
    assert_int_equal(json_array_size(r.items), 1);
    reading_close(&r);
    free(text);
}

static void test_time(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        costly_read(&rows[i]);
}

/* Every reference is compared with all entity names, so long names, which no reference can have,
 * are not kept. */
static void test_long_names_of_entities(void **state)
{
    struct costly row = {"names", NULL, "&zz;", "</description>" ITEM_END};
    struct str start;

    (void)state;
    str_init(&start, 4 << 20);
    for (int i = 0; i < 200; i++)
        str_appendf(&start, "<!DOCTYPE r [<!ENTITY zz%0*d \"x\">]>", 5000, i);
    str_append(&start, ITEM_START "<description>");
    row.start = start.text;
    costly_read(&row);
    str_release(&start);
}

/* Every keyword is compared with the existing ones, whose number is limited. */
static void test_many_keywords(void **state)
{
    struct costly row = {"keywords", NULL, " ", "</tags>" ITEM_END};
    struct str start;

    (void)state;
    str_init(&start, 8 << 20);
    str_append(&start, ITEM_START "<tags>");
    for (int i = 0; i < 300000; i++)
        str_appendf(&start, "k%d,", i);
    row.start = start.text;
    costly_read(&row);
    str_release(&start);
}

/* Documents in which every item inherits a text with that many zeros. */
static const struct {
    const char *start, *end;
} heirs[] = {
    {"<rss version='2.0' xml:base='http://e.org/",
     "/'><channel><item><title>x</title><link>1</link></item></channel></rss>"},
    {"<rss version='2.0' xml:lang='en-",
     "'><channel><item><title>x</title></item></channel></rss>"},
    {"<rss version='2.0'><channel><language>",
     "</language><item><title>x</title></item></channel></rss>"},
    {"{\"version\":\"https://jsonfeed.org/version/1.1\",\"language\":\"",
     "\",\"items\":[{\"id\":\"1\",\"title\":\"x\"}]}"},
};

/* The size of its item in bytes. */
static size_t heir_size(size_t row, int zeros)
{
    struct reading r = {.piece = 0};
    struct str text;
    size_t size;
    char *item;

    str_init(&text, 8 << 20);
    str_appendf(&text, "%s%0*d%s", heirs[row].start, zeros, 0, heirs[row].end);
    reading_open(&r, text.text, text.length);
    assert_int_equal(r.code, 0);
    assert_int_equal(json_array_size(r.items), 1);
    item = json_dumps(json_array_get(r.items, 0), 0);
    size = strlen(item);
    free(item);
    reading_close(&r);
    str_release(&text);
    return size;
}

/* Inherited texts must not make every item large. */
static void test_inheritance(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(heirs) / sizeof(heirs[0]); i++) {
        const size_t with = heir_size(i, 20), without = heir_size(i, 100000);

        assert_true(with > without);
        assert_true(without < 200);
    }
}

/* Inline markup that exceeds the ceiling is truncated and reported; later texts are complete. */
static void test_text_beyond_the_ceiling(void **state)
{
    struct reading r = {.piece = 0};
    struct str text;

    (void)state;
    str_init(&text, 16 << 20);
    str_append(&text, "<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>1</id>"
                      "<content type='xhtml'><div>");
    for (int i = 0; i < 1800000; i++)
        str_append(&text, "&amp;");
    str_append(&text, "</div></content></entry><entry><id>2</id></entry></feed>");
    reading_open(&r, text.text, text.length);
    assert_int_equal(r.code, 0);
    assert_int_equal(json_array_size(r.items), 2);
    assert_non_null(json_object_get(json_array_get(r.items, 1), "id"));
    assert_int_equal(r.document.warning_count, 1);
    assert_string_equal(r.document.warnings[0], "overlong text cut");
    reading_close(&r);
    str_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_time),
        cmocka_unit_test(test_long_names_of_entities),
        cmocka_unit_test(test_many_keywords),
        cmocka_unit_test(test_inheritance),
        cmocka_unit_test(test_text_beyond_the_ceiling),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
