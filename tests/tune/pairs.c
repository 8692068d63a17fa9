/*
 * pairs LEXICON STREAM.jsonl GOLD.tsv: what the judge measures of every pair of a labelled stream,
 * one JSON object a line. LEXICON may be -, for none. Items are sketched in the order of the
 * stream, with what was known of it then.
 */
#include "aggregator/base/file.h"
#include "dedup/engine.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ITEMS_MAX = 4096, LINE_MAX_BYTES = 1 << 26 };

struct labelled {
    char id[64], story[256], event[256], lang[32];
};

static struct labelled gold[ITEMS_MAX];
static size_t gold_count;
static struct sketch sketches[ITEMS_MAX];
static const struct labelled *labels[ITEMS_MAX];
static char names[ITEMS_MAX][64];

static const struct labelled *label_find(const char *id)
{
    for (size_t i = 0; i < gold_count; i++)
        if (strcmp(gold[i].id, id) == 0)
            return &gold[i];
    return NULL;
}

static void gold_read(const char *path)
{
    FILE *file = fopen(path, "r");

    if (file == NULL)
        exit(1);
    while (gold_count < ITEMS_MAX &&
           fscanf(file, "%63[^\t]\t%255[^\t]\t%31[^\t]\t%255[^\n]\n", gold[gold_count].id,
                  gold[gold_count].story, gold[gold_count].lang, gold[gold_count].event) == 4)
        gold_count++;
    fclose(file);
}

static void print_pair(const struct judge_features *f, float score, size_t a, size_t b)
{
    bool same = strcmp(labels[a]->story, labels[b]->story) == 0;

    if (!same && (strcmp(labels[a]->event, labels[b]->event) == 0 || f->t < 0.02f))
        return;
    printf("{\"label\":%d,\"a\":\"%s\",\"b\":\"%s\",\"la\":\"%s\",\"lb\":\"%s\",\"score\":%.4f,"
           "\"t\":%.4f,\"t_most\":%.4f,\"p\":%.4f,\"chance\":%.4f,\"order\":%.3f,\"matched\":%.0f,"
           "\"gain\":%.3f,\"gain_in_place\":%.3f,\"surprise\":%.3f,\"surprise_names\":%.3f,"
           "\"containment\":%.3f,\"shared\":%.0f,\"numbers\":%.3f,\"names\":%.3f,"
           "\"names_most\":%.3f,\"name_share\":%.3f,"
           "\"numbers_most\":%.3f,\"number_share\":%.3f,\"length\":%.3f,\"words\":%.0f,\"same_"
           "lang\":%d,\"event\":[\"%s\",\"%s\"]}\n",
           same, names[a], names[b], labels[a]->lang, labels[b]->lang, (double)score, (double)f->t,
           (double)f->t_most, (double)f->p, (double)f->chance_t, (double)f->order,
           (double)f->matched, (double)f->gain_t, (double)f->gain_p, (double)f->surprise_p,
           (double)f->surprise_names, (double)f->containment, (double)f->shared_surface,
           (double)f->numbers_t, (double)f->names_t, (double)f->names_most, (double)f->name_share,
           (double)f->numbers_most, (double)f->number_share, (double)f->length_ratio,
           (double)f->words, f->same_lang, labels[a]->event, labels[b]->event);
}

static void pairs_print(struct dedup *engine, size_t count)
{
    judge_side_read(engine->left, &sketches[count], engine->stream);
    for (size_t i = 0; i < count; i++) {
        struct judgement judgement;

        judge_side_read(engine->right, &sketches[i], engine->stream);
        judgement = judge_pair(engine->left, engine->right);
        print_pair(&judgement.features, judgement.score, count, i);
    }
}

static void stream_read(struct dedup *engine, const char *path)
{
    FILE *file = fopen(path, "r");
    char *line = NULL;
    size_t room = 0, count = 0;

    if (file == NULL)
        exit(1);
    while (count < ITEMS_MAX && getline(&line, &room, file) > 0) {
        json_t *object = json_loads(line, 0, NULL);
        struct dedup_item item = {.key = count + 1,
                                  .lang = json_string_value(json_object_get(object, "lang")),
                                  .title = json_string_value(json_object_get(object, "title")),
                                  .text = json_string_value(json_object_get(object, "text"))};
        struct dedup_verdict verdict;

        labels[count] = label_find(json_string_value(json_object_get(object, "id")));
        if (labels[count] == NULL)
            continue;
        snprintf(names[count], sizeof(names[count]), "%s", labels[count]->id);
        if (engine_sketch(engine, &item) != DEDUP_OK)
            exit(1);
        sketches[count] = engine->sketch;
        if (getenv("PAIRS_LANGS") != NULL)
            fprintf(stderr, "%s %s %s words %zu tokens %u\n", names[count], labels[count]->lang,
                    engine->sketch.lang, engine->sketch.word_count, engine->sketch.tokens);
        pairs_print(engine, count++);
        dedup_place(&verdict, engine, &item); /* so that the stream is counted as ever */
        json_decref(object);
    }
    free(line);
    fclose(file);
}

int main(int argc, char **argv)
{
    struct dedup_options options = {0};
    struct dedup *engine;
    struct error err;
    struct str lexicon;

    if (argc != 4)
        return 2;
    str_init(&lexicon, SIZE_MAX / 2);
    if (strcmp(argv[1], "-") != 0 && file_read(&lexicon, argv[1], &err) != 0)
        return 1;
    if (dedup_ram_new(&options.memory, 0) != DEDUP_OK)
        return 1;
    options.lexicon = lexicon.length > 0 ? lexicon.text : NULL;
    options.lexicon_size = lexicon.length;
    if (dedup_open(&engine, &options) != DEDUP_OK)
        return 1;
    gold_read(argv[3]);
    stream_read(engine, argv[2]);
    dedup_close(engine);
    dedup_ram_free(&options.memory);
    str_release(&lexicon);
    return 0;
}
