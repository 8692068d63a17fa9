/* Any body is read as a form, or refused as a whole. */
#include "aggregator/serve/form.h"

#include "aggregator/base/utf8.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct form form = {.count = 0};
    struct arena arena;

    arena_init(&arena, 64 * 1024 * 1024);
    if (form_read(&form, &arena, (const char *)data, size, NULL) == 0)
        for (size_t i = 0; i < form.count; i++)
            if (form.parameters[i].name[0] == '\0' || !utf8_is_valid(form.parameters[i].name) ||
                !utf8_is_valid(form.parameters[i].value))
                abort();
    arena_release(&arena);
    return 0;
}
