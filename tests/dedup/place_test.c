#include "tests/dedup/fixture.h"
#include "tests/support/test.h"

static struct fixture fixture;

static int set_up(void **state)
{
    (void)state;
    fixture_open(&fixture, 0);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    fixture_close(&fixture);
    return 0;
}

static const char bridge_en[] =
    "The government will close the old bridge over the river in Lyon for two years, said mayor "
    "Dubois. A fire in the forest had reached the village, where 1,250 residents found water. The "
    "police asked the court for 3.5 million of tax money on Monday.";
static const char bridge_fr[] =
    "Le gouvernement va fermer le vieux pont sur le fleuve à Lyon pour deux ans, a dit le maire "
    "Dubois. Un incendie dans la forêt avait atteint le village, où 1 250 résidents ont trouvé de "
    "l'eau. La police a demandé au tribunal 3,5 millions d'argent de l'impôt lundi.";
static const char bridge_de[] =
    "Die Regierung will die alte Brücke über den Fluss in Lyon für zwei Jahre schließen, sagte "
    "Bürgermeister Dubois. Ein Feuer im Wald hatte das Dorf erreicht, wo 1.250 Bewohner Wasser "
    "fanden. Die Polizei bat das Gericht am Montag um 3,5 Millionen Geld der Steuer.";
static const char museum_en[] =
    "Thieves stole a painting from the museum in Madrid during the night, the police said. A "
    "doctor from the hospital saw 3 people near the ship on Friday. Minister Garcia wants 40 new "
    "workers to guard the island, and the bank will give 12 million of money.";
static const char harvest_en[] =
    "Farmers of the village expect a poor harvest after the flood of the Danube, while teachers "
    "of 17 schools began a strike in Vienna on Tuesday. Scientist Novak found that the water rose "
    "by 2.3 metres, and asked minister Huber for money.";
static const char harvest_rewritten_en[] =
    "The harvest will be poor after the flood of the Danube, the farmers of the village expect. "
    "Meanwhile teachers of 17 schools began a strike in Vienna on Tuesday. Scientist Novak found "
    "that the water rose by 2.3 metres, and asked minister Huber for more money.";

static struct dedup_item item(uint64_t key, uint64_t feed, const char *lang, const char *text)
{
    return (struct dedup_item){.key = key, .feed = feed, .lang = lang, .title = "", .text = text};
}

static struct dedup_verdict place(uint64_t key, uint64_t feed, const char *lang, const char *text)
{
    const struct dedup_item one = item(key, feed, lang, text);

    return fixture_place(&fixture, &one);
}

static struct dedup_verdict place_linked(uint64_t key, const char *text,
                                         enum dedup_identity_kind kind, uint64_t hash)
{
    const struct dedup_identity identity = {kind, hash};
    struct dedup_item one = item(key, key, "en", text);

    one.identities = &identity;
    one.identity_count = 1;
    return fixture_place(&fixture, &one);
}

static void test_founder(void **state)
{
    struct dedup_verdict verdict = place(1, 1, "en", bridge_en);

    (void)state;
    assert_false(verdict.joined);
    assert_false(verdict.known);
    assert_int_equal(verdict.evidence.channel, DEDUP_BY_NOTHING);
    assert_int_equal(verdict.evidence.with, 0);
    assert_int_not_equal(verdict.node, 0);
    assert_true(verdict.node <= INT64_MAX);
    assert_string_equal(verdict.lang, "en");
}

static void test_translations_join(void **state)
{
    struct dedup_verdict first = place(1, 1, "en", bridge_en), second, third;

    (void)state;
    place(2, 2, "en", museum_en);
    second = place(3, 3, "fr", bridge_fr);
    third = place(4, 4, NULL, bridge_de);
    assert_true(second.joined && third.joined);
    assert_int_equal(second.node, first.node);
    assert_int_equal(third.node, first.node);
    assert_int_equal(second.evidence.channel, DEDUP_BY_NEUTRAL);
    assert_int_equal(second.evidence.with, 1);
    assert_true(second.evidence.score > 0.42 && second.evidence.score <= 1);
    assert_true(second.evidence.matched >= 10);
    assert_string_equal(third.lang, "de");
}

static void test_copies_join(void **state)
{
    struct dedup_verdict first = place(1, 1, "en", harvest_en), second, stranger;

    (void)state;
    stranger = place(2, 2, "en", museum_en);
    second = place(3, 3, "en", harvest_rewritten_en);
    assert_int_equal(second.node, first.node);
    assert_int_equal(second.evidence.channel, DEDUP_BY_SURFACE);
    assert_true(second.evidence.containment >= 0.3);
    assert_int_not_equal(stranger.node, first.node);
}

/* Six words that no other number produces. */
static void own_words(char ret[64], uint64_t number)
{
    size_t at = 0;

    for (uint64_t i = 0; i < 6; i++) {
        uint64_t drawn = number * 6 + i + 26;

        for (; drawn > 0; drawn /= 26)
            at += (size_t)sprintf(ret + at, "%co", (char)('a' + drawn % 26));
        ret[at++] = ' ';
    }
    ret[at] = 0;
}

/* Notices of many feeds end alike: the sample of a short text may be little more than that ending,
 * but its words differ. */
static void test_a_common_ending_is_no_copy(void **state)
{
    static const char ending[] = "Read the whole notice and all that came before it on the pages "
                                 "of the council, where every "
                                 "reader may also ask for the letter that we send each morning.";
    char words[64], text[400];

    (void)state;
    for (uint64_t i = 1; i <= 80; i++) {
        own_words(words, i);
        snprintf(text, sizeof(text), "%s. %s", words, ending);
        place(i, i, "en", text);
        if (i > 60)
            assert_int_not_equal(fixture_node(&fixture, i), fixture_node(&fixture, i - 1));
    }
}

static void test_teaser_joins(void **state)
{
    struct dedup_verdict whole = place(1, 1, "en", harvest_en), teaser;

    (void)state;
    teaser = place(2, 2, "en",
                   "Farmers of the village expect a poor harvest after the flood of the Danube, "
                   "while teachers of 17 schools began a strike in Vienna on Tuesday. Read more");
    assert_int_equal(teaser.node, whole.node);
    assert_true(teaser.joined);
}

static void test_twice_is_once(void **state)
{
    struct dedup_verdict first = place(1, 1, "en", bridge_en), again;
    dedup_doc before, after;

    (void)state;
    place(2, 2, "fr", bridge_fr);
    fixture.memory.last(fixture.memory.context, &before);
    again = place(1, 1, "en", bridge_en);
    fixture.memory.last(fixture.memory.context, &after);
    assert_true(again.known);
    assert_true(again.joined);
    assert_int_equal(again.node, first.node);
    assert_int_equal(again.evidence.channel, DEDUP_BY_NOTHING);
    assert_string_equal(again.lang, "en");
    assert_int_equal(before, after);
    assert_true(place(2, 2, "fr", bridge_fr).known);
}

/* An identity that joins two items with nothing else in common. */
static const struct {
    const char *name;
    enum dedup_identity_kind a, b;
    uint64_t hash_a, hash_b;
    enum dedup_channel channel;
} identities[] = {
    {"id", DEDUP_ID, DEDUP_ID, 5, 5, DEDUP_BY_ID},
    {"link", DEDUP_LINK, DEDUP_LINK, 5, 5, DEDUP_BY_LINK},
    {"via answers a link", DEDUP_LINK, DEDUP_VIA, 5, 5, DEDUP_BY_VIA},
    {"two of one source", DEDUP_VIA, DEDUP_VIA, 5, 5, DEDUP_BY_VIA},
    {"translation answers a link", DEDUP_LINK, DEDUP_TRANSLATION, 5, 5, DEDUP_BY_TRANSLATION},
    {"another id", DEDUP_ID, DEDUP_ID, 5, 6, DEDUP_BY_NOTHING},
    {"an id is no link", DEDUP_ID, DEDUP_LINK, 5, 5, DEDUP_BY_NOTHING},
};

static void test_identities(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(identities) / sizeof(identities[0]); i++) {
        struct dedup_verdict first, second;

        tear_down(NULL);
        set_up(NULL);
        first = place_linked(1, bridge_en, identities[i].a, identities[i].hash_a);
        second = place_linked(2, museum_en, identities[i].b, identities[i].hash_b);
        if (second.evidence.channel != identities[i].channel ||
            (second.node == first.node) != (identities[i].channel != DEDUP_BY_NOTHING))
            fail_msg("%s: %s", identities[i].name, dedup_channel_name(second.evidence.channel));
    }
}

static void test_marker(void **state)
{
    struct dedup_item one = item(1, 1, "fr", "Nœud source: 2988751\nLe pont est fermé."), two;
    struct dedup_verdict first, second;

    (void)state;
    one.network = 9;
    first = fixture_place(&fixture, &one);
    assert_int_equal(first.node, 2988751);
    two = item(2, 2, "it", "Nodo di origine: 2988751\nTutto altro qui.");
    two.network = 9;
    second = fixture_place(&fixture, &two);
    assert_int_equal(second.node, 2988751);
    assert_int_equal(second.evidence.channel, DEDUP_BY_MARKER);
}

/* An unrelated feed cannot join a node by writing its number. */
static void test_marker_of_a_stranger(void **state)
{
    struct dedup_item one = item(1, 1, "en", bridge_en), two = item(2, 2, "en", "");
    struct dedup_verdict first, second;
    char text[1024];

    (void)state;
    snprintf(text, sizeof(text), "%s\nSource node: 2988751", bridge_en);
    one.text = text;
    one.network = 9;
    first = fixture_place(&fixture, &one);
    snprintf(text, sizeof(text), "%s\nSource node: 2988751", museum_en);
    two.text = text;
    second = fixture_place(&fixture, &two);
    assert_int_equal(first.node, 2988751);
    assert_int_not_equal(second.node, first.node);
}

/* An item that gives three unrelated items as its source joins one of them and moves none. */
static void test_claims_merge_no_strangers(void **state)
{
    const struct dedup_identity links[] = {{DEDUP_VIA, 7}, {DEDUP_VIA, 5}, {DEDUP_VIA, 6}};
    struct dedup_item claims = item(4, 4, "en", "Three in one.");
    struct dedup_verdict found[3], verdict;

    (void)state;
    found[0] = place_linked(1, bridge_en, DEDUP_LINK, 5);
    found[1] = place_linked(2, museum_en, DEDUP_LINK, 6);
    found[2] = place_linked(3, harvest_en, DEDUP_LINK, 7);
    claims.identities = links;
    claims.identity_count = 3;
    verdict = fixture_place(&fixture, &claims);
    assert_int_equal(verdict.merge_count, 0);
    assert_true(verdict.joined);
    for (uint64_t key = 1; key <= 3; key++)
        assert_int_equal(fixture_node(&fixture, key), found[key - 1].node);
}

/* A feed seldom syndicates itself: two items of one feed must be nearly identical. */
static void test_one_feed(void **state)
{
    struct dedup_verdict first = place(1, 1, "en", harvest_en), second, third;

    (void)state;
    second = place(2, 1, "en", harvest_rewritten_en);
    assert_int_not_equal(second.node, first.node);
    third = place(3, 1, "en", harvest_en);
    assert_true(third.node == first.node || third.node == second.node);
}

static void test_reader_joins(void **state)
{
    struct dedup_verdict first = place(1, 1, "en", bridge_en), second, joined;

    (void)state;
    second = place(2, 2, "en", museum_en);
    assert_int_equal(dedup_join(&joined, fixture.engine, 1, 99), DEDUP_ERR_ABSENT);
    assert_int_equal(dedup_join(&joined, fixture.engine, 2, 1), DEDUP_OK);
    assert_int_equal(joined.node, first.node);
    assert_int_equal(joined.merge_count, 1);
    assert_int_equal(joined.merges[0].from, second.node);
    assert_int_equal(joined.evidence.channel, DEDUP_BY_READER);
    assert_int_equal(fixture_node(&fixture, 1), fixture_node(&fixture, 2));
    fixture_reopen(&fixture);
    /* Neither leaves when its text changes: the override takes precedence over every score. */
    assert_int_equal(place(1, 1, "en", harvest_en).node, first.node);
    assert_int_equal(place(2, 2, "en", "Now something else altogether.").node, first.node);
}

static void test_reader_splits(void **state)
{
    struct dedup_verdict first = place(1, 1, "en", bridge_en), split;

    (void)state;
    assert_int_equal(place(2, 2, "fr", bridge_fr).node, first.node);
    assert_int_equal(dedup_split(&split, fixture.engine, 99), DEDUP_ERR_ABSENT);
    assert_int_equal(dedup_split(&split, fixture.engine, 2), DEDUP_OK);
    assert_int_not_equal(split.node, first.node);
    assert_int_equal(fixture_node(&fixture, 1), first.node);
    assert_int_equal(fixture_node(&fixture, 2), split.node);
    fixture_reopen(&fixture);
    /* It stays in its node, joins no other item when it changes, and no other item joins it. */
    assert_int_equal(place(2, 2, "fr", bridge_fr).node, split.node);
    assert_int_not_equal(
        place(2, 2, "fr", "Le gouvernement va fermer le vieux pont sur le fleuve à Lyon.").node,
        first.node);
    assert_int_equal(place(3, 3, "de", bridge_de).node, first.node);
}

/* An item whose text changes: */
static const struct {
    const char *name, *text;
    bool pinned, stays;
} updates[] = {
    {"it still fits",
     "Le gouvernement va fermer le vieux pont sur le fleuve à Lyon pour deux ans, "
     "a dit le maire Dubois. Un incendie dans la forêt avait atteint le village, "
     "où 1 250 résidents ont trouvé de l'eau.",
     false, true},
    {"it tells something else", "Un voleur a volé un tableau du musée de Madrid pendant la nuit.",
     false, false},
    {"it leads its story", "Un voleur a volé un tableau du musée de Madrid pendant la nuit.", true,
     true},
};

static void test_updates(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(updates) / sizeof(updates[0]); i++) {
        struct dedup_verdict first, second;
        struct dedup_item update = item(2, 2, "fr", updates[i].text);

        tear_down(NULL);
        set_up(NULL);
        first = place(1, 1, "en", bridge_en);
        assert_int_equal(place(2, 2, "fr", bridge_fr).node, first.node);
        update.pinned = updates[i].pinned;
        second = fixture_place(&fixture, &update);
        assert_false(second.known);
        if ((second.node == first.node) != updates[i].stays)
            fail_msg("%s", updates[i].name);
        assert_true(fixture_place(&fixture, &update).known);
        assert_int_equal(fixture_node(&fixture, 2), second.node);
    }
}

static void test_a_lone_item_keeps_its_node(void **state)
{
    struct dedup_verdict first = place(1, 1, "en", bridge_en), second;

    (void)state;
    second = place(1, 1, "en", museum_en);
    assert_int_equal(second.node, first.node);
    assert_false(second.joined);
}

/* The window is counted from the newest known item. */
/* A teaser that shares nothing with a report, until its whole text is known. */
static void test_an_unsettled_item_finds_its_node(void **state)
{
    static const char teaser_en[] = "Read more about what happened today.";
    struct dedup_item one = item(1, 1, "en", teaser_en);
    uint64_t alone = fixture_place(&fixture, &one).node, report = place(2, 2, "en", bridge_en).node;
    struct dedup_verdict verdict;

    (void)state;
    assert_int_not_equal(alone, report);
    one.text = museum_en; /* fits no other */
    one.unsettled = true;
    verdict = fixture_place(&fixture, &one);
    assert_false(verdict.joined);
    assert_int_equal(verdict.node, alone);
    one.text = bridge_en;
    one.pinned = true; /* published: it stays */
    assert_int_equal(fixture_place(&fixture, &one).node, alone);
    one.text = bridge_fr;
    one.pinned = false;
    verdict = fixture_place(&fixture, &one);
    assert_true(verdict.joined);
    assert_int_equal(verdict.node, report);
    assert_int_equal(fixture_node(&fixture, 1), report);
}

static void test_window(void **state)
{
    struct dedup_item one = item(1, 1, "en", bridge_en), late = item(2, 2, "en", museum_en);
    struct fixture windowed;
    uint64_t node;

    (void)state;
    fixture_open(&windowed, 1000);
    node = fixture_place(&windowed, &one).node;
    late.time = 1000;
    fixture_place(&windowed, &late);
    one.key = 3;
    one.feed = 3;
    assert_int_equal(fixture_place(&windowed, &one).node, node);
    late = item(4, 4, "en", harvest_en);
    late.time = 1001;
    fixture_place(&windowed, &late);
    one.key = 5;
    one.feed = 5;
    assert_int_not_equal(fixture_place(&windowed, &one).node, node);
    fixture_close(&windowed);
}

#define place_case(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        place_case(test_founder),
        place_case(test_translations_join),
        place_case(test_copies_join),
        place_case(test_a_common_ending_is_no_copy),
        place_case(test_teaser_joins),
        place_case(test_twice_is_once),
        place_case(test_identities),
        place_case(test_marker),
        place_case(test_marker_of_a_stranger),
        place_case(test_claims_merge_no_strangers),
        place_case(test_one_feed),
        place_case(test_reader_joins),
        place_case(test_reader_splits),
        place_case(test_updates),
        place_case(test_a_lone_item_keeps_its_node),
        place_case(test_an_unsettled_item_finds_its_node),
        place_case(test_window),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
