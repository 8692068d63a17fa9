#include "dedup/text/scale.h"
#include "dedup/text/word.h"
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

/* The first number of a text with its scale. */
static const struct {
    const char *lang, *text, *number;
} rows[] = {
    {"en", "1.2 billion", "1200000000"},
    {"en", "1.2bn", "1200000000"},
    {"en", "$3.4bn", "3400000000"},
    {"en", "45 million", "45000000"},
    {"en", "2,500 thousand", "2500000"},
    {"en", "3 billionaires", "3"},
    {"en", "7 metres", "7"},
    {"en", "5", "5"},
    {"de", "1,2 Mrd. Euro", "1200000000"},
    {"de", "1,2 Milliarden", "1200000000"},
    {"de", "2 Billionen", "2000000000000"},
    {"de", "3 Milliardäre", "3"},
    {"de", "60.000 Menschen", "60000"},
    {"fr", "1,2 milliard", "1200000000"},
    {"fr", "12 millions", "12000000"},
    {"es", "1.200 millones", "1200000000"},
    {"es", "3 mil millones", "3000000000"},
    {"pt", "1,2 bilhões", "1200000000"},
    {"pt", "40 mil", "40000"},
    {"it", "1,2 miliardi", "1200000000"},
    {"nl", "1,2 miljard", "1200000000"},
    {"pl", "1,2 mld", "1200000000"},
    {"pl", "40 tys.", "40000"},
    {"cs", "12 mil.", "12000000"},
    {"sv", "2 miljoner", "2000000"},
    {"fi", "1,2 miljardia", "1200000000"},
    {"hu", "12 millió", "12000000"},
    {"ro", "3 milioane", "3000000"},
    {"ru", "1,2 млрд", "1200000000"},
    {"ru", "12 миллионов", "12000000"},
    {"uk", "40 тисяч", "40000"},
    {"bg", "40 хиляди", "40000"},
    {"el", "12 εκατομμύρια", "12000000"},
    {"tr", "1,2 milyar", "1200000000"},
    {"tr", "40 bin", "40000"},
    {"ar", "12 مليون", "12000000"},
    {"he", "12 מיליון", "12000000"},
    {"fa", "۱۲ میلیون", "12000000"},
    {"id", "12 juta", "12000000"},
    {"vi", "12 triệu", "12000000"},
    {"fa", "۳ هزار", "3000"},
    {"hi", "12 करोड़", "120000000"},
    {"he", "3 מיליארד", "3000000000"},
    {"ar", "3 آلاف", "3000"},
    {"el", "3 χιλιάδες", "3000"},
    {"ko", "12억 원", "1200000000"},
    {"ko", "12억원", "1200000000"},
    {"en", "0.5 million", "500000"},
    {"en", "1.2345678 million", "1234567.8"},
};

/* The scales of the words of the text, as the vocabulary has them. */
static const uint8_t *scales_of(const char *lang)
{
    static uint8_t scales[64];

    assert_true(text.count < sizeof(scales));
    for (size_t i = 0; i < text.count; i++) {
        char utf8[256], folded[WORD_FORM_SIZE];
        size_t size =
            text_utf8(utf8, sizeof(utf8), text.units + text.tokens[i].start, text.tokens[i].length);

        word_fold(lang, utf8, size, folded, sizeof(folded));
        scales[i] = (uint8_t)scale_of_word(folded, lang);
    }
    return scales;
}

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char number[NUMBER_MAX], scaled[NUMBER_MAX];
        size_t first = 0, length;
        int scale;

        print_message("%s\n", rows[i].text);
        assert_int_equal(text_read(&text, NULL, rows[i].text, ""), 0);
        while (first < text.count && text.tokens[first].class != TOKEN_NUMBER &&
               !scale_is_joined(&text, first, rows[i].lang))
            first++;
        length = number_read(number, &text, first);
        scale = scale_read(&text, scales_of(rows[i].lang), first, length, rows[i].lang);
        scale_apply(scaled, number, scale);
        assert_string_equal(scaled, rows[i].number);
    }
}

static void test_bounds(void **state)
{
    char ret[NUMBER_MAX];

    (void)state;
    scale_apply(ret, "1234567890123456789012345", 12);
    assert_string_equal(ret, "");
    scale_apply(ret, "3.5.2", 6);
    assert_string_equal(ret, "");
    scale_apply(ret, "0", 6);
    assert_string_equal(ret, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows), cmocka_unit_test(test_bounds)};

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
