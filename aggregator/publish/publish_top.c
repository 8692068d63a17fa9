#include "aggregator/publish/publish_top.h"

#include "aggregator/base/clock.h"
#include "aggregator/render/render.h"
#include "aggregator/store/store_lists.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

enum { STORY_BYTES = 512 * 1024 * 1024 };

/* A story that may be chosen, and the greatest key that it can have. */
struct candidate {
    uint64_t node;
    int64_t bound;
};

/* A story that the state remembers as an entry of the list. */
struct entered {
    uint64_t node;
    int64_t time;
};

/* A choice in progress. */
struct choice {
    struct arena *arena;
    struct store *store;
    struct selection *selection;
    const struct output *output;
    const struct top_period *period; /* NULL: not for a digest */
    size_t limit;
    bool has_minimum;
    struct entered *entered; /* by node */
    size_t entered_count;
    struct top top;
};

static int out_of_memory(struct error *err)
{
    return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory choosing stories");
}

static bool has_minimum(const struct output *output)
{
    return output->min_tellings > 0 || output->min_outlets > 0;
}

bool top_is_wanted(const struct output *output)
{
    return !output->at.wanted && (output->order == ORDER_TELLINGS || has_minimum(output));
}

static uint64_t words_mix(uint64_t hash, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        hash = XXH3_64bits_withSeed(words[i], strlen(words[i]) + 1, hash);
    return ~hash;
}

uint64_t top_list(const struct output *output)
{
    const uint64_t numbers[] = {output->min_tellings, output->min_outlets};
    uint64_t hash = XXH3_64bits(numbers, sizeof(numbers));

    hash = words_mix(hash, output->tags, output->tag_count);
    return words_mix(hash, output->languages, output->language_count);
}

/* Outlines. */

static int outline_compare(const void *one, const void *other)
{
    const struct store_outline *a = one, *b = other;

    return a->node < b->node ? -1 : a->node > b->node;
}

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

    if (code == 0 && outlines.count > 1)
        qsort(outlines.rows, outlines.count, sizeof(*outlines.rows), outline_compare);
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

/* Entries of the list. */

static int entered_compare(const void *one, const void *other)
{
    const struct entered *a = one, *b = other;

    return a->node < b->node ? -1 : a->node > b->node;
}

static int entered_add(void *context, uint64_t node, int64_t time, struct error *err)
{
    struct choice *choice = context;
    struct entered *rows =
        arena_grow(choice->arena, choice->entered, choice->entered_count, sizeof(*rows));

    if (rows == NULL)
        return out_of_memory(err);
    choice->entered = rows;
    rows[choice->entered_count++] = (struct entered){node, time};
    return 0;
}

static int entered_load(struct choice *choice, struct error *err)
{
    const uint64_t list = choice->period != NULL ? choice->period->list : top_list(choice->output);
    int code = store_list_entries(choice->store, list, entered_add, choice, err);

    if (choice->entered_count > 1)
        qsort(choice->entered, choice->entered_count, sizeof(*choice->entered), entered_compare);
    return code;
}

/* NULL when the state remembers no entry. */
static const struct entered *entered_find(const struct choice *choice, uint64_t node)
{
    const struct entered key = {.node = node};

    return choice->entered_count > 0
               ? bsearch(&key, choice->entered, choice->entered_count, sizeof(key), entered_compare)
               : NULL;
}

/* Whether the first `count` tellings suffice. More tellings never suffice less. */
static bool suffices(const struct story *story, size_t count, const struct output *output)
{
    struct story part = *story;

    part.telling_count = count;
    return count >= output->min_tellings && selection_meets(&part, output) &&
           rank_outlets(&part) >= output->min_outlets;
}

/* When the story passed; TIME_NONE when it has not. Tellings are in the order in which they were
 * seen. */
static int64_t moment_of(const struct story *story, const struct output *output)
{
    size_t low = 1, high = story->telling_count;

    if (!suffices(story, high, output))
        return TIME_NONE;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (suffices(story, middle, output))
            high = middle;
        else
            low = middle + 1;
    }
    return story->tellings[high - 1].first_seen;
}

/* Choosing stories. */

/* Whether a digest takes the story. */
static bool is_news(const struct story *story, const struct top_period *period)
{
    for (size_t i = 0; i < story->telling_count; i++)
        if (story->tellings[i].first_seen > period->since &&
            render_telling_time(&story->tellings[i]) > period->oldest)
            return true;
    return false;
}

/* The greatest key of a story in a digest with at most this many outlets and no later telling. */
static int64_t digest_key(size_t outlets, int64_t latest)
{
    const int64_t seconds = INT64_C(1) << 36; /* until the year 4147 */

    return (int64_t)outlets * seconds + (latest < 0 ? 0 : latest % seconds);
}

static void digest_insert(struct choice *choice, const struct story *story)
{
    struct top_entry entry = {.node = story->node, .entered = TIME_NONE};
    int64_t latest = 0;

    if (entered_find(choice, story->node) != NULL || !is_news(story, choice->period) ||
        !suffices(story, story->telling_count, choice->output))
        return;
    for (size_t i = 0; i < story->telling_count; i++)
        if (render_telling_time(&story->tellings[i]) > latest)
            latest = render_telling_time(&story->tellings[i]);
    entry.key = digest_key(rank_outlets(story), latest);
    entry_insert(&choice->top, choice->limit, entry);
}

/* Adds a story that the output takes, unless it has not passed yet. */
static void story_insert(struct choice *choice, const struct story *story)
{
    const struct output *output = choice->output;
    const struct entered *before = entered_find(choice, story->node);
    struct top_entry entry = {.node = story->node, .entered = TIME_NONE};

    if (choice->has_minimum) {
        entry.entered = before != NULL ? before->time : moment_of(story, output);
        entry.is_new = before == NULL;
        if (entry.entered == TIME_NONE)
            return;
    }
    entry.key = output->order == ORDER_TELLINGS ? rank_story(story, output->half_life_seconds)
                                                : entry.entered;
    entry_insert(&choice->top, choice->limit, entry);
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
    if (code == 0 && takes && choice->period != NULL)
        digest_insert(choice, &named);
    else if (code == 0 && takes)
        story_insert(choice, &named);
    return code;
}

/* Whether no story with this bound or a smaller one can be among the first. */
static bool is_settled(const struct choice *choice, int64_t bound)
{
    const struct top *top = &choice->top;

    return top->count == choice->limit && bound < top->entries[top->count - 1].key;
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

/* Makes a candidate of a story of the window, unless it cannot have passed. */
static void outline_propose(struct candidate *candidates, size_t *count,
                            const struct choice *choice, const struct store_outline *outline)
{
    const struct output *output = choice->output;
    const struct entered *before = entered_find(choice, outline->node);
    struct candidate candidate = {.node = outline->node, .bound = outline->latest};

    if (before == NULL &&
        (outline->tellings < output->min_tellings || outline->feeds < output->min_outlets))
        return;
    if (choice->period != NULL && (before != NULL || outline->latest <= choice->period->since))
        return;
    if (choice->period != NULL)
        candidate.bound = digest_key(outline->feeds, outline->latest);
    else if (output->order == ORDER_TELLINGS)
        candidate.bound = rank_bound(outline->feeds, outline->latest, output->half_life_seconds);
    else if (before != NULL)
        candidate.bound = before->time;
    candidates[(*count)++] = candidate;
}

static bool outlines_have(const struct top_outlines *outlines, uint64_t node)
{
    const struct store_outline key = {.node = node};

    return outlines->count > 0 &&
           bsearch(&key, outlines->rows, outlines->count, sizeof(key), outline_compare) != NULL;
}

/* Makes candidates of the entries of the list that are older than the window. */
static void entered_propose(struct candidate *candidates, size_t *count,
                            const struct choice *choice, const struct top_outlines *outlines)
{
    for (size_t i = 0; i < choice->entered_count; i++) {
        const struct entered *entered = &choice->entered[i];

        if (!outlines_have(outlines, entered->node))
            candidates[(*count)++] = (struct candidate){
                entered->node, choice->output->order == ORDER_TELLINGS ? INT64_MAX : entered->time};
    }
}

int top_choose(struct top *ret, struct arena *arena, struct store *store,
               struct selection *selection, const struct top_outlines *outlines,
               const struct output *output, const struct top_period *period, struct error *err)
{
    struct choice choice = {.arena = arena,
                            .store = store,
                            .selection = selection,
                            .output = output,
                            .period = period,
                            .limit = period != NULL ? output->stories : output->limit,
                            .has_minimum = has_minimum(output)};
    struct candidate *candidates;
    size_t room, count = 0;
    int code = choice.has_minimum || period != NULL ? entered_load(&choice, err) : 0;

    if (code != 0)
        return code;
    room = outlines->count + choice.entered_count;
    candidates = arena_array(arena, room, sizeof(*candidates));
    choice.top.entries = arena_array(arena, (choice.limit < room ? choice.limit : room) + 1,
                                     sizeof(*choice.top.entries));
    if (candidates == NULL || choice.top.entries == NULL)
        return out_of_memory(err);
    for (size_t i = 0; i < outlines->count; i++)
        outline_propose(candidates, &count, &choice, &outlines->rows[i]);
    if (period == NULL)
        entered_propose(candidates, &count, &choice, outlines);
    qsort(candidates, count, sizeof(*candidates), candidate_compare);
    code = candidates_offer(&choice, candidates, count, err);
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
    entries[0] = (struct top_entry){.node = node, .key = INT64_MAX, .entered = TIME_NONE};
    if (top->count > 0)
        memcpy(entries + 1, top->entries, top->count * sizeof(*entries));
    top->entries = entries;
    top->count++;
    return 0;
}
