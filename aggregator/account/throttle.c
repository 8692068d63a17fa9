#include "aggregator/account/throttle.h"

#include <ctype.h>
#include <sodium.h>
#include <stddef.h>
#include <string.h>

enum { WAYS = 8, TEXT_BYTES = 256 };

enum kind { KIND_NAME, KIND_ADDRESS, KIND_ALL };

static const struct {
    int64_t most, seconds; /* failures, and how long one counts */
} limits[] = {
    [KIND_NAME] = {THROTTLE_NAME_MAX, THROTTLE_SECONDS},
    [KIND_ADDRESS] = {THROTTLE_ADDRESS_MAX, THROTTLE_SECONDS},
    [KIND_ALL] = {THROTTLE_ALL_MAX, THROTTLE_ALL_SECONDS},
};

void throttle_init(struct throttle *throttle, uint64_t secret)
{
    memset(throttle, 0, sizeof(*throttle));
    throttle->secret = secret;
}

static uint64_t key_of(const struct throttle *throttle, enum kind kind, const char *who)
{
    unsigned char text[TEXT_BYTES], secret[crypto_shorthash_KEYBYTES] = {0};
    uint64_t key;
    size_t length = 0;

    for (; who[length] != '\0' && length < sizeof(text); length++)
        text[length] = (unsigned char)tolower((unsigned char)who[length]);
    memcpy(secret, &throttle->secret, sizeof(throttle->secret));
    secret[sizeof(secret) - 1] = (unsigned char)kind;
    crypto_shorthash((unsigned char *)&key, text, length, secret);
    return key != 0 ? key : 1;
}

/* A key is in one of the entries from its place on. */
static size_t place_of(uint64_t key)
{
    return (size_t)(key % THROTTLE_ENTRIES) / WAYS * WAYS;
}

/* Seconds until one more failure is allowed. */
static int64_t wait_of(enum kind kind, int64_t clear_at, int64_t now)
{
    const int64_t wait = clear_at - now - (limits[kind].most - 1) * limits[kind].seconds;

    return wait > 0 ? wait : 0;
}

/* When the count will be 0 after one more failure. Failures beyond the limit do not count: they do
 * not prolong the wait. */
static int64_t clear_after(enum kind kind, int64_t clear_at, int64_t now)
{
    const int64_t from = clear_at > now ? clear_at : now;

    return wait_of(kind, from, now) > 0 ? from : from + limits[kind].seconds;
}

static int64_t entry_wait(const struct throttle *throttle, enum kind kind, const char *who,
                          int64_t now)
{
    const uint64_t key = key_of(throttle, kind, who);
    const struct throttle_entry *entries = &throttle->entries[place_of(key)];

    for (size_t i = 0; i < WAYS; i++)
        if (entries[i].key == key)
            return wait_of(kind, entries[i].clear_at, now);
    return 0;
}

static void entry_fail(struct throttle *throttle, enum kind kind, const char *who, int64_t now)
{
    const uint64_t key = key_of(throttle, kind, who);
    struct throttle_entry *entries = &throttle->entries[place_of(key)], *best = entries;

    for (size_t i = 0; i < WAYS && best->key != key; i++)
        if (entries[i].key == key || entries[i].clear_at < best->clear_at)
            best = &entries[i];
    *best = (struct throttle_entry){
        key, clear_after(kind, best->key == key ? best->clear_at : now, now)};
}

static int64_t later(int64_t one, int64_t other)
{
    return one > other ? one : other;
}

int64_t throttle_wait(const struct throttle *throttle, const char *name, const char *address,
                      int64_t now)
{
    return later(wait_of(KIND_ALL, throttle->all_clear_at, now),
                 later(entry_wait(throttle, KIND_NAME, name, now),
                       entry_wait(throttle, KIND_ADDRESS, address, now)));
}

void throttle_fail(struct throttle *throttle, const char *name, const char *address, int64_t now)
{
    throttle->all_clear_at = clear_after(KIND_ALL, throttle->all_clear_at, now);
    entry_fail(throttle, KIND_NAME, name, now);
    entry_fail(throttle, KIND_ADDRESS, address, now);
}
