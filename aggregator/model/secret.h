/*
 * The secret of a state: what the keys of its items and their identities are hashed with, so that
 * nobody who does not know it can write an item whose key is that of another.
 */
#ifndef HEADWATER_MODEL_SECRET_H
#define HEADWATER_MODEL_SECRET_H

#include <stdint.h>

enum { SECRET_SIZE = 16 };

struct secret {
    unsigned char bytes[SECRET_SIZE];
    int64_t since; /* what was stored before this time has keys without a secret (an older headwater
                      made it); TIME_NONE when nothing has */
};

#endif
