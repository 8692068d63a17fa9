#include "aggregator/account/access_token.h"

#include "tests/support/test.h"

static void test_tokens(void **state)
{
    unsigned char one[ACCESS_TOKEN_HASH_BYTES], other[ACCESS_TOKEN_HASH_BYTES];
    char token[ACCESS_TOKEN_SIZE], second[ACCESS_TOKEN_SIZE];

    (void)state;
    assert_int_equal(access_token_draw(token, NULL), 0);
    assert_int_equal(access_token_draw(second, NULL), 0);
    assert_string_not_equal(token, second);
    assert_int_equal(strspn(token, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                   "-_"),
                     43);
    assert_true(access_token_hash(one, token));
    assert_true(access_token_hash(other, token));
    assert_memory_equal(one, other, sizeof(one));
    assert_true(access_token_hash(other, second));
    assert_memory_not_equal(one, other, sizeof(one));
}

static void test_what_is_no_token(void **state)
{
    static const char *const texts[] = {
        "",
        "null",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",   /* one letter short */
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", /* one too many */
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",  /* padded */
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB",  /* with bits beyond the 32 bytes */
        "AAAAAAAAAAAAAAAAAAAAA AAAAAAAAAAAAAAAAAAAAA",
    };
    unsigned char hash[ACCESS_TOKEN_HASH_BYTES];
    char edit[ACCESS_EDIT_SIZE];

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        assert_false(access_token_hash(hash, texts[i]));
        assert_false(access_edit_token(edit, texts[i]));
    }
    assert_true(access_token_hash(hash, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"));
}

static void test_edit_tokens(void **state)
{
    char token[ACCESS_TOKEN_SIZE], other[ACCESS_TOKEN_SIZE], edit[ACCESS_EDIT_SIZE];

    (void)state;
    assert_int_equal(access_token_draw(token, NULL), 0);
    assert_int_equal(access_token_draw(other, NULL), 0);
    assert_true(access_edit_token(edit, token));
    assert_int_equal(strlen(edit), 57);
    assert_true(access_edit_matches(edit, token));
    assert_false(access_edit_matches(edit, other));
    assert_false(access_edit_matches("", token));
    edit[20] = edit[20] == 'x' ? 'y' : 'x';
    assert_false(access_edit_matches(edit, token));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tokens),
        cmocka_unit_test(test_what_is_no_token),
        cmocka_unit_test(test_edit_tokens),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
