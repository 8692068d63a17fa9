/* Whole documents: fields, priorities, documents that are not feeds, limits. */
#include "aggregator/base/str.h"
#include "tests/parse/reading.h"

#define SPACES                                                                                     \
    "xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:content='http://purl.org/rss/1.0/modules/"  \
    "content/' xmlns:media='http://search.yahoo.com/mrss/' "                                       \
    "xmlns:fb='http://rssnamespace.org/feedburner/ext/1.0'"
#define ITEM(text) "<rss version='2.0' " SPACES "><channel><item>" text "</item></channel></rss>"
#define ENTRY(text)                                                                                \
    "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='http://e.org/b/' "                        \
    "xml:lang='de'><entry>" text "</entry></feed>"

/* The item must have this member with this text. */
static const struct {
    const char *name, *document, *member, *value;
} rows[] = {
    {"link by guid", ITEM("<guid>http://a.org/1</guid>"), "link", "http://a.org/1"},
    {"guid that is none", ITEM("<guid isPermaLink='false'>http://a.org/1</guid>"), "link", ""},
    {"guid kept as written", ITEM("<guid isPermaLink='false'>tag:1</guid>"), "id", "tag:1"},
    {"link resolved", ITEM("<link>/x?a=1&amp;amp;b=2</link>"), "link",
     "http://127.0.0.1/x?a=1&b=2"},
    {"original link wins",
     ITEM("<link>http://p.org/1</link><fb:origLink>http://a.org/1</fb:origLink>"
          "<link>http://p.org/2</link>"),
     "link", "http://a.org/1"},
    {"title before dc:title", ITEM("<dc:title>b</dc:title><title>a</title>"), "title", "a"},
    {"dc:title alone", ITEM("<dc:title>b</dc:title>"), "title", "b"},
    {"title in a picture is not the item's",
     ITEM("<image><title>p</title></image><title>a</title>"), "title", "a"},
    {"description and content",
     ITEM("<content:encoded>c</content:encoded><description>d</description>"), "summary", "d"},
    {"content", ITEM("<description>d</description><content:encoded>c</content:encoded>"), "content",
     "c"},
    {"media description when there is no other",
     ITEM("<media:group><media:description>m"
          "</media:description></media:group>"),
     "summary", "m"},
    {"naked markup", ITEM("<description>a <b>c</b><br/>d</description>"), "summary",
     "a <b>c</b><br>d"},
    {"date", ITEM("<dc:date>2026-03-01</dc:date><pubDate>Mon, 02 Mar 2026 03:48:46 GMT</pubDate>"),
     "published", "2026-03-02T03:48:46Z"},
    {"comments", ITEM("<comments>http://a.org/c</comments>"), "comments", "http://a.org/c"},
    {"thumbnail", ITEM("<media:thumbnail url='t.png'/>"), "thumbnail", "http://127.0.0.1/t.png"},
    {"undeclared prefix", "<rss><item><itunes:title>t</itunes:title></item></rss>", "title", "t"},
    {"upper case", "<RSS VERSION='2.0'><CHANNEL><ITEM><TITLE>t</TITLE></ITEM></CHANNEL></RSS>",
     "title", "t"},
    {"atom base", ENTRY("<link href='../c'/>"), "link", "http://e.org/c"},
    {"atom base within", ENTRY("<link xml:base='d/' href='c'/>"), "link", "http://e.org/b/d/c"},
    {"atom language", ENTRY("<title>t</title>"), "language", "de"},
    {"atom language within", ENTRY("<title xml:lang='fr'>t</title>"), "language", "fr"},
    {"atom xhtml loses its div",
     ENTRY("<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>a <b>c</b> "
           "&lt;</div></content>"),
     "content", "a <b>c</b> &lt;"},
    {"atom base64", ENTRY("<content type='application/octet-stream'>PGI+eDwvYj4=</content>"),
     "content", "<b>x</b>"},
    {"alternate among links",
     ENTRY("<link rel='replies' href='r'/><link href='a'/><link rel='enclosure' href='e'/>"),
     "link", "http://e.org/b/a"},
};

static void test_members(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct reading r = {.piece = 0};

        print_message("%s\n", rows[i].name);
        reading_open(&r, rows[i].document, strlen(rows[i].document));
        assert_int_equal(r.code, 0);
        assert_int_equal(json_array_size(r.items), 1);
        assert_string_equal(reading_item_text(&r, 0, rows[i].member), rows[i].value);
        reading_close(&r);
    }
}

#define RDF(uri)                                                                                   \
    "<r:RDF xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='" uri "'><item/></r:RDF>"

static const struct {
    const char *document;
    enum feed_format format;
} formats[] = {
    {"<rss version='0.91'/>", FORMAT_RSS_091},
    {"<rss version='2.01'/>", FORMAT_RSS_20},
    {"<rss/>", FORMAT_RSS},
    {RDF("http://my.netscape.com/rdf/simple/0.9/"), FORMAT_RSS_090},
    {RDF("http://channel.netscape.com/rdf/simple/0.9/"), FORMAT_RSS_090},
    {RDF("http://purl.org/rss/1.0/"), FORMAT_RSS_10},
    {RDF("http://e.org/own"), FORMAT_RSS},
};

static void test_formats(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
        struct reading r = {.piece = 0};

        print_message("%s\n", formats[i].document);
        reading_open(&r, formats[i].document, strlen(formats[i].document));
        assert_int_equal(r.code, 0);
        assert_int_equal(r.document.format, formats[i].format);
        reading_close(&r);
    }
}

static const struct {
    const char *document, *author, *email;
} authors[] = {
    {"me@example.org (My Name)", "My Name", "me@example.org"},
    {"My Name &lt;me@example.org&gt;", "My Name", "me@example.org"},
    {"My Name", "My Name", NULL},
    {"me@example.org", NULL, "me@example.org"},
    {"mailto:me@example.org", NULL, "me@example.org"},
};

static void test_authors(void **state)
{
    char document[512];

    (void)state;
    for (size_t i = 0; i < sizeof(authors) / sizeof(authors[0]); i++) {
        struct reading r = {.piece = 0};
        const json_t *author;
        const char *name, *email;

        snprintf(document, sizeof(document), "<rss><item><author>%s</author></item></rss>",
                 authors[i].document);
        reading_open(&r, document, strlen(document));
        author = json_array_get(json_object_get(json_array_get(r.items, 0), "authors"), 0);
        name = json_string_value(json_object_get(author, "name"));
        email = json_string_value(json_object_get(author, "email"));
        assert_true(name == NULL ? authors[i].author == NULL
                                 : strcmp(name, authors[i].author) == 0);
        assert_true(email == NULL ? authors[i].email == NULL
                                  : strcmp(email, authors[i].email) == 0);
        reading_close(&r);
    }
}

static const struct {
    const char *document, *text;
} strangers[] = {
    {"", "an empty body, not a feed"},
    {"just words", "text without an element, not a feed"},
    {"<html><head><title>x</title></head><body><p>y", "an HTML page, not a feed"},
    {"<!doctype html><html><head><link rel=alternate type='application/rss+xml' href='/f'></head>",
     "an HTML page, not a feed; it links to http://127.0.0.1/f"},
    {"<opml version='1.0'><body/></opml>", "a document of another kind (<opml>), not a feed"},
    {"{\"a\": 1}", "JSON in another format, not a feed"},
};

static void test_strangers(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(strangers) / sizeof(strangers[0]); i++) {
        struct reading r = {.piece = 0};

        reading_open(&r, strangers[i].document, strlen(strangers[i].document));
        assert_int_equal(r.code, ERR_NOT_FEED);
        assert_string_equal(r.err.text, strangers[i].text);
        reading_close(&r);
    }
}

static void test_binary(void **state)
{
    static const char bytes[] = "\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\1\0";
    struct reading r = {.piece = 0};

    (void)state;
    reading_open(&r, bytes, sizeof(bytes));
    assert_int_equal(r.code, ERR_NOT_FEED);
    assert_string_equal(r.err.text, "binary data, not a feed");
    reading_close(&r);
}

static void test_rhythm(void **state)
{
    static const char document[] =
        "<rss xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'><channel><ttl>90</ttl>"
        "<skipHours><hour>0</hour><hour>23</hour></skipHours><skipDays><day>Sunday</day></skipDays>"
        "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>"
        "</channel></rss>";
    struct reading r = {.piece = 0};

    (void)state;
    reading_open(&r, document, strlen(document));
    assert_int_equal(r.document.ttl_minutes, 90);
    assert_int_equal(r.document.skip_hours, 1u | 1u << 23);
    assert_int_equal(r.document.skip_days, 1u);
    assert_int_equal(r.document.update_seconds, 21600);
    reading_close(&r);
}

/* Ten thousand nested elements, and a billion laughs, finish quickly and without errors. */
static void test_hostile_shapes(void **state)
{
    static const char bomb[] =
        "<!DOCTYPE r [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;'>]>"
        "<rss><item><title>&c;</title></item></rss>";
    struct reading r = {.piece = 0};
    struct str deep;

    (void)state;
    reading_open(&r, bomb, strlen(bomb));
    assert_int_equal(r.code, 0);
    assert_string_equal(reading_item_text(&r, 0, "title"), "&b;&b;&b;&b;");
    reading_close(&r);
    str_init(&deep, 1 << 20);
    str_append(&deep, "<rss><item><guid>1</guid><description>");
    for (int i = 0; i < 10000; i++)
        str_append(&deep, "<div>");
    str_append(&deep, "x</description></item><item><guid>2</guid></item></rss>");
    reading_open(&r, deep.text, deep.length);
    assert_int_equal(r.code, 0);
    assert_int_equal(json_array_size(r.items), 2);
    reading_close(&r);
    str_release(&deep);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_members),        cmocka_unit_test(test_formats),
        cmocka_unit_test(test_authors),        cmocka_unit_test(test_strangers),
        cmocka_unit_test(test_binary),         cmocka_unit_test(test_rhythm),
        cmocka_unit_test(test_hostile_shapes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
