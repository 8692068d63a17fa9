/*
 * The secret of a state. Item keys and identities are hashed with it, so that no one without the
 * secret can craft an item whose key collides with another item's.
 */
#ifndef HEADWATER_MODEL_SECRET_H
#define HEADWATER_MODEL_SECRET_H

#include <stdint.h>

enum { SECRET_SIZE = 16 };

struct secret {
    unsigned char bytes[SECRET_SIZE];
    /* items stored before this time have keys without a secret (from an older headwater); TIME_NONE
     * when there are none */
    int64_t since;
};

#endif
