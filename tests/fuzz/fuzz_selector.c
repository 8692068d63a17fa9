/* Selectors and expressions of any form: an error or a valid expression, and nothing else. */
#include "aggregator/scrape/selector.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct error err = {.code = ERR_NONE};
    struct arena arena;
    const char *path;
    char *text = malloc(size + 1);
    size_t at;
    int code;

    if (text == NULL)
        return 0;
    memcpy(text, data, size);
    text[size] = '\0';
    arena_init(&arena, 1 << 20);
    code = selector_compile(&path, &at, &arena, SCRAPE_TITLE, text, &err);
    if (at > strlen(text) || (code == 0 && path == NULL))
        abort();
    arena_release(&arena);
    free(text);
    return 0;
}
