#include "aggregator/base/clock.h"
#include "aggregator/render/render.h"
#include "tests/support/test.h"

#include <string.h>

enum { SEEN = 1000000000, TELLINGS_MAX = 4 };

/* A telling in the rows below; the list ends at one without a language. */
struct told {
    const char *language, *text;
    int64_t published, updated, seen, changed;
};

static const struct {
    const char *name;
    const char *languages[3];
    struct told told[TELLINGS_MAX];
    uint64_t lead_before;    /* key of the last published lead (1 is the first telling); 0: never */
    const char *text_before; /* its text at that time */
    int64_t updated_before;
    uint64_t lead; /* the expected lead */
    int64_t published, updated;
} rows[] = {
    {"source leads without wishes",
     {NULL},
     {{"it", "uno", TIME_NONE, TIME_NONE, SEEN, SEEN},
      {"it", "uno due tre", TIME_NONE, TIME_NONE, SEEN + 5, SEEN + 5}},
     0,
     NULL,
     TIME_NONE,
     1,
     SEEN,
     SEEN},
    {"the reader's language before the source",
     {"fr", "it"},
     {{"it", "uno", SEEN - 100, SEEN - 50, SEEN, SEEN},
      {"fr-CA", "un", SEEN - 90, SEEN - 80, SEEN + 5, SEEN + 5}},
     0,
     NULL,
     TIME_NONE,
     2,
     SEEN - 100,
     SEEN},
    {"the second language where the first is absent",
     {"ja", "fr"},
     {{"it", "uno", SEEN - 100, SEEN - 50, SEEN, SEEN},
      {"fr", "un", SEEN - 90, SEEN - 80, SEEN + 5, SEEN + 5}},
     0,
     NULL,
     TIME_NONE,
     2,
     SEEN - 100,
     SEEN},
    {"the earliest where the source is in another",
     {"fr"},
     {{"it", "uno", SEEN - 100, SEEN - 50, SEEN, SEEN},
      {"fr", "un", SEEN - 90, SEEN - 80, SEEN + 5, SEEN + 5},
      {"fr", "un deux", SEEN - 89, SEEN - 79, SEEN + 6, SEEN + 6},
      {"fr", "un trio", SEEN - 88, SEEN - 78, SEEN + 7, SEEN + 7}},
     0,
     NULL,
     TIME_NONE,
     2,
     SEEN - 100,
     SEEN},
    {"a fuller copy joins: whoever adds to a copy does not lead",
     {"fr"},
     {{"it", "uno", SEEN - 100, SEEN - 50, SEEN, SEEN},
      {"fr", "un", SEEN - 90, SEEN - 80, SEEN + 5, SEEN + 5},
      {"fr", "un deux", SEEN - 89, SEEN - 79, SEEN + 6, SEEN + 6}},
     2,
     "un",
     SEEN,
     2,
     SEEN - 100,
     SEEN},
    {"a better language joins and leads",
     {"en", "fr"},
     {{"it", "uno", SEEN - 100, SEEN - 50, SEEN, SEEN},
      {"fr", "un", SEEN - 90, SEEN - 80, SEEN + 5, SEEN + 5},
      {"en", "one", SEEN - 89, SEEN - 79, SEEN + 6, SEEN + 6}},
     2,
     "un",
     SEEN,
     3,
     SEEN - 100,
     SEEN},
    {"an edit without a date moves updated to its arrival",
     {NULL},
     {{"it", "uno, corretto", SEEN - 100, TIME_NONE, SEEN, SEEN + 50}},
     1,
     "uno",
     SEEN,
     1,
     SEEN - 100,
     SEEN + 50},
    {"an edit with a date moves it there",
     {NULL},
     {{"it", "uno, corretto", SEEN - 100, SEEN + 20, SEEN, SEEN + 50}},
     1,
     "uno",
     SEEN,
     1,
     SEEN - 100,
     SEEN + 20},
    {"an edit with its old date",
     {NULL},
     {{"it", "uno, corretto", SEEN - 100, SEEN - 50, SEEN, SEEN + 50}},
     1,
     "uno",
     SEEN,
     1,
     SEEN - 100,
     SEEN + 50},
    {"an edit from the future",
     {NULL},
     {{"it", "uno, corretto", SEEN - 100, SEEN *INT64_C(9), SEEN, SEEN + 50}},
     1,
     "uno",
     SEEN,
     1,
     SEEN - 100,
     SEEN + 50},
    {"a date before the web is none",
     {NULL},
     {{"it", "uno", 0, TIME_NONE, SEEN, SEEN}},
     0,
     NULL,
     TIME_NONE,
     1,
     SEEN,
     SEEN},
    {"a change of date alone does not",
     {NULL},
     {{"it", "uno", SEEN - 100, SEEN + 20, SEEN, SEEN + 50}},
     1,
     "uno",
     SEEN,
     1,
     SEEN - 100,
     SEEN},
    {"updated moves forward even so",
     {NULL},
     {{"it", "uno!", SEEN - 100, SEEN - 50, SEEN, SEEN}},
     1,
     "uno",
     SEEN + 70,
     1,
     SEEN - 100,
     SEEN + 71},
    {"the lead is gone",
     {NULL},
     {{"it", "uno", SEEN - 100, SEEN - 50, SEEN, SEEN}},
     9,
     "un altro",
     SEEN - 5,
     1,
     SEEN - 100,
     SEEN - 5},
    {"the future is not believed",
     {NULL},
     {{"it", "uno", SEEN *INT64_C(9), SEEN *INT64_C(9), SEEN, SEEN}},
     0,
     NULL,
     TIME_NONE,
     1,
     SEEN,
     SEEN},
    {"no language known, wishes given",
     {"fr"},
     {{"", "uno", SEEN - 100, TIME_NONE, SEEN, SEEN}},
     0,
     NULL,
     TIME_NONE,
     1,
     SEEN - 100,
     SEEN},
};

static size_t tellings_make(struct telling *ret, const struct told *told)
{
    size_t count = 0;

    for (; count < TELLINGS_MAX && told[count].language != NULL; count++) {
        ret[count] = (struct telling){.key = count + 1,
                                      .language = told[count].language,
                                      .first_seen = told[count].seen,
                                      .changed = told[count].changed};
        ret[count].item.plain = told[count].text;
        ret[count].item.title.value = told[count].language; /* different in each */
        ret[count].item.published = told[count].published;
        ret[count].item.updated = told[count].updated;
    }
    return count;
}

/* The hash that render_prepare() computes for this text. */
static uint64_t hash_of(struct arena *arena, const char *language, const char *text)
{
    struct told told[TELLINGS_MAX] = {{language != NULL ? language : "it", text, 0, 0, 0, 0}};
    struct telling tellings[TELLINGS_MAX];
    struct story story = {.tellings = tellings, .updated = TIME_NONE};
    struct settings settings = {0};
    struct render_story ready;

    story.telling_count = tellings_make(tellings, told);
    assert_int_equal(render_prepare(&ready, arena, &story, &settings, NULL), 0);
    return ready.lead_hash;
}

static void row_check(struct arena *arena, size_t row)
{
    struct telling tellings[TELLINGS_MAX];
    struct story story = {.tellings = tellings, .updated = rows[row].updated_before};
    const char *languages[3];
    struct settings settings = {.languages = languages};
    struct render_story ready;

    print_message("%s\n", rows[row].name);
    while (settings.language_count < 3 && rows[row].languages[settings.language_count] != NULL) {
        languages[settings.language_count] = rows[row].languages[settings.language_count];
        settings.language_count++;
    }
    story.telling_count = tellings_make(tellings, rows[row].told);
    story.lead = rows[row].lead_before;
    if (rows[row].text_before != NULL)
        story.lead_hash = hash_of(
            arena, story.lead <= TELLINGS_MAX ? rows[row].told[story.lead - 1].language : NULL,
            rows[row].text_before);
    assert_int_equal(render_prepare(&ready, arena, &story, &settings, NULL), 0);
    assert_int_equal(ready.lead->key, rows[row].lead);
    assert_int_equal(ready.published, rows[row].published);
    assert_int_equal(ready.updated, rows[row].updated);
    assert_int_equal(ready.other_count, story.telling_count - 1);
    for (size_t i = 0; i < ready.other_count; i++)
        assert_ptr_not_equal(ready.others[i], ready.lead);
}

/* The text of a telling whose title has an exclamation mark; the others have only a title. */
#define ARTICLE                                                                                    \
    "The oldest bridge of Lyndon will close on Monday for fourteen months, and a ferry will run."

/* The lead of a story with tellings of an outlet and of another site, in either order. */
static const struct claimed {
    const char *name;
    struct {
        const char *feed, *link, *language, *title, *channel;
        double score;
        uint64_t with;
    } told[3];
    uint64_t lead;
} claims[] = {
    {"a true translation in the reader's language leads",
     {{"https://a.example/feed", "https://a.example/1", "it", "Ponte", "founder", 0, 0},
      {"https://b.example/feed", "https://b.example/1", "en", "Bridge", "neutral", 0.97, 1}},
     2},
    {"a claim that its text does not bear out does not",
     {{"https://a.example/feed", "https://a.example/1", "it", "Ponte", "founder", 0, 0},
      {"https://b.example/feed", "https://b.example/1", "en", "Pills", "via", 0.02, 1}},
     1},
    {"nor what is joined to such a claim",
     {{"https://a.example/feed", "https://a.example/1", "it", "Ponte", "founder", 0, 0},
      {"https://b.example/feed", "https://b.example/1", "en", "Pills", "via", 0.02, 1},
      {"https://b.example/feed", "https://b.example/2", "en", "Pills too", "surface", 1, 2}},
     1},
    {"nor what was joined to a telling that has left since",
     {{"https://a.example/feed", "https://a.example/1", "it", "Ponte", "founder", 0, 0},
      {"https://b.example/feed", "https://b.example/2", "en", "Pills too", "surface", 1, 9}},
     1},
    {"nor a title that is said to be in another language",
     {{"https://a.example/feed", "https://a.example/1", "it", "Ponte", "founder", 0, 0},
      {"https://b.example/feed", "https://b.example/1", "en", "Ponte", "neutral", 0.97, 1}},
     1},
    {"nor a stranger's word on a page of the outlet",
     {{"https://a.example/feed", "https://a.example/1", "it", "Ponte", "founder", 0, 0},
      {"https://b.example/feed", "https://a.example/1", "en", "Bridge", "link", 0.9, 1}},
     1},
    {"who came first with a page gives way to its site",
     {{"https://b.example/feed", "https://www.a.example/1", "en", "Look at this", "founder", 0, 0},
      {"https://feeds.a.example/all", "https://a.example/1", "en", "Bridge", "link", 0.01, 1}},
     2},
    {"but not to another",
     {{"https://b.example/feed", "https://a.example/1", "en", "Look at this", "founder", 0, 0},
      {"https://c.example/feed", "https://c.example/1", "en", "Pills", "via", 0.01, 1}},
     1},
    {"a teaser gives way to the article of its site",
     {{"https://a.example/front", "https://a.example/1", "en", "Bridge", "founder", 0, 0},
      {"https://a.example/full", "https://a.example/bridge", "en", "Bridge!", "surface", 1, 1}},
     2},
    {"and not to another's",
     {{"https://a.example/front", "https://a.example/1", "en", "Bridge", "founder", 0, 0},
      {"https://b.example/full", "https://b.example/bridge", "en", "Bridge!", "surface", 1, 1}},
     1},
    {"a host that ends alike is another site",
     {{"https://b.example/feed", "https://a.example/1", "en", "Look at this", "founder", 0, 0},
      {"https://evila.example/feed", "https://a.example/1", "en", "Pills", "link", 0.01, 1}},
     1},
};

static uint64_t lead_of(struct arena *arena, const struct claimed *claimed)
{
    static const char *languages[] = {"en", "it"};
    struct telling tellings[3] = {{0}};
    struct story story = {.tellings = tellings, .updated = TIME_NONE};
    struct settings settings = {.languages = languages, .language_count = 2};
    struct render_story ready;

    for (size_t i = 0; i < 3 && claimed->told[i].feed != NULL; i++) {
        tellings[i] = (struct telling){.key = i + 1,
                                       .feed_url = claimed->told[i].feed,
                                       .language = claimed->told[i].language,
                                       .first_seen = SEEN + (int64_t)i,
                                       .changed = SEEN + (int64_t)i,
                                       .evidence = {.channel = claimed->told[i].channel,
                                                    .score = claimed->told[i].score,
                                                    .with = claimed->told[i].with}};
        tellings[i].item.link = claimed->told[i].link;
        tellings[i].item.plain = strchr(claimed->told[i].title, '!') != NULL ? ARTICLE : NULL;
        tellings[i].item.title.value = claimed->told[i].title;
        story.telling_count++;
    }
    assert_int_equal(render_prepare(&ready, arena, &story, &settings, NULL), 0);
    return ready.lead->key;
}

static void test_claims(void **state)
{
    struct arena arena;

    (void)state;
    arena_init(&arena, 1 << 20);
    for (size_t i = 0; i < sizeof(claims) / sizeof(claims[0]); i++)
        if (lead_of(&arena, &claims[i]) != claims[i].lead)
            fail_msg("%s", claims[i].name);
    arena_release(&arena);
}

static void test_rows(void **state)
{
    struct arena arena;

    (void)state;
    arena_init(&arena, 1 << 20);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        row_check(&arena, i);
    arena_release(&arena);
}

static void test_no_telling(void **state)
{
    struct story story = {.node = 1};
    struct settings settings = {0};
    struct render_story ready;
    struct arena arena;

    (void)state;
    arena_init(&arena, 1 << 20);
    assert_int_equal(render_prepare(&ready, &arena, &story, &settings, NULL), ERR_ABSENT);
    arena.ceiling = 0;
    arena_release(&arena);
}

/* If one feed has endless tellings of a story, only a limited number is shown. */
static void test_many_tellings(void **state)
{
    enum { COUNT = RENDER_OTHERS_MAX * 3 };
    static struct telling tellings[COUNT];
    const struct settings settings = {.language_count = 0};
    const struct story story = {.tellings = tellings, .telling_count = COUNT};
    struct render_story ready;
    struct arena arena;
    struct error err;

    (void)state;
    for (size_t i = 0; i < COUNT; i++)
        tellings[i] = (struct telling){.key = i + 1, .first_seen = SEEN, .changed = SEEN};
    arena_init(&arena, 1 << 20);
    assert_int_equal(render_prepare(&ready, &arena, &story, &settings, &err), 0);
    assert_int_equal(ready.other_count, RENDER_OTHERS_MAX);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_claims),
        cmocka_unit_test(test_no_telling),
        cmocka_unit_test(test_many_tellings),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
