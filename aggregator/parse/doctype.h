/*
 * Reads a document type declaration for its entities and discards it.
 *
 * Only general entities with a literal value are kept. Their text is taken as characters: numeric
 * references are decoded and everything else stays literal, so entities never nest. Nothing is
 * loaded, and the total size of all expansions is limited (limits.h).
 */
#ifndef HEADWATER_PARSE_DOCTYPE_H
#define HEADWATER_PARSE_DOCTYPE_H

#include "aggregator/parse/report.h"

#include "aggregator/base/arena.h"

struct doctype_entity {
    const char *name, *value;
    size_t name_length;
};

struct doctype {
    struct arena arena;
    struct doctype_entity *entities;
    size_t count;
    size_t expanded; /* bytes produced by references so far */
    bool broken;     /* a declaration had no end; do not search for others */
};

/* Sets up an empty doctype. */
void doctype_init(struct doctype *doctype);
/* Accepts a zeroed doctype. */
void doctype_release(struct doctype *doctype);

/* The length of the declaration at text ("<!DOCTYPE"); 0 when it does not end within size bytes. */
size_t doctype_measure(const char *text, size_t size);

/* Keeps the entities of a complete declaration. */
void doctype_read(struct doctype *doctype, const char *text, size_t size,
                  struct parse_report *report);

/* The value of an entity, counted against the limit; NULL when unknown, "" beyond the limit. */
const char *doctype_expand(struct doctype *doctype, const char *name, size_t length,
                           struct parse_report *report);

#endif
