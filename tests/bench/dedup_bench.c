/*
 * dedup_bench [LEXICON [ITEMS...]]: what the engine costs, as JSON lines: sketching texts of 2,500
 * characters in several languages, then whole streams of generated history through the memory in
 * RAM. Judges nothing, so it is no ctest.
 */
#include "dedup/engine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

enum { TEXT_CHARACTERS = 2500, TEXTS = 400, WORDS = 4000, TEXT_SIZE = 4 * TEXT_CHARACTERS };

static const char *const langs[] = {"en", "fr", "de", "ru", "ar", "zh"};
enum { LANGS = sizeof(langs) / sizeof(langs[0]) };

/* Syllables of each language's script; words are made of two or three and drawn by Zipf's law. */
static const char *const syllables[LANGS][8] = {
    {"ma", "ter", "ing", "lo", "st", "ven", "ri", "con"},
    {"eau", "tion", "le", "mar", "ché", "pou", "voir", "ri"},
    {"ung", "sch", "ver", "haus", "ge", "ber", "stadt", "en"},
    {"го", "род", "ста", "ни", "ция", "пра", "во", "ми"},
    {"ال", "مد", "ين", "كت", "اب", "رئ", "يس", "حك"},
    {"国", "家", "经", "济", "政", "府", "市", "场"},
};

static uint32_t seed = 1;

static uint32_t draw(void)
{
    seed = seed * 1664525u + 1013904223u;
    return seed >> 8;
}

static double seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* A word by rank: few words come often, most seldom. */
static uint32_t rank_draw(void)
{
    uint32_t most = WORDS >> (draw() % 12);

    return draw() % (most > 0 ? most : 1);
}

static size_t word_write(char *ret, size_t lang, uint32_t rank)
{
    size_t used = 0;

    for (uint32_t left = rank + 8; left > 0; left /= 8)
        used += (size_t)sprintf(ret + used, "%s", syllables[lang][left % 8]);
    return used;
}

/* Some 2,500 characters, with names and numbers of the story's own. */
static void text_write(char ret[TEXT_SIZE], size_t lang)
{
    size_t used = 0;
    int characters = 0;

    while (characters < TEXT_CHARACTERS && used + 80 < TEXT_SIZE) {
        uint32_t kind = draw() % 20;
        size_t before = used;

        if (kind == 0)
            used += (size_t)sprintf(ret + used, "%u", draw() % 100000);
        else if (kind == 1)
            used += (size_t)sprintf(ret + used, "K%c%crom%c%cin", 'a' + draw() % 26,
                                    'a' + draw() % 26, 'a' + draw() % 26, 'a' + draw() % 26);
        else
            used += word_write(ret + used, lang, rank_draw());
        used += (size_t)sprintf(ret + used, "%s", draw() % 12 == 0 ? ". " : " ");
        for (size_t i = before; i < used; i++)
            characters += (ret[i] & 0xc0) != 0x80;
    }
    ret[used] = '\0';
}

static long resident_kilobytes(void)
{
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

static void bench_sketch(struct dedup *engine, size_t lang)
{
    char(*texts)[TEXT_SIZE] = malloc(TEXTS * sizeof(*texts));
    double start;

    if (texts == NULL)
        exit(1);
    for (size_t i = 0; i < TEXTS; i++)
        text_write(texts[i], lang);
    start = seconds();
    for (size_t i = 0; i < 3 * TEXTS; i++) {
        struct dedup_item item = {
            .key = 1, .lang = langs[lang], .title = "", .text = texts[i % TEXTS]};

        engine_sketch(engine, &item);
    }
    printf("{\"bench\":\"sketch\",\"lang\":\"%s\",\"characters\":%d,\"items_per_second\":%.0f}\n",
           langs[lang], TEXT_CHARACTERS, 3 * TEXTS / (seconds() - start));
    free(texts);
}

/* One item in four tells again a story of the last few thousand. */
static void bench_cluster(struct dedup *engine, size_t items)
{
    char text[TEXT_SIZE];
    size_t joined = 0;
    double writing = 0, start = seconds(), since = start;

    for (size_t i = 0; i < items; i++) {
        uint32_t kept = seed;
        struct dedup_item item = {
            .key = i + 1, .feed = i % 200, .title = "", .text = text, .time = (int64_t)i};
        struct dedup_verdict verdict;
        double before = seconds();
        uint32_t story =
            i % 4 == 3 ? (uint32_t)(i - 1 - kept % (i < 3000 ? i / 2 + 1 : 3000)) : (uint32_t)i;

        seed = story * 2654435761u + 1;
        item.lang = langs[story % LANGS];
        text_write(text, story % LANGS);
        seed = kept * 1664525u + 1013904223u;
        writing += seconds() - before;
        if (dedup_place(&verdict, engine, &item) != DEDUP_OK)
            exit(1);
        joined += verdict.joined;
        if (i + 1 == items - items / 10) {
            since = seconds() - writing;
        }
    }
    printf("{\"bench\":\"cluster\",\"items\":%zu,\"joined\":%zu,\"items_per_second\":%.0f,"
           "\"last_tenth_items_per_second\":%.0f,\"resident_kilobytes\":%ld}\n",
           items, joined, (double)items / (seconds() - writing - start),
           (double)(items / 10) / (seconds() - writing - since), resident_kilobytes());
}

static void *file_map(size_t *ret_size, const char *path)
{
    FILE *file = path != NULL && path[0] != '\0' ? fopen(path, "rb") : NULL;
    void *data;

    *ret_size = 0;
    if (file == NULL)
        return NULL;
    fseek(file, 0, SEEK_END);
    *ret_size = (size_t)ftell(file);
    rewind(file);
    data = malloc(*ret_size);
    if (data == NULL || fread(data, 1, *ret_size, file) != *ret_size)
        exit(1);
    fclose(file);
    return data;
}

static struct dedup *engine_new(struct dedup_memory *memory, const void *lexicon, size_t size)
{
    struct dedup_options options = {.lexicon = lexicon, .lexicon_size = size};
    struct dedup *engine;

    if (dedup_ram_new(memory, 0) != DEDUP_OK)
        exit(1);
    options.memory = *memory;
    if (dedup_open(&engine, &options) != DEDUP_OK)
        exit(1);
    return engine;
}

int main(int argc, char **argv)
{
    size_t size;
    void *lexicon = file_map(&size, argc > 1 ? argv[1] : NULL);
    struct dedup_memory memory;
    struct dedup *engine = engine_new(&memory, lexicon, size);

    for (size_t lang = 0; lang < LANGS; lang++)
        bench_sketch(engine, lang);
    dedup_close(engine);
    dedup_ram_free(&memory);
    for (int i = 2; i < argc; i++) {
        engine = engine_new(&memory, lexicon, size);
        bench_cluster(engine, strtoul(argv[i], NULL, 10));
        dedup_close(engine);
        dedup_ram_free(&memory);
    }
    free(lexicon);
    return 0;
}
