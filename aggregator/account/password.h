/*
 * Names and passwords of users. Passwords are hashed with Argon2id (RFC 9106); a hash takes 64 MB
 * and up to half a second, on purpose. Independent of the store. Does not log.
 */
#ifndef HEADWATER_ACCOUNT_PASSWORD_H
#define HEADWATER_ACCOUNT_PASSWORD_H

#include "aggregator/base/error.h"

#include <stdbool.h>

enum {
    ACCOUNT_NAME_BYTES = 64,
    PASSWORD_MIN_BYTES = 8,
    PASSWORD_MAX_BYTES = 1024,
    PASSWORD_HASH_SIZE = 128,
};

/* Whether a name has only letters, digits and ".", "_", "-", "+", "@" of ASCII, begins with a
 * letter or digit, and is short enough; ERR_USAGE when not. */
int account_name_check(const char *name, struct error *err);

/* ERR_USAGE when the password is too short or too long, or has control characters. */
int password_check(const char *password, struct error *err);

/* Hashes a password with a new salt. ERR_MEMORY. */
int password_hash(char ret[PASSWORD_HASH_SIZE], const char *password, struct error *err);

/* Whether the password is that of the hash. A hash of NULL, for a user that does not exist, takes
 * the same time and is false. */
bool password_matches(const char *hash, const char *password);

#endif
