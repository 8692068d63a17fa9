#include "aggregator/match/match_hash.h"

#include <errno.h>
#include <string.h>
#include <xxhash.h>

enum { NUMBER_SIZE = 8 };

/* Little-endian on every machine. */
static void number_write(unsigned char into[NUMBER_SIZE], uint64_t number)
{
    for (int i = 0; i < NUMBER_SIZE; i++)
        into[i] = (unsigned char)(number >> 8 * i);
}

static uint64_t number_read(const unsigned char from[NUMBER_SIZE])
{
    uint64_t number = 0;

    for (int i = NUMBER_SIZE - 1; i >= 0; i--)
        number = number << 8 | from[i];
    return number;
}

/* libsodium's BLAKE2b fails only for invalid sizes, and these are valid. If sodium_init() fails
 * (for lack of random numbers, which are not needed here), the slower implementation gives the same
 * result. */
void match_hash_init(struct match_hash *hash, const struct secret *secret)
{
    hash->keyed = secret != NULL;
    hash->plain = 0;
    if (!hash->keyed)
        return;
    if (sodium_init() < 0)
        errno = 0;
    (void)crypto_generichash_init(&hash->state, secret->bytes, SECRET_SIZE,
                                  crypto_generichash_BYTES_MIN);
}

void match_hash_bytes(struct match_hash *hash, const void *data, size_t size)
{
    unsigned char length[NUMBER_SIZE];

    if (!hash->keyed) {
        hash->plain = XXH3_64bits_withSeed(data, size, hash->plain);
        return;
    }
    number_write(length, size);
    (void)crypto_generichash_update(&hash->state, length, sizeof(length));
    (void)crypto_generichash_update(&hash->state, data, size);
}

void match_hash_text(struct match_hash *hash, const char *text)
{
    match_hash_bytes(hash, text != NULL ? text : "", text != NULL ? strlen(text) : 0);
}

void match_hash_number(struct match_hash *hash, int64_t number)
{
    unsigned char written[NUMBER_SIZE];

    number_write(written, (uint64_t)number);
    match_hash_bytes(hash, written, sizeof(written));
}

uint64_t match_hash_end(struct match_hash *hash)
{
    unsigned char digest[crypto_generichash_BYTES_MIN];

    if (!hash->keyed)
        return hash->plain;
    (void)crypto_generichash_final(&hash->state, digest, sizeof(digest));
    return number_read(digest);
}
