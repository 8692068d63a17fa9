#include "dedup/lexicon/learnt.h"

#include "dedup.h"
#include "tests/support/test.h"

enum { LESSONS = 10, KEY = 0x5eed, M = 0x12345, N = 0x54321, WORD_HEAD = 5, LESSON_HEAD = 9 };

static struct learnt *learnt;

static int set_up(void **state)
{
    (void)state;
    return learnt_new(&learnt);
}

static int tear_down(void **state)
{
    (void)state;
    learnt_free(learnt);
    return 0;
}

/* A lesson as tests write it; feeds of 0 end a row. */
struct given {
    uint64_t feeds[2], story;
    uint32_t meanings[2]; /* 0: none */
};

static void teach(uint32_t key, const struct given *given, int64_t day)
{
    struct learnt_lesson lesson = {
        .feeds = {given->feeds[0], given->feeds[1]}, .story = given->story, .day = day};

    while (lesson.meaning_count < 2 && given->meanings[lesson.meaning_count] != 0) {
        lesson.meanings[lesson.meaning_count] = given->meanings[lesson.meaning_count];
        lesson.meaning_count++;
    }
    assert_int_equal(learnt_add(learnt, key, &lesson), DEDUP_OK);
}

/* Three lessons of six feeds: enough for a meaning. */
static void teach_well(uint32_t key, uint32_t meaning, int64_t day)
{
    for (uint64_t i = 0; i < 3; i++)
        teach(key, &(struct given){{2 * i + 1, 2 * i + 2}, i + 1, {meaning}}, day);
}

static void assert_means(uint32_t key, uint32_t meaning)
{
    struct learnt_meaning found[LEARNT_MEANINGS_MAX];

    assert_int_equal(learnt_find(learnt, key, found), 1);
    assert_int_equal(found[0].hash, meaning);
}

static void assert_unknown(uint32_t key)
{
    struct learnt_meaning found[LEARNT_MEANINGS_MAX];

    assert_int_equal(learnt_find(learnt, key, found), 0);
}

static size_t words(void)
{
    size_t with_meaning;

    return learnt_count(learnt, &with_meaning);
}

static size_t meanings(void)
{
    size_t with_meaning;

    learnt_count(learnt, &with_meaning);
    return with_meaning;
}

/* The stored form; the caller frees it. */
static unsigned char *packed(size_t *ret_size)
{
    unsigned char *bytes;

    *ret_size = learnt_size(learnt);
    bytes = malloc(*ret_size + 1);
    assert_non_null(bytes);
    learnt_pack(bytes, learnt);
    return bytes;
}

static const struct {
    const char *name;
    struct given lessons[LESSONS];
    struct learnt_meaning found[LEARNT_MEANINGS_MAX]; /* hash 0: none */
} rows[] = {
    {"one lesson", {{{1, 2}, 1, {M}}}, {{0}}},
    {"two lessons", {{{1, 2}, 1, {M}}, {{3, 4}, 2, {M}}}, {{0}}},
    {"three lessons", {{{1, 2}, 1, {M}}, {{3, 4}, 2, {M}}, {{5, 6}, 3, {M}}}, {{M, 1, 3, 6}}},
    {"three lessons of one story", {{{1, 2}, 1, {M}}, {{3, 4}, 1, {M}}, {{5, 6}, 1, {M}}}, {{0}}},
    {"one pair of feeds", {{{1, 2}, 1, {M}}, {{1, 2}, 2, {M}}, {{1, 2}, 3, {M}}}, {{0}}},
    {"one feed in each, on the left",
     {{{1, 2}, 1, {M}}, {{1, 3}, 2, {M}}, {{1, 4}, 3, {M}}, {{1, 5}, 4, {M}}},
     {{0}}},
    {"one feed in each, on either side",
     {{{1, 2}, 1, {M}}, {{3, 1}, 2, {M}}, {{1, 4}, 3, {M}}, {{5, 1}, 4, {M}}},
     {{0}}},
    {"does not hold without feed 1", {{{1, 2}, 1, {M}}, {{3, 1}, 2, {M}}, {{4, 5}, 3, {M}}}, {{0}}},
    {"holds without feed 1",
     {{{1, 2}, 1, {M}}, {{3, 1}, 2, {M}}, {{4, 5}, 3, {M}}, {{6, 7}, 4, {M}}},
     {{M, 1, 4, 7}}},
    {"three feeds in pairs", {{{1, 2}, 1, {M}}, {{2, 3}, 2, {M}}, {{3, 1}, 3, {M}}}, {{0}}},
    {"four feeds in a ring",
     {{{1, 2}, 1, {M}}, {{2, 3}, 2, {M}}, {{3, 4}, 3, {M}}, {{4, 1}, 4, {M}}},
     {{M, 1, 4, 4}}},
    {"half of the lessons",
     {{{1, 2}, 1, {M}},
      {{3, 4}, 2, {M}},
      {{5, 6}, 3, {M}},
      {{7, 8}, 4, {1}},
      {{9, 10}, 5, {2}},
      {{11, 12}, 6, {3}}},
     {{M, 0.5f, 3, 6}}},
    {"half of the lessons, two of them with one feed",
     {{{1, 2}, 1, {M}},
      {{3, 4}, 2, {M}},
      {{5, 6}, 3, {M}},
      {{7, 6}, 4, {M}},
      {{9, 10}, 5, {1}},
      {{11, 12}, 6, {2}},
      {{13, 14}, 7, {3}},
      {{15, 16}, 8, {4}}},
     {{0}}},
    {"more than half of the lessons, two of them with one feed",
     {{{1, 2}, 1, {M}},
      {{3, 4}, 2, {M}},
      {{5, 6}, 3, {M}},
      {{7, 6}, 4, {M}},
      {{9, 10}, 5, {M}},
      {{11, 12}, 6, {2}},
      {{13, 14}, 7, {3}},
      {{15, 16}, 8, {4}}},
     {{M, 0.625f, 5, 9}}},
    {"less than half of the lessons",
     {{{1, 2}, 1, {M}},
      {{3, 4}, 2, {M}},
      {{5, 6}, 3, {M}},
      {{7, 8}, 4, {1}},
      {{9, 10}, 5, {2}},
      {{11, 12}, 6, {3}},
      {{13, 14}, 7, {4}}},
     {{0}}},
    {"lessons without a meaning count",
     {{{1, 2}, 1, {M}}, {{3, 4}, 2, {M}}, {{5, 6}, 3, {0}}, {{7, 8}, 4, {0}}, {{9, 10}, 5, {0}}},
     {{0}}},
    {"two meanings, the heavier first",
     {{{1, 2}, 1, {N, M}}, {{3, 4}, 2, {N, M}}, {{5, 6}, 3, {N, M}}, {{7, 8}, 4, {M}}},
     {{M, 1, 4, 8}, {N, 0.75f, 3, 6}}},
    {"two as heavy, the first one first",
     {{{1, 2}, 1, {N, M}}, {{3, 4}, 2, {M, N}}, {{5, 6}, 3, {M, N}}},
     {{N, 1, 3, 6}, {M, 1, 3, 6}}},
    {"the latest lessons count",
     {{{1, 2}, 1, {N}},
      {{3, 4}, 2, {N}},
      {{5, 6}, 3, {M}},
      {{7, 8}, 4, {M}},
      {{9, 10}, 5, {M}},
      {{11, 12}, 6, {M}},
      {{13, 14}, 7, {M}},
      {{15, 16}, 8, {M}},
      {{17, 18}, 9, {M}},
      {{19, 20}, 10, {M}}},
     {{M, 1, 8, 16}}},
};

static void test_meanings(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct learnt_meaning found[LEARNT_MEANINGS_MAX] = {{0}};
        size_t count, expected = 0;

        learnt_clear(learnt);
        for (size_t k = 0; k < LESSONS && rows[i].lessons[k].story != 0; k++)
            teach(KEY, &rows[i].lessons[k], 1000);
        count = learnt_find(learnt, KEY, found);
        while (expected < LEARNT_MEANINGS_MAX && rows[i].found[expected].hash != 0)
            expected++;
        if (count != expected || memcmp(found, rows[i].found, sizeof(found)) != 0)
            fail_msg("%s: %zu meanings, %05x of %d stories and %d feeds", rows[i].name, count,
                     (unsigned)found[0].hash, found[0].stories, found[0].feeds);
        assert_int_equal(meanings(), expected > 0);
    }
}

static void test_keys(void **state)
{
    (void)state;
    assert_int_equal(learnt_key("et", 7), learnt_key("et", 7));
    assert_int_not_equal(learnt_key("et", 7), learnt_key("et", 8));
    assert_int_not_equal(learnt_key("et", 7), learnt_key("ro", 7));
    teach_well(learnt_key("et", 7), M, 1000);
    assert_means(learnt_key("et", 7), M);
    assert_unknown(learnt_key("ro", 7));
}

static void test_a_feed_takes_part_in_few_lessons(void **state)
{
    (void)state;
    for (uint64_t i = 1; i <= 100; i++) {
        teach(KEY, &(struct given){{1, 1 + i}, i, {M}}, 1000);
        teach(KEY, &(struct given){{1000 + i, 1}, 1000 + i, {M}}, 1000);
        assert_in_range(learnt_size(learnt), WORD_HEAD + LESSON_HEAD,
                        WORD_HEAD + LEARNT_FEED_LESSONS * (LESSON_HEAD + 3));
        assert_unknown(KEY);
    }
}

static void test_the_same_story_again(void **state)
{
    unsigned char *before, *after;
    size_t size, size_after;

    (void)state;
    teach_well(KEY, M, 1000);
    before = packed(&size);
    teach(KEY, &(struct given){{7, 8}, 2, {N}}, 1001);
    teach(KEY, &(struct given){{3, 8}, 2, {N}}, 1001);
    teach(KEY, &(struct given){{4, 3}, 2, {N}}, 1001);
    after = packed(&size_after);
    assert_int_equal(size, size_after);
    assert_memory_equal(before, after, size);
    free(after);

    teach(KEY, &(struct given){{3, 4}, 2, {N}}, 1001);
    after = packed(&size_after);
    assert_int_equal(size, size_after);
    assert_memory_not_equal(before, after, size);
    teach(KEY, &(struct given){{3, 4}, 2, {M}}, 1001);
    assert_means(KEY, M);
    free(before);
    free(after);
}

static void test_common_words_are_idle(void **state)
{
    (void)state;
    for (uint32_t i = 1; i <= LEARNT_LESSONS_MAX; i++) {
        assert_false(learnt_is_idle(learnt, KEY));
        teach(KEY, &(struct given){{2 * i, 2 * i + 1}, i, {i, 100 + i}}, 1000);
        assert_unknown(KEY);
    }
    assert_true(learnt_is_idle(learnt, KEY));
    assert_false(learnt_is_idle(learnt, KEY + 1));
    for (uint64_t i = 0; i < LEARNT_LESSONS_MAX; i++)
        teach(KEY + 1, &(struct given){{2 * i, 2 * i + 1}, i + 1, {M}}, 1000);
    assert_false(learnt_is_idle(learnt, KEY + 1));
}

static void test_lessons_age(void **state)
{
    (void)state;
    teach_well(KEY, M, 1000);
    teach(KEY, &(struct given){{7, 8}, 4, {M}}, 1300);
    learnt_tidy(learnt, 1000 + LEARNT_DAYS_MAX);
    assert_means(KEY, M);
    learnt_tidy(learnt, 1001 + LEARNT_DAYS_MAX);
    assert_unknown(KEY);
    assert_int_equal(learnt_size(learnt), WORD_HEAD + LESSON_HEAD + 3);
    learnt_tidy(learnt, 1301 + LEARNT_DAYS_MAX);
    assert_int_equal(words(), 0);
    assert_int_equal(learnt_size(learnt), 0);
    teach_well(KEY, M, 2000);
    assert_means(KEY, M);
}

/* A lesson that was added later may be older, as an item may. */
static void test_lessons_age_in_any_order(void **state)
{
    (void)state;
    teach(KEY, &(struct given){{7, 8}, 4, {M}}, 1300);
    teach_well(KEY, M, 1000);
    learnt_tidy(learnt, 1001 + LEARNT_DAYS_MAX);
    assert_unknown(KEY);
    assert_int_equal(learnt_size(learnt), WORD_HEAD + LESSON_HEAD + 3);
}

static void test_forget(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < 1000; i++)
        teach_well(KEY + i, i + 1, 1000);
    for (uint32_t i = 0; i < 1000; i += 3) {
        assert_true(learnt_forget(learnt, KEY + i));
        assert_false(learnt_forget(learnt, KEY + i));
    }
    assert_int_equal(words(), 666);
    for (uint32_t i = 0; i < 1000; i++)
        if (i % 3 == 0)
            assert_unknown(KEY + i);
        else
            assert_means(KEY + i, i + 1);
    learnt_clear(learnt);
    assert_int_equal(words(), 0);
    assert_unknown(KEY + 1);
    assert_false(learnt_forget(learnt, KEY + 1));
}

/* Words beyond the limit: those with one lesson give way, those with three stay, first ones and
 * late ones. */
static void test_the_limit(void **state)
{
    enum { GOOD = 1000, MANY = LEARNT_WORDS_MAX * 3 / 2 };
    const uint32_t late = GOOD + MANY;

    (void)state;
    for (uint32_t i = 0; i < GOOD; i++)
        teach_well(i, i + 1, 1000);
    for (uint32_t i = GOOD; i < late; i++) {
        teach(i, &(struct given){{1, 2}, i, {M}}, 1001);
        if (i % 500 == 0)
            assert_in_range(words(), GOOD, LEARNT_WORDS_MAX);
    }
    assert_in_range(words(), GOOD, LEARNT_WORDS_MAX);
    for (uint32_t i = late; i < late + GOOD; i++)
        teach_well(i, M, 1001);
    learnt_tidy(learnt, 1001);
    assert_in_range(words(), 2 * GOOD, LEARNT_WORDS_MAX - 1);
    assert_int_equal(meanings(), 2 * GOOD);
    for (uint32_t i = 0; i < GOOD; i++) {
        assert_means(i, i + 1);
        assert_means(late + i, M);
    }
}

/* Of words with one lesson each, the newer ones stay. */
static void test_older_words_give_way(void **state)
{
    enum { SIZE = WORD_HEAD + LESSON_HEAD + 3, DAY = WORD_HEAD + 6 };
    size_t size, newer = 0;
    unsigned char *form;

    (void)state;
    for (uint32_t i = 0; i < LEARNT_WORDS_MAX; i++)
        teach(i, &(struct given){{1, 2}, i, {M}}, i % 2 == 0 ? 1000 : 1001);
    learnt_tidy(learnt, 1001);
    form = packed(&size);
    assert_int_equal(size, words() * SIZE);
    for (size_t i = 0; i < words(); i++)
        newer += (form[i * SIZE + DAY] | form[i * SIZE + DAY + 1] << 8) == 1001;
    assert_int_equal(newer, LEARNT_WORDS_MAX / 2);
    assert_in_range(words(), newer + 1, LEARNT_WORDS_MAX - 1);
    free(form);
}

static unsigned char *number_put(unsigned char *at, uint32_t value, size_t size)
{
    for (size_t i = 0; i < size; i++)
        *at++ = (unsigned char)(value >> 8 * i);
    return at;
}

/* The stored form of so many words with as many lessons and meanings as fit. */
static unsigned char *form_make(size_t *ret_size, uint32_t count)
{
    unsigned char *form, *at;

    *ret_size = (size_t)count *
                (WORD_HEAD + LEARNT_LESSONS_MAX * (LESSON_HEAD + 3 * (size_t)LEARNT_PLACES_MAX));
    at = form = malloc(*ret_size);
    assert_non_null(form);
    for (uint32_t i = 0; i < count; i++) {
        at = number_put(at, i * 2654435761u, 4);
        at = number_put(at, LEARNT_LESSONS_MAX, 1);
        for (uint32_t k = 0; k < LEARNT_LESSONS_MAX; k++) {
            at = number_put(at, 2 * k, 2);
            at = number_put(at, 2 * k + 1, 2);
            at = number_put(at, i + k, 2);
            at = number_put(at, 20000, 2);
            at = number_put(at, LEARNT_PLACES_MAX, 1);
            for (uint32_t m = 0; m < LEARNT_PLACES_MAX; m++)
                at = number_put(at, m == k ? i : 8 * k + m, 3);
        }
    }
    return form;
}

static void test_the_largest(void **state)
{
    size_t size, again_size;
    unsigned char *form = form_make(&size, LEARNT_WORDS_MAX), *again;

    (void)state;
    assert_in_range(size, 0, LEARNT_BYTES_MAX);
    assert_int_equal(learnt_unpack(learnt, form, size), DEDUP_OK);
    assert_int_equal(words(), LEARNT_WORDS_MAX);
    again = packed(&again_size);
    assert_int_equal(again_size, size);
    assert_memory_equal(again, form, size);
    free(form);
    free(again);

    form = form_make(&size, LEARNT_WORDS_MAX + 1);
    assert_int_equal(learnt_unpack(learnt, form, size), DEDUP_ERR_FORMAT);
    assert_int_equal(words(), 0);
    free(form);
}

/* A few words with all kinds of lessons. */
static void sample_teach(void)
{
    teach_well(1, M, 1000);
    teach(2, &(struct given){{1, 2}, 1, {0}}, 0);
    teach(3, &(struct given){{1, 2}, UINT64_MAX, {(1 << LEARNT_HASH_BITS) - 1, 1}}, 65535);
    teach(0, &(struct given){{1, UINT64_MAX}, 1, {M, N}}, INT64_MAX);
    teach(UINT32_MAX, &(struct given){{1, 2}, 1, {M}}, INT64_MIN);
}

static void test_round_trip(void **state)
{
    unsigned char *form, *again;
    size_t size, again_size;

    (void)state;
    assert_int_equal(learnt_size(learnt), 0);
    assert_int_equal(learnt_unpack(learnt, NULL, 0), DEDUP_OK);
    sample_teach();
    form = packed(&size);
    learnt_clear(learnt);
    teach_well(99, N, 1000);
    assert_int_equal(learnt_unpack(learnt, form, size), DEDUP_OK);
    assert_unknown(99);
    assert_means(1, M);
    assert_int_equal(words(), 5);
    again = packed(&again_size);
    assert_int_equal(again_size, size);
    assert_memory_equal(again, form, size);
    free(again);
    free(form);
}

/* The same lessons give the same bytes, whether the lexicon was stored between them or not. */
static void test_storing_changes_nothing(void **state)
{
    unsigned char *whole = NULL, *form;
    size_t whole_size = 0, size;

    (void)state;
    for (int stored = 0; stored < 2; stored++) {
        learnt_clear(learnt);
        for (uint32_t i = 0; i < 3000; i++) {
            teach(i * 7919 % 257, &(struct given){{i % 13, 20 + i % 11}, i, {1 + i * 31 % 17}},
                  1000 + i / 10);
            if (!stored || i % 100 != 0)
                continue;
            form = packed(&size);
            assert_int_equal(learnt_unpack(learnt, form, size), DEDUP_OK);
            free(form);
        }
        if (!stored)
            whole = packed(&whole_size);
    }
    form = packed(&size);
    assert_int_equal(size, whole_size);
    assert_memory_equal(form, whole, size);
    free(form);
    free(whole);
}

/* Refused bytes leave nothing; bytes that are read are those that are written. */
static bool assert_bounded(const unsigned char *form, size_t size)
{
    /* of exactly this size, so that the sanitizer sees a read beyond it */
    unsigned char *exact = malloc(size), *again;
    size_t again_size;
    int code;

    assert_true(exact != NULL || size == 0);
    if (size > 0)
        memcpy(exact, form, size);
    code = learnt_unpack(learnt, exact, size);
    again = packed(&again_size);
    if (code == DEDUP_OK) {
        assert_int_equal(again_size, size);
        if (size > 0)
            assert_memory_equal(again, exact, size);
    } else {
        assert_int_equal(code, DEDUP_ERR_FORMAT);
        assert_int_equal(again_size, 0);
        assert_int_equal(words(), 0);
        assert_unknown(1);
    }
    free(again);
    free(exact);
    return code == DEDUP_OK;
}

static void test_cut_bytes(void **state)
{
    unsigned char *form;
    size_t size, whole = 0;

    (void)state;
    sample_teach();
    form = packed(&size);
    for (size_t cut = 0; cut <= size; cut++)
        whole += assert_bounded(form, cut);
    assert_int_equal(whole, 6); /* nothing, and the ends of the five words */
    free(form);
}

static void test_damaged_bytes(void **state)
{
    size_t size, refused = 0;
    unsigned char *form;

    (void)state;
    sample_teach();
    form = packed(&size);
    for (size_t at = 0; at < size; at++) {
        unsigned char was = form[at];

        for (int value = 0; value < 256; value++) {
            form[at] = (unsigned char)value;
            refused += !assert_bounded(form, size);
        }
        form[at] = was;
    }
    assert_true(refused > 2000);
    assert_true(assert_bounded(form, size));
    free(form);
}

#define LESSON "\1\0\2\0\3\0\4\0\1\5\0\0"

static const struct {
    const char *name, *bytes;
    size_t size;
    int code;
} forms[] = {
    {"one word", "\1\0\0\0\1" LESSON, 17, DEDUP_OK},
    {"two words", "\1\0\0\0\1" LESSON "\2\0\0\0\1" LESSON, 34, DEDUP_OK},
    {"a word twice", "\1\0\0\0\1" LESSON "\1\0\0\0\1" LESSON, 34, DEDUP_ERR_FORMAT},
    {"no lesson", "\1\0\0\0\0", 5, DEDUP_ERR_FORMAT},
    {"a lesson less than said", "\1\0\0\0\2" LESSON, 17, DEDUP_ERR_FORMAT},
    {"nine lessons", "\1\0\0\0\11" LESSON LESSON LESSON LESSON LESSON LESSON LESSON LESSON LESSON,
     113, DEDUP_ERR_FORMAT},
    {"nine meanings",
     "\1\0\0\0\1\1\0\2\0\3\0\4\0\11\1\0\0\2\0\0\3\0\0\4\0\0\5\0\0\6\0\0\7\0\0\10\0\0\11\0\0", 41,
     DEDUP_ERR_FORMAT},
    {"the largest meaning", "\1\0\0\0\1\1\0\2\0\3\0\4\0\1\377\377\17", 17, DEDUP_OK},
    {"a meaning too large", "\1\0\0\0\1\1\0\2\0\3\0\4\0\1\0\0\20", 17, DEDUP_ERR_FORMAT},
    {"one byte too many", "\1\0\0\0\1" LESSON "\2", 18, DEDUP_ERR_FORMAT},
};

static void test_forms(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
        bool read = assert_bounded((const unsigned char *)forms[i].bytes, forms[i].size);

        if (read != (forms[i].code == DEDUP_OK))
            fail_msg("%s: %s", forms[i].name, read ? "read" : "refused");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_meanings, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_keys, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_feed_takes_part_in_few_lessons, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_the_same_story_again, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_common_words_are_idle, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_lessons_age, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_lessons_age_in_any_order, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_forget, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_the_limit, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_older_words_give_way, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_the_largest, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_round_trip, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_storing_changes_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_cut_bytes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_damaged_bytes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_forms, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
