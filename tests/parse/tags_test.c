/* The tables are used with binary search, so they must be sorted. */
#include "aggregator/parse/tags.h"
#include "tests/support/test.h"

#include <strings.h>

static void test_rows_are_sorted_and_found(void **state)
{
    size_t count;
    const struct tag *rows = tag_rows(&count);

    (void)state;
    for (size_t i = 0; i < count; i++) {
        assert_ptr_equal(tag_find(rows[i].ns, rows[i].name), &rows[i]);
        assert_true(i == 0 || rows[i - 1].ns < rows[i].ns ||
                    strcasecmp(rows[i - 1].name, rows[i].name) < 0);
    }
}

static const struct {
    const char *prefix, *uri;
    enum tag_namespace ns;
} namespaces[] = {
    {NULL, NULL, NS_CORE},
    {NULL, "http://www.w3.org/2005/Atom", NS_CORE},
    {"any", "http://www.w3.org/2005/Atom", NS_CORE},
    {"any", "http://purl.org/dc/elements/1.1/", NS_DC},
    {"any", "HTTP://PURL.ORG/DC/ELEMENTS/1.1/", NS_DC},
    {"i", "http://www.itunes.com/DTDs/Podcast-1.0.dtd", NS_ITUNES},
    {"x", "http://search.yahoo.com/mrss", NS_MEDIA},
    {"x", "http://search.yahoo.com/mrss/", NS_MEDIA},
    {"c", "http://purl.org/rss/1.0/modules/content/", NS_CONTENT},
    {"x", "http://backend.userland.com/RSS2", NS_CORE},
    {"x", "http://channel.netscape.com/rdf/simple/0.9/", NS_CORE},
    {NULL, "http://example.org/own", NS_CORE},
    {"own", "http://example.org/own", NS_OTHER},
    {"dc", NULL, NS_DC},
    {"media", NULL, NS_MEDIA},
    {"nobody", NULL, NS_OTHER},
    {"xml", "http://www.w3.org/XML/1998/namespace", NS_XML},
};

static void test_namespaces(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(namespaces) / sizeof(namespaces[0]); i++)
        assert_int_equal(tag_namespace_find(namespaces[i].prefix, namespaces[i].uri),
                         namespaces[i].ns);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows_are_sorted_and_found),
                                       cmocka_unit_test(test_namespaces)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
