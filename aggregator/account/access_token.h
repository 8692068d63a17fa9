/*
 * Access tokens: random numbers that a program sends instead of a password. The state has only
 * their hashes; because a token has 256 random bits, a fast hash is enough. Does not log.
 */
#ifndef HEADWATER_ACCOUNT_ACCESS_TOKEN_H
#define HEADWATER_ACCOUNT_ACCESS_TOKEN_H

#include "aggregator/base/error.h"

#include <stdbool.h>

enum { ACCESS_TOKEN_SIZE = 44, ACCESS_TOKEN_HASH_BYTES = 32, ACCESS_EDIT_SIZE = 58 };

/* Draws a token. ERR_IO when the system has no random bytes. */
int access_token_draw(char ret[ACCESS_TOKEN_SIZE], struct error *err);

/* The hash under which a token is stored; false for a text that is not a token. */
bool access_token_hash(unsigned char ret[ACCESS_TOKEN_HASH_BYTES], const char *token);

/* The edit token of a token: a client must have read one answer to know it ("T" in the Google
 * Reader protocol). It is valid as long as the token. False for a text that is not a token. */
bool access_edit_token(char ret[ACCESS_EDIT_SIZE], const char *token);
/* Whether this is the edit token of the token; takes the same time for every text of one length. */
bool access_edit_matches(const char *edit, const char *token);

#endif
