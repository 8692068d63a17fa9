/*
 * User overrides: no score undoes a manual join or split.
 */
#ifndef DEDUP_RECOGNISE_OVERRIDE_H
#define DEDUP_RECOGNISE_OVERRIDE_H

#include "dedup/recognise/engine.h"

/* Whether the overrides allow an item to join a node: neither it nor a member stands apart. */
int rule_allows(bool *ret_allows, struct dedup *engine, uint64_t key, uint64_t node);

/* Whether the overrides keep an item in a node: it was joined manually with a member of the
 * node. */
int rule_holds(bool *ret_holds, struct dedup *engine, uint64_t key, uint64_t node);

#endif
