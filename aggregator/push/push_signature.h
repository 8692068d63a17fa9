/*
 * The signature of a delivery: X-Hub-Signature (W3C WebSub §7.1), a hash of the body with a key
 * that only the hub and we know (HMAC, RFC 2104).
 */
#ifndef HEADWATER_PUSH_PUSH_SIGNATURE_H
#define HEADWATER_PUSH_PUSH_SIGNATURE_H

#include <stdbool.h>
#include <stddef.h>

/* Whether a header, "sha256=" and hexadecimal digits, is the signature of the body with the secret.
 * Knows sha1, sha256, sha384 and sha512. False for any other header and for NULL. The comparison
 * takes the same time wherever the two differ. body may be NULL when size is 0. */
bool push_signature_matches(const char *header, const char *secret, const void *body, size_t size);

#endif
