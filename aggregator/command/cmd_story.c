/*
 * headwater story: shows one story, its tellings, and why each was joined.
 */
#include "aggregator/base/clock.h"
#include "aggregator/command/command.h"
#include "aggregator/command/command_columns.h"
#include "aggregator/command/command_config.h"
#include "aggregator/command/command_json.h"
#include "aggregator/command/item_name.h"
#include "aggregator/render/render.h"
#include "aggregator/store/store.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ARENA_BYTES = 1 << 30 };

/* Finds the story by its number, by its id in the merged feed, or by one of its tellings. */
static int story_find(struct story *ret, struct store *store, struct arena *arena, const char *word,
                      struct error *err)
{
    struct named_item item;
    int code = item_name_find(&item, store, arena, word, err);

    return code != 0 ? code : store_story_load(ret, store, arena, item.node, err);
}

static const struct telling *telling_of(const struct story *story, uint64_t key)
{
    for (size_t i = 0; i < story->telling_count; i++)
        if (story->tellings[i].key == key)
            return &story->tellings[i];
    return NULL;
}

/* Two tellings of one feed in one language that are this far apart are probably parts of a
 * series. */
enum { SERIES_SECONDS = 20 * 3600 };

static int64_t time_of(const struct telling *telling)
{
    return telling->item.published != TIME_NONE ? telling->item.published : telling->first_seen;
}

static bool is_one_voice(const struct telling *a, const struct telling *b)
{
    return strcmp(a->feed_url, b->feed_url) == 0 &&
           strcmp(a->language != NULL ? a->language : "", b->language != NULL ? b->language : "") ==
               0;
}

/* A telling that its feed repeats much later, as if it were another story; NULL for none. */
static const struct telling *series_find(const struct story *story)
{
    for (size_t i = 0; i < story->telling_count; i++)
        for (size_t k = 0; k < i; k++) {
            const struct telling *a = &story->tellings[i], *b = &story->tellings[k];
            int64_t apart = time_of(a) - time_of(b);

            if (is_one_voice(a, b) && (apart >= SERIES_SECONDS || apart <= -SERIES_SECONDS))
                return a;
        }
    return NULL;
}

/* As text. */

static void line_print(struct arena *arena, const char *before, const char *text)
{
    const char *printable = columns_printable(arena, text);

    printf("%s%s\n", before, printable != NULL ? printable : "?");
}

static const char *title_of(const struct telling *telling)
{
    return telling->item.title.value != NULL ? telling->item.title.value : "(no title)";
}

/* Prints the features that the judge saw, under the names that explain uses: {"containment": C,
 * "t": T, "p": P, "matched": words}. */
static void detail_print(const char *detail)
{
    double c, t, p;
    int matched;
    json_t *seen = json_loads(detail, 0, NULL);

    if (json_unpack(seen, "{s:F, s:F, s:F, s:i}", "containment", &c, "t", &t, "p", &p, "matched",
                    &matched) == 0)
        printf("    T %.3f, P %.3f, C %.3f; %d words match\n", t, p, c, matched);
    else
        printf("    %s\n", detail);
    json_decref(seen);
}

static void evidence_print(struct arena *arena, const struct story *story,
                           const struct telling *telling)
{
    const struct evidence *e = &telling->evidence;
    const struct telling *with = telling_of(story, e->with);

    if (e->channel == NULL)
        return;
    printf("    %s", e->with == 0 && e->score == 0 ? "" : "joined by ");
    printf("%s", e->channel);
    if (e->score > 0)
        printf(", score %.3f", e->score);
    if (with != NULL)
        line_print(arena, ", with ", title_of(with));
    else if (e->with != 0)
        printf(", with item %016" PRIx64 "\n", e->with);
    else
        putchar('\n');
    if (e->detail != NULL)
        detail_print(e->detail);
}

static void telling_print(struct arena *arena, const struct story *story, size_t number,
                          const struct zone *zone)
{
    const struct telling *telling = &story->tellings[number - 1];
    const char *outlet = telling->feed_title != NULL ? telling->feed_title : telling->feed_url;
    char seen[CLOCK_TEXT_SIZE];

    zone_format_rfc3339(zone, telling->first_seen, seen);
    printf("\n%s%zu. ", telling->key == story->lead ? "*" : " ", number);
    line_print(arena, "", title_of(telling));
    line_print(arena, "    ",
               arena_printf(arena, "%s%s%s, seen %s, item %016" PRIx64, outlet,
                            telling->language != NULL ? ", " : "",
                            telling->language != NULL ? telling->language : "", seen,
                            telling->key));
    if (telling->item.link != NULL)
        line_print(arena, "    ", telling->item.link);
    evidence_print(arena, story, telling);
}

static void story_print(struct arena *arena, const struct story *story, const struct zone *zone)
{
    const struct telling *series = series_find(story);
    char id[RENDER_ID_SIZE], seen[CLOCK_TEXT_SIZE];

    render_id_format(id, RENDER_ID_STORY, story->node);
    zone_format_rfc3339(zone, story->first_seen, seen);
    printf("story %" PRIu64 ", %zu telling%s, first seen %s\n%s\n", story->node,
           story->telling_count, story->telling_count == 1 ? "" : "s", seen, id);
    if (series != NULL)
        line_print(arena, "may be a series: told on several days by ",
                   series->feed_title != NULL ? series->feed_title : series->feed_url);
    for (size_t i = 0; i < story->telling_count; i++)
        telling_print(arena, story, i + 1, zone);
}

/* As JSON. 64-bit numbers are strings, because JSON readers keep only 53 bits. */

static json_t *number_json(uint64_t number, bool decimal)
{
    return number == 0 ? json_null() : json_sprintf(decimal ? "%" PRIu64 : "%016" PRIx64, number);
}

static json_t *evidence_json(const struct evidence *evidence)
{
    json_t *detail = evidence->detail != NULL ? json_loads(evidence->detail, 0, NULL) : json_null();

    return json_pack("{s:s?, s:f, s:o, s:o}", "channel", evidence->channel, "score",
                     evidence->score, "with", number_json(evidence->with, false), "detail", detail);
}

static json_t *telling_json(const struct telling *t)
{
    return json_pack("{s:o, s:s?, s:s?, s:s?, s:s, s:s?, s:s?, s:o, s:o, s:o, s:o}", "key",
                     number_json(t->key, false), "id", t->item.id, "title", t->item.title.value,
                     "link", t->item.link, "feed", t->feed_url, "feed_title", t->feed_title,
                     "language", t->language, "published", command_json_time(t->item.published),
                     "first_seen", command_json_time(t->first_seen), "changed",
                     command_json_time(t->changed), "evidence", evidence_json(&t->evidence));
}

static int story_json_print(const struct story *story, struct error *err)
{
    char id[RENDER_ID_SIZE];
    json_t *tellings = json_array(), *all;

    render_id_format(id, RENDER_ID_STORY, story->node);
    for (size_t i = 0; i < story->telling_count; i++)
        json_array_append_new(tellings, telling_json(&story->tellings[i]));
    all = json_pack("{s:o, s:s, s:b, s:o, s:o, s:o, s:o}", "node", number_json(story->node, true),
                    "id", id, "may_be_series", (int)(series_find(story) != NULL), "first_seen",
                    command_json_time(story->first_seen), "updated",
                    command_json_time(story->updated), "lead", number_json(story->lead, false),
                    "tellings", tellings);
    return command_print_json(all, JSON_INDENT(2) | JSON_REAL_PRECISION(6), err);
}

static int story_run(struct command_context *context, int argc, char **argv, struct error *err)
{
    bool json = false, done;
    const struct command_option options[] = {
        {"json", OPTION_FLAG, NULL, "print one JSON object", &json},
        {NULL, OPTION_FLAG, NULL, NULL, NULL}};
    struct store *store = NULL;
    struct zone zone;
    struct story story = {.node = 0};
    struct arena arena;
    int code = command_parse(&done, context, options, 1, 1, argc, argv, err);

    if (code != 0 || done)
        return error_exit_status((enum error_code)code);
    arena_init(&arena, ARENA_BYTES);
    code = command_state(context, err);
    if (code == 0)
        code = store_open_readonly(&store, context->state_address, err);
    if (code == 0)
        code = story_find(&story, store, &arena, context->operands[0], err);
    if (code == 0 && json)
        code = story_json_print(&story, err);
    else if (code == 0 && (code = command_timezone(&zone, &arena, context, err)) == 0)
        story_print(&arena, &story, &zone);
    store_close(store);
    arena_release(&arena);
    return error_exit_status((enum error_code)code);
}

const struct command command_story = {
    .name = "story",
    .operands = "ID",
    .summary = "show a story's tellings and why they were joined",
    .details =
        "ID is the story's number, its id in the merged feed, or one of its items, named by\n"
        "key, id or link. The tellings are numbered; 2988751/2 names the second of a story\n"
        "for the other commands. A star marks the lead telling. A score is computed from T, the\n"
        "share of the texts' weight that both have; P, the same for what is in the same place\n"
        "in both; and C, the word sequences in common. headwater explain shows the words. If\n"
        "one feed tells a story on several days, it may be a series; headwater split takes an\n"
        "item out of it.",
    .run = story_run,
};
