/*
 * User overrides: no score undoes a manual join or split.
 */
#ifndef DEDUP_RECOGNISE_OVERRIDE_H
#define DEDUP_RECOGNISE_OVERRIDE_H

#include "dedup/recognise/engine.h"

enum { RULE_MEMBERS_MAX = 64 }; /* members of a node that are asked for */

/* Whether the overrides allow an item to join the items of a node, given by the keys of at most
 * RULE_MEMBERS_MAX: neither it nor one of them stands apart. */
int rule_allows(bool *ret_allows, struct dedup *engine, uint64_t key, const uint64_t *members,
                size_t count);

/* Whether the overrides keep an item in a node: it was joined manually with a member of the
 * node. */
int rule_holds(bool *ret_holds, struct dedup *engine, uint64_t key, uint64_t node);

#endif
