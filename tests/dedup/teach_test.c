/* What is learnt from a stream of stories in a language with a dictionary and one without
 * (world.h), and what a hostile outlet can do about it. */
#include "dedup/text/word.h"
#include "tests/dedup/fixture.h"
#include "tests/dedup/world.h"
#include "tests/support/test.h"

#include <string.h>

enum {
    STORIES = 240,
    TELLINGS = 4, /* of a story: two in each language */
    ITEMS = STORIES * TELLINGS,
    OUTLETS = 5, /* of each language */
    PROBES = 60, /* later stories, told once in each language */
    FACTS = 70,
    SURE = 40,      /* percent */
    PER_STORY = 21, /* hostile items for each story: 5,040 */
    WRONG = 37,     /* a hostile telling says the concept this much further */
    HOSTILE = 666,  /* the feed */
    HOUR = 3600,
};

static char texts[ITEMS][WORLD_TEXT_SIZE];
static struct telling tellings[ITEMS];
static struct dedup_item items[ITEMS];

static const char *lang_of(const struct telling *telling)
{
    return telling->second ? "ka" : "en";
}

static struct dedup_item item_tell(char text[WORLD_TEXT_SIZE], uint64_t key, uint64_t feed,
                                   const struct telling *telling)
{
    world_tell(text, telling);
    return (struct dedup_item){.key = key,
                               .feed = feed,
                               .lang = lang_of(telling),
                               .title = "",
                               .text = text,
                               .time = (int64_t)telling->story * HOUR};
}

static void stream_make(void)
{
    for (uint32_t i = 0; i < ITEMS; i++) {
        uint32_t story = 1 + i / TELLINGS, outlet = i % TELLINGS;
        bool second = outlet >= TELLINGS / 2;

        tellings[i] = (struct telling){
            .story = story, .facts = FACTS, .sure = SURE, .outlet = outlet, .second = second};
        items[i] =
            item_tell(texts[i], 1 + i,
                      1 + (story * (second ? 1 : 3) + outlet) % OUTLETS + (second ? OUTLETS : 0),
                      &tellings[i]);
    }
}

static void world_open(struct fixture *ret, bool without_learning)
{
    size_t size;
    void *lexicon = world_lexicon(&size);

    fixture_open_with(ret, lexicon, size, without_learning);
}

static void world_open_learnt(struct fixture *ret, bool without_learning)
{
    world_open(ret, without_learning);
    for (size_t i = 0; i < ITEMS; i++)
        fixture_place(ret, &items[i]);
}

/* The stored lexicon; the caller frees it. */
static unsigned char *stored(size_t *ret_size, const struct fixture *fixture)
{
    const struct dedup_memory *memory = &fixture->memory;
    unsigned char none, *bytes;

    assert_int_equal(memory->metadata_get(memory->context, "learnt", &none, 0, ret_size), 0);
    bytes = malloc(*ret_size + 1);
    assert_non_null(bytes);
    assert_int_equal(memory->metadata_get(memory->context, "learnt", bytes, *ret_size, ret_size),
                     0);
    return bytes;
}

static void assert_stored(const struct fixture *fixture, const unsigned char *bytes, size_t size)
{
    size_t now_size;
    unsigned char *now = stored(&now_size, fixture);

    assert_int_equal(now_size, size);
    assert_memory_equal(now, bytes, size);
    free(now);
}

/* How many words of the second language mean their concept, another one, and the one that a hostile
 * outlet gives. */
struct lessons {
    size_t right, other, wrong;
};

static uint32_t meaning_of(uint32_t concept)
{
    char word[WORLD_WORD_SIZE];

    world_word(word, concept % WORLD_CONCEPTS, false);
    return sketch_hash(dedup_word_key("en", word));
}

static void word_check(struct lessons *lessons, const struct dedup *engine, uint32_t concept)
{
    struct learnt_meaning found[LEARNT_MEANINGS_MAX];
    char word[WORLD_WORD_SIZE], form[WORD_FORM_SIZE];
    size_t size, count;

    world_word(word, concept, true);
    size = word_form("ka", word, strlen(word), form, sizeof(form));
    count = learnt_find(engine->learnt, learnt_key("ka", word_root(form, size)), found);
    for (size_t i = 0; i < count; i++) {
        bool right = found[i].hash == meaning_of(concept);
        bool wrong = found[i].hash == meaning_of(concept + WRONG) ||
                     found[i].hash == meaning_of(concept + WORLD_CONCEPTS - WRONG);

        lessons->right += right;
        lessons->wrong += wrong;
        lessons->other += !right && !wrong;
    }
}

static struct lessons lessons_check(const struct dedup *engine)
{
    struct lessons lessons = {0};

    for (uint32_t i = 0; i < WORLD_CONCEPTS; i++)
        word_check(&lessons, engine, i);
    return lessons;
}

static void test_words_get_their_meanings(void **state)
{
    struct fixture fixture;
    struct lessons lessons;
    size_t words, with_meaning;

    (void)state;
    world_open_learnt(&fixture, false);
    lessons = lessons_check(fixture.engine);
    words = dedup_learnt_words(fixture.engine, &with_meaning);
    assert_in_range(lessons.right, WORLD_CONCEPTS * 95 / 100, WORLD_CONCEPTS);
    assert_int_equal(lessons.wrong, 0);
    assert_in_range(lessons.other, 0, WORLD_CONCEPTS / 200);
    assert_in_range(with_meaning, lessons.right, words);
    fixture_close(&fixture);
}

static void test_nothing_is_learnt_without_learning(void **state)
{
    struct fixture fixture;
    size_t words, with_meaning, size;

    (void)state;
    world_open_learnt(&fixture, true);
    words = dedup_learnt_words(fixture.engine, &with_meaning);
    assert_int_equal(words, 0);
    free(stored(&size, &fixture));
    assert_int_equal(size, 0);
    fixture_close(&fixture);
}

/*
 * Later stories, which only one outlet of each language tells. Most of their facts are concepts:
 * without the words of the second language, little of a translation is recognised.
 */

struct probe {
    char texts[2][WORLD_TEXT_SIZE];
    struct dedup_item items[2];
};

/* Of three stories, the second has names and numbers of its own in each telling. */
static void probe_make(struct probe *ret, uint32_t number)
{
    for (uint32_t i = 0; i < 2; i++) {
        struct telling telling = {.story = 9000 + number,
                                  .facts = 60,
                                  .sure = 4 + number % 7,
                                  .outlet = 20 + i,
                                  .private = number % 3 == 1 ? 1 + 2 * number + i : 0,
                                  .second = i == 1};

        ret->items[i] =
            item_tell(ret->texts[i], 90000 + 2 * number + i, i == 0 ? 21 : 22, &telling);
        ret->items[i].time = (STORIES + 1) * HOUR;
    }
}

/* The score by the compiled lexicon, of the two items that were explained last. */
static float compiled_score(struct dedup *engine)
{
    struct judge_features f;

    judge_side_read_compiled(engine->left, &engine->sketch, engine->stream);
    judge_side_read_compiled(engine->right, &engine->candidate, engine->stream);
    f = judge_pair(engine->left, engine->right).features;
    return judge_probability(judge_log_odds(&f));
}

/* Places both tellings; whether the second one joined the first. *ret_suspected: the compiled
 * lexicon alone gives more than a suspicion. */
static bool probe_joins(bool *ret_suspected, bool *ret_barred, struct fixture *fixture,
                        const struct probe *probe)
{
    struct dedup_explanation explanation;
    struct dedup_verdict verdict;
    bool joins;

    fixture_place(fixture, &probe->items[0]);
    assert_int_equal(
        dedup_explain(&explanation, fixture->engine, &probe->items[1], &probe->items[0]), DEDUP_OK);
    *ret_suspected = compiled_score(fixture->engine) >= 0.1f;
    *ret_barred = strstr(explanation.reason, "only learnt words speak for it") != NULL;
    joins = explanation.joined;
    dedup_explanation_release(&explanation);
    verdict = fixture_place(fixture, &probe->items[1]);
    assert_int_equal(verdict.joined, joins);
    if (joins)
        assert_int_equal(verdict.node, fixture_node(fixture, probe->items[0].key));
    return joins;
}

static void test_learnt_words_confirm_a_suspicion(void **state)
{
    struct fixture with, without;
    struct probe probe;
    size_t suspected = 0, gained = 0, barred = 0;

    (void)state;
    world_open_learnt(&with, false);
    world_open_learnt(&without, true);
    for (uint32_t i = 0; i < PROBES; i++) {
        bool is_suspected, is_barred, had_suspicion, joined, had_joined;

        probe_make(&probe, i);
        had_joined = probe_joins(&had_suspicion, &is_barred, &without, &probe);
        assert_false(is_barred);
        joined = probe_joins(&is_suspected, &is_barred, &with, &probe);
        assert_int_equal(joined, is_suspected);
        assert_int_equal(is_barred, !is_suspected);
        assert_true(joined || !had_joined);
        suspected += is_suspected;
        gained += joined && !had_joined;
        barred += is_barred;
    }
    assert_in_range(suspected, PROBES / 2, PROBES - PROBES / 4);
    assert_in_range(gained, PROBES / 5, PROBES);
    assert_in_range(barred, PROBES / 4, PROBES);
    fixture_close(&with);
    fixture_close(&without);
}

/* Georgian letters, so a word that only learning explains. */
static bool is_of_second(const char *word)
{
    return (unsigned char)*word == 0xe1;
}

/* An engine that does not use learnt words does not use those of stored items either. */
static void test_learnt_words_can_be_left_out(void **state)
{
    struct fixture with, without;
    struct probe probe;
    size_t gained = 0;

    (void)state;
    world_open_learnt(&with, false);
    world_open_learnt(&without, false);
    for (uint32_t i = 0; i < PROBES; i++) {
        probe_make(&probe, i);
        fixture_place(&with, &probe.items[1]);
        fixture_place(&without, &probe.items[1]);
    }
    without.without_learning = true;
    fixture_reopen(&without);
    for (uint32_t i = 0; i < PROBES; i++) {
        struct dedup_explanation explanation;
        bool joined;

        probe_make(&probe, i);
        joined = fixture_place(&with, &probe.items[0]).joined;
        gained += joined && !fixture_place(&without, &probe.items[0]).joined;
        assert_int_equal(
            dedup_explain(&explanation, without.engine, &probe.items[0], &probe.items[1]),
            DEDUP_OK);
        for (size_t k = 0; k < explanation.match_count; k++)
            assert_false(is_of_second(explanation.matches[k].right));
        dedup_explanation_release(&explanation);
    }
    assert_in_range(gained, PROBES / 5, PROBES);
    fixture_close(&with);
    fixture_close(&without);
}

/* Lessons of the words of an item, by dedup_words(). */
struct taught {
    struct dedup_word words[SKETCH_WORDS_MAX];
    size_t count;
};

static int word_take(void *context, const struct dedup_word *word)
{
    struct taught *taught = context;

    assert_true(taught->count < SKETCH_WORDS_MAX);
    taught->words[taught->count++] = *word;
    return 0;
}

static const struct dedup_word *word_find(const struct taught *taught, const char *text)
{
    for (size_t i = 0; i < taught->count; i++)
        if (strcmp(taught->words[i].text, text) == 0)
            return &taught->words[i];
    fail_msg("%s is not a word of the text", text);
    return NULL;
}

static void match_check(const struct dedup_match *match, const struct taught *taught)
{
    const struct dedup_word *word = word_find(taught, match->left);

    assert_int_equal(match->learnt_stories, word->learnt_stories);
    assert_int_equal(match->learnt_feeds, word->learnt_feeds);
    if (is_of_second(match->left)) {
        assert_in_range(match->learnt_stories, LEARNT_LESSONS_MIN, LEARNT_LESSONS_MAX);
        assert_in_range(match->learnt_feeds, LEARNT_LESSONS_MIN + 1, 2 * OUTLETS);
    } else {
        assert_int_equal(match->learnt_stories, 0);
        assert_int_equal(match->learnt_feeds, 0);
    }
}

static void test_learnt_words_are_explained(void **state)
{
    struct dedup_explanation explanation;
    static struct taught taught;
    struct fixture fixture;
    struct probe probe;
    size_t learnt = 0;

    (void)state;
    world_open_learnt(&fixture, false);
    probe_make(&probe, 6);
    taught.count = 0;
    assert_int_equal(dedup_words(fixture.engine, &probe.items[1], word_take, &taught), DEDUP_OK);
    assert_int_equal(dedup_explain(&explanation, fixture.engine, &probe.items[1], &probe.items[0]),
                     DEDUP_OK);
    for (size_t i = 0; i < explanation.match_count; i++) {
        match_check(&explanation.matches[i], &taught);
        learnt += explanation.matches[i].learnt_stories > 0;
    }
    assert_in_range(learnt, 30, explanation.match_count - 1);
    dedup_explanation_release(&explanation);

    /* the other way round, and two texts of one language */
    assert_int_equal(dedup_explain(&explanation, fixture.engine, &probe.items[0], &probe.items[1]),
                     DEDUP_OK);
    for (size_t i = 0; i < explanation.match_count; i++)
        assert_int_equal(explanation.matches[i].learnt_stories > 0,
                         is_of_second(explanation.matches[i].right));
    dedup_explanation_release(&explanation);
    assert_int_equal(dedup_explain(&explanation, fixture.engine, &items[0], &items[1]), DEDUP_OK);
    assert_true(explanation.match_count > 10);
    for (size_t i = 0; i < explanation.match_count; i++)
        assert_int_equal(explanation.matches[i].learnt_stories, 0);
    dedup_explanation_release(&explanation);
    fixture_close(&fixture);
}

static void test_words_without_lessons(void **state)
{
    static struct taught taught;
    struct fixture fixture;

    (void)state;
    world_open(&fixture, false);
    taught.count = 0;
    assert_int_equal(dedup_words(fixture.engine, &items[0], word_take, &taught), DEDUP_OK);
    assert_in_range(taught.count, FACTS / 2, FACTS);
    for (size_t i = 0; i < taught.count; i++) {
        assert_string_equal(taught.words[i].lang, "en");
        assert_int_equal(taught.words[i].learnt_stories, 0);
        assert_int_equal(taught.words[i].learnt_feeds, 0);
        assert_in_range(taught.words[i].meaning_count, 1, DEDUP_MEANINGS_MAX);
    }
    fixture_close(&fixture);
}

/* Runs may end anywhere. */

struct outcome {
    uint64_t node;
    struct dedup_evidence evidence;
};

/* The items at which runs end: the first of them, those after it, and the last. */
struct cuts {
    size_t first, every, last;
};

static void play(struct outcome ret[ITEMS], struct fixture *fixture, const struct cuts *cuts)
{
    world_open(fixture, false);
    for (size_t i = 0; i < ITEMS; i++) {
        struct dedup_verdict verdict = fixture_place(fixture, &items[i]);

        ret[i] = (struct outcome){verdict.node, verdict.evidence};
        if (i + 1 >= cuts->first && i + 1 <= cuts->last && (i + 1 - cuts->first) % cuts->every == 0)
            fixture_reopen(fixture);
    }
}

/* It learns after every 250 items. */
static const struct cuts cuts[] = {
    {240, 1, 510}, {7, 7, ITEMS}, {249, 249, ITEMS}, {250, 250, ITEMS}, {251, 251, ITEMS}};

static void test_cuts_change_nothing(void **state)
{
    static struct outcome whole[ITEMS], cut[ITEMS];
    struct fixture fixture;
    unsigned char *bytes;
    size_t size;

    (void)state;
    play(whole, &fixture, &(struct cuts){.first = ITEMS + 1, .every = 1});
    bytes = stored(&size, &fixture);
    assert_in_range(size, 10000, LEARNT_BYTES_MAX);
    fixture_close(&fixture);
    for (size_t i = 0; i < sizeof(cuts) / sizeof(cuts[0]); i++) {
        play(cut, &fixture, &cuts[i]);
        for (size_t k = 0; k < ITEMS; k++)
            if (whole[k].node != cut[k].node ||
                memcmp(&whole[k].evidence, &cut[k].evidence, sizeof(cut[k].evidence)) != 0)
                fail_msg("item %zu: cut at %zu, then every %zu", k, cuts[i].first, cuts[i].every);
        assert_stored(&fixture, bytes, size);
        fixture_close(&fixture);
    }
    free(bytes);
}

static void test_learning_twice_is_learning_once(void **state)
{
    struct fixture fixture;
    unsigned char *bytes;
    size_t size;

    (void)state;
    world_open_learnt(&fixture, false);
    bytes = stored(&size, &fixture);
    for (size_t i = 0; i < ITEMS; i++)
        assert_true(fixture_place(&fixture, &items[i]).known);
    assert_stored(&fixture, bytes, size);
    free(bytes);

    assert_int_equal(dedup_learn(fixture.engine), DEDUP_OK);
    bytes = stored(&size, &fixture);
    assert_in_range(lessons_check(fixture.engine).right, WORLD_CONCEPTS * 95 / 100, WORLD_CONCEPTS);
    assert_int_equal(lessons_check(fixture.engine).wrong, 0);
    assert_int_equal(dedup_learn(fixture.engine), DEDUP_OK);
    assert_stored(&fixture, bytes, size);
    fixture_reopen(&fixture);
    assert_int_equal(dedup_learn(fixture.engine), DEDUP_OK);
    assert_stored(&fixture, bytes, size);
    free(bytes);
    fixture_close(&fixture);
}

/* The words of the lexicon after it was read again. */
static size_t known_words(struct fixture *fixture)
{
    size_t with_meaning;

    fixture_reopen(fixture);
    return dedup_learnt_words(fixture->engine, &with_meaning);
}

static void test_forget(void **state)
{
    struct fixture fixture;
    char word[WORLD_WORD_SIZE];
    size_t words;
    bool known;

    (void)state;
    world_open_learnt(&fixture, false);
    words = known_words(&fixture);
    assert_in_range(words, WORLD_CONCEPTS * 95 / 100, 2 * WORLD_CONCEPTS);
    world_word(word, 5, true);
    assert_int_equal(dedup_forget(&known, fixture.engine, "en", word), DEDUP_OK);
    assert_false(known);
    assert_int_equal(dedup_forget(&known, fixture.engine, "ka-GE", word), DEDUP_OK);
    assert_true(known);
    assert_int_equal(dedup_forget(&known, fixture.engine, "ka", word), DEDUP_OK);
    assert_false(known);
    assert_int_equal(known_words(&fixture), words - 1);
    assert_int_equal(dedup_forget(&known, fixture.engine, NULL, NULL), DEDUP_OK);
    assert_true(known);
    assert_int_equal(known_words(&fixture), 0);
    assert_int_equal(lessons_check(fixture.engine).right, 0);
    fixture_close(&fixture);
}

/* Damaged bytes are nothing learnt; it learns on. */
static void test_a_damaged_store(void **state)
{
    static const size_t cuts_at[] = {0, 1, 15, 16, 17, 100};
    struct fixture fixture;
    unsigned char *bytes;
    size_t size;

    (void)state;
    world_open_learnt(&fixture, false);
    bytes = stored(&size, &fixture);
    for (size_t i = 0; i < sizeof(cuts_at) / sizeof(cuts_at[0]); i++) {
        assert_int_equal(
            fixture.memory.metadata_put(fixture.memory.context, "learnt", bytes, cuts_at[i]), 0);
        assert_in_range(known_words(&fixture), 0, 1);
    }
    free(bytes);
    assert_int_equal(dedup_learn(fixture.engine), DEDUP_OK);
    assert_in_range(lessons_check(fixture.engine).right, WORLD_CONCEPTS * 95 / 100, WORLD_CONCEPTS);
    fixture_close(&fixture);
}

/*
 * A hostile outlet follows every trusted item with items of its own: the same names and numbers,
 * and other concepts, always the same wrong ones.
 */

enum attack {
    NO_ATTACK,
    TRANSLATES, /* into the second language */
    BOTH_SIDES, /* in both languages: its own translations of its own wrong copies */
};

struct trusted {
    uint64_t node;
    enum dedup_channel channel;
};

static void attack_item(struct fixture *fixture, enum attack attack, size_t after, uint32_t n)
{
    static char text[WORLD_TEXT_SIZE];
    struct telling telling = tellings[after];
    struct dedup_item item;

    telling.outlet = 100 + n;
    telling.second = attack == TRANSLATES || n % 2 == 0;
    telling.wrong = telling.second ? WRONG : 0;
    if (attack == BOTH_SIDES && n % 4 == 1)
        telling.wrong = WORLD_CONCEPTS - WRONG;
    item = item_tell(text, 100000 + after * PER_STORY + n, HOSTILE, &telling);
    fixture_place(fixture, &item);
}

/* Places the stream, with hostile items after every so many trusted ones. */
static void stream_place(struct trusted ret[ITEMS], struct fixture *fixture, enum attack attack,
                         size_t every)
{
    world_open(fixture, false);
    for (size_t i = 0; i < ITEMS; i++) {
        ret[i].channel = fixture_place(fixture, &items[i]).evidence.channel;
        for (uint32_t n = 0;
             n < PER_STORY * every / TELLINGS && attack != NO_ATTACK && (i + 1) % every == 0; n++)
            attack_item(fixture, attack, i, n);
    }
}

/* The verdicts on the items of all other feeds, at the end of the stream. */
static void stream_attack(struct trusted ret[ITEMS + 2 * PROBES], struct fixture *fixture,
                          enum attack attack)
{
    struct probe probe;

    stream_place(ret, fixture, attack, TELLINGS);
    for (uint32_t i = 0; i < PROBES; i++) {
        probe_make(&probe, i);
        for (size_t k = 0; k < 2; k++)
            ret[ITEMS + 2 * i + k].channel =
                fixture_place(fixture, &probe.items[k]).evidence.channel;
    }
    for (size_t i = 0; i < ITEMS; i++)
        ret[i].node = fixture_node(fixture, items[i].key);
    for (size_t i = 0; i < 2 * PROBES; i++)
        ret[ITEMS + i].node = fixture_node(fixture, 90000 + i);
}

/* Two results have the same nodes when the first member of each node is the same. */
static size_t first_member(const struct trusted *all, size_t of)
{
    size_t first = 0;

    while (all[first].node != all[of].node)
        first++;
    return first;
}

static struct trusted calm[ITEMS + 2 * PROBES];

static int calm_make(void **state)
{
    struct fixture fixture;

    (void)state;
    stream_attack(calm, &fixture, NO_ATTACK);
    fixture_close(&fixture);
    return 0;
}

static void assert_attack_fails(enum attack attack)
{
    static struct trusted attacked[ITEMS + 2 * PROBES];
    struct fixture fixture;
    struct lessons lessons;
    size_t joined = 0, moved = 0, changed = 0;

    stream_attack(attacked, &fixture, attack);
    lessons = lessons_check(fixture.engine);
    fixture_close(&fixture);
    for (size_t i = 0; i < ITEMS + 2 * PROBES; i++) {
        joined += first_member(calm, i) != i;
        moved += first_member(calm, i) != first_member(attacked, i);
        changed += calm[i].channel != attacked[i].channel;
    }
    assert_in_range(joined, ITEMS / 2, ITEMS);
    assert_int_equal(lessons.wrong, 0);
    assert_in_range(lessons.other, 0, WORLD_CONCEPTS / 200);
    assert_in_range(lessons.right, WORLD_CONCEPTS * 3 / 4, WORLD_CONCEPTS);
    assert_int_equal(moved, 0);
    assert_int_equal(changed, 0);
}

static void test_an_outlet_that_translates_wrongly(void **state)
{
    (void)state;
    assert_attack_fails(TRANSLATES);
}

static void test_an_outlet_that_translates_itself(void **state)
{
    (void)state;
    assert_attack_fails(BOTH_SIDES);
}

/* An outlet that is there before the second telling of a story may draw others into stories of its
 * own, as it may without learning. Still it teaches nothing. */
static void test_an_outlet_that_comes_first(void **state)
{
    static struct trusted placed[ITEMS];
    struct fixture fixture;

    (void)state;
    stream_place(placed, &fixture, BOTH_SIDES, 1);
    assert_int_equal(lessons_check(fixture.engine).wrong, 0);
    fixture_close(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words_get_their_meanings),
        cmocka_unit_test(test_nothing_is_learnt_without_learning),
        cmocka_unit_test(test_learnt_words_confirm_a_suspicion),
        cmocka_unit_test(test_learnt_words_can_be_left_out),
        cmocka_unit_test(test_learnt_words_are_explained),
        cmocka_unit_test(test_words_without_lessons),
        cmocka_unit_test(test_cuts_change_nothing),
        cmocka_unit_test(test_learning_twice_is_learning_once),
        cmocka_unit_test(test_forget),
        cmocka_unit_test(test_a_damaged_store),
        cmocka_unit_test(test_an_outlet_that_translates_wrongly),
        cmocka_unit_test(test_an_outlet_that_translates_itself),
        cmocka_unit_test(test_an_outlet_that_comes_first),
    };

    stream_make();
    return cmocka_run_group_tests(tests, calm_make, NULL);
}
