#include "aggregator/account/password.h"

#include <sodium.h>
#include <string.h>

_Static_assert(PASSWORD_HASH_SIZE == crypto_pwhash_STRBYTES, "libsodium's size");

int account_name_check(const char *name, struct error *err)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                  "._-+@";
    const size_t length = strlen(name);

    if (length > 0 && length <= ACCOUNT_NAME_BYTES && strspn(name, letters) == length &&
        strchr("._-+@", name[0]) == NULL)
        return 0;
    return error_set(err, ERR_USAGE, SCOPE_RUN,
                     "a name has at most %d letters, digits, \".\", \"_\", \"-\", \"+\" and \"@\" "
                     "of ASCII, and begins with a letter or digit",
                     ACCOUNT_NAME_BYTES);
}

int password_check(const char *password, struct error *err)
{
    const size_t length = strlen(password);

    for (size_t i = 0; i < length; i++)
        if ((unsigned char)password[i] < 0x20 || password[i] == 0x7f)
            return error_set(err, ERR_USAGE, SCOPE_RUN, "a password has no control characters");
    if (length < PASSWORD_MIN_BYTES || length > PASSWORD_MAX_BYTES)
        return error_set(err, ERR_USAGE, SCOPE_RUN, "a password has %d to %d bytes",
                         PASSWORD_MIN_BYTES, PASSWORD_MAX_BYTES);
    return 0;
}

int password_hash(char ret[PASSWORD_HASH_SIZE], const char *password, struct error *err)
{
    if (sodium_init() >= 0 &&
        crypto_pwhash_str_alg(ret, password, strlen(password), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                              crypto_pwhash_MEMLIMIT_INTERACTIVE,
                              crypto_pwhash_ALG_ARGON2ID13) == 0)
        return 0;
    return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory hashing the password");
}

bool password_matches(const char *hash, const char *password)
{
    /* of no password; its costs are those of password_hash() */
    static const char nobody[] = "$argon2id$v=19$m=65536,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$"
                                 "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    const bool matches =
        sodium_init() >= 0 &&
        crypto_pwhash_str_verify(hash != NULL ? hash : nobody, password, strlen(password)) == 0;

    return hash != NULL && matches;
}
