/* The cases of the conformance suite for dedup's memory; *state is the engine's scheme, or
 * "library" for dedup's own memory. */
#ifndef HEADWATER_TESTS_STORE_CONFORMANCE_H
#define HEADWATER_TESTS_STORE_CONFORMANCE_H

#include "tests/store/fixture.h"

void conformance_records(void **state);
void conformance_get_many(void **state);
void conformance_match(void **state);
void conformance_nodes(void **state);
void conformance_members_of_many(void **state);
void conformance_overrides_of_many(void **state);
void conformance_overrides(void **state);
void conformance_metadata(void **state);
void conformance_rollback(void **state);
void conformance_window(void **state);
void conformance_many(void **state);

#endif
