#include "aggregator/account/fever_key.h"

#include "tests/support/test.h"

#include <md5.h>

static void test_keys(void **state)
{
    char password[FEVER_PASSWORD_SIZE], other[FEVER_PASSWORD_SIZE], text[64],
        key[MD5_DIGEST_STRING_LENGTH];
    unsigned char drawn[FEVER_HASH_BYTES], sent[FEVER_HASH_BYTES];

    (void)state;
    assert_int_equal(fever_key_draw(password, drawn, "ada", NULL), 0);
    assert_int_equal(strlen(password), 24);
    assert_int_equal(strspn(password, "abcdefghijkmnpqrstuvwxyz23456789"), 24);
    snprintf(text, sizeof(text), "ada:%s", password);
    MD5Data((const uint8_t *)text, strlen(text), key);
    assert_true(fever_key_hash(sent, key));
    assert_memory_equal(sent, drawn, sizeof(sent));
    for (size_t i = 0; key[i] != '\0'; i++)
        key[i] = (char)(key[i] >= 'a' ? key[i] - 'a' + 'A' : key[i]);
    assert_true(fever_key_hash(sent, key));
    assert_memory_equal(sent, drawn, sizeof(sent));
    assert_int_equal(fever_key_draw(other, sent, "ada", NULL), 0);
    assert_string_not_equal(password, other);
    assert_memory_not_equal(sent, drawn, sizeof(sent));
}

static void test_what_is_no_key(void **state)
{
    static const char *const texts[] = {
        "",
        "null",
        "0123456789abcdef0123456789abcde",
        "0123456789abcdef0123456789abcdef0",
        "0123456789abcdef0123456789abcdeg",
        "0123456789abcdef 123456789abcdef",
    };
    unsigned char hash[FEVER_HASH_BYTES];

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        assert_false(fever_key_hash(hash, texts[i]));
    assert_true(fever_key_hash(hash, "0123456789abcdef0123456789abcdef"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keys),
        cmocka_unit_test(test_what_is_no_key),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
