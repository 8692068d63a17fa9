#include "tests/dedup/fixture.h"
#include "tests/support/test.h"

/*
 * The result must not depend on how the stream is split into runs. A stream of stories, copies and
 * translations, generated from a seed, is placed by 1 engine, by 7, and by as many engines as there
 * are items, all on one memory.
 */
enum { ITEMS = 1300, TEXT_SIZE = 700 };

struct outcome {
    uint64_t node;
    struct dedup_evidence evidence;
};

static char texts[ITEMS][TEXT_SIZE];
static struct dedup_item items[ITEMS];

static const char *const vocabulary[][3] = {
    {"government", "gouvernement", "Regierung"},
    {"bridge", "pont", "Brücke"},
    {"river", "fleuve", "Fluss"},
    {"mayor", "maire", "Bürgermeister"},
    {"fire", "incendie", "Feuer"},
    {"forest", "forêt", "Wald"},
    {"court", "tribunal", "Gericht"},
    {"school", "école", "Schule"},
    {"water", "eau", "Wasser"},
    {"flood", "inondation", "Überschwemmung"},
    {"harvest", "récolte", "Ernte"},
    {"bank", "banque", "Bank"},
    {"strike", "grève", "Streik"},
    {"hospital", "hôpital", "Krankenhaus"},
    {"museum", "musée", "Museum"},
    {"painting", "tableau", "Gemälde"},
};

static uint32_t draw(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

/* A story's text in one of three languages: the same seed gives the same story. */
static void story_write(char ret[TEXT_SIZE], uint32_t seed, size_t lang, size_t words)
{
    size_t used = 0;

    for (size_t i = 0; i < words && used + 60 < TEXT_SIZE; i++) {
        uint32_t kind = draw(&seed) % 4, value = draw(&seed);

        if (kind == 0)
            used += (size_t)sprintf(ret + used, "%u ", 100 + value % 9000);
        else if (kind == 1)
            used += (size_t)sprintf(ret + used, "K%cr%cm%c%cst ", "aeiou"[value % 5],
                                    "bdgklmn"[value / 5 % 7], "aeiou"[value / 35 % 5],
                                    "lnrtvz"[value / 175 % 6]);
        else
            used += (size_t)sprintf(ret + used, "%s ", vocabulary[value % 16][lang]);
    }
    ret[used] = '\0';
}

/* One of forty feeds; an item stays in its feed. */
static uint64_t feed_of(uint64_t key)
{
    uint32_t seed = (uint32_t)key;

    return draw(&seed) % 40;
}

static void stream_make(void)
{
    static const char *const langs[3] = {"en", "fr", "de"};
    uint32_t seed = 42;

    for (size_t i = 0; i < ITEMS; i++) {
        uint32_t story = draw(&seed) % (ITEMS / 3), lang = draw(&seed) % 3;

        story_write(texts[i], story * 7919 + 1, lang, 30 + draw(&seed) % 30);
        items[i] = (struct dedup_item){.key = i + 1,
                                       .lang = langs[lang],
                                       .title = "",
                                       .text = texts[i],
                                       .time = (int64_t)i * 60};
        if (draw(&seed) % 20 == 0)
            items[i].key = 1 + draw(&seed) % (i + 1); /* an update of an older item */
        items[i].feed = feed_of(items[i].key);
    }
}

/* Of the forty feeds, five keep their items alone and ten fold only with others. */
static enum dedup_fold fold_some(void *context, uint64_t feed)
{
    (void)context;
    return feed < 5 ? DEDUP_FOLD_NEVER : feed < 15 ? DEDUP_FOLD_OTHERS : DEDUP_FOLD_ALL;
}

/* What the feeds allow holds for the nodes of the whole memory. */
static void assert_folded_as_allowed(const struct fixture *fixture)
{
    const struct dedup_memory *memory = &fixture->memory;
    struct dedup_record records[2 * ITEMS];
    size_t count = 0;
    dedup_doc last;

    assert_int_equal(memory->last(memory->context, &last), 0);
    for (dedup_doc doc = 1; doc <= last; doc++) {
        struct dedup_record record;

        assert_int_equal(memory->get(memory->context, &record, doc), 0);
        assert_int_equal(memory->resolve(memory->context, &record.node, record.node), 0);
        if (record.doc != 0 && !record.superseded)
            records[count++] = record;
    }
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < i; k++) {
            if (records[i].node != records[k].node)
                continue;
            assert_int_not_equal(fold_some(NULL, records[i].feed), DEDUP_FOLD_NEVER);
            assert_int_not_equal(fold_some(NULL, records[k].feed), DEDUP_FOLD_NEVER);
            assert_true(records[i].feed != records[k].feed ||
                        fold_some(NULL, records[i].feed) == DEDUP_FOLD_ALL);
        }
}

static size_t play(struct outcome ret[ITEMS], size_t every, bool twice, bool folds)
{
    struct fixture fixture;
    size_t joined = 0;

    fixture_open(&fixture, 0);
    fixture.fold = folds ? fold_some : NULL;
    fixture_reopen(&fixture);
    for (size_t i = 0; i < ITEMS; i++) {
        struct dedup_verdict verdict = fixture_place(&fixture, &items[i]);

        ret[i] = (struct outcome){verdict.node, verdict.evidence};
        joined += verdict.joined;
        if (twice) {
            struct dedup_verdict again = fixture_place(&fixture, &items[i]);

            assert_true(again.known);
            assert_int_equal(again.node, verdict.node);
        }
        if ((i + 1) % every == 0)
            fixture_reopen(&fixture);
    }
    if (folds)
        assert_folded_as_allowed(&fixture);
    fixture_close(&fixture);
    return joined;
}

static void assert_same(const struct outcome *a, const struct outcome *b)
{
    for (size_t i = 0; i < ITEMS; i++) {
        assert_int_equal(a[i].node, b[i].node);
        assert_int_equal(a[i].evidence.channel, b[i].evidence.channel);
        assert_int_equal(a[i].evidence.with, b[i].evidence.with);
        assert_true(a[i].evidence.score == b[i].evidence.score);
        assert_true(a[i].evidence.t == b[i].evidence.t && a[i].evidence.p == b[i].evidence.p);
    }
}

static struct outcome once[ITEMS], other[ITEMS];

static void test_cuts_do_not_matter(void **state)
{
    static const size_t cuts[] = {ITEMS / 7, 97, 29};

    (void)state;
    assert_in_range(play(once, ITEMS + 1, false, false), ITEMS / 4, ITEMS);
    for (size_t i = 0; i < sizeof(cuts) / sizeof(cuts[0]); i++) {
        play(other, cuts[i], false, false);
        assert_same(once, other);
    }
}

static void test_cuts_do_not_matter_to_folding(void **state)
{
    size_t joined = play(other, ITEMS + 1, false, false);

    (void)state;
    assert_in_range(play(once, ITEMS + 1, false, true), ITEMS / 8, joined - 1);
    play(other, 97, true, true);
    assert_same(once, other);
}

/* The stream the other way round: other items found their stories, and the feeds hold all the
 * same. */
static void test_order_does_not_matter_to_folding(void **state)
{
    (void)state;
    for (size_t i = 0; i < ITEMS / 2; i++) {
        const struct dedup_item item = items[i];

        items[i] = items[ITEMS - 1 - i];
        items[ITEMS - 1 - i] = item;
    }
    assert_in_range(play(other, ITEMS + 1, false, true), ITEMS / 8, ITEMS);
}

static void test_twice_is_once(void **state)
{
    (void)state;
    play(once, ITEMS + 1, false, false);
    play(other, ITEMS / 3, true, false);
    assert_same(once, other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cuts_do_not_matter),
        cmocka_unit_test(test_twice_is_once),
        cmocka_unit_test(test_cuts_do_not_matter_to_folding),
        cmocka_unit_test(test_order_does_not_matter_to_folding),
    };

    stream_make();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
