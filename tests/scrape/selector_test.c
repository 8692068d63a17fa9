#include "aggregator/scrape/selector.h"

#include "tests/support/test.h"

#include <libxml/HTMLparser.h>
#include <libxml/xpath.h>

/* Every element has the id that the rows name it by. */
static const char page_text[] =
    "<html id=html><body id=body>"
    "<div id=d1 class='Teaser  wide' lang=en-GB><h2 id=h1>One</h2><a id=a1 "
    "href='/news/1.html'>x</a>"
    "<p id=p1>text</p><p id=p2 class=lead></p></div>"
    "<div id=d2 class=teaserlike><h2 id=h2 title=\"it's\">Two</h2><a id=a2 href='/ads/2.pdf'>y</a>"
    "<span id=s1><a id=a3 rel='nofollow next'>z</a></span></div>"
    "<ul id=u><li id=l1><li id=l2><li id=l3><li id=l4><li id=l5></ul>"
    "</body></html>";

static const struct {
    const char *selector, *ids; /* the elements that it finds, in order */
} rows[] = {
    {"h2", "h1 h2"},
    {"H2", "h1 h2"},
    {"*.lead", "p2"},
    {".Teaser", "d1"},
    {".teaser", ""},
    {".Teaser.wide", "d1"},
    {"#d2", "d2"},
    {"div#d2.teaserlike", "d2"},
    {"div h2, p.lead", "h1 p2 h2"},
    {"body a", "a1 a2 a3"},
    {"div > a", "a1 a2"},
    {"div>a", "a1 a2"},
    {"h2 + a", "a1 a2"},
    {"h2 + p", ""},
    {"h2 ~ p", "p1 p2"},
    {"[href]", "a1 a2"},
    {"a[href='/ads/2.pdf']", "a2"},
    {"a[href^=\"/news\"]", "a1"},
    {"a[href$=pdf]", "a2"},
    {"a[href*=ews]", "a1"},
    {"a[href*='']", ""},
    {"a[rel~=next]", "a3"},
    {"a[rel~=nex]", ""},
    {"div[lang|=en]", "d1"},
    {"[ title = \"it's\" ]", "h2"},
    {"li:first-child", "l1"},
    {"li:last-child", "l5"},
    {"li:nth-child(2)", "l2"},
    {"li:nth-child(odd)", "l1 l3 l5"},
    {"li:nth-child(even)", "l2 l4"},
    {"li:nth-child( 3n + 1 )", "l1 l4"},
    {"li:nth-child(-n+2)", "l1 l2"},
    {"li:nth-child(n+4)", "l4 l5"},
    {"li:nth-child(2n-1)", "l1 l3 l5"},
    {"li:nth-last-child(2)", "l4"},
    {"p:first-of-type", "p1"},
    {"p:last-of-type", "p2"},
    {"p:nth-of-type(2)", "p2"},
    {"p:nth-child(2)", ""},
    {"span a:only-child", "a3"},
    {"h2:only-of-type", "h1 h2"},
    {"p:empty", "p2"},
    {":root", "html"},
    {"div:not(.Teaser)", "d2"},
    {"a:not([rel]):not(#a2)", "a1"},
    {"a:not([rel], #a2)", "a1"},
    {"div:has(span)", "d2"},
    {"div:has(> a[href$=html])", "d1"},
    {"div:has(p:not(.lead) + p)", "d1"},
    {"body:has(> h2, span)", "body"}, /* ">" is of its own selector only */
    {"body:has(> h2, > span)", ""},
    {"div:has(li, >span)", "d2"},
    {"  div\t>\n a  ", "a1 a2"},
    {"//div/a", "a1 a2"},
    {"(//li)[last()]", "l5"},
    {"./html/body/ul/li[position() mod 2 = 0]", "l2 l4"},
    {"xpath:descendant::a[contains(@href, \"news\")]", "a1"},
};

static const struct {
    const char *selector, *value;
} values[] = {
    {"a::attr(href)", "/news/1.html"},       {"#h1::text", "One"}, {"//h2[2]", ""},
    {"xpath:concat('p', count(//p))", "p2"}, {"@id", ""},
};

static const struct {
    enum scrape_part part;
    const char *selector;
    size_t at;
    const char *error;
} mistakes[] = {
    {SCRAPE_TITLE, "a:hover", 1, ":hover is not known; an XPath expression can say more"},
    {SCRAPE_TITLE, "a::before", 1, "an unknown pseudo-element, expected ::attr(name) or ::text"},
    {SCRAPE_TITLE, "a::attr(x) b", 11, "\"b\", expected a combinator or the end"},
    {SCRAPE_TITLE, "a:not(b::text)", 7, "no closing parenthesis"},
    {SCRAPE_TITLE, "a >", 3, "nothing, expected a selector"},
    {SCRAPE_TITLE, "a,,b", 2, "nothing, expected a selector"},
    {SCRAPE_TITLE, "> a", 0, "\">\", expected a selector"},
    {SCRAPE_TITLE, "a[", 2, "no attribute, expected its name"},
    {SCRAPE_TITLE, "a[b!=c]", 3, "no operator, expected one of = ~= |= ^= $= *="},
    {SCRAPE_TITLE, "a[b='c]", 4, "a text without its closing quote"},
    {SCRAPE_TITLE, "a[b=c", 5, "an attribute that is not closed, expected ]"},
    {SCRAPE_TITLE, "a[b=c i]", 6, "an attribute that is not closed, expected ]"},
    {SCRAPE_TITLE, "a.", 2, "no name after ."},
    {SCRAPE_TITLE, "#1", 1, "no name after #"},
    {SCRAPE_TITLE, "svg|a", 3, "a namespace, which HTML does not have"},
    {SCRAPE_TITLE, ":nth-of-type(1)", 12, ":nth-of-type without an element's name before it"},
    {SCRAPE_TITLE, "a:nth-child(x)", 12,
     "no place, expected a number, odd, even or a form such as 3n+1"},
    {SCRAPE_TITLE, "a)", 1, "\")\", expected a combinator or the end"},
    {SCRAPE_TITLE, "//a[", 4, "XPath: not an expression"},
    {SCRAPE_TITLE, "//a[b()]", 4, "XPath: b() is not a function of XPath 1.0"},
    {SCRAPE_TITLE, "//a[$b]", 5, "XPath: a variable, which has no value here"},
    {SCRAPE_TITLE, "//b:a", 2, "XPath: a namespace, which HTML does not have"},
    {SCRAPE_ITEM, "xpath:count(//a)", 6, "XPath: a value, expected elements"},
    {SCRAPE_TITLE, "xpath:", 6, "XPath: not an expression"},
};

static struct arena arena;

static int set_up(void **state)
{
    (void)state;
    arena_init(&arena, 1 << 20);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

static htmlDocPtr page_make(void)
{
    htmlDocPtr page = htmlReadMemory(page_text, (int)strlen(page_text), NULL, "UTF-8",
                                     HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING);

    assert_non_null(page);
    return page;
}

static xmlXPathObjectPtr result_of(const char *selector, xmlXPathContextPtr context)
{
    struct error err = {.code = ERR_NONE};
    xmlXPathObjectPtr result;
    const char *path = NULL;
    size_t at;

    if (selector_compile(&path, &at, &arena, SCRAPE_TITLE, selector, &err) != 0)
        fail_msg("%s: %s", selector, err.text);
    context->node = (xmlNodePtr)(void *)context->doc;
    result = xmlXPathEvalExpression((const xmlChar *)path, context);
    assert_non_null(result);
    return result;
}

static void ids_write(char ret[128], xmlXPathObjectPtr result)
{
    ret[0] = '\0';
    for (int i = 0; result->nodesetval != NULL && i < result->nodesetval->nodeNr; i++) {
        xmlChar *id = xmlGetProp(result->nodesetval->nodeTab[i], (const xmlChar *)"id");

        snprintf(ret + strlen(ret), 128 - strlen(ret), "%s%s", i > 0 ? " " : "",
                 id != NULL ? (const char *)id : "?");
        xmlFree(id);
    }
}

static void test_what_it_finds(void **state)
{
    htmlDocPtr page = page_make();
    xmlXPathContextPtr context = xmlXPathNewContext(page);

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        xmlXPathObjectPtr result = result_of(rows[i].selector, context);
        char ids[128];

        ids_write(ids, result);
        if (strcmp(ids, rows[i].ids) != 0)
            fail_msg("%s: found \"%s\", expected \"%s\"", rows[i].selector, ids, rows[i].ids);
        xmlXPathFreeObject(result);
    }
    xmlXPathFreeContext(context);
    xmlFreeDoc(page);
}

static void test_values(void **state)
{
    htmlDocPtr page = page_make();
    xmlXPathContextPtr context = xmlXPathNewContext(page);

    (void)state;
    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
        xmlXPathObjectPtr result = result_of(values[i].selector, context);
        xmlChar *value = xmlXPathCastToString(result);

        assert_string_equal((const char *)value, values[i].value);
        xmlFree(value);
        xmlXPathFreeObject(result);
    }
    xmlXPathFreeContext(context);
    xmlFreeDoc(page);
}

/* A value with quotes in it is still one value, and no way into the expression. */
static void test_quotes(void **state)
{
    struct error err;
    const char *path;
    size_t at;

    (void)state;
    assert_int_equal(
        selector_compile(&path, &at, &arena, SCRAPE_TITLE, "a[b=\"x'] | //*['\"]", &err), 0);
    assert_string_equal(path, "descendant-or-self::*[self::a][@b=\"x'] | //*['\"]");
}

static void test_mistakes(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(mistakes) / sizeof(mistakes[0]); i++) {
        struct error err = {.code = ERR_NONE};
        const char *path;
        size_t at;

        if (selector_compile(&path, &at, &arena, mistakes[i].part, mistakes[i].selector, &err) !=
                ERR_SYNTAX ||
            at != mistakes[i].at || strcmp(err.text, mistakes[i].error) != 0)
            fail_msg("%s: at %zu \"%s\", expected at %zu \"%s\"", mistakes[i].selector, at,
                     err.text, mistakes[i].at, mistakes[i].error);
    }
}

static void test_limits(void **state)
{
    static char text[SELECTOR_BYTES_MAX + 2];
    struct error err;
    const char *path;
    size_t at;

    (void)state;
    memset(text, 'a', sizeof(text) - 1);
    assert_int_equal(selector_compile(&path, &at, &arena, SCRAPE_TITLE, text, &err), ERR_SYNTAX);
    for (size_t i = 0; i < SELECTOR_BYTES_MAX; i += 2)
        memcpy(text + i, ".b", 2);
    text[SELECTOR_BYTES_MAX] = '\0';
    assert_int_equal(selector_compile(&path, &at, &arena, SCRAPE_TITLE, text, &err), ERR_SYNTAX);
    assert_string_equal(err.text, "a selector that is too long");
    text[0] = '\0';
    for (int i = 0; i < 20; i++)
        strcat(text, ":has(");
    assert_int_equal(selector_compile(&path, &at, &arena, SCRAPE_TITLE, text, &err), ERR_SYNTAX);
    assert_string_equal(err.text, "parentheses more than 8 deep");
}

#define scrape_case(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        scrape_case(test_what_it_finds), scrape_case(test_values), scrape_case(test_quotes),
        scrape_case(test_mistakes),      scrape_case(test_limits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
