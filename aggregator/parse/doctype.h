/*
 * A document type declaration: found, read for the entities it declares, and forgotten.
 *
 * Only general entities with a literal value are kept; their text is taken as characters, with
 * numeric references decoded and everything else as it stands, so that entities never nest. Nothing
 * is loaded, and how much all references may add up to is bounded (limits.h).
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
    size_t expanded; /* bytes that references have given so far */
    bool broken;     /* one had no end: to seek that of others is not worth the time */
};

/* An empty one. */
void doctype_init(struct doctype *doctype);
/* Accepts a zeroed one. */
void doctype_release(struct doctype *doctype);

/* The length of the declaration at text ("<!DOCTYPE"); 0 when its end is not within size bytes. */
size_t doctype_measure(const char *text, size_t size);

/* Keeps the entities that a whole declaration declares. */
void doctype_read(struct doctype *doctype, const char *text, size_t size,
                  struct parse_report *report);

/* The value of an entity, counted against the bound; NULL when there is none, "" beyond it. */
const char *doctype_expand(struct doctype *doctype, const char *name, size_t length,
                           struct parse_report *report);

#endif
