#include "dedup/base/hash.h"
#include "dedup/text/gazetteer.h"
#include "dedup/text/text.h"
#include "dedup_lexicon.h"
#include "tests/support/test.h"

static struct text text;

static int set_up(void **state)
{
    (void)state;
    return text_init(&text);
}

static int tear_down(void **state)
{
    (void)state;
    text_release(&text);
    return 0;
}

/* The code of the name at the start of the text; 0 when there is none. */
static uint32_t code_of(const struct gazetteer *gazetteer, const char *lang, const char *name)
{
    uint32_t words[16], code = 0;
    char word[TOKEN_UNITS_MAX * 3 + 1];

    assert_int_equal(text_read(&text, NULL, NULL, name), DEDUP_OK);
    assert_true(text.count < 16);
    for (size_t i = 0; i < text.count; i++) {
        const struct token *t = &text.tokens[i];

        text_utf8(word, sizeof(word), text.units + t->start, t->length);
        words[i] = dedup_word_key(lang, word);
    }
    if (!gazetteer_may_start(gazetteer, words[0]) ||
        gazetteer_find(&code, gazetteer, words, text.count) == 0)
        return 0;
    return code;
}

/* Names of one language, with inflected forms if it has them. */
static const struct {
    const char *lang, *name, *code;
} names[] = {
    {"ar", "فرنسا", "@FR"},         {"ar", "مايو", "month4"},
    {"bg", "Франция", "@FR"},       {"bg", "понеделник", "day2"},
    {"cs", "Francie", "@FR"},       {"cs", "Francii", "@FR"},
    {"cs", "května", "month4"},     {"da", "Frankrig", "@FR"},
    {"da", "mandag", "day2"},       {"de", "Frankreichs", "@FR"},
    {"de", "Südkorea", "@KR"},      {"de", "Montag", "day2"},
    {"de", "März", "month2"},       {"el", "Γαλλία", "@FR"},
    {"el", "Μαΐου", "month4"},      {"en", "South Korea", "@KR"},
    {"en", "France", "@FR"},        {"en", "Monday", "day2"},
    {"en", "March", "month2"},      {"en", "UK", ""},
    {"es", "Corea del Sur", "@KR"}, {"es", "lunes", "day2"},
    {"es", "mayo", "month4"},       {"fa", "فرانسه", "@FR"},
    {"fi", "Ranska", "@FR"},        {"fi", "Ranskan", "@FR"},
    {"fi", "maanantaina", "day2"},  {"fr", "Corée du Sud", "@KR"},
    {"fr", "lundi", "day2"},        {"he", "צרפת", "@FR"},
    {"hi", "फ़्रांस", "@FR"},          {"hi", "सोमवार", "day2"},
    {"hu", "Franciaország", "@FR"}, {"id", "Prancis", "@FR"},
    {"id", "Senin", "day2"},        {"it", "Corea del Sud", "@KR"},
    {"it", "lunedì", "day2"},       {"ja", "韓国", "@KR"},
    {"ja", "フランス", "@FR"},      {"ja", "月曜日", "day2"},
    {"ko", "프랑스", "@FR"},        {"ko", "월요일", "day2"},
    {"ko", "미국", "@US"},          {"ko", "미국은", "@US"},
    {"ja", "中国", "@CN"},          {"nl", "Zuid-Korea", "@KR"},
    {"nl", "maandag", "day2"},      {"no", "Frankrike", "@FR"},
    {"pl", "Francja", "@FR"},       {"pl", "Francji", "@FR"},
    {"pl", "poniedziałek", "day2"}, {"pl", "maja", "month4"},
    {"pt", "França", "@FR"},        {"ro", "Franța", "@FR"},
    {"ro", "luni", "day2"},         {"ru", "Франция", "@FR"},
    {"ru", "Франции", "@FR"},       {"ru", "понедельник", "day2"},
    {"ru", "мая", "month4"},        {"sh", "Francuska", "@FR"},
    {"sv", "Frankrike", "@FR"},     {"sv", "måndag", "day2"},
    {"th", "ฝรั่งเศส", "@FR"},        {"tr", "Fransa", "@FR"},
    {"tr", "Fransa'da", "@FR"},     {"tr", "Pazartesi", "day2"},
    {"uk", "Франція", "@FR"},       {"uk", "Франції", "@FR"},
    {"uk", "травня", "month4"},     {"vi", "Pháp", "@FR"},
    {"zh", "法国", "@FR"},          {"zh", "韩国", "@KR"},
    {"en", "Ukrainian", "~uk"},     {"ru", "украинский", "~uk"},
    {"en", "government", ""},       {"fr", "maison", ""},
    {"xx", "France", ""},
};

static void test_names(void **state)
{
    struct gazetteer *gazetteer = NULL;
    const char *lang = "";
    int wrong = 0;

    (void)state;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        uint32_t expected = names[i].code[0] != '\0' ? hash_code(names[i].code) : 0;

        if (strcmp(lang, names[i].lang) != 0) {
            gazetteer_free(gazetteer);
            gazetteer = gazetteer_new(names[i].lang, NULL);
            assert_non_null(gazetteer);
            lang = names[i].lang;
        }
        if (code_of(gazetteer, lang, names[i].name) != expected) {
            print_error("%s %s is not %s\n", lang, names[i].name, names[i].code);
            wrong++;
        }
    }
    gazetteer_free(gazetteer);
    assert_int_equal(wrong, 0);
}

static void test_the_longest_name_wins(void **state)
{
    struct gazetteer *gazetteer = gazetteer_new("en", NULL);
    uint32_t words[3] = {dedup_word_key("en", "Papua"), dedup_word_key("en", "New"),
                         dedup_word_key("en", "Guinea")};
    uint32_t code;

    (void)state;
    assert_non_null(gazetteer);
    assert_int_equal(gazetteer_find(&code, gazetteer, words, 3), 3);
    assert_int_equal(code, hash_code("@PG"));
    assert_int_equal(gazetteer_find(&code, gazetteer, words + 2, 1), 1);
    assert_int_equal(code, hash_code("@GN"));
    assert_int_equal(gazetteer_find(&code, gazetteer, words, 2), 0);
    assert_int_equal(gazetteer_find(&code, gazetteer, words, 0), 0);
    gazetteer_free(gazetteer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_the_longest_name_wins),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
