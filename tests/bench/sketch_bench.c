/*
 * sketch_bench [LEXICON]: how many items a second are sketched, of 2,500 characters of generated
 * text, by language, with the words remembered from earlier texts and without. A JSON line each;
 * CPU time of this process, for machines are shared. Without LEXICON the generated one is used.
 */
#include "dedup/engine.h"
#include "tests/bench/generate.h"
#include "tests/bench/measure.h"

#include <stdio.h>
#include <stdlib.h>

enum { CHARACTERS = 2500, TEXTS = 400, ROUNDS = 5 };

/* Seconds for all texts; texts are written before, not while the clock runs. */
static double round_measure(struct dedup *engine, const struct generated_text *texts)
{
    double start = measure_seconds();

    for (size_t i = 0; i < TEXTS; i++) {
        struct dedup_item item = {.key = i + 1,
                                  .lang = generate_langs[texts[i].lang],
                                  .title = "",
                                  .text = texts[i].text};

        if (engine_sketch(engine, &item) != DEDUP_OK)
            exit(1);
    }
    return measure_seconds() - start;
}

static void lang_measure(size_t lang, const void *lexicon, size_t size)
{
    struct generated_text *texts = malloc(TEXTS * sizeof(*texts));
    struct dedup_memory memory;
    struct dedup_options options = {.lexicon = lexicon, .lexicon_size = size};
    struct dedup *engine;
    double first, best = 1e9;

    if (texts == NULL || dedup_ram_new(&memory, 0) != DEDUP_OK)
        exit(1);
    options.memory = memory;
    if (dedup_open(&engine, &options) != DEDUP_OK)
        exit(1);
    for (size_t i = 0; i < TEXTS; i++)
        generate_text(&texts[i], lang, i, 0, CHARACTERS);
    first = round_measure(engine, texts);
    for (int i = 0; i < ROUNDS; i++) {
        double seconds = round_measure(engine, texts);

        best = seconds < best ? seconds : best;
    }
    printf("{\"bench\":\"sketch\",\"lang\":\"%s\",\"characters\":%d,\"items_per_second\":%.0f,"
           "\"first_items_per_second\":%.0f}\n",
           generate_langs[lang], CHARACTERS, TEXTS / best, TEXTS / first);
    fflush(stdout);
    dedup_close(engine);
    dedup_ram_free(&memory);
    free(texts);
}

int main(int argc, char **argv)
{
    size_t size;
    void *lexicon = argc > 1 ? measure_file(&size, argv[1]) : generate_lexicon(&size);

    for (size_t lang = 0; lang < GENERATE_LANGS; lang++)
        lang_measure(lang, lexicon, size);
    free(lexicon);
    return 0;
}
