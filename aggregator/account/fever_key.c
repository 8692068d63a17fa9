#include "aggregator/account/fever_key.h"

#include "aggregator/account/password.h"
#include "aggregator/base/random.h"

#include <md5.h>
#include <sodium.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { KEY_DIGITS = 32 };

bool fever_key_hash(unsigned char ret[FEVER_HASH_BYTES], const char *key)
{
    static const char purpose[] = "headwater fever";
    unsigned char bytes[KEY_DIGITS / 2];
    size_t size = 0;

    return sodium_init() >= 0 && strlen(key) == KEY_DIGITS &&
           sodium_hex2bin(bytes, sizeof(bytes), key, KEY_DIGITS, NULL, &size, NULL) == 0 &&
           size == sizeof(bytes) &&
           crypto_generichash(ret, FEVER_HASH_BYTES, bytes, sizeof(bytes),
                              (const unsigned char *)purpose, sizeof(purpose) - 1) == 0;
}

/* Letters and digits that are not mistaken for one another: 32 of them, 5 bits each. */
static int password_draw(char ret[FEVER_PASSWORD_SIZE], struct error *err)
{
    static const char letters[] = "abcdefghijkmnpqrstuvwxyz23456789";
    unsigned char bytes[FEVER_PASSWORD_SIZE - 1];
    int code = random_bytes(bytes, sizeof(bytes), err);

    _Static_assert(sizeof(letters) == 33, "5 bits");
    for (size_t i = 0; i < sizeof(bytes) && code == 0; i++)
        ret[i] = letters[bytes[i] % 32];
    ret[sizeof(bytes)] = '\0';
    return code;
}

int fever_key_draw(char ret_password[FEVER_PASSWORD_SIZE], unsigned char ret[FEVER_HASH_BYTES],
                   const char *name, struct error *err)
{
    char text[ACCOUNT_NAME_BYTES + FEVER_PASSWORD_SIZE + 2], key[MD5_DIGEST_STRING_LENGTH];
    int code = password_draw(ret_password, err);

    if (code != 0)
        return code;
    snprintf(text, sizeof(text), "%s:%s", name, ret_password);
    MD5Data((const uint8_t *)text, strlen(text), key);
    return fever_key_hash(ret, key)
               ? 0
               : error_set(err, ERR_MEMORY, SCOPE_RUN, "cannot hash the key of Fever");
}
