#include "aggregator/publish/publish_search.h"

#include "aggregator/publish/publish_select.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    HITS_BYTES = 4 * 1024 * 1024,
    NAMES_BYTES = 64 * 1024 * 1024,
    STORY_BYTES = 64 * 1024 * 1024,
};

/* A match loses up to this share of its relevance with age, half of that in so many seconds. */
#define AGE_SHARE 0.6
static const double age_half_life = 14 * 86400;

/* The hits of one story: `count` of them from `first`, best first. */
struct group {
    size_t first, count;
    double score;
    int64_t first_seen; /* of its newest hit */
    uint64_t node;
};

struct searching {
    const struct publish_search *search;
    struct selection selection;
    struct search_hit *hits; /* by node, then best first; their relevance is the score */
    size_t hit_count;
    struct group *groups; /* best first */
    size_t group_count;
    size_t found; /* stories so far */
    bool more;
};

static int out_of_memory(struct error *err)
{
    return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory searching");
}

static int hit_compare(const void *one, const void *other)
{
    const struct search_hit *a = one, *b = other;

    if (a->node != b->node)
        return a->node < b->node ? -1 : 1;
    if (a->relevance != b->relevance)
        return a->relevance > b->relevance ? -1 : 1;
    return a->key < b->key ? -1 : a->key > b->key;
}

static int group_compare(const void *one, const void *other)
{
    const struct group *a = one, *b = other;

    if (a->score != b->score)
        return a->score > b->score ? -1 : 1;
    if (a->first_seen != b->first_seen)
        return a->first_seen > b->first_seen ? -1 : 1;
    return a->node < b->node ? -1 : a->node > b->node;
}

static int group_compare_time(const void *one, const void *other)
{
    const struct group *a = one, *b = other;

    if (a->first_seen != b->first_seen)
        return a->first_seen > b->first_seen ? -1 : 1;
    return group_compare(one, other);
}

/* Turns the relevance of the hits into scores. */
static void hits_age(struct searching *searching)
{
    int64_t newest = INT64_MIN;

    for (size_t i = 0; i < searching->hit_count; i++)
        if (searching->hits[i].first_seen > newest)
            newest = searching->hits[i].first_seen;
    for (size_t i = 0; i < searching->hit_count; i++) {
        struct search_hit *hit = &searching->hits[i];
        const double age = (double)(newest - hit->first_seen);

        /* BM25 of a word that most texts have can be negative */
        hit->relevance = hit->relevance > 0 ? hit->relevance : 0;
        hit->relevance *= 1 - AGE_SHARE + AGE_SHARE * exp2(-age / age_half_life);
    }
}

static int groups_make(struct searching *searching, struct arena *arena, struct error *err)
{
    struct group *group = NULL;

    searching->groups = arena_array(arena, searching->hit_count, sizeof(*searching->groups));
    if (searching->groups == NULL)
        return out_of_memory(err);
    hits_age(searching);
    if (searching->hit_count > 0)
        qsort(searching->hits, searching->hit_count, sizeof(*searching->hits), hit_compare);
    for (size_t i = 0; i < searching->hit_count; i++) {
        const struct search_hit *hit = &searching->hits[i];

        if (group == NULL || group->node != hit->node) {
            group = &searching->groups[searching->group_count++];
            *group = (struct group){i, 0, hit->relevance, hit->first_seen, hit->node};
        }
        group->count++;
        if (hit->first_seen > group->first_seen)
            group->first_seen = hit->first_seen;
    }
    if (searching->group_count > 0)
        qsort(searching->groups, searching->group_count, sizeof(*searching->groups),
              searching->search->newest ? group_compare_time : group_compare);
    return 0;
}

static const struct telling *telling_find(const struct story *story, uint64_t key)
{
    for (size_t i = 0; i < story->telling_count; i++)
        if (story->tellings[i].key == key)
            return &story->tellings[i];
    return NULL;
}

/* The best hit among the shown tellings; NULL when there is none. */
static int telling_choose(const struct telling **ret, const struct searching *searching,
                          const struct group *group, const struct story *story, struct error *err)
{
    const struct publish_search *search = searching->search;
    int code = 0;

    *ret = NULL;
    for (size_t i = 0; i < group->count && *ret == NULL && code == 0; i++) {
        const struct telling *telling = telling_find(story, searching->hits[group->first + i].key);
        bool takes = telling != NULL;

        if (telling != NULL && search->telling_takes != NULL)
            code = search->telling_takes(&takes, search->context, telling, err);
        if (code == 0 && takes)
            *ret = telling;
    }
    return code;
}

static int is_published(bool *ret, struct searching *searching, const struct story *story,
                        struct error *err)
{
    const struct config *config = searching->selection.config;
    int code = 0;

    *ret = searching->search->everything || selection_is_open(config);
    for (size_t i = 0; i < config->output_count && !*ret && code == 0; i++)
        if (config->outputs[i].format != OUTPUT_OPML)
            code = selection_takes(ret, &searching->selection, story, &config->outputs[i], err);
    return code;
}

/* Passes the story on if it is shown and has a telling that may be found. */
static int story_pass(struct searching *searching, const struct group *group,
                      const struct story *story, struct error *err)
{
    const struct publish_search *search = searching->search;
    struct publish_found found = {.story = story, .score = group->score};
    bool published = false;
    int code = telling_choose(&found.telling, searching, group, story, err);

    if (code == 0 && found.telling != NULL)
        code = is_published(&published, searching, story, err);
    if (code != 0 || !published)
        return code;
    searching->found++;
    if (searching->found <= search->skip)
        return 0;
    searching->more = searching->found - search->skip > search->limit;
    return searching->more ? 0 : search->each(search->context, &found, err);
}

static int group_take(struct searching *searching, struct store *store, const struct group *group,
                      struct error *err)
{
    struct story story, shown;
    struct arena arena;
    int code;

    arena_init(&arena, STORY_BYTES);
    code = store_story_load(&story, store, &arena, group->node, err);
    if (code == 0)
        code = selection_configure(&shown, &arena, &searching->selection, &story, err);
    if (code == 0)
        code = story_pass(searching, group, &shown, err);
    arena_release(&arena);
    if (code != ERR_ABSENT)
        return code;
    if (err != NULL) /* a run has merged or pruned it meanwhile */
        err->code = ERR_NONE;
    return 0;
}

int publish_search(bool *ret_more, struct store *store, const struct config *config,
                   const struct publish_search *search, struct error *err)
{
    struct searching searching = {.search = search};
    struct arena hits, names;
    int code;

    arena_init(&hits, HITS_BYTES);
    arena_init(&names, NAMES_BYTES);
    code = store_search(&searching.hits, &searching.hit_count, store, &hits, &search->request, err);
    if (code == 0)
        code = selection_init(&searching.selection, &names, config, err);
    searching.selection.unruled = searching.selection.unhidden = search->everything;
    if (code == 0)
        code = groups_make(&searching, &hits, err);
    for (size_t i = 0; i < searching.group_count && code == 0 && !searching.more; i++)
        code = group_take(&searching, store, &searching.groups[i], err);
    *ret_more = searching.more;
    arena_release(&names);
    arena_release(&hits);
    return code;
}
