/* Damaged rows: set aside and counted. */
#include "aggregator/store/sql/sql_engine.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

enum { MARKS_MAX = 4096 }; /* beyond this limit, damage that is read twice is counted twice */

static bool is_marked(const struct set_aside *aside, uint64_t mark)
{
    const size_t count = (size_t)aside->damage.rows;

    for (size_t i = 0; i < count && i < aside->room; i++)
        if (aside->marks[i] == mark)
            return true;
    return false;
}

/* When out of memory, the row is still counted. */
static void mark(struct set_aside *aside, uint64_t mark)
{
    const size_t at = (size_t)aside->damage.rows, room = aside->room * 2 + 64;
    uint64_t *marks;

    if (at == aside->room && room <= MARKS_MAX) {
        marks = realloc(aside->marks, room * sizeof(*marks));
        if (marks == NULL)
            return;
        aside->marks = marks;
        aside->room = room;
    }
    if (at < aside->room)
        aside->marks[at] = mark;
}

void sql_set_aside(struct sql_engine *engine, const char *format, ...)
{
    struct set_aside *aside = &engine->aside;
    char words[STORE_DAMAGE_SIZE];
    uint64_t hash;
    va_list args;

    va_start(args, format);
    vsnprintf(words, sizeof(words), format, args);
    va_end(args);
    hash = XXH3_64bits(words, strlen(words));
    if (is_marked(aside, hash))
        return;
    mark(aside, hash);
    if (aside->damage.rows++ == 0)
        snprintf(aside->damage.first, sizeof(aside->damage.first), "%s", words);
}

const struct store_damage *sql_damage(void *engine)
{
    return &((struct sql_engine *)engine)->aside.damage;
}

int sql_aside_last(int64_t *ret, void *engine, struct error *err)
{
    return query_number(ret, engine, QUERY_SETTING_GET, err, "t", "set_aside");
}

int sql_aside_note(void *engine, int64_t rows, struct error *err)
{
    return query_run(engine, QUERY_SETTING_PUT, err, "ti", "set_aside", rows);
}
