/*
 * The hash of keys and identities: 64 bits of BLAKE2b keyed with the state's secret (RFC 7693), so
 * that no feed can aim at a value; without a secret XXH3, each part with the hash of the parts
 * before it as its seed, as states before schema 4 have it.
 */
#ifndef HEADWATER_MATCH_HASH_H
#define HEADWATER_MATCH_HASH_H

#include "aggregator/model/secret.h"

#include <sodium.h>
#include <stdbool.h>
#include <stddef.h>

struct match_hash {
    bool keyed;
    uint64_t plain; /* of the parts so far, where it is not keyed */
    crypto_generichash_state state;
};

/* secret may be NULL. */
void match_hash_init(struct match_hash *hash, const struct secret *secret);
/* Parts are told apart: "a", "bc" is not "ab", "c". */
void match_hash_bytes(struct match_hash *hash, const void *data, size_t size);
/* NULL is as "". */
void match_hash_text(struct match_hash *hash, const char *text);
void match_hash_number(struct match_hash *hash, int64_t number);
/* Ends it. */
uint64_t match_hash_end(struct match_hash *hash);

#endif
