#include "tests/render/stories.h"

#include "aggregator/base/clock.h"
#include "tests/support/test.h"

enum { T0 = 1772438400 }; /* 2026-03-02T08:00:00Z */

#define HOUR 3600
#define PLAIN(text)                                                                                \
    {                                                                                              \
        .value = (text), .kind = TEXT_PLAIN                                                        \
    }
#define HTML(text)                                                                                 \
    {                                                                                              \
        .value = (text), .kind = TEXT_HTML                                                         \
    }

/* One story in three languages; the French telling leads although the Italian one is the source.
 * The last one was matched with a telling that has left the story. */
static struct link dam_links[] = {{.rel = "alternate", .href = "https://eau.example/barrage"}};
static struct person dam_authors[] = {
    {.name = "Anne Roche", .email = "anne@eau.example", .url = "https://eau.example/anne"},
    {.name = "L. Pic", .email = "not an address", .url = "javascript:alert(1)"}};
static struct category dam_categories[] = {
    {.term = "hydrologie", .scheme = "https://eau.example/themes", .label = "Hydrologie"},
    {.term = "Isère"}};
static struct enclosure dam_enclosures[] = {
    {.url = "https://eau.example/barrage.mp3", .type = "audio/mpeg", .length = "81920"},
    {.url = "https://eau.example/carte.pdf", .type = "application/pdf", .length = "viele"}};
static struct telling dam_tellings[] = {
    {.key = 101,
     .item = {.id = "it-1",
              .title = PLAIN("La diga di Vallombra si svuota per la prima volta"),
              .link = "https://acqua.example/diga?a=1&b=2",
              .content = HTML("<p>La diga si svuota.</p>"),
              .plain = "La diga si svuota.",
              .published = T0,
              .updated = TIME_NONE},
     .feed_url = "https://acqua.example/rss",
     .feed_title = "Acqua Oggi",
     .feed_site = "https://acqua.example/",
     .feed_updated = TIME_NONE,
     .language = "it",
     .first_seen = T0 + 600,
     .changed = T0 + 600,
     .evidence = {.channel = "founder"}},
    {.key = 102,
     .item = {.id = "fr-1",
              .title = PLAIN("Le barrage de Vallombre se vide <enfin> & c’est rare"),
              .link = "https://eau.example/barrage",
              .links = dam_links,
              .link_count = 1,
              .summary = HTML("<p>Première vidange.</p>"),
              .content = HTML("<p>Première vidange du <em>barrage</em> &amp; du lac.</p>"),
              .authors = dam_authors,
              .author_count = 2,
              .categories = dam_categories,
              .category_count = 2,
              .enclosures = dam_enclosures,
              .enclosure_count = 2,
              .thumbnail = "https://eau.example/barrage small.jpg",
              .thumbnail_alt = "Le barrage",
              .thumbnail_width = 320,
              .thumbnail_height = 240,
              .comments = "https://eau.example/barrage#commentaires",
              .plain = "Première vidange du barrage & du lac.",
              .published = T0 + HOUR,
              .updated = T0 + 2 * HOUR},
     .feed_url = "https://eau.example/atom",
     .feed_title = "L’Eau",
     .feed_site = "https://eau.example/",
     .feed_id = "tag:eau.example,2020:fil",
     .feed_updated = T0 + 9 * HOUR,
     .language = "fr",
     .first_seen = T0 + 3 * HOUR,
     .changed = T0 + 3 * HOUR,
     .evidence = {.channel = "neutral", .score = 0.9, .with = 101}},
    {.key = 103,
     .item = {.title = PLAIN("سد فالومبرا يُفرغ للمرة الأولى"),
              .link = "https://مثال.example/السد",
              .summary = PLAIN("أُفرغ السد."),
              .published = TIME_NONE,
              .updated = TIME_NONE},
     .feed_url = "https://ma.example/rss",
     .feed_title = "الماء",
     .feed_updated = TIME_NONE,
     .language = "ar",
     .first_seen = T0 + 4 * HOUR,
     .changed = T0 + 4 * HOUR,
     .evidence = {.channel = "translation", .score = 0.9, .with = 102}},
    {.key = 104,
     .item = {.title = PLAIN("Vallombra, la diga è vuota"),
              .link = "https://valle.example/diga",
              .published = T0 + 2 * HOUR,
              .updated = TIME_NONE},
     .feed_url = "https://valle.example/feed",
     .feed_name = "La Valle",
     .feed_updated = TIME_NONE,
     .language = "it",
     .first_seen = T0 + 5 * HOUR,
     .changed = T0 + 5 * HOUR,
     .evidence = {.channel = "surface", .score = 0.9, .with = 999}}};

/* Everything that a feed may omit is missing, and the feed is a file. */
static struct telling bare_tellings[] = {{.key = 201,
                                          .item = {.published = TIME_NONE, .updated = TIME_NONE},
                                          .feed_url = "file:/srv/private/secret.xml",
                                          .feed_name = "notes",
                                          .feed_updated = TIME_NONE,
                                          .first_seen = T0 - 20 * HOUR,
                                          .changed = T0 - 20 * HOUR}};

/* Hostile: characters that XML forbids, invalid UTF-8, markup in every field, a wrong clock. */
static struct person odd_authors[] = {{.name = "<b>Bobby\" 'Tables'</b>"}};
static struct category odd_categories[] = {{.label = "]]>"}, {.term = ""}};
static struct telling odd_tellings[] = {
    {.key = 301,
     .item = {.id = "odd",
              .title = PLAIN("<script>alert(1)</script> \x01\x1F bell\a \xEF\xBF\xBE \xFF half"),
              .link = "https://odd.example/a b\"><i>\n%zz%41?q={x}#[f]",
              .summary = PLAIN("One < two\n\nThree & four"),
              .authors = odd_authors,
              .author_count = 1,
              .categories = odd_categories,
              .category_count = 2,
              .language = "en_GB",
              .thumbnail = "data:image/svg+xml,<svg/>",
              .published = INT64_C(32503680000),
              .updated = INT64_C(32503680000)},
     .feed_url = "https://odd.example/feed",
     .feed_title = "Odd & <Sons>",
     .feed_site = "javascript:alert(2)",
     .feed_id = "not an id",
     .feed_updated = TIME_NONE,
     .first_seen = T0 - 30 * HOUR,
     .changed = T0 - 30 * HOUR},
    {.key = 302,
     .item = {.title = PLAIN("The same, elsewhere"),
              .link = "javascript:alert(3)",
              .published = TIME_NONE,
              .updated = TIME_NONE},
     .feed_url = "https://copy.example/feed",
     .feed_title = "Copy </li>",
     .feed_updated = TIME_NONE,
     .language = "en",
     .first_seen = T0 - 29 * HOUR,
     .changed = T0 - 29 * HOUR}};

/* Text without a title; a Japanese line without blanks. */
static struct telling note_tellings[] = {
    {.key = 401,
     .item = {.link = "https://memo.example/1",
              .content =
                  PLAIN("東京の地下水位が三十年ぶりの高さに達し、研究者たちは原因を調べている。"),
              .plain = "東京の地下水位が三十年ぶりの高さに達し、研究者たちは原因を調べている。",
              .published = T0 - 40 * HOUR,
              .updated = TIME_NONE},
     .feed_url = "https://memo.example/feed.json",
     .feed_title = "メモ",
     .feed_updated = TIME_NONE,
     .language = "ja",
     .first_seen = T0 - 39 * HOUR,
     .changed = T0 - 39 * HOUR}};

#define STORY(number, list)                                                                        \
    {                                                                                              \
        .node = (number), .tellings = (list), .telling_count = sizeof(list) / sizeof((list)[0]),   \
        .updated = TIME_NONE                                                                       \
    }

const struct story stories[] = {STORY(2988751, dam_tellings), STORY(1, bare_tellings),
                                STORY(UINT64_MAX, odd_tellings),
                                STORY(12345678901234567890u, note_tellings)};
const size_t story_count = sizeof(stories) / sizeof(stories[0]);

static const char *languages[] = {"fr", "en"};
const struct settings stories_settings = {.languages = languages, .language_count = 2};

static const char *water_tags[] = {"eau", "monde"};
const struct feed stories_feeds[] = {
    {.url = "https://eau.example/atom",
     .name = "L’Eau",
     .language = "fr",
     .tags = water_tags,
     .tag_count = 2,
     .enabled = true},
    {.url = "https://acqua.example/rss?a=1&b=2", .name = "Acqua \"Oggi\"", .enabled = true},
    {.url = "file:/srv/private/secret.xml", .name = "notes", .enabled = true}};
const size_t stories_feed_count = sizeof(stories_feeds) / sizeof(stories_feeds[0]);

static const struct output outputs[] = {
    {.format = OUTPUT_ATOM, .title = "Rivière", .self = "https://me.example/merged.atom"},
    {.format = OUTPUT_RSS, .title = "Rivière", .self = "https://me.example/merged.rss"},
    {.format = OUTPUT_JSON, .title = "Rivière", .self = "https://me.example/merged.json"},
    {.format = OUTPUT_HTML, .title = "Rivière", .self = "https://me.example/"},
    {.format = OUTPUT_OPML, .title = "Rivière", .self = "https://me.example/feeds.opml"},
    {.format = OUTPUT_STORIES, .title = "Rivière"}};

struct render_input *stories_input(struct arena *arena, enum output_format format)
{
    struct render_story *ready = arena_array(arena, story_count, sizeof(*ready));
    struct render_input *input = arena_alloc(arena, sizeof(*input));

    assert_non_null(ready);
    assert_non_null(input);
    for (size_t i = 0; i < story_count; i++)
        assert_int_equal(render_prepare(&ready[i], arena, &stories[i], &stories_settings, NULL), 0);
    *input = (struct render_input){.output = &outputs[format],
                                   .settings = &stories_settings,
                                   .stories = ready,
                                   .count = story_count,
                                   .feed_number = 7,
                                   .outputs = outputs,
                                   .output_count = sizeof(outputs) / sizeof(outputs[0]),
                                   .feeds = stories_feeds,
                                   .feed_count = stories_feed_count};
    return input;
}
