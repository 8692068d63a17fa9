#include "aggregator/account/throttle.h"

#include <ctype.h>
#include <sodium.h>
#include <stddef.h>
#include <string.h>

enum { WAYS = 8, TEXT_BYTES = 256 };

static const int64_t limits[] = {
    [THROTTLE_NAME] = THROTTLE_NAME_MAX, [THROTTLE_ADDRESS] = THROTTLE_ADDRESS_MAX};

void throttle_init(struct throttle *throttle, uint64_t secret)
{
    memset(throttle, 0, sizeof(*throttle));
    throttle->secret = secret;
}

static uint64_t key_of(const struct throttle *throttle, enum throttle_kind kind, const char *who)
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

static int64_t count_at(const struct throttle_entry *entry, int64_t now)
{
    const int64_t left = entry->key != 0 ? entry->clear_at - now : 0;

    return left > 0 ? (left + THROTTLE_SECONDS - 1) / THROTTLE_SECONDS : 0;
}

int64_t throttle_wait(const struct throttle *throttle, enum throttle_kind kind, const char *who,
                      int64_t now)
{
    const uint64_t key = key_of(throttle, kind, who);
    const struct throttle_entry *entries = &throttle->entries[place_of(key)];

    for (size_t i = 0; i < WAYS; i++)
        if (entries[i].key == key && count_at(&entries[i], now) >= limits[kind])
            return entries[i].clear_at - now - (limits[kind] - 1) * THROTTLE_SECONDS;
    return 0;
}

void throttle_fail(struct throttle *throttle, enum throttle_kind kind, const char *who, int64_t now)
{
    const uint64_t key = key_of(throttle, kind, who);
    struct throttle_entry *entries = &throttle->entries[place_of(key)], *best = entries;
    int64_t from = now;

    for (size_t i = 0; i < WAYS; i++) {
        if (entries[i].key == key) {
            best = &entries[i];
            break;
        }
        if (count_at(&entries[i], now) < count_at(best, now))
            best = &entries[i];
    }
    if (best->key == key && best->clear_at > now)
        from = best->clear_at;
    if (best->key != key || from < now + limits[kind] * THROTTLE_SECONDS)
        *best = (struct throttle_entry){key, from + THROTTLE_SECONDS};
}
