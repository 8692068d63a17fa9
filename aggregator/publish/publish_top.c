#include "aggregator/publish/publish_top.h"

#include "aggregator/render/render.h"

#include <stdlib.h>
#include <string.h>

enum { STORY_BYTES = 512 * 1024 * 1024 };

/* A story that may be chosen, and the greatest key that it can have. */
struct candidate {
    uint64_t node;
    int64_t bound;
};

/* A choice in progress. */
struct choice {
    struct store *store;
    struct selection *selection;
    const struct output *output;
    struct top top;
};

static int out_of_memory(struct error *err)
{
    return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory choosing stories");
}

bool top_is_wanted(const struct output *output)
{
    return output->order == ORDER_TELLINGS;
}

/* Outlines. */

static int outline_add(void *context, const struct store_outline *outline, struct error *err)
{
    struct top_outlines *outlines = context;
    struct store_outline *rows =
        arena_grow(outlines->arena, outlines->rows, outlines->count, sizeof(*rows));

    if (rows == NULL)
        return out_of_memory(err);
    outlines->rows = rows;
    rows[outlines->count++] = *outline;
    return 0;
}

int top_outlines_load(struct top_outlines *ret, struct arena *arena, struct store *store,
                      int64_t window_seconds, struct error *err)
{
    struct top_outlines outlines = {.arena = arena};
    int code = store_outlines(store, window_seconds, outline_add, &outlines, err);

    if (code == 0)
        *ret = outlines;
    return code;
}

/* Choosing. */

static int candidate_compare(const void *one, const void *other)
{
    const struct candidate *a = one, *b = other;

    if (a->bound != b->bound)
        return a->bound < b->bound ? 1 : -1;
    return a->node < b->node ? -1 : a->node > b->node;
}

static bool entry_precedes(const struct top_entry *one, const struct top_entry *other)
{
    return one->key != other->key ? one->key > other->key : one->node < other->node;
}

/* Adds an entry in its place; the last one leaves when there is no room. There is room in the array
 * for the limit. Candidates come in the order of their bounds, so the place is near the end. */
static void entry_insert(struct top *top, size_t limit, struct top_entry entry)
{
    size_t at = top->count;

    while (at > 0 && entry_precedes(&entry, &top->entries[at - 1]))
        at--;
    if (at == limit)
        return;
    if (top->count < limit)
        top->count++;
    memmove(&top->entries[at + 1], &top->entries[at], (top->count - 1 - at) * sizeof(entry));
    top->entries[at] = entry;
}

/* Adds the story if the output takes it. arena is for this story. */
static int story_offer(struct choice *choice, struct arena *arena, uint64_t node, struct error *err)
{
    struct error local = {.code = ERR_NONE};
    struct story story, named;
    bool takes = false;
    int code = store_story_load(&story, choice->store, arena, node, &local);

    if (code == ERR_ABSENT)
        return 0; /* all its tellings are damaged */
    if (code != 0) {
        if (err != NULL)
            *err = local;
        return code;
    }
    code = selection_configure(&named, arena, choice->selection, &story, err);
    if (code == 0 && named.telling_count > 0)
        code = selection_takes(&takes, choice->selection, &named, choice->output, err);
    if (code == 0 && takes)
        entry_insert(
            &choice->top, choice->output->limit,
            (struct top_entry){story.node, rank_story(&named, choice->output->half_life_seconds)});
    return code;
}

/* Whether no story with this bound or a smaller one can be among the first. */
static bool is_settled(const struct choice *choice, int64_t bound)
{
    const struct top *top = &choice->top;

    return top->count == choice->output->limit && bound < top->entries[top->count - 1].key;
}

static int candidates_offer(struct choice *choice, const struct candidate *candidates, size_t count,
                            struct error *err)
{
    struct arena arena;
    int code = 0;

    arena_init(&arena, STORY_BYTES);
    for (size_t i = 0; i < count && code == 0 && !is_settled(choice, candidates[i].bound); i++) {
        code = story_offer(choice, &arena, candidates[i].node, err);
        arena_reset(&arena);
    }
    arena_release(&arena);
    return code;
}

int top_choose(struct top *ret, struct arena *arena, struct store *store,
               struct selection *selection, const struct top_outlines *outlines,
               const struct output *output, struct error *err)
{
    struct choice choice = {.store = store, .selection = selection, .output = output};
    const size_t room = output->limit < outlines->count ? output->limit : outlines->count;
    struct candidate *candidates = arena_array(arena, outlines->count, sizeof(*candidates));
    int code;

    choice.top.entries = arena_array(arena, room + 1, sizeof(*choice.top.entries));
    if (candidates == NULL || choice.top.entries == NULL)
        return out_of_memory(err);
    for (size_t i = 0; i < outlines->count; i++) {
        const struct store_outline *outline = &outlines->rows[i];

        candidates[i] = (struct candidate){
            outline->node, rank_bound(outline->feeds, outline->latest, output->half_life_seconds)};
    }
    qsort(candidates, outlines->count, sizeof(*candidates), candidate_compare);
    code = candidates_offer(&choice, candidates, outlines->count, err);
    if (code == 0)
        *ret = choice.top;
    return code;
}

int top_add(struct top *top, struct arena *arena, uint64_t node, struct error *err)
{
    struct top_entry *entries;

    for (size_t i = 0; i < top->count; i++)
        if (top->entries[i].node == node)
            return 0;
    entries = arena_array(arena, top->count + 1, sizeof(*entries));
    if (entries == NULL)
        return out_of_memory(err);
    entries[0] = (struct top_entry){node, INT64_MAX};
    if (top->count > 0)
        memcpy(entries + 1, top->entries, top->count * sizeof(*entries));
    top->entries = entries;
    top->count++;
    return 0;
}
