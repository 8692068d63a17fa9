/*
 * headwater stories: lists the stories of the state, newest first or those that most outlets told.
 */
#include "aggregator/base/clock.h"
#include "aggregator/command/command.h"
#include "aggregator/command/command_columns.h"
#include "aggregator/command/command_config.h"
#include "aggregator/command/command_filter.h"
#include "aggregator/command/command_json.h"
#include "aggregator/render/render.h"
#include "aggregator/store/store.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ARENA_BYTES = 256 << 20, STORY_BYTES = 512 << 20, LIMIT = 50, STOP = -1 };

/* Older stories are not listed by rank, unless the user says since when. */
enum { RANKED_SECONDS = 30 * 86400 };

/* The criteria that a listed story meets; NULL, 0 and TIME_NONE mean no criterion. */
struct filter {
    const char *language;       /* of any telling; the primary subtag is enough; or NULL */
    const struct pattern *feed; /* address or title of the feed of any telling */
    int64_t since, until;       /* first seen at or after, before */
    size_t tellings, outlets;   /* minimum */
    size_t left;                /* stories still to list */
};

/* A story to list by its rank. */
struct ranked {
    uint64_t node;
    int64_t rank;
};

struct listing {
    struct filter filter;
    struct arena arena;
    struct columns table;
    json_t *list; /* NULL: prints a table */
    bool ranks;   /* lists by rank */
    struct ranked *ranked;
    size_t ranked_count;
    struct zone zone; /* of days in the options */
    int64_t now;
};

static const struct column columns[] = {
    {"FIRST SEEN", false, COLUMN_CUT_NOTHING}, {"TELLINGS", true, COLUMN_CUT_NOTHING},
    {"LANGUAGES", false, COLUMN_CUT_END},      {"TITLE", false, COLUMN_CUT_END},
    {"STORY", false, COLUMN_CUT_NOTHING},
};

static bool speaks(const struct telling *telling, const char *language)
{
    size_t length = strlen(language);

    return telling->language != NULL && strncmp(telling->language, language, length) == 0 &&
           (telling->language[length] == '\0' || telling->language[length] == '-');
}

static int story_ask(bool *ret, const struct filter *filter, const struct story *story,
                     struct error *err)
{
    bool language = filter->language == NULL, feed = filter->feed == NULL;
    int code = 0;

    for (size_t i = 0; i < story->telling_count && code == 0; i++) {
        language = language || speaks(&story->tellings[i], filter->language);
        if (!feed)
            code = command_feed_meets(&feed, filter->feed, &story->tellings[i], err);
    }
    *ret = language && feed && story->telling_count >= filter->tellings &&
           (filter->outlets == 0 || rank_outlets(story) >= filter->outlets) &&
           (filter->until == TIME_NONE || story->first_seen < filter->until);
    return code;
}

/* The lead telling, or the first one if none leads. */
static const struct telling *lead_of(const struct story *story)
{
    for (size_t i = 0; i < story->telling_count; i++)
        if (story->tellings[i].key == story->lead)
            return &story->tellings[i];
    return &story->tellings[0];
}

/* The languages of a story, each once, in the order of its tellings. */
static void languages_write(char *ret, size_t room, const struct story *story)
{
    size_t used = 0;

    ret[0] = '\0';
    for (size_t i = 0; i < story->telling_count; i++) {
        const char *language = story->tellings[i].language;
        bool seen = language == NULL;

        for (size_t k = 0; k < i && !seen; k++)
            seen = story->tellings[k].language != NULL &&
                   strcmp(story->tellings[k].language, language) == 0;
        if (!seen && used < room)
            used +=
                (size_t)snprintf(ret + used, room - used, "%s%s", used > 0 ? " " : "", language);
    }
}

static int row_add(struct listing *listing, const struct story *story, struct error *err)
{
    const struct telling *lead = lead_of(story);
    char seen[32], count[24], languages[128], node[24];
    const char *cells[] = {seen, count, languages, lead->item.title.value, node};
    int code = 0;

    columns_ago(seen, sizeof(seen), story->first_seen, listing->now);
    snprintf(count, sizeof(count), "%zu", story->telling_count);
    snprintf(node, sizeof(node), "%" PRIu64, story->node);
    languages_write(languages, sizeof(languages), story);
    for (size_t i = 0; i < sizeof(cells) / sizeof(cells[0]) && code == 0; i++)
        code = columns_add(&listing->table, cells[i], TONE_PLAIN, err);
    return code;
}

static int object_add(struct listing *listing, const struct story *story, struct error *err)
{
    const struct telling *lead = lead_of(story);
    char seen[CLOCK_TEXT_SIZE], languages[128];
    json_t *object;

    clock_format_rfc3339(story->first_seen, seen);
    languages_write(languages, sizeof(languages), story);
    object = json_pack("{s:o, s:s, s:i, s:i, s:s, s:s?, s:s?}", "node",
                       json_sprintf("%" PRIu64, story->node), "first_seen", seen, "tellings",
                       (int)story->telling_count, "outlets", (int)rank_outlets(story), "languages",
                       languages, "title", lead->item.title.value, "link", lead->item.link);
    return object != NULL && json_array_append_new(listing->list, object) == 0
               ? 0
               : error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
}

static int story_add(struct listing *listing, const struct story *story, struct error *err)
{
    return listing->list != NULL ? object_add(listing, story, err) : row_add(listing, story, err);
}

static int ranked_add(struct listing *listing, const struct story *story, struct error *err)
{
    struct ranked *ranked =
        arena_grow(&listing->arena, listing->ranked, listing->ranked_count, sizeof(*ranked));

    if (ranked == NULL)
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
    listing->ranked = ranked;
    ranked[listing->ranked_count++] = (struct ranked){story->node, rank_story(story, 0)};
    return 0;
}

static int ranked_compare(const void *one, const void *other)
{
    const struct ranked *a = one, *b = other;

    if (a->rank != b->rank)
        return a->rank < b->rank ? 1 : -1;
    return a->node < b->node ? -1 : a->node > b->node;
}

/* Lists the first stories by rank. */
static int ranked_list(struct listing *listing, struct store *store, struct error *err)
{
    struct arena arena;
    int code = 0;

    if (listing->ranked_count > 1)
        qsort(listing->ranked, listing->ranked_count, sizeof(*listing->ranked), ranked_compare);
    arena_init(&arena, STORY_BYTES);
    for (size_t i = 0; i < listing->ranked_count && listing->filter.left > 0 && code == 0; i++) {
        struct story story;

        code = store_story_load(&story, store, &arena, listing->ranked[i].node, err);
        if (code == 0)
            code = story_add(listing, &story, err);
        listing->filter.left--;
        arena_reset(&arena);
    }
    arena_release(&arena);
    return code;
}

static int story_list(void *context, const struct story *story, struct error *err)
{
    struct listing *listing = context;
    struct filter *filter = &listing->filter;
    bool passes = false;
    int code;

    if (filter->since != TIME_NONE && story->first_seen < filter->since)
        return STOP; /* the rest are older */
    code = story_ask(&passes, filter, story, err);
    if (!passes)
        return code;
    if (listing->ranks)
        return ranked_add(listing, story, err);
    code = story_add(listing, story, err);
    return code != 0 ? code : --filter->left == 0 ? STOP : 0;
}

/* The options as they were given. */
struct filter_words {
    const char *language, *feed, *since, *until, *tellings, *outlets, *limit, *order;
};

static int order_read(bool *ret_ranks, const char *text, struct error *err)
{
    *ret_ranks = text != NULL && strcmp(text, "tellings") == 0;
    if (text == NULL || *ret_ranks || strcmp(text, "newest") == 0)
        return 0;
    return error_set(err, ERR_USAGE, SCOPE_RUN, "--order needs newest or tellings, not \"%s\"",
                     text);
}

static int filter_read(struct listing *listing, const struct filter_words *words, struct error *err)
{
    struct filter *filter = &listing->filter;
    int code =
        command_time_read(&filter->since, "since", words->since, &listing->zone, listing->now, err);

    filter->left = LIMIT;
    if (code == 0)
        code = command_time_read(&filter->until, "until", words->until, &listing->zone,
                                 listing->now, err);
    if (code == 0)
        code = command_language_read(&filter->language, &listing->arena, words->language, err);
    if (code == 0)
        code = command_number_read(&filter->tellings, "tellings", words->tellings, err);
    if (code == 0)
        code = command_number_read(&filter->outlets, "outlets", words->outlets, err);
    if (code == 0)
        code = order_read(&listing->ranks, words->order, err);
    if (listing->ranks && filter->since == TIME_NONE)
        filter->since = listing->now - RANKED_SECONDS;
    if (code == 0)
        code = command_feed_read(&filter->feed, &listing->arena, words->feed, err);
    return code != 0 ? code : command_number_read(&filter->left, "limit", words->limit, err);
}

/* More stories can exist only if the limit ended the list. */
static void count_print(const struct listing *listing)
{
    size_t count = listing->table.cell_count / listing->table.count;

    printf("\n%zu stor%s%s\n", count, count == 1 ? "y" : "ies",
           listing->filter.left == 0 ? "; --limit N lists more" : "");
}

static int list(struct listing *listing, struct command_context *context, struct error *err)
{
    struct store *store = NULL;
    int code = command_state(context, err);

    if (code == 0)
        code = store_open_readonly(&store, context->state_address, err);
    if (code == 0)
        code = store_stories(store, 0, story_list, listing, err);
    if (listing->ranks && (code == 0 || code == STOP))
        code = ranked_list(listing, store, err);
    store_close(store);
    if (code != 0 && code != STOP)
        return code;
    if (listing->list != NULL)
        return command_print_json(json_incref(listing->list), JSON_INDENT(2), err);
    columns_print(&listing->table);
    count_print(listing);
    return 0;
}

static int stories_run(struct command_context *context, int argc, char **argv, struct error *err)
{
    struct listing listing = {.list = NULL};
    struct filter_words words = {.feed = NULL};
    bool json = false, done;
    const struct command_option options[] = {
        {"language", OPTION_VALUE, "LANG", "only stories told in this language", &words.language},
        {"feed", OPTION_VALUE, "TEXT",
         "only stories told by a feed whose address or title contains this", &words.feed},
        {"since", OPTION_VALUE, "TIME",
         "only stories first seen since then: a time, a day, or 3d (ago)", &words.since},
        {"until", OPTION_VALUE, "TIME", "only stories first seen before then", &words.until},
        {"tellings", OPTION_VALUE, "N", "only stories with at least this many tellings",
         &words.tellings},
        {"outlets", OPTION_VALUE, "N", "only stories told by at least this many outlets",
         &words.outlets},
        {"order", OPTION_VALUE, "ORDER",
         "newest first (the default), or tellings: what most outlets tell", &words.order},
        {"limit", OPTION_VALUE, "N", "list at most this many stories (default: 50)", &words.limit},
        {"json", OPTION_FLAG, NULL, "print a JSON array", &json},
        {NULL, OPTION_FLAG, NULL, NULL, NULL}};
    int code = command_parse(&done, context, options, 0, 0, argc, argv, err);

    if (code != 0 || done)
        return error_exit_status((enum error_code)code);
    arena_init(&listing.arena, ARENA_BYTES);
    columns_init(&listing.table, columns, sizeof(columns) / sizeof(columns[0]), &listing.arena);
    listing.list = json ? json_array() : NULL;
    listing.now = context->now;
    code = command_timezone(&listing.zone, &listing.arena, context, err);
    if (code == 0)
        code = filter_read(&listing, &words, err);
    if (code == 0)
        code = list(&listing, context, err);
    json_decref(listing.list);
    arena_release(&listing.arena);
    return error_exit_status((enum error_code)code);
}

const struct command command_stories = {
    .name = "stories",
    .operands = "",
    .summary = "list stories, newest first or what most outlets tell",
    .details =
        "Lists stories by the time their first telling was seen, each with the title of its\n"
        "lead telling. headwater story shows one story in detail. With --order tellings, what\n"
        "most outlets tell comes first, and sinks with time; without --since, only stories of\n"
        "the last 30 days are listed.",
    .run = stories_run,
};
