#include "dedup/text/name.h"
#include "tests/support/test.h"

#include <unicode/ustring.h>

static struct names names;

static int set_up(void **state)
{
    (void)state;
    return names_init(&names);
}

static int tear_down(void **state)
{
    (void)state;
    names_release(&names);
    return 0;
}

static size_t skeletons(char ret[NAME_FORMS_MAX][NAME_SKELETON_MAX], const char *lang,
                        const char *word)
{
    UErrorCode status = U_ZERO_ERROR;
    UChar units[64];
    int32_t length;

    u_strFromUTF8(units, 64, &length, word, -1, &status);
    assert_true(U_SUCCESS(status));
    return name_skeletons(ret, &names, lang, units, length);
}

static bool meet(const char *lang_a, const char *a, const char *lang_b, const char *b)
{
    char left[NAME_FORMS_MAX][NAME_SKELETON_MAX], right[NAME_FORMS_MAX][NAME_SKELETON_MAX];
    size_t left_count = skeletons(left, lang_a, a), right_count = skeletons(right, lang_b, b);

    for (size_t i = 0; i < left_count; i++)
        for (size_t k = 0; k < right_count; k++)
            if (strcmp(left[i], right[k]) == 0)
                return true;
    return false;
}

/* Each matches the Latin spelling of its row in English. */
static const struct {
    const char *english, *lang, *word;
} same[] = {
    {"Zelensky", "ru", "Зеленский"},
    {"Zelensky", "uk", "Зеленський"},
    {"Zelensky", "ja", "ゼレンスキー"},
    {"Zelensky", "ar", "زيلينسكي"},
    {"Zelensky", "de", "Selenskyj"},
    {"Zelensky", "fa", "زلنسکی"},
    {"Zelensky", "fr", "Zelensky"},
    {"Zelensky", "es", "Zelenski"},
    {"Zelensky", "ko", "젤렌스키"},
    {"Merkel", "ru", "Меркель"},
    {"Merkel", "ja", "メルケル"},
    {"Merkel", "ar", "ميركل"},
    {"Merkel", "hi", "मर्केल"},
    {"Merkel", "el", "Μέρκελ"},
    {"Merkel", "ko", "메르켈"},
    {"Trump", "ru", "Трамп"},
    {"Trump", "ja", "トランプ"},
    {"Trump", "ar", "ترامب"},
    {"Trump", "hi", "ट्रम्प"},
    {"Trump", "el", "Τραμπ"},
    {"Trump", "uk", "Трамп"},
    {"Tokyo", "ru", "Токио"},
    {"Tokyo", "de", "Tokio"},
    {"Tokyo", "ar", "طوكيو"},
    {"Tokyo", "ko", "도쿄"},
    {"Tokyo", "fr", "TOKYO"},
    {"Macron", "ru", "Макрон"},
    {"Macron", "ja", "マクロン"},
    {"Macron", "he", "מקרון"},
    {"Macron", "bg", "Макрон"},
    {"Boris", "ru", "Борис"},
    {"Madrid", "ja", "マドリード"},
    {"Madrid", "ar", "مدريد"},
    {"Berlin", "el", "Βερολίνο"},
    {"Berlin", "ko", "베를린"},
    {"Barack", "ru", "Барак"},
    {"Philip", "es", "Filip"},
    {"president", "ru", "президент"},
    {"Johnson", "ja", "ジョンソン"},
    {"Johnson", "ko", "존슨"},
    {"Johnson", "ru", "Джонсон"},
    {"Novak", "cs", "Novák"},
    {"Erdogan", "tr", "Erdoğan"},
};

static void test_scripts_meet(void **state)
{
    int apart = 0;

    (void)state;
    for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++)
        if (!meet("en", same[i].english, same[i].lang, same[i].word)) {
            char form[NAME_FORMS_MAX][NAME_SKELETON_MAX] = {""};

            skeletons(form, same[i].lang, same[i].word);
            print_error("%s (%s) %s: %s\n", same[i].word, same[i].lang, same[i].english, form[0]);
            apart++;
        }
    assert_int_equal(apart, 0);
}

static const char *const strangers[][2] = {
    {"Merkel", "Macron"},   {"Zelensky", "Putin"}, {"London", "Lisbon"},     {"Berlin", "Bremen"},
    {"Madrid", "Moscow"},   {"Trump", "Obama"},    {"Tokyo", "Tunis"},       {"Paris", "Prague"},
    {"Johnson", "Jackson"}, {"Navalny", "Nolan"},  {"Warsaw", "Wellington"},
};

static void test_strangers_stay_apart(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(strangers) / sizeof(strangers[0]); i++)
        if (meet("en", strangers[i][0], "en", strangers[i][1]))
            fail_msg("%s meets %s", strangers[i][0], strangers[i][1]);
}

static const struct {
    const char *name, *lang, *word, *skeleton;
} ascii[] = {
    {"vowels go", "en", "merkel", "MRKL"},
    {"a vowel in front is kept", "en", "obama", "ABM"},
    {"double letters", "en", "miller", "MLR"},
    {"sch", "de", "schmidt", "SMT"},
    {"soft c", "es", "cecilia", "SL"},
    {"hard c", "es", "carlos", "KRLS"},
    {"ph", "en", "philip", "FLB"},
    {"x is two", "en", "maxim", "MKSM"},
    {"j in English", "en", "jordan", "SRTN"},
    {"j in German", "de", "jordan", "RTN"},
    {"m before p", "en", "trump", "TRNB"},
    {"dj", "fr", "djibril", "SBRL"},
    {"only vowels", "en", "aeiou", "A"},
    {"not letters", "en", "!?1", ""},
    {"empty", "en", "", ""},
};

static void test_ascii(void **state)
{
    char skeleton[NAME_SKELETON_MAX];

    (void)state;
    for (size_t i = 0; i < sizeof(ascii) / sizeof(ascii[0]); i++) {
        name_skeleton_ascii(skeleton, ascii[i].lang, ascii[i].word, false);
        if (strcmp(skeleton, ascii[i].skeleton) != 0)
            fail_msg("%s: %s", ascii[i].name, skeleton);
    }
}

static void test_bounds(void **state)
{
    char forms[NAME_FORMS_MAX][NAME_SKELETON_MAX];
    UChar units[64];

    (void)state;
    for (size_t i = 0; i < 64; i++)
        units[i] = i % 2 == 0 ? 'k' : 'm';
    assert_int_equal(name_skeletons(forms, &names, "en", units, 64), 1);
    assert_true(strlen(forms[0]) < NAME_SKELETON_MAX);
    for (size_t i = 0; i < 64; i++)
        units[i] = 0xfdfa; /* one letter that transliterates to many */
    assert_true(name_skeletons(forms, &names, "ar", units, 64) <= 2);
    units[0] = 0xd800;
    assert_true(name_skeletons(forms, &names, "ar", units, 1) == 0);
    assert_int_equal(skeletons(forms, "en", "a"), 0);
    assert_int_equal(skeletons(forms, "en", "to"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_scripts_meet),
        cmocka_unit_test(test_strangers_stay_apart),
        cmocka_unit_test(test_ascii),
        cmocka_unit_test(test_bounds),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
