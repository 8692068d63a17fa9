#include "aggregator/base/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_SIZE = 16 * 1024, FIRST_ROOM = 4 };

struct arena_block {
    struct arena_block *older;
    size_t size, used;
    alignas(max_align_t) unsigned char data[];
};

void arena_init(struct arena *arena, size_t ceiling)
{
    arena->blocks = NULL;
    arena->used = 0;
    arena->ceiling = ceiling;
    arena->status = ERR_NONE;
}

void arena_reset(struct arena *arena)
{
    struct arena_block *block = arena->blocks;

    while (block != NULL) {
        struct arena_block *older = block->older;

        free(block);
        block = older;
    }
    arena->blocks = NULL;
    arena->used = 0;
    arena->status = ERR_NONE;
}

void arena_release(struct arena *arena)
{
    if (arena != NULL)
        arena_reset(arena);
}

enum error_code arena_status(const struct arena *arena)
{
    return arena->status;
}

void arena_note(struct arena *arena, enum error_code code)
{
    if (code != ERR_NONE && arena->status != ERR_MEMORY)
        arena->status = code;
}

static void *refuse(struct arena *arena, enum error_code code)
{
    arena_note(arena, code);
    return NULL;
}

static struct arena_block *block_new(struct arena *arena, size_t size)
{
    struct arena_block *block = malloc(sizeof(*block) + size);

    if (block == NULL)
        return NULL;
    block->size = size;
    block->used = 0;
    block->older = arena->blocks;
    arena->blocks = block;
    return block;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    const size_t unit = alignof(max_align_t);
    struct arena_block *block = arena->blocks;
    void *memory;

    if (size > SIZE_MAX - unit - sizeof(*block))
        return refuse(arena, ERR_LIMIT);
    size = size == 0 ? unit : (size + unit - 1) / unit * unit;
    if (size > arena->ceiling - arena->used)
        return refuse(arena, ERR_LIMIT);
    if (block == NULL || size > block->size - block->used) {
        block = block_new(arena, size > BLOCK_SIZE ? size : BLOCK_SIZE);
        if (block == NULL)
            return refuse(arena, ERR_MEMORY);
    }
    memory = block->data + block->used;
    block->used += size;
    arena->used += size;
    return memset(memory, 0, size);
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
    if (size != 0 && count > SIZE_MAX / size)
        return refuse(arena, ERR_LIMIT);
    return arena_alloc(arena, count * size);
}

char *arena_strndup(struct arena *arena, const char *text, size_t length)
{
    char *copy;

    if (text == NULL || length == SIZE_MAX)
        return NULL;
    copy = arena_alloc(arena, length + 1);
    if (copy != NULL)
        memcpy(copy, text, length);
    return copy;
}

char *arena_strdup(struct arena *arena, const char *text)
{
    return text == NULL ? NULL : arena_strndup(arena, text, strlen(text));
}

char *arena_keep_str(struct arena *arena, struct str *str)
{
    char *copy = NULL;

    if (str_status(str) == ERR_NONE)
        copy = arena_strndup(arena, str->text, str->length);
    else if (str_status(str) == ERR_MEMORY)
        arena_note(arena, ERR_MEMORY);
    str_release(str);
    return copy;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
    va_list args;
    char *text;
    int length;

    va_start(args, format);
    length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (length < 0)
        return NULL;
    text = arena_alloc(arena, (size_t)length + 1);
    if (text == NULL)
        return NULL;
    va_start(args, format);
    vsnprintf(text, (size_t)length + 1, format, args);
    va_end(args);
    return text;
}

void *arena_grow(struct arena *arena, void *array, size_t count, size_t size)
{
    size_t room = count < FIRST_ROOM ? FIRST_ROOM : count * 2;
    void *moved;

    if (count != 0 && (count < FIRST_ROOM || (count & (count - 1)) != 0))
        return array; /* the capacity is a power of two, and count is below it */
    moved = arena_array(arena, room, size);
    if (moved != NULL && count > 0)
        memcpy(moved, array, count * size);
    return moved;
}
