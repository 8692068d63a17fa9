/* How texts of many scripts are cut and folded. */
#include "aggregator/search/words.h"

#include "tests/support/test.h"

/* The words of a text, with one space between them. */
static void words_join(char *ret, size_t room, const char *text)
{
    struct search_cutter cutter;
    struct search_word word;
    size_t used = 0, last = 0;

    ret[0] = '\0';
    search_cutter_init(&cutter, text, strlen(text));
    while (search_cutter_next(&word, &cutter)) {
        assert_int_equal(word.length, strlen(word.text));
        assert_true(word.length <= SEARCH_WORD_BYTES);
        assert_true(word.begin >= last && word.end > word.begin && word.end <= strlen(text));
        assert_true(word.first_end > word.begin && word.first_end <= word.end);
        last = word.begin;
        used += (size_t)snprintf(ret + used, room - used, "%s%s", used > 0 ? " " : "", word.text);
    }
}

static void test_words(void **state)
{
    static const struct {
        const char *text, *words;
    } rows[] = {
        {"", ""},
        {"The Harbour, 2024: \"Re-opened!\"", "the harbour 2024 re opened"},
        {"L'été à Zürich", "l ete a zurich"},
        {"STRASSE Straße Malmø Łódź ﬁnal", "strasse strasse malmo lodz final"},
        {"Ξενοδοχείο ΤΟΥΣ τούς", "ξενοδοχειο τουσ τουσ"},
        {"Ёлка и Йод", "елка и иод"},
        /* alef with hamza, teh marbuta, tatweel, a vowel, and Arabic digits */
        {"أُسرة الميـــناء ٢٠٢٤", "اسره الميناء 2024"},
        {"כְּפָר", "כפר"},
        {"İstanbul ışık", "istanbul isik"},
        {"हिन्दी समाचार", "हिन्दी समाचार"},
        /* Chinese: each character with its successor; the last stands alone */
        {"港口开放。", "港口 口开 开放 放"},
        {"買iPhone手机", "買 iphone 手机 机"},
        {"東京タワー", "東京 京タ タワ ワー ー"},
        {"ท่าเรือ", "ท่ ่า าเ เร รื ือ อ"},
        {"정부가 발표", "정부 부가 가 발표 표"},
        {"２０２４ＡＢＣ", "2024abc"},
        {"soft\u00ADhyphen می\u200Cرود", "softhyphen ميرود"},
        {"bad\xff\xfe"
         "bytes \xe6\xb8",
         "bad bytes"},
        {"\u64AB", "\u64AB"},
    };
    char words[512];

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        words_join(words, sizeof(words), rows[i].text);
        if (strcmp(words, rows[i].words) != 0)
            fail_msg("\"%s\" gave \"%s\", not \"%s\"", rows[i].text, words, rows[i].words);
    }
}

static void test_long_words_are_cut(void **state)
{
    char text[3001], words[512];

    (void)state;
    memset(text, 'x', 3000);
    text[3000] = '\0';
    words_join(words, sizeof(words), text);
    assert_int_equal(strlen(words), SEARCH_WORD_BYTES);
}

static void test_places(void **state)
{
    static const char text[] = "Ein Café: 港口";
    struct search_cutter cutter;
    struct search_word word;

    (void)state;
    search_cutter_init(&cutter, text, strlen(text));
    assert_true(search_cutter_next(&word, &cutter));
    assert_true(word.begin == 0 && word.end == 3);
    assert_true(search_cutter_next(&word, &cutter));
    assert_true(word.begin == 4 && word.end == 9 && word.kind == SEARCH_WORD_LETTERS);
    assert_true(search_cutter_next(&word, &cutter));
    assert_true(word.begin == 11 && word.first_end == 14 && word.end == 17);
    assert_int_equal(word.kind, SEARCH_WORD_PAIR);
    assert_true(search_cutter_next(&word, &cutter));
    assert_int_equal(word.kind, SEARCH_WORD_LAST);
    assert_false(search_cutter_next(&word, &cutter));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_words),
                                       cmocka_unit_test(test_long_words_are_cut),
                                       cmocka_unit_test(test_places)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
