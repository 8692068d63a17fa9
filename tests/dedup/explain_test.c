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
    bridge_later = {.key = 5,
                    .feed = 5,
                    .lang = "en",
                    .time = 10 * 24 * 3600,
                    .text =
                        "The government will close the old bridge over the river in Turin, said "
                        "mayor Rossi. A fire had reached the village, where 870 residents "
                        "found water."},
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

/* The result is the same in both directions. */
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
    assert_reasons(&bridge_en, &bridge_again, false, "a feed repeats a story only");
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

static bool has_lack(const struct dedup_explanation *explanation, const char *left,
                     const char *right)
{
    for (size_t i = 0; i < explanation->lack_count; i++) {
        const struct dedup_match *lack = &explanation->lacks[i];

        if ((left != NULL && lack->left != NULL && strcmp(lack->left, left) == 0) ||
            (right != NULL && lack->right != NULL && strcmp(lack->right, right) == 0))
            return true;
    }
    return false;
}

/* The next report of a series (other words in the slots, days later), and its rival story. */
static void test_what_speaks_against(void **state)
{
    struct dedup_explanation explanation;

    (void)state;
    fixture_place(&fixture, &bridge_en);
    fixture_place(&fixture, &bridge_later);
    assert_int_not_equal(fixture_node(&fixture, 1), fixture_node(&fixture, 5));
    assert_int_equal(dedup_explain(&explanation, fixture.engine, &bridge_later, &bridge_en),
                     DEDUP_OK);
    assert_false(explanation.joined);
    assert_true(explanation.hours > 239 && explanation.hours < 241);
    assert_true(has_lack(&explanation, "Turin", NULL) && has_lack(&explanation, NULL, "Lyon"));
    assert_true(has_lack(&explanation, "870", NULL) && has_lack(&explanation, NULL, "1,250"));
    assert_false(has_lack(&explanation, "bridge", NULL));
    dedup_explanation_release(&explanation);
    assert_int_equal(dedup_explain(&explanation, fixture.engine, &bridge_fr, &bridge_later),
                     DEDUP_OK);
    assert_true(explanation.rivals >= 1);
    assert_int_equal(explanation.rival, 1);
    assert_true(explanation.slot < 0.5);
    dedup_explanation_release(&explanation);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_reasons, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_what_speaks_against, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_matches, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
