/*
 * sketch_bench [LEXICON [ITEMS]]: sketches per second for items of 2,500 characters, by language,
 * with and without their words cached from earlier texts. Prints a JSON line each; CPU time of this
 * process, since machines are shared.
 *
 * The texts are generated or, with ITEMS, read from it: a JSON object per line with "lang" and
 * "text"; texts of other lengths are skipped. Every second text of a language is first read without
 * measurement, so that "first" measures a new article on a warm engine. Without LEXICON, or with
 * "-", the generated one is used.
 */
#include "dedup/recognise/engine.h"
#include "tests/bench/generate.h"
#include "tests/bench/measure.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CHARACTERS = 2500, TEXTS = 400, ROUNDS = 20, LANGS_MAX = 32 };

struct corpus {
    char lang[DEDUP_LANG_SIZE];
    char *texts[TEXTS];
    size_t count;
};

static struct corpus corpora[LANGS_MAX];
static size_t corpus_count;

static struct corpus *corpus_find(const char *lang)
{
    size_t i = 0;

    while (i < corpus_count && strcmp(corpora[i].lang, lang) != 0)
        i++;
    if (i == LANGS_MAX)
        return NULL;
    if (i == corpus_count) {
        snprintf(corpora[i].lang, sizeof(corpora[i].lang), "%s", lang);
        corpus_count++;
    }
    return &corpora[i];
}

static void corpus_add(const char *lang, const char *text)
{
    struct corpus *corpus = corpus_find(lang);
    char *copy;

    if (corpus == NULL || corpus->count == TEXTS)
        return;
    copy = strdup(text);
    if (copy == NULL)
        exit(1);
    corpus->texts[corpus->count++] = copy;
}

static size_t characters_of(const char *text)
{
    size_t count = 0;

    for (; *text != '\0'; text++)
        count += ((unsigned char)*text & 0xc0) != 0x80;
    return count;
}

static void corpora_read(const char *path)
{
    FILE *file = fopen(path, "r");
    char *line = NULL;
    size_t room = 0;

    if (file == NULL) {
        fprintf(stderr, "%s cannot be read\n", path);
        exit(1);
    }
    while (getline(&line, &room, file) > 0) {
        json_t *item = json_loads(line, 0, NULL);
        const char *lang = json_string_value(json_object_get(item, "lang"));
        const char *text = json_string_value(json_object_get(item, "text"));

        if (lang != NULL && text != NULL && characters_of(text) == CHARACTERS)
            corpus_add(lang, text);
        json_decref(item);
    }
    free(line);
    fclose(file);
}

static void corpora_generate(void)
{
    static struct generated_text text;

    for (size_t lang = 0; lang < GENERATE_LANGS; lang++)
        for (size_t i = 0; i < TEXTS; i++) {
            generate_text(&text, lang, i, 0, CHARACTERS);
            corpus_add(generate_langs[lang], text.text);
        }
}

/* Seconds for every second text, starting with number from. */
static double round_measure(struct dedup *engine, const struct corpus *corpus, size_t from)
{
    double start = measure_seconds();

    for (size_t i = from; i < corpus->count; i += 2) {
        struct dedup_item item = {
            .key = i + 1, .lang = corpus->lang, .title = "", .text = corpus->texts[i]};

        if (engine_sketch(engine, &item) != DEDUP_OK)
            exit(1);
    }
    return measure_seconds() - start;
}

static void corpus_measure(const struct corpus *corpus, const void *lexicon, size_t size)
{
    size_t measured = corpus->count / 2;
    double texts = (double)measured, first, best = 1e9;
    struct dedup_memory memory;
    struct dedup_options options = {.lexicon = lexicon, .lexicon_size = size};
    struct dedup *engine;

    if (dedup_ram_new(&memory, 0) != DEDUP_OK)
        exit(1);
    options.memory = memory;
    if (dedup_open(&engine, &options) != DEDUP_OK)
        exit(1);
    round_measure(engine, corpus, 0);
    first = round_measure(engine, corpus, 1);
    for (int i = 0; i < ROUNDS; i++) {
        double seconds = round_measure(engine, corpus, 1);

        best = seconds < best ? seconds : best;
    }
    printf("{\"bench\":\"sketch\",\"lang\":\"%s\",\"characters\":%d,\"texts\":%.0f,"
           "\"items_per_second\":%.0f,\"first_items_per_second\":%.0f}\n",
           corpus->lang, CHARACTERS, texts, texts / best, texts / first);
    fflush(stdout);
    dedup_close(engine);
    dedup_ram_free(&memory);
}

int main(int argc, char **argv)
{
    bool generated = argc < 2 || strcmp(argv[1], "-") == 0;
    size_t size;
    void *lexicon = generated ? generate_lexicon(&size) : measure_file(&size, argv[1]);

    if (argc > 2)
        corpora_read(argv[2]);
    else
        corpora_generate();
    for (size_t i = 0; i < corpus_count; i++) {
        corpus_measure(&corpora[i], lexicon, size);
        for (size_t k = 0; k < corpora[i].count; k++)
            free(corpora[i].texts[k]);
    }
    free(lexicon);
    return 0;
}
