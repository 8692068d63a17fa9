#include "dedup/text/word.h"
#include "dedup/text/word_light.h"
#include "dedup_lexicon.h"
#include "tests/support/test.h"

static const struct {
    const char *tag, *lang;
} tags[] = {
    {"en", "en"},  {"EN-us", "en"}, {"nb", "no"},      {"nn-NO", "no"}, {"hr", "sh"},
    {"bs", "sh"},  {"sr", "sh"},    {"zh-Hans", "zh"}, {"zh_TW", "zh"}, {"iw", "he"},
    {"deu", "de"}, {"srp", "sh"},   {"kab", "kab"},    {"", ""},        {NULL, ""},
    {"e", ""},     {"1234", ""},    {"english", ""},   {"x1", ""},      {"jpn", "ja"},
};

static void test_lang(void **state)
{
    char lang[WORD_LANG_SIZE];

    (void)state;
    for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++) {
        word_lang(lang, tags[i].tag);
        assert_string_equal(lang, tags[i].lang);
    }
}

/* All words of one row must have one form, which differs from that of the row's unrelated word. */
static const struct {
    const char *lang, *a, *b, *stranger;
} same[] = {
    {"en", "Ministers", "minister", "ministry"},
    {"en", "colour", "colors", "collar"},
    {"en", "organisation", "organised", "origin"},
    {"en", "Company’s", "company", "compass"},
    {"fr", "l’économie", "economie", "comique"},
    {"fr", "ÉLECTIONS", "élection", "électeur"},
    {"it", "dell'economia", "economia", "ecologia"},
    {"de", "Straße", "STRASSEN", "Stress"},
    {"tr", "Türkiye'nin", "TÜRKİYE", "Türk"},
    {"tr", "IŞIK", "ışık", "eşik"},
    {"ro", "guvernanţi", "guvernanți", "govern"},
    {"fi", "EU:n", "eu", "ei"},
    {"pl", "rządowi", "rządu", "rzadki"},
    {"cs", "vládou", "vlády", "vlak"},
    {"sk", "vojnách", "vojna", "vojak"},
    {"uk", "країни", "країною", "край"},
    {"uk", "об’єднані", "об'єднані", "об"},
    {"uk", "міністерства", "міністерству", "міна"},
    {"bg", "правителството", "правителства", "право"},
    {"sh", "Београд", "Beograd", "Beo"},
    {"he", "ממשלות", "ממשלה", "משלוח"},
    {"he", "אָדָם", "אדם", "אד"},
    {"ar", "الحُكُومَة", "الحكومة", "حكم"},
    {"fa", "کشورهای", "کشور", "کش"},
    {"fa", "كتاب‌ها", "کتاب", "کاتب"},
    {"ko", "대통령은", "대통령이", "대통"},
    {"ko", "정부에서는", "정부", "정"},
    {"ja", "行った", "行く", "来る"},
    {"ja", "コンピューター", "ｺﾝﾋﾟｭｰﾀｰ", "コピー"},
    {"et", "riikide", "riiki", "riis"},
    {"lv", "valdības", "valdībai", "valdnieks"},
    {"sl", "vladami", "vlada", "vlak"},
    {"el", "κυβέρνηση", "κυβέρνησης", "κύμα"},
    {"hi", "लड़के", "लड़के", "लड्डू"},
    {"zh", "经济", "经济", "经理"},
    {"xx", "Ærø", "ærø", "aero"},
};

static void test_forms_meet(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++) {
        uint32_t key = dedup_word_key(same[i].lang, same[i].a);
        char a[WORD_FORM_SIZE], b[WORD_FORM_SIZE];

        dedup_word_form(a, sizeof(a), same[i].lang, same[i].a);
        dedup_word_form(b, sizeof(b), same[i].lang, same[i].b);
        if (strcmp(a, b) != 0)
            fail_msg("%s: %s is %s, %s is %s", same[i].lang, same[i].a, a, same[i].b, b);
        assert_int_equal(key, dedup_word_key(same[i].lang, same[i].b));
        if (key == dedup_word_key(same[i].lang, same[i].stranger))
            fail_msg("%s: %s is also %s", same[i].lang, a, same[i].stranger);
    }
}

static void test_tones_stay(void **state)
{
    (void)state;
    assert_int_not_equal(dedup_word_key("vi", "má"), dedup_word_key("vi", "ma"));
    assert_int_equal(dedup_word_key("vi", "Ma\u0301"), dedup_word_key("vi", "má"));
    assert_int_not_equal(dedup_word_key("ja", "が"), dedup_word_key("ja", "か"));
}

/* For any bytes, the output is terminated, within the room and valid, and folding is idempotent. */
static void test_hostile_words(void **state)
{
    static const char *const langs[] = {"en", "tr", "uk", "ja", "ko", "he", "fa", "vi", "xx", ""};
    static char long_word[100000];
    static const char *const words[] = {"",
                                        "'",
                                        "''''",
                                        "\xff\xfe",
                                        "\xed\xa0\x80",
                                        "\xf0\x9f\x98\x80",
                                        "\u200d\u200e",
                                        "\u0301",
                                        "ﷺﷺ",
                                        "\u0130",
                                        ":",
                                        "a'",
                                        "'a",
                                        long_word,
                                        "e\u0301'",
                                        "は",
                                        "\u05d0\"",
                                        "ﬃ",
                                        "l’"};
    char once[WORD_FORM_SIZE], twice[WORD_FORM_SIZE], small[3];

    (void)state;
    memset(long_word, 'x', sizeof(long_word) - 1);
    for (size_t i = 0; i < sizeof(langs) / sizeof(langs[0]); i++)
        for (size_t k = 0; k < sizeof(words) / sizeof(words[0]); k++) {
            size_t size = word_fold(langs[i], words[k], strlen(words[k]), once, sizeof(once));

            assert_int_equal(strlen(once), size);
            assert_int_equal(word_fold(langs[i], once, size, twice, sizeof(twice)), size);
            assert_string_equal(once, twice);
            assert_true(word_form(langs[i], words[k], strlen(words[k]), small, sizeof(small)) < 3);
        }
    word_release();
}

static void test_keys(void **state)
{
    uint32_t words[4] = {1, 2, 3, 4}, swapped[2] = {2, 1};

    (void)state;
    assert_int_equal(dedup_word_key("en", ""), 0);
    assert_int_equal(dedup_phrase_key(words, 1), 1);
    assert_int_not_equal(dedup_phrase_key(words, 2), dedup_phrase_key(swapped, 2));
    assert_int_not_equal(dedup_phrase_key(words, 2), dedup_phrase_key(words, 3));
}

static void test_light_table_is_sorted(void **state)
{
    (void)state;
    for (size_t i = 1; i < word_light_count; i++)
        assert_true(strcmp(word_light_table[i - 1].lang, word_light_table[i].lang) < 0);
}

/* Words with several apostrophes, and letters whose normal form contains one. */
static void test_folding_twice_is_folding_once(void **state)
{
    static const char *const langs[] = {"",   "en", "fr", "de", "tr", "ru", "he", "ar",
                                        "fi", "ro", "yi", "vi", "hi", "zh", "ja", "ko"};
    static const char *const words[] = {
        "ŉ",    "בŉ",     "’´″",    "″ab",     "ab″c", "׳א׳ב׳", "א״ב׳ג",
        "ן׳ẞ’", "a'b'cd", ":'a:b",  "a:b'c:d", "ʼn'n", "ـ׳ŉ",   "Iᾳ'йb’",
        "´ﬁ´",  "aʼʼ:",   "O'Neil", "EU:n",    "İı",   "ﷺ",     "ŉ\u0301",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(langs) / sizeof(langs[0]); i++)
        for (size_t k = 0; k < sizeof(words) / sizeof(words[0]); k++) {
            char once[WORD_FORM_SIZE], twice[WORD_FORM_SIZE];
            size_t size = word_fold(langs[i], words[k], strlen(words[k]), once, sizeof(once));

            word_fold(langs[i], once, size, twice, sizeof(twice));
            assert_string_equal(once, twice);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_folding_twice_is_folding_once),
        cmocka_unit_test(test_lang),
        cmocka_unit_test(test_forms_meet),
        cmocka_unit_test(test_tones_stay),
        cmocka_unit_test(test_hostile_words),
        cmocka_unit_test(test_keys),
        cmocka_unit_test(test_light_table_is_sorted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
