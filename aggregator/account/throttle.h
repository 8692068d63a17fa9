/*
 * Slows down guessing: counts failed logins by name, by address, and all together. The memory is
 * fixed.
 *
 * A count falls by one every so many seconds. A name and an address with too many failures must
 * wait, even with the right password; when there are too many in all, everyone must, because each
 * hash takes time from the others who are served. Access by tokens is not affected. When the table
 * is full, the entry with the fewest failures gives way. The clock is passed in. Not thread safe.
 */
#ifndef HEADWATER_ACCOUNT_THROTTLE_H
#define HEADWATER_ACCOUNT_THROTTLE_H

#include <stdbool.h>
#include <stdint.h>

enum {
    THROTTLE_SECONDS = 30,     /* of names and addresses */
    THROTTLE_ALL_SECONDS = 2,  /* of all together */
    THROTTLE_NAME_MAX = 10,    /* failures of one name */
    THROTTLE_ADDRESS_MAX = 30, /* failures of one address; a proxy may have many users */
    THROTTLE_ALL_MAX = 100,    /* failures of all */
    THROTTLE_ENTRIES = 4096,
};

struct throttle_entry {
    uint64_t key;     /* 0: empty */
    int64_t clear_at; /* when its count will be 0 */
};

struct throttle {
    uint64_t secret; /* so that nobody can choose two names with one key */
    struct throttle_entry entries[THROTTLE_ENTRIES];
    int64_t all_clear_at; /* of all together */
};

/* Initialises an empty table. secret is random. */
void throttle_init(struct throttle *throttle, uint64_t secret);

/* Seconds until this name may try again from this address; 0: now. Names are compared without
 * regard to ASCII case. */
int64_t throttle_wait(const struct throttle *throttle, const char *name, const char *address,
                      int64_t now);

/* Counts a failure. */
void throttle_fail(struct throttle *throttle, const char *name, const char *address, int64_t now);

#endif
