#include "tests/dedup/fixture.h"
#include "tests/support/test.h"

#include <math.h>
#include <stddef.h>

static struct fixture fixture;
static struct sketch left, right;

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

static void sketch_read(struct sketch *ret, const char *lang, const char *text)
{
    const struct dedup_item item = {.key = 1, .lang = lang, .text = text};

    assert_int_equal(engine_sketch(fixture.engine, &item), DEDUP_OK);
    *ret = fixture.engine->sketch;
}

static struct judgement judge(const struct sketch *a, const struct sketch *b)
{
    judge_side_read(fixture.engine->left, a, fixture.engine->stream);
    judge_side_read(fixture.engine->right, b, fixture.engine->stream);
    return judge_pair(fixture.engine->left, fixture.engine->right);
}

static float score_of(const struct judgement *judgement)
{
    return judge_probability(judge_log_odds(&judgement->features));
}

static const struct {
    const char *lang, *text;
} texts[] = {
    {"en", "The government will close the old bridge over the river in Lyon, said mayor Dubois. A "
           "fire in the forest had reached the village, where 1,250 residents found water. The "
           "police asked the court for 3.5 million of tax money on Monday."},
    {"fr", "Le gouvernement va fermer le vieux pont sur le fleuve à Lyon, a dit le maire Dubois. "
           "Un incendie dans la forêt avait atteint le village, où 1 250 résidents ont trouvé de "
           "l'eau. La police a demandé au tribunal 3,5 millions d'argent de l'impôt lundi."},
    {"de", "Die Regierung will die alte Brücke über den Fluss in Lyon schließen, sagte "
           "Bürgermeister Dubois. Ein Feuer im Wald hatte das Dorf erreicht, wo 1.250 Bewohner "
           "Wasser fanden. Die Polizei bat das Gericht am Montag um 3,5 Millionen Geld."},
    {"en", "A scientist found an island where a ship was built. The doctor of the hospital in "
           "Athens works 20 nights, minister Papadakis said."},
    {"fr", "Un voleur a volé un tableau du musée de Madrid pendant la nuit."},
    {"en", "12 13 14 15 16"},
    {"zh", "市长周一表示，横跨河流的旧桥将关闭两年以便进行修缮工程"},
    {"en", ""},
    {"", "..."},
};

enum { TEXTS = sizeof(texts) / sizeof(texts[0]) };

static void assert_same(const struct judgement *x, const struct judgement *y)
{
    const struct judge_features *f = &x->features, *g = &y->features;

    assert_float_equal(f->t, g->t, 1e-5);
    assert_float_equal(f->p, g->p, 1e-5);
    assert_float_equal(f->inner_t, g->inner_t, 1e-5);
    assert_float_equal(f->titles, g->titles, 1e-5);
    assert_float_equal(f->inner_numbers_alone, g->inner_numbers_alone, 1e-5);
    assert_float_equal(f->names_t, g->names_t, 1e-5);
    assert_float_equal(f->numbers_t, g->numbers_t, 1e-5);
    assert_float_equal(f->containment, g->containment, 1e-5);
    assert_float_equal(f->matched, g->matched, 1e-5);
    assert_int_equal(f->same_lang, g->same_lang);
}

static void test_symmetric_and_bounded(void **state)
{
    (void)state;
    for (size_t i = 0; i < TEXTS; i++)
        for (size_t k = 0; k < TEXTS; k++) {
            struct judgement there, back;

            sketch_read(&left, texts[i].lang, texts[i].text);
            sketch_read(&right, texts[k].lang, texts[k].text);
            there = judge(&left, &right);
            back = judge(&right, &left);
            assert_same(&there, &back);
            assert_true(score_of(&there) >= 0 && score_of(&there) <= 1);
            assert_true(there.features.t >= 0 && there.features.t <= 1.0001f);
            assert_true(there.features.p >= 0 && there.features.p <= there.features.t + 0.0001f);
        }
}

static void test_itself(void **state)
{
    struct judgement itself;

    (void)state;
    sketch_read(&left, texts[0].lang, texts[0].text);
    itself = judge(&left, &left);
    assert_float_equal(itself.features.t, 1, 0.001);
    assert_float_equal(itself.features.p, 1, 0.001);
    assert_float_equal(itself.features.containment, 1, 0.001);
    assert_true(score_of(&itself) >= judge_threshold(&itself.features, true));
}

static const struct {
    size_t a, b;
    bool one;
} pairs[] = {
    {0, 1, true},  {0, 2, true},  {1, 2, true},  {0, 3, false}, {1, 3, false}, {2, 4, false},
    {0, 4, false}, {3, 4, false}, {0, 7, false}, {7, 8, false}, {5, 6, false}, {0, 6, false},
};

static void test_translations_and_strangers(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
        struct judgement judgement;

        sketch_read(&left, texts[pairs[i].a].lang, texts[pairs[i].a].text);
        sketch_read(&right, texts[pairs[i].b].lang, texts[pairs[i].b].text);
        judgement = judge(&left, &right);
        if ((score_of(&judgement) >= judge_threshold(&judgement.features, true)) != pairs[i].one)
            fail_msg("%zu and %zu: %f (t %f, p %f)", pairs[i].a, pairs[i].b,
                     (double)score_of(&judgement), (double)judgement.features.t,
                     (double)judgement.features.p);
    }
}

/* The same facts in another order are not a translation: P falls, T stays. */
static void test_order_counts(void **state)
{
    struct judgement straight, turned;

    (void)state;
    sketch_read(&left, texts[0].lang, texts[0].text);
    sketch_read(&right, texts[1].lang, texts[1].text);
    straight = judge(&left, &right);
    sketch_read(&right, "fr",
                "La police a demandé au tribunal 3,5 millions d'argent de l'impôt lundi. Un "
                "incendie dans la forêt avait atteint le village, où 1 250 résidents ont trouvé "
                "de l'eau. Le gouvernement va fermer le vieux pont sur le fleuve à Lyon, a dit le "
                "maire Dubois.");
    turned = judge(&left, &right);
    assert_float_equal(turned.features.t, straight.features.t, 0.1);
    assert_true(turned.features.p < straight.features.p * 0.8f);
    assert_true(judge_log_odds(&turned.features) < judge_log_odds(&straight.features));
}

/* The same two texts are less likely to be one story in a stream a hundred times as large, and
 * among the first few items, while nothing tells yet what is common. */
static void test_a_large_stream_holds_more_strangers(void **state)
{
    const uint32_t first = 3, few = 300, many = 30000;
    float likely, unlikely;

    (void)state;
    sketch_read(&left, texts[0].lang, texts[0].text);
    sketch_read(&right, texts[1].lang, texts[1].text);
    fixture.engine->stream->documents = few;
    assert_float_equal(judge(&left, &right).features.non_matches, 0, 1e-6);
    fixture.engine->stream->documents = many;
    assert_float_equal(judge(&left, &right).features.non_matches, logf(100), 1e-3);
    fixture.engine->stream->documents = first;
    assert_float_equal(judge(&left, &right).features.non_matches, logf(4), 1e-3);
    for (size_t same_lang = 0; same_lang < 2; same_lang++) {
        struct judgement found = judge(&left, &right);

        found.features.same_lang = same_lang;
        unlikely = judge_log_odds(&found.features);
        found.features.non_matches = 0;
        likely = judge_log_odds(&found.features);
        assert_true(likely > unlikely);
    }
}

/* Evidence against a pair, in one language and in two: one feature, made worse. */
static const struct {
    const char *name;
    size_t field;
    float worse;
} against[] = {
    {"a later day", offsetof(struct judge_features, hours), 24 * 20},
    {"numbers that one has alone", offsetof(struct judge_features, inner_numbers_alone), 3},
    {"numbers that differ", offsetof(struct judge_features, outer_numbers), 0.2f},
    {"words that others share too", offsetof(struct judge_features, slot_gain), 1},
};

static void test_what_speaks_against(void **state)
{
    (void)state;
    sketch_read(&left, texts[0].lang, texts[0].text);
    sketch_read(&right, texts[1].lang, texts[1].text);
    for (size_t i = 0; i < 3 * sizeof(against) / sizeof(against[0]); i++) {
        struct judgement found = judge(&left, &right);
        float before;

        found.features.same_lang = i % 3 == 1;
        found.features.words = i % 3 == 2 ? 20 : 200;
        before = judge_log_odds(&found.features);
        *(float *)((char *)&found.features + against[i / 3].field) = against[i / 3].worse;
        if (!(judge_log_odds(&found.features) < before - 0.5f))
            fail_msg("%s, model %zu: %f, before %f", against[i / 3].name, i % 3,
                     (double)judge_log_odds(&found.features), (double)before);
    }
}

static void test_keys(void **state)
{
    struct key keys[KEYS_MAX];
    size_t count, stored = 0;

    (void)state;
    sketch_read(&left, texts[0].lang, texts[0].text);
    left.identity_count = 1;
    left.identities[0] = (struct dedup_identity){DEDUP_LINK, 5};
    left.marker_count = 1;
    left.markers[0] = 6;
    count = keys_select(keys, &left, fixture.engine->stream);
    assert_in_range(count, 10, KEYS_MAX);
    assert_int_equal(keys[0].kind, KEY_IDENTITY);
    assert_int_equal(keys[1].kind, KEY_MARKER);
    for (size_t i = 0; i < count; i++) {
        stored += keys[i].kind == KEY_NEUTRAL && keys[i].stored;
        for (size_t k = 0; k < i && keys[i].kind == KEY_NEUTRAL; k++)
            assert_false(keys[k].kind == KEY_NEUTRAL && keys[k].value == keys[i].value);
    }
    assert_in_range(stored, 10, KEYS_NEUTRAL_STORED);
}

static size_t keys_shared(const struct sketch *a, const struct sketch *b)
{
    struct key x[KEYS_MAX], y[KEYS_MAX];
    size_t x_count = keys_select(x, a, fixture.engine->stream), shared = 0;
    size_t y_count = keys_select(y, b, fixture.engine->stream);

    for (size_t i = 0; i < x_count; i++)
        for (size_t k = 0; k < y_count; k++)
            shared += x[i].value == y[k].value && x[i].kind == y[k].kind && y[k].stored;
    return shared;
}

static void test_keys_lead_to_translations(void **state)
{
    (void)state;
    sketch_read(&left, texts[0].lang, texts[0].text);
    sketch_read(&right, texts[1].lang, texts[1].text);
    assert_true(keys_shared(&left, &right) >= 5);
    assert_true(keys_shared(&right, &left) >= 5);
    sketch_read(&right, texts[7].lang, texts[7].text);
    assert_int_equal(keys_shared(&left, &right), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_symmetric_and_bounded),
        cmocka_unit_test(test_itself),
        cmocka_unit_test(test_a_large_stream_holds_more_strangers),
        cmocka_unit_test(test_translations_and_strangers),
        cmocka_unit_test(test_order_counts),
        cmocka_unit_test(test_what_speaks_against),
        cmocka_unit_test(test_keys),
        cmocka_unit_test(test_keys_lead_to_translations),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
