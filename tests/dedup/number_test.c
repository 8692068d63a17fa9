#include "dedup/text/number.h"
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

/* The first number of a text, and the count of its tokens. */
static const struct {
    const char *name, *text, *number;
    size_t tokens;
} rows[] = {
    {"plain", "2021", "2021", 1},
    {"English grouping", "1,000", "1000", 1},
    {"German grouping", "1.000", "1000", 1},
    {"millions", "1,234,567", "1234567", 1},
    {"German millions", "1.234.567", "1234567", 1},
    {"space", "1 000", "1000", 2},
    {"no-break space", "12\u00a0500", "12500", 2},
    {"thin space, twice", "1\u2009234\u2009567", "1234567", 3},
    {"narrow space", "1\u202f234\u202f567", "1234567", 1},
    {"Swiss", "1’234’567", "1234567", 1},
    {"space before four digits does not group", "1 0000", "1", 1},
    {"space before two digits does not group", "1 00", "1", 1},
    {"a year before a number", "2021 300", "2021", 1},
    {"decimal point", "3.5", "3.5", 1},
    {"decimal comma", "3,5", "3.5", 1},
    {"decimal of two", "3,14", "3.14", 1},
    {"of a thousandth", "0.125", "0.125", 1},
    {"version", "3.5.2", "3.5.2", 1},
    {"both", "1.234,5", "1234.5", 1},
    {"both, English", "1,234.5", "1234.5", 1},
    {"full width", "１２３", "123", 1},
    {"Arabic", "٢٠٢١", "2021", 1},
    {"Arabic grouping", "١٬٠٠٠", "1000", 1},
    {"Arabic decimal", "٣٫٥", "3.5", 1},
    {"Persian", "۱۴۰۰", "1400", 1},
    {"Devanagari", "२०२१", "2021", 1},
    {"Bengali", "২০২১", "2021", 1},
    {"Thai", "๒๕๖๔", "2564", 1},
    {"Tamil", "௨௦௨௧", "2021", 1},
    {"Khmer", "២០២១", "2021", 1},
    {"in Chinese", "2021年", "2021", 1},
    {"mathematical digits", "𝟐𝟎𝟐𝟏", "2021", 1},
    {"leading noughts stay", "007", "007", 1},
};

static void test_read(void **state)
{
    char number[NUMBER_MAX];

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        size_t tokens;

        assert_int_equal(text_read(&text, NULL, NULL, rows[i].text), DEDUP_OK);
        assert_true(text.count > 0);
        assert_int_equal(text.tokens[0].class, TOKEN_NUMBER);
        tokens = number_read(number, &text, 0);
        if (strcmp(number, rows[i].number) != 0 || tokens != rows[i].tokens)
            fail_msg("%s: %s, %zu tokens", rows[i].name, number, tokens);
    }
}

/* A number of any length is truncated and never overruns. */
static void test_long(void **state)
{
    char number[NUMBER_MAX], digits[200];

    (void)state;
    for (size_t i = 0; i < sizeof(digits) - 1; i++)
        digits[i] = i % 4 == 3 ? ' ' : '1';
    digits[sizeof(digits) - 1] = '\0';
    assert_int_equal(text_read(&text, NULL, NULL, digits), DEDUP_OK);
    for (size_t i = 0; i < text.count;) {
        size_t taken = number_read(number, &text, i);

        assert_in_range(strlen(number), 1, 15);
        assert_in_range(taken, 1, 5);
        i += taken;
    }
    memset(digits, '7', TOKEN_UNITS_MAX);
    digits[TOKEN_UNITS_MAX] = '\0';
    assert_int_equal(text_read(&text, NULL, NULL, digits), DEDUP_OK);
    assert_int_equal(number_read(number, &text, 0), 1);
    assert_int_equal(strlen(number), NUMBER_MAX - 1);
}

static void test_small(void **state)
{
    static const struct {
        const char *number;
        int value;
    } small[] = {{"0", 0},     {"7", 7},     {"007", 7},  {"12", 12},
                 {"999", 999}, {"1000", -1}, {"3.5", -1}, {"", -1}};

    (void)state;
    for (size_t i = 0; i < sizeof(small) / sizeof(small[0]); i++)
        assert_int_equal(number_small(small[i].number), small[i].value);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_read),
        cmocka_unit_test(test_long),
        cmocka_unit_test(test_small),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
