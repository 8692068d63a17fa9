#include "dedup/text/scale.h"
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

/* The first number of a text with its scale, and the scale words that are taken with it. */
static const struct {
    const char *lang, *text, *number;
    size_t words;
} rows[] = {
    {"en", "1.2 billion", "1200000000", 1},
    {"en", "1.2bn", "1200000000", 0},
    {"en", "$3.4bn", "3400000000", 0},
    {"en", "45 million", "45000000", 1},
    {"en", "2,500 thousand", "2500000", 1},
    {"en", "3 billionaires", "3", 0},
    {"en", "7 metres", "7", 0},
    {"en", "5", "5", 0},
    {"de", "1,2 Mrd. Euro", "1200000000", 1},
    {"de", "1,2 Milliarden", "1200000000", 1},
    {"de", "2 Billionen", "2000000000000", 1},
    {"de", "3 Milliardäre", "3", 0},
    {"de", "60.000 Menschen", "60000", 0},
    {"fr", "1,2 milliard", "1200000000", 1},
    {"fr", "12 millions", "12000000", 1},
    {"es", "1.200 millones", "1200000000", 1},
    {"es", "3 mil millones", "3000000000", 2},
    {"pt", "1,2 bilhões", "1200000000", 1},
    {"pt", "40 mil", "40000", 1},
    {"it", "1,2 miliardi", "1200000000", 1},
    {"nl", "1,2 miljard", "1200000000", 1},
    {"pl", "1,2 mld", "1200000000", 1},
    {"pl", "40 tys.", "40000", 1},
    {"cs", "12 mil.", "12000000", 1},
    {"sv", "2 miljoner", "2000000", 1},
    {"fi", "1,2 miljardia", "1200000000", 1},
    {"hu", "12 millió", "12000000", 1},
    {"ro", "3 milioane", "3000000", 1},
    {"ru", "1,2 млрд", "1200000000", 1},
    {"ru", "12 миллионов", "12000000", 1},
    {"uk", "40 тисяч", "40000", 1},
    {"bg", "40 хиляди", "40000", 1},
    {"el", "12 εκατομμύρια", "12000000", 1},
    {"tr", "1,2 milyar", "1200000000", 1},
    {"tr", "40 bin", "40000", 1},
    {"ar", "12 مليون", "12000000", 1},
    {"he", "12 מיליון", "12000000", 1},
    {"fa", "۱۲ میلیون", "12000000", 1},
    {"id", "12 juta", "12000000", 1},
    {"vi", "12 triệu", "12000000", 1},
    {"fa", "۳ هزار", "3000", 1},
    {"hi", "12 करोड़", "120000000", 1},
    {"he", "3 מיליארד", "3000000000", 1},
    {"ar", "3 آلاف", "3000", 1},
    {"el", "3 χιλιάδες", "3000", 1},
    {"ko", "12억 원", "1200000000", 1},
    {"ko", "12억원", "1200000000", 0},
    {"en", "0.5 million", "500000", 1},
    {"en", "1.2345678 million", "1234567.8", 1},
};

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char number[NUMBER_MAX], scaled[NUMBER_MAX];
        size_t first = 0, length, words;
        int scale;

        print_message("%s\n", rows[i].text);
        assert_int_equal(text_read(&text, NULL, rows[i].text, ""), 0);
        while (first < text.count && text.tokens[first].class != TOKEN_NUMBER &&
               !scale_is_joined(&text, first, rows[i].lang))
            first++;
        length = number_read(number, &text, first);
        scale = scale_read(&words, &text, first, length, rows[i].lang);
        scale_apply(scaled, number, scale);
        assert_string_equal(scaled, rows[i].number);
        assert_int_equal(words, rows[i].words);
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
