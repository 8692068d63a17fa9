/* The fourteen kinds of document that a feed reader encounters, with the titles of their items. */
#include "tests/parse/reading.h"

#define ATOM_10 "<feed xmlns='http://www.w3.org/2005/Atom'><title>F</title>"
#define RSS_20  "<rss version='2.0'><channel><title>F</title>"

static const struct input {
    const char *name, *content_type, *bytes;
    size_t size; /* 0: up to the NUL */
    enum feed_format format;
    const char *titles[3];
} inputs[] = {
    {"rss 2.0",
     NULL,
     "<?xml version='1.0'?>" RSS_20 "<item><title>One</title></item><item><title>Two &amp; a "
     "half</title></item></channel></rss>",
     0,
     FORMAT_RSS_20,
     {"One", "Two & a half"}},
    {"rss 1.0",
     NULL,
     "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
     "xmlns='http://purl.org/rss/1.0/'><channel rdf:about='u'><title>F</title></channel><item "
     "rdf:about='1'><title>One</title></item><item "
     "rdf:about='2'><title>Two</title></item></rdf:RDF>",
     0,
     FORMAT_RSS_10,
     {"One", "Two"}},
    {"rss 0.91 with its document type",
     NULL,
     "<?xml version='1.0'?><!DOCTYPE rss PUBLIC '-//Netscape Communications//DTD RSS 0.91//EN' "
     "'http://my.netscape.com/publish/formats/rss-0.91.dtd'><rss version='0.91'><channel>"
     "<item><title>One</title></item></channel></rss>",
     0,
     FORMAT_RSS_091,
     {"One"}},
    {"atom 1.0",
     NULL,
     ATOM_10 "<entry><id>1</id><title type='html'>a &amp;lt;b&amp;gt; &lt;i&gt;c&lt;/i&gt;</title>"
             "</entry><entry><id>2</id><title>Two</title></entry></feed>",
     0,
     FORMAT_ATOM_10,
     {"a &lt;b&gt; <i>c</i>", "Two"}},
    {"atom 0.3",
     NULL,
     "<feed version='0.3' xmlns='http://purl.org/atom/ns#'><entry><title mode='escaped' "
     "type='text/html'>One</title></entry></feed>",
     0,
     FORMAT_ATOM_03,
     {"One"}},
    {"json feed 1.1",
     "application/feed+json",
     "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"F\",\"items\":[{\"id\":\"1\","
     "\"title\":\"One\"},{\"id\":2,\"title\":\"Zw\\u00f6lf\"}]}",
     0,
     FORMAT_JSON_11,
     {"One", "Zwölf"}},
    {"iso-8859-1",
     NULL,
     "<?xml version='1.0' encoding='ISO-8859-1'?>" RSS_20 "<item><title>Stra\xDF"
     "e in M\xFCnchen</title></item></channel></rss>",
     0,
     FORMAT_RSS_20,
     {"Straße in München"}},
    {"windows-1252 quotes in what claims iso-8859-1",
     NULL,
     "<?xml version='1.0' encoding='ISO-8859-1'?>" RSS_20
     "<item><title>\x93Quoted\x94 \x96 it\x92s</title></item></channel></rss>",
     0,
     FORMAT_RSS_20,
     {"“Quoted” – it’s"}},
    {"koi8-r",
     NULL,
     "<?xml version='1.0' encoding='KOI8-R'?>" RSS_20
     "<item><title>\xEE\xCF\xD7\xCF\xD3\xD4\xC9</title></item></channel></rss>",
     0,
     FORMAT_RSS_20,
     {"Новости"}},
    {"shift_jis",
     NULL,
     "<?xml version='1.0' encoding='Shift_JIS'?>" RSS_20
     "<item><title>\x93\xFA\x96{\x83\\</title></item></channel></rss>",
     0,
     FORMAT_RSS_20,
     {"日本ソ"}},
    {"gb2312",
     NULL,
     "<?xml version='1.0' encoding='GB2312'?>" RSS_20
     "<item><title>\xD0\xC2\xCE\xC5</title></item></channel></rss>",
     0,
     FORMAT_RSS_20,
     {"新闻"}},
    {"utf-16 with a mark",
     NULL,
     "\xFF\xFE<\0r\0s\0s\0>\0<\0i\0t\0e\0m\0>\0<\0t\0i\0t\0l\0e\0>\0\x1C\x04<\0/\0t\0i\0t\0l\0e\0>"
     "\0<\0/\0i\0t\0e\0m\0>\0<\0/\0r\0s\0s\0>\0",
     82,
     FORMAT_RSS,
     {"М"}},
    {"charset in the header alone",
     "application/rss+xml; charset=windows-1251",
     RSS_20 "<item><title>\xCC\xE8\xF0</title></item></channel></rss>",
     0,
     FORMAT_RSS_20,
     {"Мир"}},
    {"bare ampersand, unclosed tags, cut off",
     NULL,
     "<?xml version='1.0'?>" RSS_20 "<item><title>Salt & Pepper<link>http://a.org/?x=1&y=2</link>"
     "<description>One <b>bold</description><item><title>Second</title><guid>2</guid><descr",
     0,
     FORMAT_RSS_20,
     {"Salt & Pepper", "Second"}},
    {"control character and stray byte",
     NULL,
     "<?xml version='1.0' encoding='utf-8'?>" RSS_20
     "<item><title>One\x0B \xFF two</title></item></channel></rss>",
     0,
     FORMAT_RSS_20,
     {"One \xEF\xBF\xBD two"}},
    {"white space before the declaration",
     NULL,
     "\n \t<?xml version='1.0' encoding='utf-8'?>\n" RSS_20
     "<item><title>One</title></item></channel></rss>",
     0,
     FORMAT_RSS_20,
     {"One"}},
};

static void input_check(const struct input *input, size_t piece)
{
    const size_t size = input->size != 0 ? input->size : strlen(input->bytes);
    struct reading r = {.content_type = input->content_type, .piece = piece};
    size_t count = 0;

    print_message("%s, pieces of %zu\n", input->name, piece);
    reading_open(&r, input->bytes, size);
    assert_int_equal(r.code, 0);
    assert_int_equal(r.document.format, input->format);
    while (count < 3 && input->titles[count] != NULL)
        count++;
    assert_int_equal(json_array_size(r.items), count);
    for (size_t i = 0; i < count; i++)
        assert_string_equal(reading_item_text(&r, i, "title"), input->titles[i]);
    reading_close(&r);
}

static void test_titles(void **state)
{
    static const size_t pieces[] = {0, 1, 2, 3, 7, 64};

    (void)state;
    for (size_t i = 0; i < sizeof(inputs) / sizeof(inputs[0]); i++)
        for (size_t k = 0; k < sizeof(pieces) / sizeof(pieces[0]); k++)
            input_check(&inputs[i], pieces[k]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_titles)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
