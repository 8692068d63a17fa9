/*
 * Measures a compiled lexicon on streams of labelled items: lexicon_measure LEXICON STREAM.jsonl
 * GOLD.tsv [STREAM GOLD]... Not a test: it only prints figures.
 *
 * Per language: the share of words that have a concept; how often the item that shares the most
 * concepts (idf-weighted cosine over all items of other languages) tells the same story; the mean
 * cosine with the same story and with the best non-match; and against English items, the share of
 * their words that are reached from the same story and from another.
 */
#include "dedup/text/word.h"
#include "dedup_lexicon.h"

#include <jansson.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/utext.h>

enum { ITEMS_MAX = 4000, LANGS_MAX = 64, TRIED_CONCEPTS = 4 };

struct weighted {
    uint32_t concept_key;
    double weight;
};

struct item {
    char id[32], story[64], event[64], lang[12];
    struct weighted *vector; /* sorted by concept */
    size_t count, room;
    size_t words, known;
};

static struct item items[ITEMS_MAX];
static size_t item_count;
static struct dedup_lexicon lexicon;
static bool verbose;

static void *checked(void *memory)
{
    if (memory == NULL) {
        fprintf(stderr, "out of memory\n");
        exit(1);
    }
    return memory;
}

static void vector_add(struct item *item, uint32_t concept_key, double weight)
{
    if (item->count == item->room) {
        item->room = item->room == 0 ? 256 : 2 * item->room;
        item->vector = checked(realloc(item->vector, item->room * sizeof(*item->vector)));
    }
    item->vector[item->count++] = (struct weighted){concept_key, weight};
}

static int concept_compare(const void *left, const void *right)
{
    uint32_t a = ((const struct weighted *)left)->concept_key;
    uint32_t b = ((const struct weighted *)right)->concept_key;

    return (a > b) - (a < b);
}

static void vector_sum(struct item *item)
{
    size_t kept = 0;

    if (item->count == 0)
        return;
    qsort(item->vector, item->count, sizeof(*item->vector), concept_compare);
    for (size_t i = 1; i < item->count; i++)
        if (item->vector[i].concept_key == item->vector[kept].concept_key)
            item->vector[kept].weight += item->vector[i].weight;
        else
            item->vector[++kept] = item->vector[i];
    item->count = kept + 1;
}

struct token {
    const char *text;
    size_t size;
    uint32_t key;
};

static void tokens_look_up(struct item *item, const struct token *tokens, size_t count)
{
    struct dedup_concept found[TRIED_CONCEPTS];
    uint32_t keys[DEDUP_PHRASE_MAX];

    for (size_t i = 0, used = 0; i<count; i += used> 0 ? used : 1) {
        size_t n = 0, ahead = 0;

        for (; ahead < DEDUP_PHRASE_MAX && i + ahead < count; ahead++)
            keys[ahead] = tokens[i + ahead].key;
        used = 0;
        if (strcmp(item->lang, "en") == 0) {
            found[n++] = (struct dedup_concept){tokens[i].key, 1};
        } else {
            n = dedup_lexicon_lookup_phrase(&lexicon, item->lang, keys, ahead, &used, found,
                                            TRIED_CONCEPTS);
            if (n == 0)
                n = dedup_lexicon_lookup(&lexicon, item->lang, tokens[i].text, tokens[i].size,
                                         found, TRIED_CONCEPTS);
        }
        item->words += used > 0 ? used : 1;
        item->known += n == 0 ? 0 : used > 0 ? used : 1;
        if (n == 0 && verbose)
            printf("? %s %.*s\n", item->lang, (int)tokens[i].size, tokens[i].text);
        for (size_t k = 0; k < n; k++)
            vector_add(item, found[k].concept_key, sqrt(found[k].weight));
    }
}

static void text_read(struct item *item, const char *text)
{
    enum { TOKENS_MAX = 20000 };
    static struct token tokens[TOKENS_MAX];
    UErrorCode status = U_ZERO_ERROR;
    UText *utext = utext_openUTF8(NULL, text, -1, &status);
    UBreakIterator *iterator = ubrk_open(UBRK_WORD, item->lang, NULL, 0, &status);
    size_t count = 0;
    int32_t start, end;

    ubrk_setUText(iterator, utext, &status);
    start = ubrk_first(iterator);
    for (; (end = ubrk_next(iterator)) != UBRK_DONE && count < TOKENS_MAX; start = end) {
        char form[WORD_FORM_SIZE];
        struct token token = {text + start, (size_t)(end - start), 0};

        if (ubrk_getRuleStatus(iterator) < UBRK_WORD_LETTER)
            continue;
        token.key =
            word_key(form, word_form(item->lang, token.text, token.size, form, sizeof(form)));
        tokens[count++] = token;
    }
    ubrk_close(iterator);
    utext_close(utext);
    tokens_look_up(item, tokens, count);
}

static struct item *item_find(const char *id)
{
    for (size_t i = 0; i < item_count; i++)
        if (strcmp(items[i].id, id) == 0)
            return &items[i];
    return NULL;
}

static void gold_read(const char *path)
{
    FILE *file = checked(fopen(path, "r"));
    char line[512];

    while (fgets(line, sizeof(line), file) != NULL && item_count < ITEMS_MAX) {
        struct item *item = &items[item_count];

        memset(item, 0, sizeof(*item));
        if (sscanf(line, "%31[^\t]\t%63[^\t]\t%11[^\t]\t%63[^\t\n]", item->id, item->story,
                   item->lang, item->event) >= 3)
            item_count++;
    }
    fclose(file);
}

static void stream_read(const char *path)
{
    FILE *file = checked(fopen(path, "r"));
    json_t *line;

    while ((line = json_loadf(file, JSON_DISABLE_EOF_CHECK, NULL)) != NULL) {
        struct item *item = item_find(json_string_value(json_object_get(line, "id")));

        if (item != NULL) {
            text_read(item, json_string_value(json_object_get(line, "title")));
            text_read(item, json_string_value(json_object_get(line, "text")));
            vector_sum(item);
        }
        json_decref(line);
    }
    fclose(file);
}

/* Replaces the weights by damped weight times idf and normalises the vectors to length 1. */
static void vectors_weigh(void)
{
    struct weighted *all;
    size_t total = 0, unique = 0;

    for (size_t i = 0; i < item_count; i++)
        total += items[i].count;
    all = checked(calloc(total + 1, sizeof(*all)));
    total = 0;
    for (size_t i = 0; i < item_count; i++)
        for (size_t k = 0; k < items[i].count; k++)
            all[total++] = (struct weighted){items[i].vector[k].concept_key, 1};
    qsort(all, total, sizeof(*all), concept_compare);
    for (size_t i = 1; i < total; i++)
        if (all[i].concept_key == all[unique].concept_key)
            all[unique].weight++;
        else
            all[++unique] = all[i];
    for (size_t i = 0; i < item_count; i++) {
        double length = 0;

        for (size_t k = 0; k < items[i].count; k++) {
            struct weighted *w = &items[i].vector[k];
            struct weighted *df = bsearch(w, all, unique + 1, sizeof(*all), concept_compare);

            w->weight = log(1 + w->weight) * log(((double)item_count + 1) / df->weight);
            length += w->weight * w->weight;
        }
        for (size_t k = 0; k < items[i].count; k++)
            items[i].vector[k].weight /= length > 0 ? sqrt(length) : 1;
    }
    free(all);
}

static double cosine(const struct item *a, const struct item *b, double *ret_reach)
{
    double sum = 0;
    size_t i = 0, k = 0, reached = 0;

    while (i < a->count && k < b->count) {
        int order = concept_compare(&a->vector[i], &b->vector[k]);

        if (order == 0) {
            sum += a->vector[i].weight * b->vector[k].weight;
            reached++;
        }
        i += order <= 0;
        k += order >= 0;
    }
    *ret_reach = b->count > 0 ? (double)reached / (double)b->count : 0;
    return sum;
}

struct figures {
    char lang[12];
    size_t items, words, known, asked, first;
    double same, stranger, same_count, stranger_count;
    double reach, reach_stranger, reach_count, reach_stranger_count;
};

static struct figures figures[LANGS_MAX];
static size_t figure_count;

static struct figures *figures_of(const char *lang)
{
    for (size_t i = 0; i < figure_count; i++)
        if (strcmp(figures[i].lang, lang) == 0)
            return &figures[i];
    if (figure_count == LANGS_MAX)
        exit(1);
    snprintf(figures[figure_count].lang, sizeof(figures[0].lang), "%s", lang);
    return &figures[figure_count++];
}

static void item_compare(const struct item *item, struct figures *f)
{
    double best_same = -1, best_stranger = 0;

    for (size_t i = 0; i < item_count; i++) {
        const struct item *other = &items[i];
        bool same = strcmp(other->story, item->story) == 0;
        double reach, t;

        if (strcmp(other->lang, item->lang) == 0 ||
            (!same && strcmp(other->event, item->event) == 0))
            continue;
        t = cosine(item, other, &reach);
        if (same) {
            f->same += t;
            f->same_count++;
            best_same = t > best_same ? t : best_same;
        } else if (t > best_stranger) {
            best_stranger = t;
        }
        if (strcmp(other->lang, "en") == 0) {
            *(same ? &f->reach : &f->reach_stranger) += reach;
            *(same ? &f->reach_count : &f->reach_stranger_count) += 1;
        }
    }
    f->stranger += best_stranger;
    f->stranger_count++;
    if (best_same >= 0) {
        f->asked++;
        f->first += best_same > best_stranger;
    }
}

static double ratio(double sum, double count)
{
    return count > 0 ? sum / count : 0;
}

static void print_figures(const struct figures *f)
{
    printf("%-8s %5zu items  known %.3f  first %.3f  same %.3f  stranger %.3f  ratio %.2f  "
           "reach %.3f  by chance %.3f\n",
           f->lang, f->items, ratio((double)f->known, (double)f->words),
           ratio((double)f->first, (double)f->asked), ratio(f->same, f->same_count),
           ratio(f->stranger, f->stranger_count),
           ratio(ratio(f->same, f->same_count), ratio(f->stranger, f->stranger_count)),
           ratio(f->reach, f->reach_count), ratio(f->reach_stranger, f->reach_stranger_count));
}

static int by_lang(const void *left, const void *right)
{
    return strcmp(left, right);
}

static void stream_measure(const char *stream, const char *gold)
{
    item_count = figure_count = 0;
    memset(figures, 0, sizeof(figures));
    gold_read(gold);
    stream_read(stream);
    vectors_weigh();
    for (size_t i = 0; i < item_count; i++) {
        struct figures *f = figures_of(items[i].lang), *all = figures_of("~all");

        f->items++;
        f->words += items[i].words;
        f->known += items[i].known;
        all->items++;
        all->words += items[i].words;
        all->known += items[i].known;
        item_compare(&items[i], f);
        item_compare(&items[i], all);
    }
    qsort(figures, figure_count, sizeof(figures[0]), by_lang);
    printf("%s\n", stream);
    for (size_t i = 0; i < figure_count; i++)
        print_figures(&figures[i]);
    for (size_t i = 0; i < item_count; i++)
        free(items[i].vector);
}

static void lexicon_load(const char *path)
{
    FILE *file = checked(fopen(path, "rb"));
    void *data;
    long size;

    fseek(file, 0, SEEK_END);
    size = ftell(file);
    rewind(file);
    data = checked(malloc((size_t)size + 1));
    if (fread(data, 1, (size_t)size, file) != (size_t)size ||
        dedup_lexicon_open(&lexicon, data, (size_t)size) != 0) {
        fprintf(stderr, "%s is no lexicon\n", path);
        exit(1);
    }
    fclose(file);
}

int main(int argc, char **argv)
{
    verbose = getenv("VERBOSE") != NULL;
    if (argc < 4) {
        fprintf(stderr, "usage: lexicon_measure LEXICON STREAM.jsonl GOLD.tsv...\n");
        return 2;
    }
    lexicon_load(argv[1]);
    for (int i = 2; i + 1 < argc; i += 2)
        stream_measure(argv[i], argv[i + 1]);
    word_release();
    return 0;
}
