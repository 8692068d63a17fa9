/* Broken documents: what is repaired, the repaired text, and that libxml2 alone does worse. */
#include "aggregator/parse/repair.h"
#include "tests/parse/reading.h"

#include <libxml/parser.h>

static const struct {
    const char *name, *broken, *mended;
} rows[] = {
    {"sound", "<r a=\"1\">x &amp; y<b/></r>", "<r a=\"1\">x &amp; y<b/></r>"},
    {"declaration, comment, instruction",
     "<?xml version='1.0'?><!-- c --><r>a<!-- < -->b<?p q?></r>", "<r>ab</r>"},
    {"junk around", "junk & more <r>x</r> tail", "<r>x tail</r>"},
    {"bare ampersand", "<r>a & b &c d&&</r>", "<r>a &amp; b &amp;c d&amp;&amp;</r>"},
    {"entities of HTML", "<r>&nbsp;&eacute;&nonsense;</r>", "<r>\xC2\xA0é&amp;nonsense;</r>"},
    {"numbers", "<r>&#150;&#x2014;&#38;&#60;&#1;&#xD800;</r>", "<r>–—&amp;&lt;</r>"},
    {"bare less-than", "<r>1 < 2 <3</r>", "<r>1 &lt; 2 &lt;3</r>"},
    {"unclosed", "<r><a><b>x</a>y</r>", "<r><a><b>x</b></a>y</r>"},
    {"misnested", "<r><b><i>x</b></i></r>", "<r><b><i>x</i></b></r>"},
    {"stray end", "<r>x</q></r>", "<r>x</r>"},
    {"cut in a tag", "<r><a>x<b hr", "<r><a>x<?headwater-cut?></a></r>"},
    {"unquoted and bare attributes", "<r><a b=c d e='f\"g'>x</a></r>",
     "<r><a b=\"c\" d=\"d\" e=\"f&quot;g\">x</a></r>"},
    {"attribute twice", "<r a='1' a='2'/>", "<r a=\"1\"></r>"},
    {"unclosed quote", "<r><a href=\"x>y</a><b c=\"d\"/></r>",
     "<r><a href=\"x\">y</a><b c=\"d\"/></r>"},
    {"less-than in a value", "<r a='b<c>'/>", "<r a=\"b&lt;c>\"></r>"},
    {"end of CDATA in text", "<r>a]]>b<![CDATA[x]]></r>", "<r>a]]&gt;b<![CDATA[x]]></r>"},
    {"entity of the document", "<!DOCTYPE r [<!ENTITY e 'v&#233;<'>]><r>&e;&e;</r>",
     "<r>vé&lt;vé&lt;</r>"},
    {"entities do not nest", "<!DOCTYPE r [<!ENTITY a 'x'><!ENTITY b '&a;&a;'>]><r>&b;</r>",
     "<r>&amp;a;&amp;a;</r>"},
    {"no external entity", "<!DOCTYPE r [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><r>&e;</r>",
     "<r>&amp;e;</r>"},
    {"text after the root", "<r>x</r><r>y</r>", "<r>x<r>y</r></r>"},
    {"item within item", "<rss><item><title>a<item><title>b</rss>",
     "<rss><item><title>a</title></item><item><title>b</title></item></rss>"},
};

static void mend(struct str *into, const char *text)
{
    struct reading source = {.bytes = text, .size = strlen(text)};
    const struct parse_request request = {.read = reading_piece, .read_context = &source};
    struct charset charset = {.read = NULL};
    struct parse_report report = {.counts = {0}};
    struct repair *repair = calloc(1, sizeof(*repair));
    char buffer[100];
    size_t got = 1;

    assert_non_null(repair);
    str_init(into, 1 << 20);
    assert_int_equal(charset_open(&charset, &request, &report, NULL), 0);
    assert_int_equal(repair_open(repair, &charset, &report, NULL), 0);
    while (got > 0) {
        assert_int_equal(repair_read(&got, repair, buffer, sizeof(buffer), NULL), 0);
        str_append_bytes(into, buffer, got);
    }
    repair_close(repair);
    charset_close(&charset);
    free(repair);
}

static void test_mended_text(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct str mended;

        mend(&mended, rows[i].broken);
        print_message("%s\n", rows[i].name);
        assert_string_equal(mended.text, rows[i].mended);
        str_release(&mended);
    }
}

static const char two_broken[] =
    "<rss version='2.0'><channel><item><title>One<link>http://a.org/1</link></item>"
    "<item><title>Two</title><link>http://a.org/2</link></item></channel></rss>";

/* libxml2's recovery nests the second item in the first; ours finds two. */
static void test_two_broken_items_stay_two(void **state)
{
    struct reading r = {.piece = 0};
    xmlDocPtr doc = xmlReadMemory(two_broken, (int)strlen(two_broken), NULL, NULL,
                                  XML_PARSE_RECOVER | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    const xmlNode *channel, *item;
    size_t beside = 0;

    (void)state;
    assert_non_null(doc);
    channel = xmlDocGetRootElement(doc)->children;
    for (item = channel->children; item != NULL; item = item->next)
        beside += item->type == XML_ELEMENT_NODE;
    assert_int_equal(beside, 1);
    xmlFreeDoc(doc);
    reading_open(&r, two_broken, strlen(two_broken));
    assert_int_equal(r.code, 0);
    assert_int_equal(json_array_size(r.items), 2);
    assert_string_equal(reading_item_text(&r, 0, "title"), "One");
    assert_string_equal(reading_item_text(&r, 0, "link"), "http://a.org/1");
    assert_string_equal(reading_item_text(&r, 1, "title"), "Two");
    reading_close(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mended_text),
        cmocka_unit_test(test_two_broken_items_stay_two),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
