#include "tests/dedup/fixture.h"
#include "tests/support/test.h"

#include <string.h>

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

static const struct dedup_item
    bridge_en = {.key = 1,
                 .feed = 1,
                 .lang = "en",
                 .text =
                     "The government will close the old bridge over the river in Lyon, said mayor "
                     "Dubois. A fire had reached the village, where 1,250 residents found water."},
    bridge_fr = {.key = 2,
                 .feed = 2,
                 .lang = "fr",
                 .text =
                     "Le gouvernement va fermer le vieux pont sur le fleuve à Lyon, a dit le "
                     "maire Dubois. Un incendie avait atteint le village, où 1 250 résidents ont "
                     "trouvé de l'eau."},
    village_fr = {.key = 5,
                  .feed = 5,
                  .lang = "fr",
                  .text = "La police a trouvé un voleur au musée de Lyon. Le gouvernement veut un "
                          "vieux pont près du village, et le maire travaille la nuit à l'hôpital."},
    museum_fr = {.key = 3,
                 .feed = 3,
                 .lang = "fr",
                 .text = "Un voleur a volé un tableau du musée de Madrid pendant la nuit."},
    bridge_again = {.key = 4,
                    .feed = 1,
                    .lang = "en",
                    .text =
                        "The old bridge over the river in Lyon closes, said mayor Dubois, and the "
                        "village waits for water."};

static void assert_reason(const struct dedup_item *a, const struct dedup_item *b, bool joined,
                          const char *words)
{
    struct dedup_explanation explanation;

    assert_int_equal(dedup_explain(&explanation, fixture.engine, a, b), DEDUP_OK);
    assert_int_equal(explanation.joined, joined);
    if (strstr(explanation.reason, words) == NULL)
        fail_msg("\"%s\" is not said in \"%s\"", words, explanation.reason);
    dedup_explanation_release(&explanation);
}

/* The same in both directions. */
static void assert_reasons(const struct dedup_item *a, const struct dedup_item *b, bool joined,
                           const char *words)
{
    assert_reason(a, b, joined, words);
    assert_reason(b, a, joined, words);
}

static void test_reasons(void **state)
{
    (void)state;
    fixture.engine->stream->documents = 300;
    assert_reasons(&bridge_en, &bridge_fr, true, "joined by neutral");
    assert_reasons(&bridge_fr, &museum_fr, false, "kept apart");
    assert_reasons(&bridge_en, &bridge_again, false, "one feed tells a story twice only");
}

/* What would have been enough in a small stream is told where a large one asks for more. */
static void test_a_large_stream_is_named(void **state)
{
    (void)state;
    fixture.engine->stream->documents = UINT32_MAX;
    assert_reasons(&bridge_en, &village_fr, false, "in a stream of a few hundred items");
    assert_reasons(&bridge_en, &museum_fr, false, "too few words match");
}

static void test_matches(void **state)
{
    struct dedup_explanation explanation;
    bool number = false, place = false;

    (void)state;
    assert_int_equal(dedup_explain(&explanation, fixture.engine, &bridge_en, &bridge_fr), DEDUP_OK);
    assert_string_equal(explanation.left_lang, "en");
    assert_string_equal(explanation.right_lang, "fr");
    for (size_t i = 0; i < explanation.match_count; i++) {
        const struct dedup_match *match = &explanation.matches[i];

        assert_true(i == 0 || match->weight <= explanation.matches[i - 1].weight);
        assert_in_range(match->left_position * 100, 0, 100);
        number |= strcmp(match->left, "1,250") == 0 && strcmp(match->kind, "number") == 0;
        place |= strcmp(match->right, "Lyon") == 0;
    }
    assert_true(number);
    assert_true(place);
    dedup_explanation_release(&explanation);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_reasons, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_large_stream_is_named, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_matches, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
