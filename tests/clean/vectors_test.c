/* Ways to smuggle in a script: none may survive. The result contains exactly the tags we wrote, so
 * it is enough to check these. */
#include "aggregator/clean/clean.h"
#include "tests/support/test.h"

#include <stdbool.h>
#include <strings.h>

static const char *const vectors[] = {
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//x.org/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script\x0B>alert(1)</script>",
    "<script/x>alert(1)</script>",
    "<script>alert(1)",
    "<<script>alert(1);//<</script>",
    "<img src=x onerror=alert(1)>",
    "<img/src=x/onerror=alert(1)>",
    "<img src=x:alert(1) onerror=eval(src)>",
    "<img src='x'onerror='alert(1)'>",
    "<img src=\"x\" onerror\n=\n\"alert(1)\">",
    "<img \"\"\"><script>alert(1)</script>\">",
    "<img src=`x` onerror=`alert(1)`>",
    "<img src=\"javascript:alert(1)\">",
    "<a href=\"javascript:alert(1)\">x</a>",
    "<a href=\"JaVaScRiPt:alert(1)\">x</a>",
    "<a href=\" javascript:alert(1)\">x</a>",
    "<a href=\"\x01javascript:alert(1)\">x</a>",
    "<a href=\"java\tscript:alert(1)\">x</a>",
    "<a href=\"java\nscript:alert(1)\">x</a>",
    "<a href=\"java&#10;script:alert(1)\">x</a>",
    "<a href=\"java&Tab;script&colon;alert(1)\">x</a>",
    "<a href=\"&#106;&#97;&#118;&#97;script:alert(1)\">x</a>",
    "<a href=\"&#0000106avascript:alert(1)\">x</a>",
    "<a href=\"&#x6Aavascript:alert(1)\">x</a>",
    "<a href=\"javascript&#58;alert(1)\">x</a>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href=\"vbscript:msgbox(1)\">x</a>",
    "<a href=\"data:text/html,<script>alert(1)</script>\">x</a>",
    "<a href=\"data:text/html;base64,PHNjcmlwdD4=\">x</a>",
    "<a href=\"view-source:javascript:alert(1)\">x</a>",
    "<a href=\"livescript:alert(1)\">x</a>",
    "<a href=\"feed:javascript:alert(1)\" onclick=x>x</a>",
    "<a href=x onmouseover=alert(1)>x</a>",
    "<a href=\"x\"onmouseover=\"alert(1)\">x</a>",
    "<a/onmouseover=alert(1)>x</a>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc=\"<script>alert(1)</script>\">",
    "<object data=javascript:alert(1)></object>",
    "<embed src=javascript:alert(1)>",
    "<applet code=x></applet>",
    "<form action=javascript:alert(1)><input type=submit></form>",
    "<button formaction=javascript:alert(1)>x</button>",
    "<isindex action=javascript:alert(1) type=image>",
    "<base href=javascript:alert(1)//>",
    "<link rel=stylesheet href=javascript:alert(1)>",
    "<meta http-equiv=refresh content=\"0;url=javascript:alert(1)\">",
    "<style>@import 'javascript:alert(1)';</style>",
    "<style>body{background:url(javascript:alert(1))}",
    "<div style=\"background:url(javascript:alert(1))\">x</div>",
    "<div style=\"width: expression(alert(1))\">x</div>",
    "<div style=\"width: exp/**/ression(alert(1))\">x</div>",
    "<div style=\"width: \\65xpression(alert(1))\">x</div>",
    "<div style=\"behavior:url(x.htc)\">x</div>",
    "<div style=\"-moz-binding:url(x.xml#x)\">x</div>",
    "<div style=\"color: red\\\";x: y\">x</div>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href=javascript:alert(1)><text>x</text></a></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x>",
    "<svg><style><img src=x onerror=alert(1)></style>",
    "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">",
    "<math><mi xlink:href=javascript:alert(1)>x</mi></math>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<textarea><img title=\"</textarea><img src=x onerror=alert(1)>\">",
    "<title><a title=\"</title><img src=x onerror=alert(1)>\">",
    "<xmp><p title=\"</xmp><svg/onload=alert(1)>\">",
    "<noembed><img title=\"</noembed><img src onerror=alert(1)>\"></noembed>",
    "<template><script>alert(1)</script></template>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!--><script>alert(1)</script>",
    "<!--[if gte IE 4]><script>alert(1)</script><![endif]-->",
    "<!-- --!><img src=x onerror=alert(1)>",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<?xml version=\"1.0\"?><script>alert(1)</script>",
    "<? foo=\"><script>alert(1)</script>\">",
    "<! foo=\"><script>alert(1)</script>\">",
    "</ foo=\"><script>alert(1)</script>\">",
    "<video src=x onerror=alert(1)>",
    "<video><source onerror=alert(1)>",
    "<audio src=javascript:alert(1) autoplay>",
    "<video poster=javascript:alert(1)//>",
    "<details open ontoggle=alert(1)>x",
    "<body onload=alert(1)>",
    "<input autofocus onfocus=alert(1)>",
    "<select autofocus onfocus=alert(1)>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<table background=javascript:alert(1)><tr><td>x",
    "<img srcset=\"x,javascript:alert(1) 2x\">",
    "<img longdesc=javascript:alert(1) src=x>",
    "<q cite=javascript:alert(1)>x</q>",
    "<img dynsrc=javascript:alert(1) lowsrc=javascript:alert(1)>",
    "<bgsound src=javascript:alert(1)>",
    "<layer src=x></layer>",
    "<xml id=x><i><b>&lt;img src=x onerror=alert(1)&gt;</b></i></xml>",
    "<a href=\"x\" title=\"'><script>alert(1)</script>\">x</a>",
    "<a title='\"><img src=x onerror=alert(1)>'>x</a>",
    "<p title=\"`><img src=x onerror=alert(1)>\">x",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "%3Cscript%3Ealert(1)%3C/script%3E",
    "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "\xEF\xBC\x9Cscript\xEF\xBC\x9E",
    "<img src=x onerror=\"alert(1)\" <b>",
    "<a href='x' <b onclick=alert(1)>y</b>",
    "<div\nonclick=alert(1)\n>x</div>",
    "<b/alt=\"1\"onclick=alert(1)//>x</b>",
    /* Lazy-loaded content, and players. */
    "<img data-src=javascript:alert(1)>",
    "<img data-src=\"data:text/html,<script>alert(1)</script>\" src=x>",
    "<img data-src='x\" onerror=\"alert(1)'>",
    "<img data-srcset=\"javascript:alert(1) 1x\">",
    "<img data-srcset=\"x 1x\" data-src=\"java&Tab;script:alert(1)\">",
    "<video data-poster=javascript:alert(1)></video>",
    "<iframe data-src=javascript:alert(1)//youtube.com/embed/x></iframe>",
    "<iframe src=\"//youtube.com/embed/x&quot;onerror=alert(1)\"></iframe>",
    "<iframe src=//youtube.com/embed/x title='\"><script>alert(1)'></iframe>",
    "<iframe src=\"https://youtube.com/embed/x\" title=\"&lt;img src=x onerror=alert(1)&gt;\">",
    "<iframe src=\"https://player.e.org/\" title=\"<img src=x onerror=alert(1)>\"></iframe>",
    "<iframe src=\"https://javascript:alert(1)@youtube.com/embed/x\" srcdoc=x onload=alert(1)>",
    "<object data=\"javascript:alert(1)//video\"><embed src=\"data:video/x,y\"></object>",
    "<lite-youtube videoid=\"x'><script>alert(1)</script>\"></lite-youtube>",
    "<lite-youtube videoid=\"../../evil?\"></lite-youtube>",
    "<a href=x><iframe src=https://youtube.com/embed/x></iframe></a>",
    /* Pictures in data: addresses. */
    "<img src=\"data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+\">",
    "<img src=\"data:image/svg+xml,<svg onload=alert(1)>\">",
    "<img src=\"data:image/png,<svg onload=alert(1)>\">",
    "<img src=\"data:image/png;base64,iVBORw0KGgo=\" onerror=alert(1)>",
    "<img src='data:image/png;base64,iVBOR\"onerror=\"alert(1)'>",
    "<img src=\"data:image/png;charset=x;base64,iVBORw0KGgo=\">",
    "<img src=\"data:image/png;base64,iVBORw0KGgo=,<script>\">",
    "<img src=\"data:text/html;base64,PHNjcmlwdD4=\">",
    "<img src=\"data&colon;image/svg+xml;base64,PHN2Zz4=\">",
    "<img srcset=\"data:image/svg+xml;base64,PHN2Zz4= 1x\">",
    "<a href=\"data:image/png;base64,iVBORw0KGgo=\">x</a>",
    "<video poster=\"data:image/svg+xml;base64,PHN2Zz4=\"></video>",
    "<source src=\"data:image/png;base64,iVBORw0KGgo=\">",
    /* Ids that collide with others, and names that scripts look up. */
    "<a href=#x id=x>x</a><p id=x>y</p><a name=x>z</a>",
    "<a href=#location>x</a><p id=location>x</p><img name=location src=x>",
    "<a href=\"#x&quot;onclick=alert(1)\">x</a><p id='x\"onclick=alert(1)'>x</p>",
    "<a href=\"#<script>\">x</a><p id=\"<script>\">x</p>",
    "<a href=\" #javascript:alert(1)\" id=a>x</a>",
    "<p id=note-00000000-x>x</p><a href=#note-00000000-x>x</a>",
    /* Hidden elements with a misleading end. */
    "<div hidden><p title=\"</div><img src=x onerror=alert(1)>\">x",
    "<div style=display:none><style></div><img src=x onerror=alert(1)></style>",
    "<template><p title=\"</template><img src=x onerror=alert(1)>\">x",
    "<x-y hidden><svg></x-y><script>alert(1)</script>",
    "<picture><source srcset=javascript:alert(1)><img src=javascript:alert(1)></picture>x",
    "<svg style=\"display:none\"><p><style><!--</style><img src=x onerror=alert(1)>-->",
    "<noscript><img src=x></noscript><img src=x onerror=alert(1)><noscript><p title=\"</noscript>",
};

static bool is_allowed_tag(const char *name, size_t length)
{
    static const char *const never[] = {
        "script", "style",  "iframe",   "object",   "embed",    "applet", "form",    "input",
        "button", "select", "link",     "meta",     "base",     "svg",    "math",    "title",
        "xml",    "body",   "template", "noscript", "textarea", "xmp",    "bgsound", "layer"};

    for (size_t i = 0; i < sizeof(never) / sizeof(never[0]); i++)
        if (strlen(never[i]) == length && strncasecmp(never[i], name, length) == 0)
            return false;
    return true;
}

static bool has(const char *tag, size_t length, const char *word)
{
    const size_t word_length = strlen(word);

    for (size_t i = 0; i + word_length <= length; i++)
        if (strncasecmp(tag + i, word, word_length) == 0)
            return true;
    return false;
}

/* The only data: addresses allowed are base64 pictures of formats that cannot contain a script. */
static bool has_other_data(const char *tag, size_t length)
{
    static const char *const kinds[] = {"png;", "jpeg;", "jpg;", "gif;", "webp;", "avif;", "bmp;"};

    for (size_t i = 0; i + 6 < length; i++) {
        bool known = false;

        if (strncasecmp(tag + i, "=\"data:", 7) != 0)
            continue;
        if (strncasecmp(tag, "img ", 4) != 0 || strncasecmp(tag + i - 4, " src", 4) != 0 ||
            strncasecmp(tag + i + 7, "image/", 6) != 0)
            return true;
        for (size_t j = 0; j < sizeof(kinds) / sizeof(kinds[0]); j++)
            known |= strncasecmp(tag + i + 13, kinds[j], strlen(kinds[j])) == 0 &&
                     strncasecmp(tag + i + 13 + strlen(kinds[j]), "base64,", 7) == 0;
        if (!known)
            return true;
    }
    return false;
}

/* Every id must have our prefix, which no page uses. */
static bool has_other_id(const char *tag, size_t length)
{
    for (size_t i = 0; i + 6 < length; i++)
        if (strncasecmp(tag + i, " id=\"", 5) == 0 && strncmp(tag + i + 5, "note-", 5) != 0)
            return true;
    return has(tag, length, " name=\"") || has(tag, length, " class=\"");
}

/* Quoted values are not markup: only the attribute names remain. */
static void tag_check(const char *tag, size_t length)
{
    bool quoted = false;

    assert_true(is_allowed_tag(tag + (tag[0] == '/'), strcspn(tag + (tag[0] == '/'), " >")));
    for (size_t i = 0; i < length; i++) {
        if (tag[i] == '"')
            quoted = !quoted;
        assert_true(quoted || strncasecmp(tag + i, " on", 3) != 0);
        assert_true(tag[i] != '<' && tag[i] != '`');
    }
    assert_false(quoted);
    assert_false(has(tag, length, "=\"javascript") || has(tag, length, "=\"vbscript") ||
                 has_other_data(tag, length) || has_other_id(tag, length) ||
                 has(tag, length, "expression(") || has(tag, length, "url(") ||
                 has(tag, length, "behavior") || has(tag, length, "binding") ||
                 has(tag, length, "srcdoc"));
}

static size_t tag_length(const char *tag)
{
    bool quoted = false;
    size_t i = 0;

    for (; tag[i] != '\0' && (quoted || tag[i] != '>'); i++)
        if (tag[i] == '"')
            quoted = !quoted;
    assert_int_equal(tag[i], '>');
    return i;
}

static void test_vectors(void **state)
{
    struct arena arena;

    (void)state;
    arena_init(&arena, 1 << 20);
    for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
        const char *cleaned = clean_html(&arena, vectors[i], "http://e.org/");

        print_message("%s\n    %s\n", vectors[i], cleaned);
        for (const char *at = strchr(cleaned, '<'); at != NULL; at = strchr(at + 1, '<'))
            tag_check(at + 1, tag_length(at + 1));
        assert_string_equal(clean_html(&arena, cleaned, "http://e.org/"), cleaned);
    }
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_vectors)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
