/*
 * cluster_bench ADDRESS HISTORY... [-l LEXICON]: the cost of placing an item with HISTORY items in
 * the window. ADDRESS is "ram" (dedup's own memory) or a store ("sqlite:PATH"; a state left by an
 * earlier benchmark is extended). Prints a JSON line per HISTORY, ascending: CPU time of this
 * process per item, by activity; the time of the clock; the statements and reads of a state in SQL
 * per item, of those that founded a story (lone) and of those that joined one.
 *
 * The history is filled without the judge: each item is sketched and stored (keys, sketch, stream
 * statistics) as in dedup_place(). Its node is known from the generated story, so the judge does
 * not have to find it. One item in four retells one of the last 3,000 stories, half of these in
 * another language; 30 items share a transaction. Then dedup_place() places PLACED more items of
 * the same kind.
 */
#include "aggregator/store/store_address.h"
#include "dedup/recognise/engine.h"
#include "tests/bench/bench_memory.h"
#include "tests/bench/generate.h"
#include "tests/bench/measure.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum {
    UNPLACED = 1 << 30,
    PLACED = 3000,
    BATCH = 30,
    FEEDS = 200,
    RECENT = 3000,
    CHARACTERS = 2500
};

struct bench {
    struct bench_memory *memory;
    struct dedup *engine;
    /* items stored so far; of these, by filling */
    uint64_t items, filled;
    /* of the placed items: retellings, correctly joined, wrongly joined */
    uint64_t versions, joined, wrong;
    uint64_t sketch_bytes, keys;
};

enum kind { LONE, JOINED, KINDS };

static void must(int code, const char *what)
{
    if (code == 0)
        return;
    fprintf(stderr, "cluster_bench: %s failed (%d)\n", what, code);
    exit(1);
}

/* The story of an item, and the number of its telling. */
static uint64_t story_of(uint64_t item, uint64_t *ret_telling)
{
    uint64_t number = generate_number(item);
    uint64_t back = 1 + number / 16 % RECENT;

    *ret_telling = item;
    if (number % 4 == 0 && back < item)
        return story_of(item - back, &number);
    *ret_telling = 0;
    return item;
}

/* Chinese is used only by sketch_bench: the generator has no dictionary for it. */
static size_t lang_of(uint64_t item, uint64_t story)
{
    uint64_t langs = GENERATE_LANGS - 1;

    return generate_number(item) / 4 % 2 == 0 ? story % langs : generate_number(item) / 8 % langs;
}

static void item_make(struct dedup_item *ret, struct generated_text *text, uint64_t item)
{
    uint64_t telling, story = story_of(item, &telling);

    generate_text(text, lang_of(item, story), story, telling, CHARACTERS);
    *ret = (struct dedup_item){.key = item,
                               .feed = 1 + item % FEEDS,
                               .lang = generate_langs[text->lang],
                               .title = "",
                               .text = text->text,
                               .time = (int64_t)item};
}

static void batch_end(struct bench *bench)
{
    must(dedup_flush(bench->engine), "flush");
    bench_memory_commit(bench->memory);
}

static void item_remember(struct bench *bench, const struct dedup_item *item)
{
    uint64_t telling;
    struct dedup_verdict verdict = {.node = story_of(item->key, &telling)};
    struct key keys[KEYS_MAX];
    uint8_t form[SKETCH_BYTES_MAX];
    size_t count;

    must(engine_sketch(bench->engine, item), "sketch");
    count = keys_select(keys, &bench->engine->sketch, bench->engine->stream);
    must(engine_remember(bench->engine, item, &verdict, keys, count), "remember");
    bench->filled++;
    bench->sketch_bytes += sketch_pack(form, &bench->engine->sketch);
    for (size_t i = 0; i < count; i++)
        bench->keys += keys[i].stored;
}

static void history_fill(struct bench *bench, uint64_t items)
{
    struct generated_text text;
    struct dedup_item item;

    while (bench->items < items) {
        bench_memory_begin(bench->memory);
        for (int i = 0; i < BATCH && bench->items < items; i++) {
            item_make(&item, &text, ++bench->items);
            item_remember(bench, &item);
        }
        batch_end(bench);
    }
}

/* The cost of placing, and the part of the sketch. The sketch is measured with an equal number of
 * other items that are not placed, since a second sketch of the same item would find its words
 * cached. */
struct cost {
    double sketch, place, commit, wall;
    struct bench_effort effort[KINDS];
    double items[KINDS];
};

static void verdict_count(struct bench *bench, const struct dedup_verdict *verdict)
{
    uint64_t telling, story = story_of(bench->items, &telling);
    bool right = verdict->joined && story_of(verdict->evidence.with, &telling) == story;

    bench->versions += story != bench->items;
    bench->joined += right;
    bench->wrong += verdict->joined && !right;
}

static void effort_add(struct cost *cost, enum kind kind, struct bench_effort before,
                       struct bench_effort after)
{
    cost->items[kind]++;
    cost->effort[kind].statements += after.statements - before.statements;
    cost->effort[kind].reads += after.reads - before.reads;
}

static void item_measure(struct bench *bench, struct cost *cost)
{
    struct generated_text text;
    struct dedup_item item;
    struct dedup_verdict verdict;
    struct bench_effort before;
    double start, wall;

    item_make(&item, &text, UNPLACED + bench->items);
    start = measure_seconds();
    must(engine_sketch(bench->engine, &item), "sketch");
    cost->sketch += measure_seconds() - start;
    item_make(&item, &text, ++bench->items);
    before = bench_memory_effort(bench->memory);
    wall = measure_wall_seconds();
    start = measure_seconds();
    must(dedup_place(&verdict, bench->engine, &item), "place");
    cost->place += measure_seconds() - start;
    cost->wall += measure_wall_seconds() - wall;
    effort_add(cost, verdict.joined ? JOINED : LONE, before, bench_memory_effort(bench->memory));
    verdict_count(bench, &verdict);
}

static struct cost places_measure(struct bench *bench)
{
    struct cost cost = {0};

    bench->versions = bench->joined = bench->wrong = 0;
    for (int i = 0; i < PLACED / BATCH; i++) {
        double start, wall;

        bench_memory_begin(bench->memory);
        for (int k = 0; k < BATCH; k++)
            item_measure(bench, &cost);
        wall = measure_wall_seconds();
        start = measure_seconds();
        batch_end(bench);
        cost.commit += measure_seconds() - start;
        cost.wall += measure_wall_seconds() - wall;
    }
    return cost;
}

static double file_bytes(const char *address)
{
    const char *path = store_address_file(address);
    struct stat info;

    return path != NULL && stat(path, &info) == 0 ? (double)info.st_size : 0;
}

static double share(uint64_t of, double items)
{
    return items > 0 ? (double)of / items : 0;
}

static void effort_print(const struct cost *cost)
{
    static const char *const names[KINDS] = {"lone", "joined"};

    for (size_t i = 0; i < KINDS; i++)
        printf(",\"statements_%s\":%.1f,\"reads_%s\":%.1f", names[i],
               share(cost->effort[i].statements, cost->items[i]), names[i],
               share(cost->effort[i].reads, cost->items[i]));
}

static void history_measure(struct bench *bench, const char *address, uint64_t history)
{
    double start = measure_seconds(), micro = 1e6 / PLACED, filled, first = (double)bench->items;
    double sketches;
    struct cost cost;

    history_fill(bench, history);
    filled = measure_seconds() - start;
    sketches = bench->filled > 0 ? (double)bench->filled : 1;
    cost = places_measure(bench);
    printf("{\"bench\":\"cluster\",\"memory\":\"%.6s\",\"history\":%llu,\"items_per_second\":%.0f,"
           "\"sketch_us\":%.1f,\"rest_us\":%.1f,\"commit_us\":%.1f,\"fill_us\":%.1f,"
           "\"versions\":%llu,\"joined\":%llu,\"wrong\":%llu,\"sketch_bytes\":%.0f,\"index_keys\":%"
           ".1f,"
           "\"state_bytes_per_item\":%.0f,\"resident_mb\":%.1f,\"peak_mb\":%.1f,"
           "\"wall_us\":%.1f",
           address, (unsigned long long)(bench->items - PLACED),
           1e6 / (micro * (cost.place + cost.commit)), micro * cost.sketch,
           micro * (cost.place - cost.sketch), micro * cost.commit,
           1e6 * filled / ((double)history - first + 1), (unsigned long long)bench->versions,
           (unsigned long long)bench->joined, (unsigned long long)bench->wrong,
           (double)bench->sketch_bytes / sketches, (double)bench->keys / sketches,
           file_bytes(address) / (double)bench->items, measure_resident(), measure_resident_peak(),
           micro * cost.wall);
    effort_print(&cost);
    printf("}\n");
    fflush(stdout);
}

static void bench_open(struct bench *bench, const char *address, const void *lexicon, size_t size)
{
    struct dedup_options options = {.lexicon = lexicon, .lexicon_size = size};
    dedup_doc last;

    bench->memory = bench_memory_open(&options.memory, address);
    must(options.memory.last(options.memory.context, &last), "last");
    bench->items = last;
    must(dedup_open(&bench->engine, &options), "open");
}

int main(int argc, char **argv)
{
    static struct bench bench;
    const char *path = argc > 3 && strcmp(argv[argc - 2], "-l") == 0 ? argv[argc - 1] : NULL;
    int end = path != NULL ? argc - 2 : argc;
    size_t size;
    void *lexicon = path != NULL ? measure_file(&size, path) : generate_lexicon(&size);

    if (argc < 3)
        return 2;
    bench_open(&bench, argv[1], lexicon, size);
    for (int i = 2; i < end; i++)
        history_measure(&bench, argv[1], strtoull(argv[i], NULL, 10));
    dedup_close(bench.engine);
    bench_memory_close(bench.memory);
    free(lexicon);
    return 0;
}
