/* Any text as a feed's stored state: it is read or refused. What was read must be the same after it
 * is written and read again. */
#include "aggregator/store/feed_json.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct feed_state state, again;
    struct arena arena;
    struct error err;
    char *text = malloc(size + 1), *first = NULL, *second = NULL;

    arena_init(&arena, 64 << 20);
    memcpy(text, data, size);
    text[size] = '\0';
    if (feed_state_read(&state, &arena, "u", text, &err) == 0) {
        first = feed_state_write(&state);
        if (first == NULL || feed_state_read(&again, &arena, "u", first, &err) != 0)
            abort();
        second = feed_state_write(&again);
        if (second == NULL || strcmp(first, second) != 0)
            abort();
    }
    free(text);
    free(first);
    free(second);
    arena_release(&arena);
    return 0;
}
