/* Queries of any bytes, matched against themselves as a text. */
#include "aggregator/search/excerpt.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct search_query query;
    struct search_marked marked;
    struct arena arena;
    char *text = malloc(size + 1);

    if (text == NULL)
        return 0;
    memcpy(text, data, size);
    text[size] = '\0';
    arena_init(&arena, 16 << 20);
    search_query_read(&query, text);
    search_excerpt(&marked, &arena, &query, text, 40, NULL);
    search_excerpt(&marked, &arena, &query, text, SIZE_MAX, NULL);
    arena_release(&arena);
    free(text);
    return 0;
}
