#include "aggregator/fetch/ip_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct block {
    uint8_t prefix[16];
    int bits;
    const char *kind;
};

/* The first matching block decides. */
static const struct block blocks_v4[] = {
    {{0}, 8, "an unspecified address"},
    {{10}, 8, "a private address"},
    {{100, 64}, 10, "a shared address"},
    {{127}, 8, "a loopback address"},
    {{168, 63, 129, 16}, 32, "a metadata address"}, /* a public number, served by the cloud host */
    {{169, 254}, 16, "a link-local address"},
    {{172, 16}, 12, "a private address"},
    {{192, 0, 0}, 24, "a reserved address"},
    {{192, 0, 2}, 24, "a documentation address"},
    {{192, 88, 99}, 24, "a reserved address"},
    {{192, 168}, 16, "a private address"},
    {{198, 18}, 15, "a benchmark address"},
    {{198, 51, 100}, 24, "a documentation address"},
    {{203, 0, 113}, 24, "a documentation address"},
    {{224}, 4, "a multicast address"},
    {{240}, 4, "a reserved address"},
};

static const struct block blocks_v6[] = {
    {{[15] = 1}, 128, "a loopback address"},
    {{0}, 128, "an unspecified address"},
    {{0x20, 0x01, 0x0d, 0xb8}, 32, "a documentation address"},
    {{0x20, 0x01}, 32, "a tunnel address"}, /* Teredo */
    {{0x3f, 0xff}, 20, "a documentation address"},
    {{0xfc}, 7, "a private address"},
    {{0xfe, 0x80}, 10, "a link-local address"},
    {{0xfe, 0xc0}, 10, "a private address"},
    {{0xff}, 8, "a multicast address"},
};

/* IPv6 blocks that embed an IPv4 address, and its byte offset. */
static const struct {
    struct block block;
    size_t offset;
} carriers[] = {
    {{{[10] = 0xff, [11] = 0xff}, 96, NULL}, 12}, /* mapped */
    {{{0x00, 0x64, 0xff, 0x9b}, 96, NULL}, 12},   /* NAT64 */
    {{{0x20, 0x02}, 16, NULL}, 2},                /* 6to4 */
};

static bool block_holds(const struct block *block, const uint8_t *bytes)
{
    int whole = block->bits / 8, rest = block->bits % 8;
    uint8_t mask = (uint8_t)(0xff00 >> rest);

    return memcmp(block->prefix, bytes, (size_t)whole) == 0 &&
           (rest == 0 || (block->prefix[whole] & mask) == (bytes[whole] & mask));
}

static const char *refusal_in(const struct block *blocks, size_t count, const uint8_t *bytes)
{
    for (size_t i = 0; i < count; i++)
        if (block_holds(&blocks[i], bytes))
            return blocks[i].kind;
    return NULL;
}

static const char *refusal_v4(const uint8_t *bytes)
{
    return refusal_in(blocks_v4, sizeof(blocks_v4) / sizeof(blocks_v4[0]), bytes);
}

static const char *refusal_v6(const uint8_t *bytes)
{
    const char *kind = refusal_in(blocks_v6, sizeof(blocks_v6) / sizeof(blocks_v6[0]), bytes);

    if (kind != NULL)
        return kind;
    for (size_t i = 0; i < sizeof(carriers) / sizeof(carriers[0]); i++)
        if (block_holds(&carriers[i].block, bytes))
            return refusal_v4(bytes + carriers[i].offset);
    return (bytes[0] & 0xe0) == 0x20 ? NULL : "a reserved address"; /* only 2000::/3 is global */
}

const char *ip_address_refusal(const struct sockaddr *address)
{
    if (address->sa_family == AF_INET) {
        struct sockaddr_in v4;

        memcpy(&v4, address, sizeof(v4));
        return refusal_v4((const uint8_t *)&v4.sin_addr);
    }
    if (address->sa_family == AF_INET6) {
        struct sockaddr_in6 v6;

        memcpy(&v6, address, sizeof(v6));
        return refusal_v6(v6.sin6_addr.s6_addr);
    }
    return "not an Internet address";
}

const char *ip_address_text_refusal(const char *text)
{
    uint8_t bytes[16];

    if (inet_pton(AF_INET, text, bytes) == 1)
        return refusal_v4(bytes);
    if (inet_pton(AF_INET6, text, bytes) == 1)
        return refusal_v6(bytes);
    return NULL;
}
