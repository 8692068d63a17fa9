/*
 * The Link header (RFC 8288 §3): which address has a relation to the document that was requested.
 *
 * Pure: one header value in, one address out, whatever the value contains. A link with an anchor is
 * about another document and is skipped (RFC 8288 §3.2).
 */
#ifndef HEADWATER_FETCH_LINK_HEADER_H
#define HEADWATER_FETCH_LINK_HEADER_H

#include "aggregator/base/arena.h"

/* The target of the first link with the relation type, as written: it may be relative. In the
 * arena; NULL when there is none, when the header is malformed before it, or when the arena is
 * full. Relation types are compared without regard to case. */
const char *link_header_find(struct arena *arena, const char *value, const char *relation);

#endif
