#include "aggregator/push/push_signature.h"

#include <sha1.h>
#include <sha2.h>
#include <sodium.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

enum { BLOCK_BYTES_MAX = SHA512_BLOCK_LENGTH, DIGEST_BYTES_MAX = SHA512_DIGEST_LENGTH };

struct part {
    const void *data;
    size_t size;
};

/* NAME_hash(): the digest of two parts, one after the other. */
#define DEFINE_HASH(NAME, CONTEXT)                                                                 \
    static void NAME##_hash(unsigned char *ret, const struct part parts[2])                        \
    {                                                                                              \
        CONTEXT context;                                                                           \
                                                                                                   \
        NAME##Init(&context);                                                                      \
        for (size_t i = 0; i < 2; i++)                                                             \
            if (parts[i].size > 0)                                                                 \
                NAME##Update(&context, parts[i].data, parts[i].size);                              \
        NAME##Final(ret, &context);                                                                \
        sodium_memzero(&context, sizeof(context));                                                 \
    }

DEFINE_HASH(SHA1, SHA1_CTX)
DEFINE_HASH(SHA256, SHA2_CTX)
DEFINE_HASH(SHA384, SHA2_CTX)
DEFINE_HASH(SHA512, SHA2_CTX)

/* The methods of WebSub §7.1. */
static const struct method {
    const char *prefix;
    size_t block, digest; /* in bytes */
    void (*hash)(unsigned char *ret, const struct part parts[2]);
} methods[] = {
    {"sha1=", SHA1_BLOCK_LENGTH, SHA1_DIGEST_LENGTH, SHA1_hash},
    {"sha256=", SHA256_BLOCK_LENGTH, SHA256_DIGEST_LENGTH, SHA256_hash},
    {"sha384=", SHA384_BLOCK_LENGTH, SHA384_DIGEST_LENGTH, SHA384_hash},
    {"sha512=", SHA512_BLOCK_LENGTH, SHA512_DIGEST_LENGTH, SHA512_hash},
};

static const struct method *method_find(const char *header)
{
    for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++)
        if (strncasecmp(header, methods[i].prefix, strlen(methods[i].prefix)) == 0)
            return &methods[i];
    return NULL;
}

/* RFC 2104 §2: H(K XOR opad, H(K XOR ipad, text)). */
static void hmac(unsigned char *ret, const struct method *method, struct part key, struct part text)
{
    unsigned char inner[BLOCK_BYTES_MAX] = {0}, outer[BLOCK_BYTES_MAX] = {0};
    unsigned char digest[DIGEST_BYTES_MAX];

    if (key.size > method->block)
        method->hash(inner, (const struct part[2]){key, {NULL, 0}});
    else
        memcpy(inner, key.data, key.size);
    for (size_t i = 0; i < method->block; i++) {
        outer[i] = inner[i] ^ 0x5c;
        inner[i] ^= 0x36;
    }
    method->hash(digest, (const struct part[2]){{inner, method->block}, text});
    method->hash(ret, (const struct part[2]){{outer, method->block}, {digest, method->digest}});
    sodium_memzero(inner, sizeof(inner));
    sodium_memzero(outer, sizeof(outer));
    sodium_memzero(digest, sizeof(digest));
}

bool push_signature_matches(const char *header, const char *secret, const void *body, size_t size)
{
    const struct method *method = header != NULL ? method_find(header) : NULL;
    unsigned char told[DIGEST_BYTES_MAX], own[DIGEST_BYTES_MAX];
    const char *digits;
    size_t told_size = 0;
    bool same;

    if (method == NULL || sodium_init() < 0)
        return false;
    digits = header + strlen(method->prefix);
    if (strlen(digits) != 2 * method->digest ||
        sodium_hex2bin(told, sizeof(told), digits, 2 * method->digest, NULL, &told_size, NULL) !=
            0 ||
        told_size != method->digest)
        return false;
    hmac(own, method, (struct part){secret, strlen(secret)}, (struct part){body, size});
    same = sodium_memcmp(told, own, method->digest) == 0;
    sodium_memzero(own, sizeof(own));
    return same;
}
