/* Signatures: the test vectors of RFC 2202 and RFC 4231 (keys "Jefe" and long ones), and forgeries.
 */
#include "aggregator/push/push_signature.h"

#include "tests/support/test.h"

static const char long_key[] = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
                               "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
static const char hex_key[] = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
static const char question[] = "what do ya want for nothing?";

static const struct {
    const char *key, *text, *header;
} good[] = {
    {"Jefe", question, "sha1=effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"},
    {"Jefe", question, "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
    {"Jefe", question,
     "sha384=af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e"
     "8e2240ca5e69e2c78b3239ecfab21649"},
    {"Jefe", question,
     "sha512=164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
     "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737"},
    {long_key, "", "sha1=cebe7462953536e25527c3bf87437d1a52f637b4"},
    {long_key, "", "sha256=24a92c581143d844a1ccf5d75f6eec2b5071966ee578964e39e871ac7b0348a7"},
    {long_key, "",
     "sha512=9a8d85b07f4850c7e3cca2dc357cef10b67902ab2d92fc5fd7d50032c3ddbaab"
     "44619381a906b6f0d6714b146289da905e5047a08e1eeeadeb751b811d4c5dc5"},
    {hex_key, "<feed/>", "SHA256=4962EBA81BE8CDF5BC43D68CE18CB76C7D774D611B20A3FB9377E49322DDB58C"},
    {hex_key, "<feed/>",
     "sha384=8d59d506cfe9ee77041321b3b95266b9fbff9ceb93c60838baafe65c9be7c8af"
     "baab853be8d354aab932018ccb497143"},
};

static const char *const bad[] = {
    "",
    "sha256",
    "sha256=",
    "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec384",   /* one short */
    "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec38433", /* one more */
    "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3842",  /* another */
    "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec384g",
    "sha256= bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
    "sha1=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
    "sha512=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
    "md5=750c783e6ab0b503eaa86e310a5db738",
    "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
    " sha1=effcdf6ae5eb2fa2d27416d5f184df9c259a7c79",
};

static void test_good(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
        if (!push_signature_matches(good[i].header, good[i].key, good[i].text,
                                    strlen(good[i].text)))
            fail_msg("%s", good[i].header);
    assert_true(push_signature_matches(good[4].header, long_key, NULL, 0));
}

static void test_bad(void **state)
{
    (void)state;
    assert_false(push_signature_matches(NULL, "Jefe", question, strlen(question)));
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        if (push_signature_matches(bad[i], "Jefe", question, strlen(question)))
            fail_msg("%s", bad[i]);
    assert_false(push_signature_matches(good[1].header, "jefe", question, strlen(question)));
    assert_false(push_signature_matches(good[1].header, "Jefe", question, strlen(question) - 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_good), cmocka_unit_test(test_bad)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
