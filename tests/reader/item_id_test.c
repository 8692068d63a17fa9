#include "aggregator/reader/item_id.h"

#include "tests/support/test.h"

static void test_forms(void **state)
{
    static const struct {
        uint64_t node;
        const char *long_form, *short_form;
    } rows[] = {
        {2988751, "tag:google.com,2005:reader/item/00000000002d9acf", "2988751"},
        {0, "tag:google.com,2005:reader/item/0000000000000000", "0"},
        {UINT64_C(0x8000000000000000), "tag:google.com,2005:reader/item/8000000000000000",
         "-9223372036854775808"},
        {UINT64_MAX, "tag:google.com,2005:reader/item/ffffffffffffffff", "-1"},
        {INT64_MAX, "tag:google.com,2005:reader/item/7fffffffffffffff", "9223372036854775807"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char long_form[ITEM_ID_LONG_SIZE], short_form[ITEM_ID_SHORT_SIZE];
        uint64_t node;

        item_id_long(long_form, rows[i].node);
        item_id_short(short_form, rows[i].node);
        assert_string_equal(long_form, rows[i].long_form);
        assert_string_equal(short_form, rows[i].short_form);
        assert_true(item_id_read(&node, long_form));
        assert_int_equal(node, rows[i].node);
        assert_true(item_id_read(&node, short_form));
        assert_int_equal(node, rows[i].node);
    }
}

static void test_other_texts(void **state)
{
    static const struct {
        const char *text;
        bool read;
        uint64_t node;
    } rows[] = {
        {"tag:google.com,2005:reader/item/2D9ACF", true, 2988751},
        {"18446744073709551615", true, UINT64_MAX},
        {"0077", true, 77},
        {"", false, 0},
        {"-", false, 0},
        {"x", false, 0},
        {"+7", false, 0},
        {" 7", false, 0},
        {"7 ", false, 0},
        {"7x", false, 0},
        {"--7", false, 0},
        {"- 7", false, 0},
        {"0x7", false, 0},
        {"18446744073709551616", false, 0},
        {"-9223372036854775809", false, 0},
        {"999999999999999999999999999999", false, 0},
        {"tag:google.com,2005:reader/item/", false, 0},
        {"tag:google.com,2005:reader/item/0x7", false, 0},
        {"tag:google.com,2005:reader/item/-7", false, 0},
        {"tag:google.com,2005:reader/item/00000000002d9acfg", false, 0},
        {"tag:google.com,2005:reader/item/100000000002d9acf", false, 0},
        {"tag:google.com,2005:reader/items/7", false, 0},
    };
    uint64_t node;

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        assert_int_equal(item_id_read(&node, rows[i].text), rows[i].read);
        if (rows[i].read)
            assert_int_equal(node, rows[i].node);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_forms),
        cmocka_unit_test(test_other_texts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
