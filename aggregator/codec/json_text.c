#include "aggregator/codec/json_text.h"

#include "aggregator/base/str.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

static int piece_append(const char *piece, size_t size, void *context)
{
    struct str *into = context;

    str_append_bytes(into, piece, size);
    return str_status(into) == ERR_NONE ? 0 : -1;
}

/* When out of memory, jansson reports invalid text or omits a character. This flag records it. */
static _Thread_local bool refused;

static void *alloc_noting(size_t size)
{
    void *memory = malloc(size);

    refused = refused || memory == NULL;
    return memory;
}

enum error_code json_text_read(json_t **ret, const char *text, size_t size, size_t flags,
                               json_error_t *problem)
{
    json_t *value;

    /* set on every call, with the same effect as jansson's default */
    json_set_alloc_funcs(alloc_noting, free);
    refused = false;
    value = json_loadb(text, size, flags, problem);
    if (value != NULL && !refused) {
        *ret = value;
        return ERR_NONE;
    }
    json_decref(value);
    return refused ? ERR_MEMORY : ERR_SYNTAX;
}

char *json_text_write(const json_t *value, size_t flags)
{
    struct str text;

    if (value == NULL)
        return NULL;
    str_init(&text, SIZE_MAX / 4);
    if (json_dump_callback(value, piece_append, &text, flags) == 0)
        return str_take(&text);
    str_release(&text);
    return NULL;
}
