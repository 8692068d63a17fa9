#include "tests/bench/bench_memory.h"

#include "aggregator/store/sql/sql_engine.h"
#include "aggregator/store/store_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct bench_memory {
    struct store *store; /* NULL: in RAM */
    struct dedup_memory ram;
    struct bench_effort effort;
};

/* A driver that counts and calls the driver of the state that is open. */
static const struct sql_driver *counted;
static struct sql_driver counting;
static struct bench_effort *effort;

static int open_count(struct sql_rows **ret, struct sql_engine *engine, enum query query,
                      const struct sql_value *values, size_t count, struct error *err)
{
    effort->statements++;
    effort->reads++;
    return counted->open(ret, engine, query, values, count, err);
}

static int run_count(int64_t *ret_changed, struct sql_engine *engine, enum query query,
                     const struct sql_value *values, size_t count, struct error *err)
{
    effort->statements++;
    effort->reads += ret_changed != NULL;
    return counted->run(ret_changed, engine, query, values, count, err);
}

/* Every engine in SQL begins with a struct sql_engine. */
static void effort_watch(struct bench_memory *memory)
{
    struct sql_engine *engine = memory->store->state;

    if (memory->store->engine->begin != sql_begin)
        return;
    effort = &memory->effort;
    counted = engine->driver;
    counting = *counted;
    counting.open = open_count;
    counting.run = run_count;
    engine->driver = &counting;
}

static void must(int code, const struct error *err)
{
    if (code == 0)
        return;
    fprintf(stderr, "the memory failed: %s\n", err->text);
    exit(1);
}

struct bench_memory *bench_memory_open(struct dedup_memory *ret, const char *address)
{
    struct bench_memory *memory = calloc(1, sizeof(*memory));
    struct error err = {.text = "out of memory"};

    if (memory == NULL)
        exit(1);
    if (strcmp(address, "ram") == 0) {
        must(dedup_ram_new(&memory->ram, 0), &err);
        *ret = memory->ram;
        return memory;
    }
    must(store_open(&memory->store, address, &err), &err);
    must(store_memory(ret, memory->store, 0, &err), &err);
    effort_watch(memory);
    return memory;
}

struct bench_effort bench_memory_effort(const struct bench_memory *memory)
{
    return memory->effort;
}

void bench_memory_close(struct bench_memory *memory)
{
    if (memory->store != NULL)
        store_close(memory->store);
    else
        dedup_ram_free(&memory->ram);
    free(memory);
}

void bench_memory_begin(struct bench_memory *memory)
{
    struct error err;

    if (memory->store != NULL)
        must(store_begin(memory->store, &err), &err);
}

void bench_memory_commit(struct bench_memory *memory)
{
    struct error err;

    if (memory->store != NULL)
        must(store_commit(memory->store, &err), &err);
}
