/* Search in RAM: reads every item, which a state of one run can afford. */
#include "aggregator/base/clock.h"
#include "aggregator/search/excerpt.h"
#include "aggregator/search/match.h"
#include "aggregator/store/memory/memory_engine.h"

#include <stdlib.h>
#include <string.h>

enum { ITEM_BYTES = 64 * 1024 * 1024 };

/* The two matches of an item. */
struct matched {
    struct search_match title, text;
};

static bool language_meets(const char *language, const char *wanted)
{
    const size_t length = wanted != NULL ? strlen(wanted) : 0;

    if (wanted == NULL)
        return true;
    return language != NULL && strncmp(language, wanted, length) == 0 &&
           (language[length] == '\0' || language[length] == '-');
}

static bool time_meets(int64_t time, const struct search_request *request)
{
    return (request->since == TIME_NONE || time >= request->since) &&
           (request->until == TIME_NONE || time < request->until);
}

/* Each term's share as in BM25, without its rarity; 0 when the item does not match. */
static double relevance(const struct matched *matched, const struct search_query *query)
{
    const double k = 1.2, usual_words = 200;
    const double words = (double)(matched->title.words + matched->text.words);
    double sum = 0;

    for (size_t i = 0; i < query->count; i++) {
        const double count = SEARCH_TITLE_WEIGHT * (double)matched->title.occurrences[i] +
                             (double)matched->text.occurrences[i];

        if (query->terms[i].excluded ? count > 0 : count <= 0)
            return 0;
        if (!query->terms[i].excluded)
            sum += count * (k + 1) / (count + k * (0.25 + 0.75 * words / usual_words));
    }
    return sum;
}

static double telling_match(struct matched *matched, const struct telling *telling,
                            const struct search_query *query)
{
    const char *title = telling->item.title.value != NULL ? telling->item.title.value : "";
    const char *text = telling->item.plain != NULL ? telling->item.plain : "";

    search_match_text(&matched->title, query, title, search_text_size(title));
    search_match_text(&matched->text, query, text, search_text_size(text));
    return relevance(matched, query);
}

static int hit_compare(const void *one, const void *other)
{
    const struct search_hit *a = one, *b = other;

    if (a->first_seen != b->first_seen)
        return a->first_seen < b->first_seen ? 1 : -1;
    return a->key < b->key ? -1 : a->key > b->key;
}

struct search_list {
    struct search_hit *hits;
    size_t count;
    struct arena *arena;
};

static int item_search(struct search_list *list, struct matched *matched,
                       struct memory_engine *engine, const struct memory_item *item,
                       const struct search_request *request, struct error *err)
{
    const uint64_t *docs;
    const struct dedup_record *record = NULL;
    struct telling telling;
    struct arena arena;
    struct search_hit *grown;
    double found = 0;
    size_t count;
    int code;

    docs = memory_numbers(engine, TABLE_NEWEST, item->key, &count);
    if (count > 0)
        record = memory_row(engine, TABLE_RECORD, docs[0]);
    if (record == NULL || !time_meets(item->first_seen, request))
        return 0;
    arena_init(&arena, ITEM_BYTES);
    code = memory_telling_fill(&telling, engine, &arena, item, err);
    if (code == 0 && language_meets(telling.language, request->language))
        found = telling_match(matched, &telling, request->query);
    arena_release(&arena);
    if (code != 0 || found <= 0)
        return code;
    grown = arena_grow(list->arena, list->hits, list->count, sizeof(*grown));
    if (grown == NULL)
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory searching");
    list->hits = grown;
    grown[list->count++] = (struct search_hit){item->key, record->node, item->first_seen, found};
    return 0;
}

int memory_search(struct search_hit **ret, size_t *ret_count, void *state, struct arena *arena,
                  const struct search_request *request, struct error *err)
{
    struct memory_engine *engine = state;
    struct search_list list = {.arena = arena};
    struct matched *matched = malloc(sizeof(*matched));
    size_t place = 0;
    uint64_t key;
    int code = 0;

    *ret_count = 0;
    if (matched == NULL)
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
    while (code == 0 && search_query_asks(request->query) &&
           memory_table_next(&key, &engine->tables[TABLE_ITEM], &place))
        code =
            item_search(&list, matched, engine, memory_row(engine, TABLE_ITEM, key), request, err);
    free(matched);
    if (code != 0)
        return code;
    if (list.count > 0)
        qsort(list.hits, list.count, sizeof(*list.hits), hit_compare);
    *ret = list.hits;
    *ret_count = list.count < SEARCH_HITS_MAX ? list.count : SEARCH_HITS_MAX;
    return 0;
}
