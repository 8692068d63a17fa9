#include "aggregator/store/scan.h"

#include "aggregator/base/clock.h"
#include "aggregator/search/excerpt.h"
#include "aggregator/search/match.h"

#include <stdlib.h>
#include <string.h>

enum { ITEM_BYTES = 64 * 1024 * 1024, HITS_ROOM = 2 * SEARCH_HITS_MAX };

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

struct scan {
    const struct search_request *request;
    struct arena *arena, item; /* of the hits, and of one telling */
    struct search_hit *hits;   /* HITS_ROOM of them; NULL before the first */
    size_t count;
    struct matched matched;
};

int scan_new(struct scan **ret, const struct search_request *request, struct arena *arena,
             struct error *err)
{
    *ret = calloc(1, sizeof(**ret));
    if (*ret == NULL)
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
    (*ret)->request = request;
    (*ret)->arena = arena;
    arena_init(&(*ret)->item, ITEM_BYTES);
    return 0;
}

bool scan_meets_time(const struct scan *scan, int64_t first_seen)
{
    return time_meets(first_seen, scan->request);
}

struct arena *scan_arena(struct scan *scan)
{
    return &scan->item;
}

void scan_next(struct scan *scan)
{
    arena_reset(&scan->item);
}

/* Sorts the hits and keeps the newest. */
static void hits_cut(struct scan *scan)
{
    if (scan->count > 0)
        qsort(scan->hits, scan->count, sizeof(*scan->hits), hit_compare);
    if (scan->count > SEARCH_HITS_MAX)
        scan->count = SEARCH_HITS_MAX;
}

int scan_take(struct scan *scan, const struct telling *telling, uint64_t node, struct error *err)
{
    double found = 0;

    if (time_meets(telling->first_seen, scan->request) &&
        language_meets(telling->language, scan->request->language))
        found = telling_match(&scan->matched, telling, scan->request->query);
    if (found <= 0)
        return 0;
    if (scan->hits == NULL)
        scan->hits = arena_array(scan->arena, HITS_ROOM, sizeof(*scan->hits));
    if (scan->hits == NULL)
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory searching");
    if (scan->count == HITS_ROOM)
        hits_cut(scan);
    scan->hits[scan->count++] = (struct search_hit){telling->key, node, telling->first_seen, found};
    return 0;
}

int scan_end(struct search_hit **ret, size_t *ret_count, struct scan *scan, int code)
{
    hits_cut(scan);
    *ret = scan->hits;
    *ret_count = code == 0 ? scan->count : 0;
    arena_release(&scan->item);
    free(scan);
    return code;
}
