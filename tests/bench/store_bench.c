/*
 * Measures dedup's memory in a store: store_bench [ADDRESS [ITEMS [GETS [POSTINGS]]]]
 *
 * For each item, as in dedup_place(): find, match of 48 keys, the records of the GETS candidates
 * that share the most keys, add with a sketch of 1.2 KB. 30 items per transaction. Prints a JSON
 * line each time the number of items has doubled: the cost per item since the previous line, the
 * size on disk, the RAM of the process.
 *
 * Keys: 16 are the item's own or shared with a story of about eight tellings, 16 are drawn
 * uniformly from a vocabulary, and 16 by a power law, so that some are shared by thousands.
 */
#include "aggregator/store/store.h"
#include "aggregator/store/store_address.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>

enum {
    KEYS = 48,
    OWN_KEYS = 16,
    EVEN_KEYS = 16,
    SKETCH_BYTES = 1200,
    VOCABULARY = 300000,
    FEED_ITEMS = 30,
    MEASURED_ITEMS = 5000,
    SLOTS = 8192,
};

struct found {
    dedup_doc doc;
    uint32_t shared;
};

struct bench {
    struct store *store;
    struct dedup_memory memory;
    struct error err;
    uint64_t items, gets_wanted;
    uint32_t max; /* maximum documents requested per key */
    uint64_t seed;
    double match_seconds, get_seconds, add_seconds, commit_seconds;
    uint64_t matched, gets;
    bool filling; /* only adds */
    struct found found[SLOTS];
    size_t used[SLOTS / 2];
    size_t used_count;
    unsigned char sketch[SKETCH_BYTES];
};

static double now_by(clockid_t clock)
{
    struct timespec time;

    clock_gettime(clock, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

/* CPU time of this process, since the machine may be shared. */
static double now(void)
{
    return now_by(CLOCK_PROCESS_CPUTIME_ID);
}

/* SplitMix64. */
static uint64_t random_next(uint64_t *seed)
{
    uint64_t z = *seed += 0x9e3779b97f4a7c15u;

    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

static uint32_t word_key(uint64_t word)
{
    return (uint32_t)random_next(&word);
}

static void keys_make(uint32_t ret[KEYS], uint64_t item, uint64_t *seed)
{
    uint64_t story = item / 8 + random_next(seed) % 64;

    for (size_t i = 0; i < KEYS; i++) {
        uint64_t draw = random_next(seed);
        double share = (double)(draw >> 11) / 9007199254740992.0;

        if (i < OWN_KEYS)
            ret[i] = word_key(draw % 4 == 0 ? story * 64 + i : draw);
        else if (i < OWN_KEYS + EVEN_KEYS)
            ret[i] = word_key(draw % VOCABULARY);
        else
            ret[i] = word_key((uint64_t)exp(share * log(VOCABULARY)) - 1);
    }
}

static int gather(void *context, size_t key_index, dedup_doc doc)
{
    struct bench *bench = context;
    size_t at = doc * 2654435761u % SLOTS;

    (void)key_index;
    while (bench->found[at].doc != 0 && bench->found[at].doc != doc)
        at = (at + 1) % SLOTS;
    if (bench->found[at].doc == 0) {
        if (bench->used_count == SLOTS / 2)
            return 0;
        bench->used[bench->used_count++] = at;
        bench->found[at].doc = doc;
    }
    bench->found[at].shared++;
    bench->matched++;
    return 0;
}

/* Candidates that share the most keys, in the order found. */
static void candidates_get(struct bench *bench)
{
    struct dedup_record record;
    uint64_t left = bench->gets_wanted;

    for (uint32_t shared = 4; shared > 0 && left > 0; shared--)
        for (size_t i = 0; i < bench->used_count && left > 0; i++) {
            const struct found *found = &bench->found[bench->used[i]];

            if (found->shared != shared && (shared < 4 || found->shared < 4))
                continue;
            bench->memory.get(bench->memory.context, &record, found->doc);
            if (record.doc != found->doc || record.sketch_size != SKETCH_BYTES)
                exit(3);
            bench->gets++;
            left--;
        }
}

static int item_place(struct bench *bench, uint64_t item)
{
    uint32_t keys[KEYS];
    struct dedup_lookup lookups[KEYS];
    dedup_doc doc;
    double start, matched, got;
    uint64_t own = random_next(&bench->seed);
    struct dedup_record record = {.key = own,
                                  .feed = item / FEED_ITEMS % 200,
                                  .node = own,
                                  .time = (int64_t)item,
                                  .sketch = bench->sketch,
                                  .sketch_size = SKETCH_BYTES};
    int code;

    memcpy(bench->sketch, &own, sizeof(own));
    while (bench->used_count > 0)
        bench->found[bench->used[--bench->used_count]] = (struct found){0, 0};
    keys_make(keys, item, &bench->seed);
    for (size_t i = 0; i < KEYS; i++)
        lookups[i] = (struct dedup_lookup){keys[i], bench->max};
    start = now();
    code = bench->memory.find(bench->memory.context, &doc, own);
    if (code == 0 && !bench->filling)
        code = bench->memory.match(bench->memory.context, lookups, KEYS, gather, bench);
    matched = now();
    candidates_get(bench);
    got = now();
    if (code == 0)
        code = bench->memory.add(bench->memory.context, &doc, &record, keys, KEYS);
    bench->match_seconds += matched - start;
    bench->get_seconds += got - matched;
    bench->add_seconds += now() - got;
    return code;
}

static double file_megabytes(const char *address, const char *suffix)
{
    const char *file = store_address_file(address);
    char path[4096];
    struct stat info;

    snprintf(path, sizeof(path), "%s%s", file != NULL ? file : "", suffix);
    return stat(path, &info) == 0 ? (double)info.st_size / 1e6 : 0;
}

struct span {
    uint64_t first; /* item */
    double cpu, wall;
};

static void span_start(struct span *span, struct bench *bench, uint64_t item)
{
    *span = (struct span){item, now(), now_by(CLOCK_MONOTONIC)};
    bench->match_seconds = bench->get_seconds = bench->add_seconds = bench->commit_seconds = 0;
    bench->matched = bench->gets = 0;
}

static void report(const struct bench *bench, const char *address, uint64_t done,
                   const struct span *span, double fill_us)
{
    struct rusage usage;
    double items = (double)(done - span->first), micro = 1e6 / items;

    getrusage(RUSAGE_SELF, &usage);
    printf("{\"bench\":\"store\",\"items\":%llu,\"cpu_us\":%.1f,\"wall_us\":%.1f,\"match_us\":%.1f,"
           "\"get_us\":%.1f,\"add_us\":%.1f,\"commit_us\":%.1f,\"fill_us\":%.1f,\"matched\":%.1f,"
           "\"gets\":%.1f,\"state_mb\":%.1f,\"bytes_per_item\":%.0f,\"log_mb\":%.1f,"
           "\"rss_mb\":%.1f}\n",
           (unsigned long long)done, micro * (now() - span->cpu),
           micro * (now_by(CLOCK_MONOTONIC) - span->wall), micro * bench->match_seconds,
           micro * bench->get_seconds, micro * bench->add_seconds, micro * bench->commit_seconds,
           fill_us, (double)bench->matched / items, (double)bench->gets / items,
           file_megabytes(address, ""), 1e6 * file_megabytes(address, "") / (double)done,
           file_megabytes(address, "-wal"), (double)usage.ru_maxrss / 1024);
    fflush(stdout);
}

static int feed_place(struct bench *bench, uint64_t *item)
{
    double start;
    int code = store_begin(bench->store, &bench->err);

    for (int i = 0; i < FEED_ITEMS && *item < bench->items && code == 0; i++)
        code = item_place(bench, (*item)++);
    start = now();
    if (code == 0)
        code = store_commit(bench->store, &bench->err);
    bench->commit_seconds += now() - start;
    return code;
}

static int run(struct bench *bench, const char *address)
{
    uint64_t item = 0, next = 10000;
    struct span span;
    double fill_us = 0;
    int code = 0;

    bench->filling = true;
    span_start(&span, bench, 0);
    while (item < bench->items && code == 0) {
        code = feed_place(bench, &item);
        if (bench->filling && item + MEASURED_ITEMS >= next) {
            fill_us = 1e6 * (now() - span.cpu) / (double)(item - span.first);
            bench->filling = false;
            span_start(&span, bench, item);
        }
        if (item >= next || item == bench->items) {
            report(bench, address, item, &span, fill_us);
            next = item < 640000 ? next * 2 : bench->items;
            bench->filling = true;
            span_start(&span, bench, item);
        }
    }
    return code;
}

int main(int argc, char **argv)
{
    static struct bench bench;
    const char *address = argc > 1 ? argv[1] : "sqlite:store_bench.db";
    int code;

    bench.items = argc > 2 ? strtoull(argv[2], NULL, 10) : 1000000;
    bench.gets_wanted = argc > 3 ? strtoull(argv[3], NULL, 10) : 40;
    bench.max = argc > 4 ? (uint32_t)strtoul(argv[4], NULL, 10) : 48;
    code = store_open(&bench.store, address, &bench.err);
    if (code == 0)
        code = store_memory(&bench.memory, bench.store, 0, &bench.err);
    if (code == 0)
        code = run(&bench, address);
    if (code != 0 && store_memory_error(bench.store, NULL) != 0)
        store_memory_error(bench.store, &bench.err);
    if (code != 0)
        fprintf(stderr, "store_bench: %s\n", bench.err.text);
    store_close(bench.store);
    return code != 0;
}
