/*
 * Random bytes from the system.
 */
#ifndef HEADWATER_BASE_RANDOM_H
#define HEADWATER_BASE_RANDOM_H

#include "aggregator/base/error.h"

#include <stddef.h>
#include <stdint.h>

/* Fills size bytes. ERR_IO when the system provides none. */
int random_bytes(void *into, size_t size, struct error *err);

/* 64 random bits, not 0. */
int random_number(uint64_t *ret, struct error *err);

#endif
