#include "tests/bench/bench_memory.h"

#include "aggregator/store/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct bench_memory {
    struct store *store; /* NULL: in RAM */
    struct dedup_memory ram;
};

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
    return memory;
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
