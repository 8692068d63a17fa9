#include "aggregator/account/password.h"

#include "tests/support/test.h"

static void test_names(void **state)
{
    static const struct {
        const char *name;
        int code;
    } rows[] = {
        {"ada", 0},
        {"Ada.Lovelace+news@example.org", 0},
        {"7", 0},
        {"", ERR_USAGE},
        {".ada", ERR_USAGE},
        {"ada lovelace", ERR_USAGE},
        {"ad\xc3\xa4", ERR_USAGE},
        {"ada:x", ERR_USAGE}, /* a colon parts name and password in Fever's key */
        {"a2345678901234567890123456789012345678901234567890123456789012345", ERR_USAGE},
        {"a234567890123456789012345678901234567890123456789012345678901234", 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        assert_int_equal(account_name_check(rows[i].name, NULL), rows[i].code);
}

static void test_passwords(void **state)
{
    char text[PASSWORD_MAX_BYTES + 2];

    (void)state;
    assert_int_equal(password_check("1234567", NULL), ERR_USAGE);
    assert_int_equal(password_check("12345678", NULL), 0);
    assert_int_equal(password_check("p\xc3\xa4ssw\xc3\xb6rter", NULL), 0);
    assert_int_equal(password_check("12345678\t", NULL), ERR_USAGE);
    memset(text, 'x', sizeof(text));
    text[PASSWORD_MAX_BYTES + 1] = '\0';
    assert_int_equal(password_check(text, NULL), ERR_USAGE);
    text[PASSWORD_MAX_BYTES] = '\0';
    assert_int_equal(password_check(text, NULL), 0);
}

static void test_hash(void **state)
{
    char one[PASSWORD_HASH_SIZE], other[PASSWORD_HASH_SIZE];

    (void)state;
    assert_int_equal(password_hash(one, "correct horse", NULL), 0);
    assert_int_equal(password_hash(other, "correct horse", NULL), 0);
    assert_string_not_equal(one, other); /* salted */
    assert_memory_equal(one, "$argon2id$", 10);
    assert_true(password_matches(one, "correct horse"));
    assert_true(password_matches(other, "correct horse"));
    assert_false(password_matches(one, "correct horsf"));
    assert_false(password_matches(one, ""));
    assert_false(password_matches(NULL, "correct horse"));
    assert_false(password_matches("", "correct horse"));
    assert_false(password_matches("correct horse", "correct horse"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_passwords),
        cmocka_unit_test(test_hash),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
