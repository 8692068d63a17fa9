/*
 * Access to the Fever API. Its protocol has the MD5 of "name:password" as the only credential, and
 * whoever has a weak password's MD5 has the password. So the password for Fever is drawn by us, is
 * not the user's, and has so many random bits that guessing is hopeless; and the state has only a
 * hash of the MD5.
 */
#ifndef HEADWATER_ACCOUNT_FEVER_KEY_H
#define HEADWATER_ACCOUNT_FEVER_KEY_H

#include "aggregator/base/error.h"

#include <stdbool.h>

enum { FEVER_PASSWORD_SIZE = 25, FEVER_HASH_BYTES = 32 };

/* Draws a password of 24 letters and digits for a user, and the hash to store. The name counts as
 * it is written here. ERR_IO, ERR_MEMORY. */
int fever_key_draw(char ret_password[FEVER_PASSWORD_SIZE], unsigned char ret[FEVER_HASH_BYTES],
                   const char *name, struct error *err);

/* The hash of a key as a program sends it: 32 hexadecimal digits. False for another text. */
bool fever_key_hash(unsigned char ret[FEVER_HASH_BYTES], const char *key);

#endif
