/* Any bytes as a Link header. */
#include "aggregator/fetch/link_header.h"

#include <stddef.h>
#include <stdint.h>

enum { BYTES_MAX = 8192 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    const char *value;

    arena_init(&arena, 1 << 20);
    value = arena_strndup(&arena, (const char *)data, size < BYTES_MAX ? size : BYTES_MAX);
    if (value != NULL) {
        link_header_find(&arena, value, "hub");
        link_header_find(&arena, value, "self");
    }
    arena_release(&arena);
    return 0;
}
