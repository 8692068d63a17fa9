/*
 * The hash of keys and identities: 64 bits of BLAKE2b (RFC 7693), keyed with the state's secret so
 * that no feed can aim at a value. Without a secret: XXH3, each part seeded with the hash of the
 * parts before it, as in states before schema 4.
 */
#ifndef HEADWATER_MATCH_MATCH_HASH_H
#define HEADWATER_MATCH_MATCH_HASH_H

#include "aggregator/model/secret.h"

#include <sodium.h>
#include <stdbool.h>
#include <stddef.h>

struct match_hash {
    bool keyed;
    uint64_t plain; /* hash of the parts so far, when not keyed */
    crypto_generichash_state state;
};

/* secret may be NULL. */
void match_hash_init(struct match_hash *hash, const struct secret *secret);
/* Adds a part. Parts are delimited: "a", "bc" differs from "ab", "c". */
void match_hash_bytes(struct match_hash *hash, const void *data, size_t size);
/* NULL counts as "". */
void match_hash_text(struct match_hash *hash, const char *text);
void match_hash_number(struct match_hash *hash, int64_t number);
/* Returns the hash and ends the computation. */
uint64_t match_hash_end(struct match_hash *hash);

#endif
