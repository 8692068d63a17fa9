/* What an item inherits from its feed, from its neighbours, and from accompanying elements. */
#include "aggregator/base/str.h"
#include "tests/parse/reading.h"

#define SPACES                                                                                     \
    "xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:content='http://purl.org/rss/1.0/modules/"  \
    "content/' xmlns:media='http://search.yahoo.com/mrss/' "                                       \
    "xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd'"
#define CHANNEL(text) "<rss version='2.0' " SPACES "><channel>" text "</channel></rss>"
#define ITEM(text)    CHANNEL("<item>" text "</item>")
#define FEED(text)    "<feed xmlns='http://www.w3.org/2005/Atom' " SPACES ">" text "</feed>"
#define ENTRY(text)   FEED("<entry>" text "</entry>")
#define JSON(members, item)                                                                        \
    "{\"version\":\"https://jsonfeed.org/version/1.1\"," members "\"items\":[{\"id\":\"1\"," item  \
    "}]}"

/* The authors of the first item, as "name|email|url" with a semicolon after each. */
static const struct {
    const char *name, *document, *authors;
} people[] = {
    {"the feed's", FEED("<author><name>Ada</name></author><entry><id>1</id></entry>"), "Ada||;"},
    {"the item's before the feed's",
     FEED("<author><name>Ada</name></author><entry><author><name>Bo</name></author></entry>"),
     "Bo||;"},
    {"the source's before the feed's",
     FEED("<author><name>Ada</name></author><entry><source><author><name>Cy</name></author>"
          "<author><name>Di</name><email>di@e.org</email></author></source></entry>"),
     "Cy||;Di|di@e.org|;"},
    {"the item's before the source's",
     ENTRY("<source><author><name>Cy</name></author></source><author><name>Bo</name></author>"),
     "Bo||;"},
    {"a source that names nobody",
     FEED("<author><name>Ada</name></author><entry><source><author><name/></author></source>"
          "</entry>"),
     "Ada||;"},
    {"an author without a name gives way",
     FEED("<author><name>Ada</name></author><entry><author><name> </name><uri>http://e.org/</uri>"
          "</author></entry>"),
     "Ada||;"},
    {"and stays where there is no other", ENTRY("<author><uri>http://e.org/</uri></author>"),
     "||http://e.org/;"},
    {"the managing editor",
     CHANNEL("<managingEditor>ed@e.org (Ed)</managingEditor><item><guid>1</guid></item>"),
     "Ed|ed@e.org|;"},
    {"the podcast's", CHANNEL("<itunes:author>Pod</itunes:author><item><guid>1</guid></item>"),
     "Pod||;"},
    {"dc:creator before the channel's",
     CHANNEL("<managingEditor>Ed</managingEditor><item><dc:creator>Bo</dc:creator></item>"),
     "Bo||;"},
    {"several creators", ITEM("<dc:creator>Bo</dc:creator><dc:creator>Cy</dc:creator>"),
     "Bo||;Cy||;"},
    {"twice, the address first", ITEM("<author>bo@e.org (Bo)</author><dc:creator>bo</dc:creator>"),
     "Bo|bo@e.org|;"},
    {"twice, the address last", ITEM("<dc:creator>Bo</dc:creator><author>bo@e.org (Bo)</author>"),
     "Bo|bo@e.org|;"},
    {"two of one name", ITEM("<author>a@e.org (Bo)</author><author>b@e.org (Bo)</author>"),
     "Bo|a@e.org|;Bo|b@e.org|;"},
    {"an item of another channel's author", CHANNEL("<item><guid>1</guid></item>"), ""},
    {"json: of the feed", JSON("\"authors\":[{\"name\":\"Ada\"}],", "\"title\":\"t\""), "Ada||;"},
    {"json: an object", JSON("", "\"authors\":{\"name\":\"Bo\",\"url\":\"http://e.org/\"}"),
     "Bo||http://e.org/;"},
    {"json: a string", JSON("", "\"author\":\"Bo\""), "Bo||;"},
    {"json: strings", JSON("", "\"authors\":[\"Bo\",\"cy@e.org\"]"), "Bo||;|cy@e.org|;"},
    {"json: of 1.0", JSON("\"author\":{\"name\":\"Ada\"},", "\"author\":{\"name\":\"Bo\"}"),
     "Bo||;"},
    {"json: an empty list beside it",
     JSON("\"author\":{\"name\":\"Ada\"},\"authors\":[],", "\"authors\":[],\"title\":\"t\""),
     "Ada||;"},
    {"json: twice", JSON("", "\"authors\":[{\"name\":\"Bo\"},{\"name\":\"Bo\"}]"), "Bo||;"},
    {"in markup", ITEM("<author><b>Ada</b> Lovelace</author>"), "Ada Lovelace||;"},
    {"in markup with an address", ITEM("<author><p>ada@e.org (<i>Ada</i>)</p></author>"),
     "Ada|ada@e.org|;"},
    {"the editor in markup",
     CHANNEL("<managingEditor><p>Ed</p></managingEditor><item><guid>1</guid></item>"), "Ed||;"},
    {"beside something else", ENTRY("<author><name>Bo</name><logo>x</logo></author>"), "Bo||;"},
    {"somebody's own element is no markup", ENTRY("<author><logo>x</logo></author>"), ""},
    {"json: no author", JSON("", "\"authors\":[7,null,{\"name\":\"\"}]"), ""},
};

/* The categories of the first item, as "term|scheme|label" with a semicolon after each. */
static const struct {
    const char *name, *document, *categories;
} categories[] = {
    {"in markup",
     ITEM("<category domain='d'><p>Sea</p></category><category><b>Air</b> mail"
          "</category>"),
     "Sea|d|;Air mail||;"},
    {"blank ones", ITEM("<category> </category><category domain=' '/>"), ""},
    {"blank terms", ENTRY("<category term=' '/><category term=' sea ' label=' Sea '/>"),
     "sea||Sea;"},
    {"of an enclosure",
     ITEM("<category>Sea</category><enclosure url='http://e.org/1'>"
          "<media:category>Air</media:category></enclosure>"),
     "Sea||;"},
    {"json", JSON("", "\"tags\":[\" sea\",\" \",\"\",7,\"sea\",\"air\\n\"]"), "sea||;air||;"},
};

static void list_write(struct str *into, const json_t *list, const char *const names[3])
{
    for (size_t i = 0; i < json_array_size(list); i++)
        for (size_t k = 0; k < 3; k++) {
            const json_t *member = json_object_get(json_array_get(list, i), names[k]);

            str_append(into, member != NULL ? json_string_value(member) : "");
            str_append_char(into, k < 2 ? '|' : ';');
        }
}

static void list_check(const char *name, const char *document, const char *list,
                       const char *const names[3], const char *value)
{
    struct reading r = {.piece = 0};
    struct str text;

    print_message("%s\n", name);
    str_init(&text, 4096);
    str_append(&text, "");
    reading_open(&r, document, strlen(document));
    assert_int_equal(r.code, 0);
    list_write(&text, json_object_get(json_array_get(r.items, 0), list), names);
    assert_string_equal(text.text != NULL ? text.text : "", value);
    reading_close(&r);
    str_release(&text);
}

static void test_people(void **state)
{
    static const char *const names[3] = {"name", "email", "url"};

    (void)state;
    for (size_t i = 0; i < sizeof(people) / sizeof(people[0]); i++)
        list_check(people[i].name, people[i].document, "authors", names, people[i].authors);
}

static void test_categories(void **state)
{
    static const char *const names[3] = {"term", "scheme", "label"};

    (void)state;
    for (size_t i = 0; i < sizeof(categories) / sizeof(categories[0]); i++)
        list_check(categories[i].name, categories[i].document, "categories", names,
                   categories[i].categories);
}

static const struct {
    const char *name, *document, *member, *value;
} members[] = {
    {"link beside another address", ITEM("<link uri='at://x/1'>http://e.org/1</link>"), "link",
     "http://e.org/1"},
    {"link beside a blank address", ITEM("<link href=' '>http://e.org/1</link>"), "link",
     "http://e.org/1"},
    {"link in an attribute of another name", ITEM("<link uri='http://e.org/1'/>"), "link",
     "http://e.org/1"},
    {"link of another kind with its text", ITEM("<link rel='via'>http://e.org/1</link>"), "link",
     ""},
    {"links within each other", ITEM("<link><link>http://e.org/1</link></link>"), "link",
     "http://e.org/1"},
    {"comments counted", ITEM("<comments>12</comments>"), "comments", ""},
    {"comments in words", ITEM("<comments>No comments yet</comments>"), "comments", ""},
    {"comments in a word", ITEM("<comments>n/a</comments>"), "comments", ""},
    {"comments by mail", ITEM("<comments>mailto:a@e.org?subject=b</comments>"), "comments", ""},
    {"comments by a path", ITEM("<comments>/1#c</comments>"), "comments", "http://127.0.0.1/1#c"},
    {"comments by a script", ITEM("<comments>c.php?id=1</comments>"), "comments",
     "http://127.0.0.1/c.php?id=1"},
    {"comments beyond a base",
     CHANNEL("<item xml:base='http://e.org/posts/'><comments>7/talk</comments></item>"), "comments",
     "http://e.org/posts/7/talk"},
    {"comments of so many", ITEM("<comments>12/150</comments>"), "comments", ""},
    {"comments on a page of replies",
     ENTRY("<link rel='replies' type='application/atom+xml' href='http://e.org/1.atom'/>"
           "<link rel='replies' type='text/html' href='http://e.org/1.html#talk'/>"),
     "comments", "http://e.org/1.html#talk"},
    {"comments of no told type", ENTRY("<link rel='replies' href='http://e.org/1'/>"), "comments",
     ""},
    {"comments of its own",
     ITEM("<comments>http://e.org/1</comments><link xmlns='http://www.w3.org/2005/Atom' "
          "rel='replies' type='text/html' href='http://e.org/2'/>"),
     "comments", "http://e.org/1"},
    {"id seen from a base", ENTRY("<id xml:base='http://e.org/notes/'>2026/7</id>"), "id",
     "http://e.org/notes/2026/7"},
    {"id of a name beside a base", ENTRY("<id xml:base='http://e.org/notes/'>note-7</id>"), "id",
     "note-7"},
    {"id of two parts without a base", ENTRY("<id>2026/7</id>"), "id", "2026/7"},
    {"id that is a path is the link", ITEM("<guid>/2026/7</guid>"), "link",
     "http://127.0.0.1/2026/7"},
    {"date in markup", ITEM("<pubDate><b>2026-06-05</b></pubDate>"), "published",
     "2026-06-05T00:00:00Z"},
    {"language with a low line", ITEM("<dc:language>pt_BR</dc:language>"), "language", "pt-BR"},
    {"language with a low line, of the feed",
     CHANNEL("<language>pt_BR</language><item><guid>1</guid></item>"), "language", "pt-BR"},
    {"language with a low line, of JSON", JSON("", "\"language\":\"pt_BR\""), "language", "pt-BR"},
    {"title of an enclosed file",
     ITEM("<enclosure url='http://e.org/1'><media:title>a</media:title><media:description>b"
          "</media:description></enclosure>"),
     "title", ""},
    {"summary of an enclosed file",
     ITEM("<enclosure url='http://e.org/1'><media:title>a</media:title><media:description>b"
          "</media:description></enclosure>"),
     "summary", ""},
    {"id within an element", ITEM("<guid><b>urn:1</b></guid>"), "id", "urn:1"},
    {"id around an element", ITEM("<guid>urn:<b><i>1</i></b>2</guid>"), "id", "urn:12"},
    {"id as a link", ITEM("<guid>&lt;a href='x'&gt; http://e.org/1&lt;/a&gt;</guid>"), "id",
     "http://e.org/1"},
    {"id of markup alone", ITEM("<guid>&lt;img src='1'&gt;</guid>"), "id", "<img src='1'>"},
    {"id with a sign", ITEM("<guid>a&lt;b&gt;1 &lt; 2</guid>"), "id", "a1 < 2"},
    {"title with a picture", ITEM("<title>&lt;img src=\"x\"&gt; Boat</title>"), "title_kind",
     "html"},
    {"title about a picture", ITEM("<title>The &lt;img&gt; tag</title>"), "title_kind", ""},
    {"title of no known type", ENTRY("<title type='markdown'>test</title>"), "title", "test"},
    {"title of a made up media type", ENTRY("<title type='x/y'>Hello you</title>"), "title",
     "Hello you"},
    {"title of bytes", ENTRY("<title type='x/y'>SGVsbG8gd29ybGQ=</title>"), "title", "Hello world"},
    {"content of bytes that are no text", ENTRY("<content type='image/png'>iVBORw0KGgo=</content>"),
     "content", ""},
    {"show notes stay",
     ITEM("<description>&lt;p&gt;Notes&lt;/p&gt;</description>"
          "<itunes:summary>A blurb.</itunes:summary>"),
     "content", ""},
    {"show notes stay, in the other order",
     ITEM("<itunes:summary>A blurb.</itunes:summary><description>&lt;p&gt;Notes&lt;/p&gt;"
          "</description>"),
     "content", ""},
    {"show notes are the summary",
     ITEM("<itunes:summary>A blurb.</itunes:summary><description>&lt;p&gt;Notes&lt;/p&gt;"
          "</description>"),
     "summary", "<p>Notes</p>"},
    {"a summary that says more",
     ITEM("<description>In short.</description><itunes:summary>At length it is told."
          "</itunes:summary>"),
     "content", "At length it is told."},
    {"a summary alone", ITEM("<itunes:summary>A blurb.</itunes:summary>"), "summary", "A blurb."},
    {"lines of a film's description",
     ENTRY("<media:group><media:description>map&lt;int&gt;\n\n\n\na &amp; b</media:description>"
           "</media:group>"),
     "summary", "map&lt;int&gt;<br>\n<br>\na &amp; b"},
    {"told to be plain",
     ITEM("<media:description type='plain'>a &lt;i&gt;b&lt;/i&gt;"
          "</media:description>"),
     "summary", "a <i>b</i>"},
    {"told to be HTML",
     ITEM("<media:description type='html'>a\n&lt;i&gt;b"
          "</media:description>"),
     "summary", "a\n<i>b"},
    {"lines of plain Atom", ENTRY("<content type='text'>1 &lt; 2\nb</content>"), "content",
     "1 &lt; 2<br>\nb"},
    {"lines of plain JSON", JSON("", "\"content_text\":\"1 < 2\\r\\nb\""), "content",
     "1 &lt; 2<br>\nb"},
    {"one plain line", JSON("", "\"content_text\":\"1 < 2\""), "content", "1 < 2"},
    {"a date settled by a later one",
     CHANNEL("<item><pubDate>05/06/2026</pubDate></item><item><pubDate>25/05/2026</pubDate>"
             "</item>"),
     "published", "2026-06-05T00:00:00Z"},
    {"a date that nothing settles", ITEM("<guid>1</guid><pubDate>05/06/2026</pubDate>"),
     "published", ""},
    {"a zone settled by the language",
     CHANNEL("<language>hi</language><item><pubDate>2026-06-05 10:00 IST</pubDate></item>"),
     "published", "2026-06-05T04:30:00Z"},
    {"a zone settled by the site",
     CHANNEL("<link>http://e.org.il/</link><item><pubDate>2026-06-05 10:00 IST</pubDate></item>"),
     "published", "2026-06-05T08:00:00Z"},
    {"seconds in JSON", JSON("", "\"date_published\":1780653600"), "published",
     "2026-06-05T10:00:00Z"},
};

#define PICTURE(n) "<media:content url='http://e.org/" n "' medium='image'/>"
#define SAID(n, text)                                                                              \
    "<media:content url='http://e.org/" n "' type='image/png'>" text "</media:content>"
#define SIZED(n, w)    "<media:content url='http://e.org/" n "' width='" w "'/>"
#define SHOWN(n, alt)  "<figure><img src=\"http://e.org/" n "\" alt=\"" alt "\"></figure>"
#define DESCRIBED(alt) "<media:description>" alt "</media:description>"
#define TEXT           "<description>Text</description>"

static const struct {
    const char *name, *document, *member, *value;
} pictures[] = {
    {"all, below the text", ITEM(TEXT PICTURE("1") PICTURE("2")), "summary",
     "Text" SHOWN("1", "") SHOWN("2", "")},
    {"below the content",
     ITEM(TEXT "<content:encoded>Full</content:encoded>" PICTURE("1") PICTURE("2")), "content",
     "Full" SHOWN("1", "") SHOWN("2", "")},
    {"what one shows", ITEM(TEXT SAID("1", DESCRIBED("a &lt;b&gt; \"c\""))), "summary",
     "Text" SHOWN("1", "a &lt;b&gt; &quot;c&quot;")},
    {"what it shows is not the text", ITEM(SAID("1", DESCRIBED("a"))), "summary", ""},
    {"its title is not the item's", ITEM(SAID("1", "<media:title>a</media:title>")), "title", ""},
    {"description before title",
     ITEM(TEXT SAID("1", DESCRIBED("a") "<media:title>b</media:title>")), "summary",
     "Text" SHOWN("1", "a")},
    {"title before description",
     ITEM(TEXT SAID("1", "<media:title>b</media:title>" DESCRIBED("a"))), "summary",
     "Text" SHOWN("1", "a")},
    {"one that nothing is said of beside a text", ITEM(TEXT PICTURE("1")), "summary", "Text"},
    {"it is the thumbnail", ITEM(TEXT PICTURE("1")), "thumbnail", "http://e.org/1"},
    {"a text that has pictures",
     ITEM("<description>&lt;IMG src='x'&gt;</description>" PICTURE("1") PICTURE("2")), "summary",
     "<IMG src='x'>"},
    {"a picture alone", ITEM(PICTURE("1")), "content", SHOWN("1", "")},
    {"a picture alone says what it shows", ITEM(SAID("1", DESCRIBED("a"))), "content",
     "<figure><img src=\"http://e.org/1\" alt=\"a\"><figcaption>a</figcaption></figure>"},
    {"an enclosed picture alone",
     ITEM("<enclosure url='http://e.org/1' type='image/png' length='1'/>"), "content",
     SHOWN("1", "")},
    {"an enclosed picture beside a text",
     ITEM(TEXT "<enclosure url='http://e.org/1' type='image/png' length='1'/>"), "content", ""},
    {"sound alone", ITEM("<enclosure url='http://e.org/1' type='audio/mpeg'/>"), "content", ""},
    {"sizes of one",
     ITEM(SIZED("1.jpg?w=9", "9") SIZED("1.jpg?w=99", "99") SIZED("1.jpg?w=20", "20")), "content",
     SHOWN("1.jpg?w=99", "")},
    {"the largest is the thumbnail", ITEM(SIZED("1.jpg?w=9", "9") SIZED("1.jpg?w=99", "99")),
     "thumbnail", "http://e.org/1.jpg?w=99"},
    {"what the thumbnail shows", ITEM(TEXT SAID("1", DESCRIBED("a"))), "thumbnail_alt", "a"},
    {"what the picture shows that it is made of",
     ITEM(TEXT "<media:thumbnail url='http://e.org/s'/>" SAID("1", DESCRIBED("a"))),
     "thumbnail_alt", "a"},
    {"one of two pictures is not made of both",
     ITEM(TEXT "<media:thumbnail url='http://e.org/s'/>" SAID("1", DESCRIBED("a")) PICTURE("2")),
     "thumbnail_alt", ""},
    {"different ones of one script", ITEM(PICTURE("p?id=1") PICTURE("p?id=2")), "content",
     SHOWN("p?id=1", "") SHOWN("p?id=2", "")},
    {"a group is one",
     ITEM("<media:group>" PICTURE("1") PICTURE("2") "</media:group>" PICTURE("3")), "content",
     SHOWN("1", "") SHOWN("3", "")},
    {"of a group the preferred one",
     ITEM("<media:group>" SIZED("1.png", "90") "<media:content url='http://e.org/2.png' "
                                               "isDefault='true'/></media:group>"),
     "content", SHOWN("2.png", "")},
    {"no picture's address", ITEM("<media:content url='data:image/png;base64,AA' medium='image'/>"),
     "content", ""},
    {"json: an attached picture alone",
     JSON("", "\"attachments\":[{\"url\":\"http://e.org/1\",\"mime_type\":\"image/png\"}]"),
     "content", SHOWN("1", "")},
};

static void member_check(const char *name, const char *document, const char *member,
                         const char *value)
{
    struct reading r = {.piece = 0};

    print_message("%s\n", name);
    reading_open(&r, document, strlen(document));
    assert_int_equal(r.code, 0);
    assert_string_equal(reading_item_text(&r, 0, member), value);
    reading_close(&r);
}

static void test_members(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
        member_check(members[i].name, members[i].document, members[i].member, members[i].value);
}

static void test_pictures(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(pictures) / sizeof(pictures[0]); i++)
        member_check(pictures[i].name, pictures[i].document, pictures[i].member, pictures[i].value);
}

static void test_thumbnail_sizes(void **state)
{
    static const struct {
        const char *document;
        int width, height;
    } sizes[] = {
        {ITEM("<media:thumbnail url='t.png' width='120' height='90'/>"), 120, 90},
        {ITEM("<media:thumbnail url='t.png' width='12em' height='-9'/>"), 12, 0},
        {ITEM("<media:thumbnail url='t.png' width='99999999999999999999'/>"), 0, 0},
        {ITEM("<media:thumbnail url='t.png'/>"), 0, 0},
        {ITEM(TEXT "<media:content url='http://e.org/1' medium='image' width='64' height='48' "
                   "isDefault='true'/>"),
         64, 48},
        {ITEM(SIZED("1.jpg?w=9", "9") SIZED("1.jpg?w=99", "99")), 99, 0},
        {ITEM("<media:thumbnail url='http://e.org/1' width='5' height='4'/><media:content "
              "url='http://e.org/1' medium='image' width='64' height='48'/>"),
         5, 4},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        struct reading r = {.piece = 0};
        const json_t *item;

        reading_open(&r, sizes[i].document, strlen(sizes[i].document));
        item = json_array_get(r.items, 0);
        assert_int_equal(json_integer_value(json_object_get(item, "thumbnail_width")),
                         sizes[i].width);
        assert_int_equal(json_integer_value(json_object_get(item, "thumbnail_height")),
                         sizes[i].height);
        reading_close(&r);
    }
}

static void test_blank_enclosures(void **state)
{
    static const char document[] =
        ITEM("<enclosure url='' type='audio/mpeg' length='1'/><enclosure url=' '/><enclosure/>"
             "<media:content url='' medium='video'/><link rel='enclosure' href=''/>"
             "<enclosure url='a.mp3' type=' ' length=''/>");
    struct reading r = {.piece = 0};
    const json_t *list, *only;

    (void)state;
    reading_open(&r, document, strlen(document));
    list = json_object_get(json_array_get(r.items, 0), "enclosures");
    assert_int_equal(json_array_size(list), 1);
    only = json_array_get(list, 0);
    assert_string_equal(json_string_value(json_object_get(only, "url")), "http://127.0.0.1/a.mp3");
    assert_null(json_object_get(only, "type"));
    assert_null(json_object_get(only, "length"));
    reading_close(&r);
}

#define COUNTED "<enclosure url='http://count.example/1.mp3' type='audio/mpeg'/>"
#define ORIGIN                                                                                     \
    "<f:origEnclosureLink xmlns:f='http://rssnamespace.org/feedburner/ext/1.0'>http://e.org/1.mp3" \
    "</f:origEnclosureLink>"

/* The enclosures of the first item, by address. */
static const struct {
    const char *name, *document, *enclosures;
} enclosures[] = {
    {"where it was before", ITEM(COUNTED ORIGIN), "http://e.org/1.mp3|audio/mpeg|;"},
    {"where it was, told first", ITEM(ORIGIN COUNTED), "http://e.org/1.mp3|audio/mpeg|;"},
    {"where one of two was", ITEM(COUNTED ORIGIN "<enclosure url='http://e.org/2'/>"),
     "http://count.example/1.mp3|audio/mpeg|;http://e.org/2||;"},
    {"of the item before", CHANNEL("<item>" COUNTED "</item><item>" ORIGIN "</item>"),
     "http://count.example/1.mp3|audio/mpeg|;"},
    {"files beside the item",
     ITEM("<media:content url='http://e.org/1.pdf' type='application/pdf' fileSize='9'/>"
          "<media:content url='http://e.org/2' medium='document'/>"
          "<media:content url='http://e.org/3' type='text/html'/>"
          "<media:content url='http://e.org/4' type='application/x-shockwave-flash'/>"),
     "http://e.org/1.pdf|application/pdf|9;http://e.org/2||;"},
};

static void test_enclosures(void **state)
{
    static const char *const names[3] = {"url", "type", "length"};

    (void)state;
    for (size_t i = 0; i < sizeof(enclosures) / sizeof(enclosures[0]); i++)
        list_check(enclosures[i].name, enclosures[i].document, "enclosures", names,
                   enclosures[i].enclosures);
}

/* A thousand pictures are limited to fifty, and a link that spans items belongs to none. */
static void test_bounds(void **state)
{
    static const char across[] = CHANNEL("<link url='http://e.org/'><item><link url='/a'/></item>"
                                         "<item><guid>2</guid></item></link>");
    struct reading r = {.piece = 0};
    struct str many;

    (void)state;
    str_init(&many, 1 << 20);
    str_append(&many, "<rss><item>");
    for (int i = 0; i < 1000; i++)
        str_appendf(&many, "<media:content medium='image' url='http://e.org/%d'/>", i);
    str_append(&many, "</item></rss>");
    reading_open(&r, many.text, many.length);
    assert_int_equal(r.code, 0);
    assert_int_equal(strlen(reading_item_text(&r, 0, "content")),
                     10 * strlen(SHOWN("0", "")) + 40 * strlen(SHOWN("10", "")));
    reading_close(&r);
    str_release(&many);
    reading_open(&r, across, strlen(across));
    assert_int_equal(json_array_size(r.items), 2);
    assert_string_equal(reading_item_text(&r, 1, "link"), "");
    reading_close(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_people),          cmocka_unit_test(test_categories),
        cmocka_unit_test(test_members),         cmocka_unit_test(test_pictures),
        cmocka_unit_test(test_thumbnail_sizes), cmocka_unit_test(test_blank_enclosures),
        cmocka_unit_test(test_enclosures),      cmocka_unit_test(test_bounds),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
