/*
 * The reader's word on stories: what was joined or split by hand is never undone by a score.
 */
#ifndef DEDUP_RECOGNISE_OVERRIDE_H
#define DEDUP_RECOGNISE_OVERRIDE_H

#include "dedup/recognise/engine.h"

/* Whether the reader's overrides let an item join a node: neither it nor a member stands apart. */
int rule_allows(bool *ret_allows, struct dedup *engine, uint64_t key, uint64_t node);

/* Whether the reader's overrides hold an item in a node: it was joined by hand with a member of it.
 */
int rule_holds(bool *ret_holds, struct dedup *engine, uint64_t key, uint64_t node);

#endif
