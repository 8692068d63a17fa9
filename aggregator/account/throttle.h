/*
 * Slows down guessing: counts failed logins by address and by name. The memory is fixed.
 *
 * A count falls by one every THROTTLE_SECONDS. Both an address and a name with too many failures
 * must wait, even with the right password; access by tokens is not affected. When the table is
 * full, the entry with the fewest failures gives way. The clock is passed in. Not thread safe.
 */
#ifndef HEADWATER_ACCOUNT_THROTTLE_H
#define HEADWATER_ACCOUNT_THROTTLE_H

#include <stdbool.h>
#include <stdint.h>

enum {
    THROTTLE_SECONDS = 30,
    THROTTLE_NAME_MAX = 10,    /* failures of one name */
    THROTTLE_ADDRESS_MAX = 30, /* failures of one address; a proxy may have many users */
    THROTTLE_ENTRIES = 4096,
};

enum throttle_kind { THROTTLE_NAME, THROTTLE_ADDRESS };

struct throttle_entry {
    uint64_t key;     /* 0: empty */
    int64_t clear_at; /* when its count will be 0 */
};

struct throttle {
    uint64_t secret; /* so that nobody can choose two names with one key */
    struct throttle_entry entries[THROTTLE_ENTRIES];
};

/* Initialises an empty table. secret is random. */
void throttle_init(struct throttle *throttle, uint64_t secret);

/* Seconds until this name or address may try again; 0: now. Names are compared without regard to
 * ASCII case. */
int64_t throttle_wait(const struct throttle *throttle, enum throttle_kind kind, const char *who,
                      int64_t now);

/* Counts a failure. */
void throttle_fail(struct throttle *throttle, enum throttle_kind kind, const char *who,
                   int64_t now);

#endif
