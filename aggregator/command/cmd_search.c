/*
 * headwater search: finds stories by words of their titles and texts.
 */
#include "aggregator/command/command.h"
#include "aggregator/command/command_columns.h"
#include "aggregator/command/command_config.h"
#include "aggregator/command/command_filter.h"
#include "aggregator/command/command_json.h"
#include "aggregator/publish/publish_search.h"
#include "aggregator/render/render_values.h"
#include "aggregator/search/excerpt.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

enum {
    ARENA_BYTES = 64 << 20,
    FOUND_BYTES = 16 << 20,
    LIMIT = 20,
    LIMIT_MAX = 1000,
    EXCERPT_CHARACTERS = 160,
    SEARCH_SECONDS = 30,
};

struct seeking {
    struct search_query query;
    struct publish_search search;
    const struct pattern *feed;
    const struct zone *zone;
    json_t *list; /* NULL: prints text */
    size_t count;
    bool colours;
};

/* The options as they were given. */
struct seeking_words {
    const char *language, *feed, *since, *until, *limit;
    bool everything, json;
};

/* Prints a text with its marks in bold. */
static int marked_print(struct arena *arena, const struct search_marked *marked, bool colours,
                        struct error *err)
{
    size_t at = 0;

    for (size_t i = 0; i <= marked->count; i++) {
        const size_t begin = i < marked->count ? marked->ranges[i].begin : strlen(marked->text);
        const size_t end = i < marked->count ? marked->ranges[i].end : begin;
        const char *before =
            columns_printable(arena, arena_strndup(arena, marked->text + at, begin - at));
        const char *inside =
            columns_printable(arena, arena_strndup(arena, marked->text + begin, end - begin));

        if (before == NULL || inside == NULL)
            return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
        printf("%s%s%s%s", before, colours && end > begin ? "\033[1m" : "", inside,
               colours && end > begin ? "\033[0m" : "");
        at = end;
    }
    putchar('\n');
    return 0;
}

static const char *outlet_of(const struct telling *telling)
{
    return telling->feed_title != NULL ? telling->feed_title : telling->feed_url;
}

static void facts_print(const struct seeking *seeking, struct arena *arena,
                        const struct publish_found *found)
{
    const struct telling *telling = found->telling;
    const char *outlet = columns_printable(arena, outlet_of(telling));
    char time[CLOCK_TEXT_SIZE];
    size_t others = found->story->telling_count - 1;

    zone_format_rfc3339(seeking->zone, render_telling_time(telling), time);
    printf("   %s, %s%s%.*s %.5s", outlet != NULL ? outlet : "",
           telling->language != NULL ? telling->language : "",
           telling->language != NULL ? ", " : "", 10, time, time + 11);
    if (others > 0)
        printf(", %zu other telling%s", others, others == 1 ? "" : "s");
    printf(", story %" PRIu64 "\n", found->story->node);
}

static int text_print(struct seeking *seeking, struct arena *arena,
                      const struct publish_found *found, const struct search_marked *title,
                      const struct search_marked *excerpt, struct error *err)
{
    const char *link = columns_printable(arena, found->telling->item.link);
    int code;

    printf("%s%2zu. ", seeking->count > 1 ? "\n" : "", seeking->count);
    code = marked_print(arena, title, seeking->colours, err);
    facts_print(seeking, arena, found);
    if (code == 0 && excerpt->text[0] != '\0') {
        printf("   ");
        code = marked_print(arena, excerpt, seeking->colours, err);
    }
    if (link != NULL)
        printf("   %s\n", link);
    return code;
}

static size_t characters_before(const char *text, size_t end)
{
    size_t count = 0;

    for (size_t i = 0; i < end; i++)
        count += ((unsigned char)text[i] & 0xC0) != 0x80;
    return count;
}

/* The places to mark, as pairs of character numbers: [[4, 11]]. */
static json_t *marks_json(const struct search_marked *marked)
{
    json_t *list = json_array();

    for (size_t i = 0; i < marked->count; i++)
        json_array_append_new(
            list, json_pack("[I, I]",
                            (json_int_t)characters_before(marked->text, marked->ranges[i].begin),
                            (json_int_t)characters_before(marked->text, marked->ranges[i].end)));
    return list;
}

static int object_add(struct seeking *seeking, const struct publish_found *found,
                      const struct search_marked *title, const struct search_marked *excerpt,
                      struct error *err)
{
    const struct telling *telling = found->telling;
    char seen[CLOCK_TEXT_SIZE], published[CLOCK_TEXT_SIZE];
    json_t *object;

    clock_format_rfc3339(telling->first_seen, seen);
    clock_format_rfc3339(render_telling_time(telling), published);
    object = json_pack(
        "{s:o, s:f, s:s, s:s, s:i, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "node",
        json_sprintf("%" PRIu64, found->story->node), "score", found->score, "first_seen", seen,
        "published", published, "tellings", (int)found->story->telling_count, "item",
        json_sprintf("%016" PRIx64, telling->key), "outlet", command_json_text(outlet_of(telling)),
        "language", command_json_text(telling->language), "link",
        command_json_text(telling->item.link), "title", command_json_text(title->text),
        "title_marks", marks_json(title), "excerpt", command_json_text(excerpt->text),
        "excerpt_marks", marks_json(excerpt));
    return object != NULL && json_array_append_new(seeking->list, object) == 0
               ? 0
               : error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
}

static int found_take(void *context, const struct publish_found *found, struct error *err)
{
    struct seeking *seeking = context;
    struct search_marked title, excerpt;
    struct arena arena;
    int code;

    arena_init(&arena, FOUND_BYTES);
    seeking->count++;
    code = search_excerpt(&title, &arena, &seeking->query, found->telling->item.title.value,
                          SIZE_MAX, err);
    if (code == 0)
        code = search_excerpt(&excerpt, &arena, &seeking->query, found->telling->item.plain,
                              EXCERPT_CHARACTERS, err);
    if (code == 0)
        code = seeking->list != NULL ? object_add(seeking, found, &title, &excerpt, err)
                                     : text_print(seeking, &arena, found, &title, &excerpt, err);
    arena_release(&arena);
    return code;
}

static int telling_takes(bool *ret, void *context, const struct telling *telling, struct error *err)
{
    return command_feed_meets(ret, ((struct seeking *)context)->feed, telling, err);
}

/* Reads the words as one query. */
static int query_read(struct seeking *seeking, struct arena *arena,
                      const struct command_context *context, struct error *err)
{
    const char *text = "";

    for (size_t i = 0; i < context->operand_count && text != NULL; i++)
        text = arena_printf(arena, "%s%s%s", text, i > 0 ? " " : "", context->operands[i]);
    if (text == NULL)
        return error_set(err, ERR_USAGE, SCOPE_RUN, "the words are too long");
    search_query_read(&seeking->query, text);
    if (!search_query_asks(&seeking->query))
        return error_set(err, ERR_USAGE, SCOPE_RUN, "no word to search for in \"%s\"", text);
    return 0;
}

static int search_read(struct seeking *seeking, struct arena *arena,
                       const struct seeking_words *words, const struct command_context *context,
                       struct error *err)
{
    struct publish_search *search = &seeking->search;
    int code = query_read(seeking, arena, context, err);

    *search =
        (struct publish_search){.request = {.query = &seeking->query, .seconds = SEARCH_SECONDS},
                                .limit = LIMIT,
                                .everything = words->everything,
                                .each = found_take,
                                .context = seeking};
    if (code == 0)
        code = command_language_read(&search->request.language, arena, words->language, err);
    if (code == 0)
        code = command_time_read(&search->request.since, "since", words->since, seeking->zone,
                                 context->now, err);
    if (code == 0)
        code = command_time_read(&search->request.until, "until", words->until, seeking->zone,
                                 context->now, err);
    if (code == 0)
        code = command_number_read(&search->limit, "limit", words->limit, err);
    if (search->limit > LIMIT_MAX)
        search->limit = LIMIT_MAX;
    if (code == 0)
        code = command_feed_read(&seeking->feed, arena, words->feed, err);
    search->telling_takes = seeking->feed != NULL ? telling_takes : NULL;
    return code;
}

static int search_do(struct seeking *seeking, const struct config *config,
                     const struct command_context *context, struct error *err)
{
    struct store *store = NULL;
    bool more = false;
    int code = store_open_readonly(&store, context->state_address, err);

    if (code == 0)
        code = publish_search(&more, store, config, &seeking->search, err);
    store_close(store);
    if (code != 0)
        return code;
    if (seeking->list != NULL)
        return command_print_json(json_incref(seeking->list), JSON_INDENT(2), err);
    printf("%s%zu stor%s%s%s\n", seeking->count > 0 ? "\n" : "", seeking->count,
           seeking->count == 1 ? "y" : "ies", more ? "; --limit N lists more" : "",
           seeking->query.shortened ? "; the query was too long, and its end was ignored" : "");
    return 0;
}

static int search_run(struct command_context *context, int argc, char **argv, struct error *err)
{
    struct seeking seeking = {.colours = columns_want_colours()};
    struct seeking_words words = {.feed = NULL};
    const struct command_option options[] = {
        {"language", OPTION_VALUE, "LANG", "only items in this language", &words.language},
        {"feed", OPTION_VALUE, "TEXT", "only items of a feed whose address or title contains this",
         &words.feed},
        {"since", OPTION_VALUE, "TIME",
         "only items first seen since then: a time, a day, or 3d (ago)", &words.since},
        {"until", OPTION_VALUE, "TIME", "only items first seen before then", &words.until},
        {"limit", OPTION_VALUE, "N", "list at most this many stories (default: 20)", &words.limit},
        {"all", OPTION_FLAG, NULL, "also find what rules hide or no output selects",
         &words.everything},
        {"json", OPTION_FLAG, NULL, "print a JSON array", &words.json},
        {NULL, OPTION_FLAG, NULL, NULL, NULL}};
    struct config config = {0};
    struct arena arena;
    bool done;
    int code = command_parse(&done, context, options, 1, SIZE_MAX, argc, argv, err);

    if (code != 0 || done)
        return error_exit_status((enum error_code)code);
    arena_init(&arena, ARENA_BYTES);
    seeking.list = words.json ? json_array() : NULL;
    code = command_config(&config, context, err);
    seeking.zone = config.settings.timezone;
    if (code == 0)
        code = search_read(&seeking, &arena, &words, context, err);
    if (code == 0)
        code = search_do(&seeking, &config, context, err);
    json_decref(seeking.list);
    config_release(&config);
    arena_release(&arena);
    return error_exit_status((enum error_code)code);
}

const struct command command_search = {
    .name = "search",
    .operands = "WORDS",
    .summary = "find stories by words of their titles and texts",
    .details =
        "Finds the stories that contain all the words, the best match first: in the title\n"
        "before in the text, new before old. Case and accents do not matter. \"two words\" in\n"
        "quotation marks must follow one another, elect* finds every word that begins so (a star\n"
        "after less than two letters or digits is ignored), and -word leaves out what contains it\n"
        "(write -- before the words then). Only what feeds.yaml publishes is found, unless --all\n"
        "is given.",
    .run = search_run,
};
