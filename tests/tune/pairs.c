/*
 * pairs LEXICON STREAM.jsonl GOLD.tsv [UNSURE.tsv]: prints the judge's features for each item of a
 * labelled stream and its candidates, one JSON object per line. LEXICON may be - for none. Items
 * are placed in the order of the stream, each where its label says, so that candidates are found
 * and weighed as in a stream whose stories are correctly separated.
 */
#include "aggregator/base/clock.h"
#include "aggregator/base/file.h"
#include "dedup/base/hash.h"
#include "dedup/recognise/candidates.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ITEMS_MAX = 1 << 16 };

struct labelled {
    char *id, *story, *lang, *event;
};

static struct labelled items[ITEMS_MAX];
static size_t count;
static uint64_t unsure[ITEMS_MAX * 4]; /* pairs of stories that are not judged; a hash table */
static bool has_unsure;

/* Labels by id: a table with open addressing. */
static int slots[ITEMS_MAX * 4];

static int *slot_of(const char *id)
{
    size_t slot = hash64(id, strlen(id), 0) % (ITEMS_MAX * 4);

    while (slots[slot] != 0 && strcmp(items[slots[slot] - 1].id, id) != 0)
        slot = (slot + 1) % (ITEMS_MAX * 4);
    return &slots[slot];
}

static char *field(char **line)
{
    char *end = *line + strcspn(*line, "\t\n"), *copy = strndup(*line, (size_t)(end - *line));

    *line = *end != '\0' ? end + 1 : end;
    return copy;
}

static void gold_read(const char *path)
{
    FILE *file = fopen(path, "r");
    char *line = NULL;
    size_t room = 0;

    if (file == NULL)
        exit(1);
    while (count < ITEMS_MAX && getline(&line, &room, file) > 0) {
        char *rest = line;
        struct labelled *item = &items[count];

        item->id = field(&rest);
        item->story = field(&rest);
        item->lang = field(&rest);
        item->event = field(&rest);
        *slot_of(item->id) = (int)++count;
    }
    free(line);
    fclose(file);
}

static uint64_t *unsure_find(const struct labelled *a, const struct labelled *b)
{
    uint64_t key =
        (hash64(a->story, strlen(a->story), 0) ^ hash64(b->story, strlen(b->story), 0)) | 1;
    size_t slot = key / 2 % (ITEMS_MAX * 4);

    while (unsure[slot] != 0 && unsure[slot] != key)
        slot = (slot + 1) % (ITEMS_MAX * 4);
    return &unsure[slot];
}

static void unsure_read(const char *path)
{
    FILE *file = fopen(path, "r");
    char a[256], b[256];

    if (file == NULL)
        exit(1);
    while (fscanf(file, "%255s %255s", a, b) == 2) {
        const struct labelled *x = &items[*slot_of(a) - 1], *y = &items[*slot_of(b) - 1];

        *unsure_find(x, y) =
            (hash64(x->story, strlen(x->story), 0) ^ hash64(y->story, strlen(y->story), 0)) | 1;
    }
    has_unsure = true;
    fclose(file);
}

static void pair_print(const struct judged *j, const struct labelled *a, const struct labelled *b,
                       bool same_feed)
{
    const struct judge_features *f = &j->features;
    bool same = strcmp(a->story, b->story) == 0;

    if (!same && (strcmp(a->event, b->event) == 0 || (has_unsure && *unsure_find(a, b) != 0)))
        return;
#define F(name) printf(",\"" #name "\":%.4g", (double)f->name)
    printf("{\"label\":%d,\"a\":\"%s\",\"b\":\"%s\",\"la\":\"%s\",\"lb\":\"%s\","
           "\"same_feed\":%d,\"same_lang\":%d,\"score\":%.4f,\"channel\":%d,\"slot_t\":%.4f,"
           "\"slot_gain\":%.3f,\"rivals\":%.0f",
           same, a->id, b->id, a->lang, b->lang, same_feed, f->same_lang, (double)j->score,
           (int)j->channel, (double)f->slot_t, (double)f->slot_gain, (double)f->rivals);
    F(t), F(p), F(matched), F(containment), F(information_p), F(inner_t), F(inner_numbers);
    F(outer_numbers), F(inner_numbers_alone), F(titles), F(length_ratio), F(words), F(non_matches);
    F(hours), F(names_t), F(number_share), F(numbers_t), F(numbers_max);
    printf(",\"event\":[\"%s\",\"%s\"]}\n", a->event, b->event);
}

static void place(struct dedup *engine, const struct dedup_item *item, size_t number)
{
    struct dedup_verdict verdict = {0};
    struct key keys[KEYS_MAX];
    size_t key_count;
    const char *story = items[number].story;

    if (engine_sketch(engine, item) != DEDUP_OK)
        exit(1);
    judge_side_read(engine->left, &engine->sketch, engine->stream);
    key_count = keys_select(keys, &engine->sketch, engine->stream);
    if (candidates_find(engine->candidates, engine, item, keys, key_count) != DEDUP_OK)
        exit(1);
    candidates_decide(engine->candidates, engine, item);
    for (size_t i = 0; i < engine->candidates->count; i++) {
        const struct judged *j = &engine->candidates->judged[i];

        if (j->measured)
            pair_print(j, &items[number], &items[j->key - 1], j->feed == item->feed);
    }
    verdict.node = hash64(story, strlen(story), 0) >> 1;
    if (engine_remember(engine, item, &verdict, keys, key_count) != DEDUP_OK)
        exit(1);
}

static void stream_read(struct dedup *engine, const char *path)
{
    FILE *file = fopen(path, "r");
    char *line = NULL;
    size_t room = 0;

    if (file == NULL)
        exit(1);
    while (getline(&line, &room, file) > 0) {
        json_t *object = json_loads(line, 0, NULL);
        const char *feed = json_string_value(json_object_get(object, "feed"));
        const char *published = json_string_value(json_object_get(object, "published"));
        int number = *slot_of(json_string_value(json_object_get(object, "id")));

        if (number != 0) {
            struct dedup_item item = {.key = (uint64_t)number,
                                      .feed = hash64(feed, strlen(feed), 0),
                                      .lang = json_string_value(json_object_get(object, "lang")),
                                      .title = json_string_value(json_object_get(object, "title")),
                                      .text = json_string_value(json_object_get(object, "text")),
                                      .time = clock_parse_rfc3339(published)};

            place(engine, &item, (size_t)number - 1);
        }
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

    if (argc < 4 || argc > 5)
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
    if (argc == 5)
        unsure_read(argv[4]);
    stream_read(engine, argv[2]);
    dedup_close(engine);
    dedup_ram_free(&options.memory);
    str_release(&lexicon);
    return 0;
}
