#include "aggregator/account/access_token.h"

#include "aggregator/base/random.h"

#include <sodium.h>
#include <string.h>

enum { TOKEN_BYTES = 32, VARIANT = sodium_base64_VARIANT_URLSAFE_NO_PADDING };

_Static_assert(ACCESS_TOKEN_SIZE == sodium_base64_ENCODED_LEN(TOKEN_BYTES, VARIANT), "base64");

int access_token_draw(char ret[ACCESS_TOKEN_SIZE], struct error *err)
{
    unsigned char bytes[TOKEN_BYTES];
    int code = random_bytes(bytes, sizeof(bytes), err);

    if (code == 0)
        sodium_bin2base64(ret, ACCESS_TOKEN_SIZE, bytes, sizeof(bytes), VARIANT);
    return code;
}

/* The hash of a token for one purpose. */
static bool token_derive(unsigned char *ret, size_t size, const char *token, const char *purpose)
{
    unsigned char bytes[TOKEN_BYTES];
    size_t length = 0;

    return sodium_init() >= 0 && strlen(token) == ACCESS_TOKEN_SIZE - 1 &&
           sodium_base642bin(bytes, sizeof(bytes), token, ACCESS_TOKEN_SIZE - 1, NULL, &length,
                             NULL, VARIANT) == 0 &&
           length == sizeof(bytes) &&
           crypto_generichash(ret, size, (const unsigned char *)purpose, strlen(purpose), bytes,
                              sizeof(bytes)) == 0;
}

bool access_token_hash(unsigned char ret[ACCESS_TOKEN_HASH_BYTES], const char *token)
{
    return token_derive(ret, ACCESS_TOKEN_HASH_BYTES, token, "headwater access");
}

/* As long as Google's, which some clients count on. */
bool access_edit_token(char ret[ACCESS_EDIT_SIZE], const char *token)
{
    unsigned char bytes[42];

    if (!token_derive(bytes, sizeof(bytes), token, "headwater edit"))
        return false;
    sodium_bin2base64(ret, ACCESS_EDIT_SIZE, bytes, sizeof(bytes), VARIANT);
    memset(ret + strlen(ret), '0', ACCESS_EDIT_SIZE - 1 - strlen(ret));
    ret[ACCESS_EDIT_SIZE - 1] = '\0';
    return true;
}

bool access_edit_matches(const char *edit, const char *token)
{
    char expected[ACCESS_EDIT_SIZE];

    return access_edit_token(expected, token) && strlen(edit) == ACCESS_EDIT_SIZE - 1 &&
           sodium_memcmp(edit, expected, ACCESS_EDIT_SIZE - 1) == 0;
}
