#include "aggregator/reader/shelf.h"

#include "aggregator/base/clock.h"

#include <stdlib.h>
#include <string.h>

enum { SHELF_BYTES = 512 * 1024 * 1024, STORY_BYTES = 512 * 1024 * 1024, FEED_BYTES = 1024 * 1024 };

static int out_of_memory(struct error *err)
{
    return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory listing the stories");
}

/* Feeds. */

/* The place of an address in feeds_by_url, or where it belongs. */
static size_t feed_place(const struct shelf *shelf, uint64_t number)
{
    size_t low = 0, high = shelf->feed_count;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (store_url_number(shelf->feeds[shelf->feeds_by_url[middle]].url) < number)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool feed_find(uint32_t *ret, const struct shelf *shelf, const char *url)
{
    size_t at = feed_place(shelf, store_url_number(url));

    if (at == shelf->feed_count)
        return false;
    *ret = shelf->feeds_by_url[at];
    return strcmp(shelf->feeds[*ret].url, url) == 0;
}

static uint64_t id_choose(const struct shelf *shelf, uint64_t number)
{
    uint64_t id = number & 0x7fffffff;

    for (size_t i = 0; i < shelf->feed_count; i++)
        if (id == 0 || shelf->feeds[i].id == id) {
            id = (id + 1) & 0x7fffffff;
            i = (size_t)-1; /* again from the first */
        }
    return id != 0 ? id : 1;
}

/* Appends a feed, whose strings are copied. */
static int feed_add(struct shelf *shelf, const struct shelf_feed *feed, struct error *err)
{
    const uint64_t number = store_url_number(feed->url);
    struct shelf_feed *feeds =
        arena_grow(&shelf->arena, shelf->feeds, shelf->feed_count, sizeof(*feeds));
    uint32_t *order =
        arena_grow(&shelf->arena, shelf->feeds_by_url, shelf->feed_count, sizeof(*order));
    size_t at;

    if (feeds == NULL || order == NULL)
        return out_of_memory(err);
    shelf->feeds = feeds;
    shelf->feeds_by_url = order;
    at = feed_place(shelf, number);
    memmove(order + at + 1, order + at, (shelf->feed_count - at) * sizeof(*order));
    order[at] = (uint32_t)shelf->feed_count;
    feeds[shelf->feed_count] = *feed;
    feeds[shelf->feed_count].id = id_choose(shelf, number);
    feeds[shelf->feed_count].url = arena_strdup(&shelf->arena, feed->url);
    feeds[shelf->feed_count].open_url = render_public_url(&shelf->arena, feed->url);
    feeds[shelf->feed_count].title = arena_strdup(&shelf->arena, feed->title);
    feeds[shelf->feed_count].site = render_public_url(&shelf->arena, feed->site);
    shelf->feed_count++;
    return arena_status(&shelf->arena) == ERR_NONE ? 0 : out_of_memory(err);
}

static int feeds_build(struct shelf *shelf, struct store *store, const struct config *config,
                       const struct publish_shelf *chooser, struct error *err)
{
    struct arena arena;
    int code = 0;

    arena_init(&arena, FEED_BYTES);
    for (size_t i = 0; i < config->feed_count && code == 0; i++) {
        const struct feed *feed = &config->feeds[i];
        struct feed_state state;

        if (!feed->enabled || feed->hidden)
            continue;
        arena_reset(&arena);
        code = store_feed_load(&state, store, &arena, feed->url, err);
        if (code == 0)
            code = feed_add(shelf,
                            &(struct shelf_feed){.url = feed->url,
                                                 .title = publish_shelf_outlet(
                                                     chooser, &arena, feed->url, state.title),
                                                 .site = state.site,
                                                 .tags = feed->tags,
                                                 .tag_count = feed->tag_count,
                                                 .success = state.last_success},
                            err);
    }
    arena_release(&arena);
    return code;
}

bool shelf_feed_has(const struct shelf_feed *feed, const char *tag)
{
    for (size_t i = 0; i < feed->tag_count; i++)
        if (strcmp(feed->tags[i], tag) == 0)
            return true;
    return false;
}

bool shelf_tag_is_first(const struct shelf *shelf, size_t feed, size_t tag)
{
    const char *name = shelf->feeds[feed].tags[tag];

    for (size_t i = 0; i < feed; i++)
        if (shelf_feed_has(&shelf->feeds[i], name))
            return false;
    for (size_t i = 0; i < tag; i++)
        if (strcmp(shelf->feeds[feed].tags[i], name) == 0)
            return false;
    return true;
}

/* Stories. */

static int head_take(void *context, const struct store_head *head, struct error *err)
{
    struct shelf *shelf = context;
    struct shelf_story *stories =
        arena_grow(&shelf->arena, shelf->stories, shelf->story_count, sizeof(*stories));

    if (stories == NULL)
        return out_of_memory(err);
    shelf->stories = stories;
    stories[shelf->story_count++] = (struct shelf_story){.head = *head, .feed = SHELF_HIDDEN};
    return 0;
}

static int story_compare(const void *one, const void *other)
{
    const uint64_t a = ((const struct shelf_story *)one)->head.node,
                   b = ((const struct shelf_story *)other)->head.node;

    return a < b ? -1 : a > b;
}

static const struct shelf_story *story_find(const struct shelf *shelf, uint64_t node)
{
    const struct shelf_story key = {.head = {.node = node}};

    return shelf->story_count == 0 ? NULL
                                   : bsearch(&key, shelf->stories, shelf->story_count,
                                             sizeof(*shelf->stories), story_compare);
}

struct building {
    struct shelf *shelf;
    const struct shelf *before;
    struct store *store;
    struct publish_shelf *chooser;
    int64_t now;
    struct arena arena; /* for one story */
};

/* The feed with an address; one that is not in the list yet is added. */
static int feed_need(uint32_t *ret, struct shelf *shelf, const struct shelf_feed *feed,
                     struct error *err)
{
    int code;

    if (feed_find(ret, shelf, feed->url))
        return 0;
    code = feed_add(shelf, feed, err);
    *ret = (uint32_t)shelf->feed_count - 1;
    return code;
}

/* Reads a story and decides whether and where it is shown. */
static int story_read(struct shelf_story *story, struct building *building, struct error *err)
{
    const struct telling *lead;
    struct render_story ready;
    struct story loaded;
    int code;

    arena_reset(&building->arena);
    code = store_story_load(&loaded, building->store, &building->arena, story->head.node, err);
    if (code == 0)
        code = publish_shelf_take(&ready, NULL, building->chooser, &building->arena, &loaded, err);
    if (code == ERR_ABSENT && err != NULL)
        err->code = ERR_NONE;
    if (code != 0)
        return code == ERR_ABSENT ? 0 : code;
    lead = ready.lead;
    return feed_need(
        &story->feed, building->shelf,
        &(struct shelf_feed){.url = lead->feed_url,
                             .title = publish_shelf_outlet(building->chooser, &building->arena,
                                                           lead->feed_url, lead->feed_title),
                             .site = lead->feed_site,
                             .tags = lead->feed_tags, /* of the configuration, which outlives us */
                             .tag_count = lead->feed_tag_count,
                             .success = TIME_NONE},
        err);
}

/* Takes over what was decided before, if the story is still the same. */
static int story_decide(struct shelf_story *story, struct building *building, struct error *err)
{
    const struct shelf_story *old = story_find(building->before, story->head.node);

    story->appeared = building->before->story_count == 0 ? story->head.first_seen : building->now;
    if (old != NULL && old->feed != SHELF_HIDDEN)
        story->appeared = old->appeared;
    if (old == NULL || old->head.print != story->head.print)
        return story_read(story, building, err);
    return old->feed == SHELF_HIDDEN
               ? 0
               : feed_need(&story->feed, building->shelf, &building->before->feeds[old->feed], err);
}

static int entry_compare(const void *one, const void *other)
{
    const struct shelf_entry *a = one, *b = other;

    if (a->seen != b->seen)
        return a->seen > b->seen ? -1 : 1;
    return a->node < b->node ? -1 : a->node > b->node;
}

static int entries_build(struct shelf *shelf, struct error *err)
{
    shelf->entries = arena_array(&shelf->arena, shelf->story_count, sizeof(*shelf->entries));
    if (shelf->entries == NULL)
        return out_of_memory(err);
    for (size_t i = 0; i < shelf->story_count; i++) {
        const struct shelf_story *story = &shelf->stories[i];

        if (story->feed != SHELF_HIDDEN)
            shelf->entries[shelf->entry_count++] = (struct shelf_entry){
                story->head.node, story->head.first_seen, story->appeared, story->feed};
    }
    qsort(shelf->entries, shelf->entry_count, sizeof(*shelf->entries), entry_compare);
    for (size_t i = 0; i < shelf->entry_count; i++) {
        struct shelf_story *story =
            &shelf->stories[story_find(shelf, shelf->entries[i].node) - shelf->stories];

        story->at = (uint32_t)i;
    }
    return 0;
}

static int stories_build(struct building *building, struct error *err)
{
    struct shelf *shelf = building->shelf;
    int code = store_heads(building->store, head_take, shelf, err);

    if (code == 0 && shelf->story_count > 1)
        qsort(shelf->stories, shelf->story_count, sizeof(*shelf->stories), story_compare);
    for (size_t i = 0; i < shelf->story_count && code == 0; i++)
        code = story_decide(&shelf->stories[i], building, err);
    return code != 0 ? code : entries_build(shelf, err);
}

int shelf_build(struct shelf *ret, const struct shelf *before, struct store *store,
                const struct config *config, struct publish_shelf *chooser, int64_t now,
                struct error *err)
{
    struct shelf shelf = {.feed_count = 0};
    struct building building = {
        .shelf = &shelf, .before = before, .store = store, .chooser = chooser, .now = now};
    int code;

    arena_init(&shelf.arena, SHELF_BYTES);
    arena_init(&building.arena, STORY_BYTES);
    code = feeds_build(&shelf, store, config, chooser, err);
    if (code == 0)
        code = stories_build(&building, err);
    arena_release(&building.arena);
    if (code == 0)
        *ret = shelf;
    else
        shelf_release(&shelf);
    return code;
}

void shelf_release(struct shelf *shelf)
{
    if (shelf == NULL)
        return;
    arena_release(&shelf->arena);
    *shelf = (struct shelf){.feed_count = 0};
}

size_t shelf_find(const struct shelf *shelf, uint64_t node)
{
    const struct shelf_story *story = story_find(shelf, node);

    return story != NULL && story->feed != SHELF_HIDDEN ? story->at : shelf->entry_count;
}

/* Marks and queries. */

struct marks_context {
    const struct shelf *shelf;
    unsigned char *marks;
};

static int mark_take(void *context, const struct store_mark *mark, struct error *err)
{
    struct marks_context *marks = context;
    const size_t at = shelf_find(marks->shelf, mark->node);

    (void)err;
    if (at < marks->shelf->entry_count)
        marks->marks[at] =
            (unsigned char)((mark->read ? SHELF_READ : 0) | (mark->starred ? SHELF_STARRED : 0));
    return 0;
}

int shelf_marks_load(unsigned char **ret, const struct shelf *shelf, struct arena *arena,
                     struct store *store, int64_t user, struct error *err)
{
    struct marks_context context = {shelf, arena_alloc(arena, shelf->entry_count)};

    if (context.marks == NULL)
        return out_of_memory(err);
    *ret = context.marks;
    return store_marks(store, user, mark_take, &context, err);
}

bool shelf_in_stream(const struct shelf *shelf, const unsigned char *marks, size_t at,
                     const struct stream *stream)
{
    const struct shelf_feed *feed = &shelf->feeds[shelf->entries[at].feed];

    switch (stream->kind) {
    case STREAM_ALL:
        return true;
    case STREAM_READ:
        return (marks[at] & SHELF_READ) != 0;
    case STREAM_UNREAD:
        return (marks[at] & SHELF_READ) == 0;
    case STREAM_STARRED:
        return (marks[at] & SHELF_STARRED) != 0;
    case STREAM_LABEL:
        return shelf_feed_has(feed, stream->label);
    case STREAM_FEED:
        return feed->id == stream->feed;
    default:
        return false;
    }
}

bool shelf_known_at(const struct shelf_entry *entry, int64_t time)
{
    return entry->seen == time || (entry->seen < time && entry->appeared <= time);
}

/* Whether an entry comes after the last one of the page before. */
static bool is_after(const struct shelf_entry *entry, const struct stream_query *query)
{
    if (query->after_seen == TIME_NONE)
        return true;
    if (entry->seen != query->after_seen)
        return (entry->seen > query->after_seen) == query->oldest_first;
    return (entry->node < query->after_node) == query->oldest_first &&
           entry->node != query->after_node;
}

/* Whether the times of an entry are asked for. What was seen before the oldest time and appeared
 * after it is new to a client that asked at that time. */
static bool is_in_time(const struct shelf_entry *entry, const struct stream_query *query)
{
    return (entry->seen >= query->oldest || entry->appeared >= query->oldest) &&
           entry->seen <= query->newest;
}

static bool is_asked(const struct shelf *shelf, const unsigned char *marks, size_t at,
                     const struct stream_query *query)
{
    const struct shelf_entry *entry = &shelf->entries[at];
    bool asked = is_in_time(entry, query) && is_after(entry, query) &&
                 shelf_in_stream(shelf, marks, at, &query->stream);

    for (size_t i = 0; i < query->excluded_count && asked; i++)
        asked = !shelf_in_stream(shelf, marks, at, &query->excluded[i]);
    for (size_t i = 0; i < query->included_count && asked; i++)
        asked = shelf_in_stream(shelf, marks, at, &query->included[i]);
    return asked;
}

int shelf_query(uint32_t **ret, size_t *ret_count, bool *ret_more, const struct shelf *shelf,
                const unsigned char *marks, const struct stream_query *query, struct arena *arena,
                struct error *err)
{
    const size_t all = shelf->entry_count;
    uint32_t *positions =
        arena_array(arena, query->limit < all ? query->limit : all, sizeof(*positions));
    size_t count = 0;

    if (positions == NULL)
        return out_of_memory(err);
    *ret_more = false;
    for (size_t i = 0; i < all && !*ret_more; i++) {
        const size_t at = query->oldest_first ? all - 1 - i : i;

        if (!is_asked(shelf, marks, at, query))
            continue;
        *ret_more = count == query->limit;
        if (!*ret_more)
            positions[count++] = (uint32_t)at;
    }
    *ret = positions;
    *ret_count = count;
    return 0;
}
