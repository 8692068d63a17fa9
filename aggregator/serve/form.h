/*
 * The parameters of a request, from its query or from a body of the type
 * application/x-www-form-urlencoded (WHATWG URL §5.1). Strict: what is not well formed is refused
 * as a whole, because half a list of changes is worse than none.
 */
#ifndef HEADWATER_SERVE_FORM_H
#define HEADWATER_SERVE_FORM_H

#include "aggregator/base/arena.h"

#include <stdbool.h>

enum {
    FORM_BODY_BYTES = 1024 * 1024,            /* one body */
    FORM_ALL_BODIES_BYTES = 32 * 1024 * 1024, /* all bodies that are being received */
    FORM_PARAMETERS_MAX = 20000,
};

struct serve_parameter {
    const char *name, *value; /* UTF-8 without control characters */
    bool in_body;
};

struct form {
    struct serve_parameter *parameters; /* in the arena */
    size_t count;
};

/* Adds a decoded parameter. value may be NULL for an empty one. ERR_SYNTAX when a byte is not
 * allowed, ERR_LIMIT when there are too many. */
int form_add(struct form *form, struct arena *arena, const char *name, size_t name_size,
             const char *value, size_t value_size, bool in_body, struct error *err);

/* Adds the parameters of a body. ERR_SYNTAX for a malformed one. */
int form_read(struct form *form, struct arena *arena, const char *body, size_t size,
              struct error *err);

#endif
