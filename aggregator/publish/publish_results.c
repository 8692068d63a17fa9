#include "aggregator/publish/publish_results.h"

#include "aggregator/base/clock.h"
#include "aggregator/publish/publish_search.h"
#include "aggregator/publish/publish_select.h"
#include "aggregator/render/render.h"
#include "aggregator/render/search_page.h"
#include "aggregator/search/excerpt.h"

#include <stdio.h>
#include <string.h>
#include <xxhash.h>

enum {
    DOCUMENT_BYTES = 32 * 1024 * 1024,
    RESULTS_BYTES = 16 * 1024 * 1024,
    STORY_BYTES = 64 * 1024 * 1024,
    EXCERPT_CHARACTERS = 240,
    SEARCH_SECONDS = 2, /* no other request is served meanwhile */
};

/* The results while they are collected: for a page the texts, for a feed the document. */
struct collecting {
    const struct config *config;
    struct search_query query;
    struct arena arena;
    struct output output;
    struct render_input input;
    struct rendering rendering; /* of a feed */
    struct render_result *results;
    size_t count;
};

static int out_of_memory(struct error *err)
{
    return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory showing search results");
}

/* The title and language of the user's page; without one, defaults. */
static void input_init(struct render_input *ret, struct output *output, const struct config *config)
{
    *output = selection_page(config);
    output->order = ORDER_NEWEST;
    output->self = NULL;
    *ret = (struct render_input){.output = output,
                                 .settings = &config->settings,
                                 .outputs = config->outputs,
                                 .output_count = config->output_count,
                                 .home = "./"};
}

/* Copies what a page shows of a telling. */
static struct telling *telling_copy(struct arena *arena, const struct telling *telling)
{
    struct telling *copy = arena_alloc(arena, sizeof(*copy));

    if (copy == NULL)
        return NULL;
    *copy = (struct telling){
        .key = telling->key,
        .feed_url = arena_strdup(arena, telling->feed_url),
        .feed_name = arena_strdup(arena, telling->feed_name),
        .feed_title = arena_strdup(arena, telling->feed_title),
        .language = arena_strdup(arena, telling->language),
        .first_seen = telling->first_seen,
        .item = {.title = {.value = arena_strdup(arena, telling->item.title.value)},
                 .link = arena_strdup(arena, telling->item.link),
                 .language = arena_strdup(arena, telling->item.language),
                 .published = telling->item.published,
                 .updated = telling->item.updated}};
    return copy;
}

static int result_add(void *context, const struct publish_found *found, struct error *err)
{
    struct collecting *collecting = context;
    struct render_result *result = &collecting->results[collecting->count];
    const struct item *item = &found->telling->item;
    int code;

    *result = (struct render_result){.telling = telling_copy(&collecting->arena, found->telling),
                                     .node = found->story->node,
                                     .tellings = found->story->telling_count};
    if (result->telling == NULL || arena_status(&collecting->arena) != ERR_NONE)
        return out_of_memory(err);
    code = search_excerpt(&result->title, &collecting->arena, &collecting->query, item->title.value,
                          SIZE_MAX, err);
    if (code == 0)
        code = search_excerpt(&result->excerpt, &collecting->arena, &collecting->query, item->plain,
                              EXCERPT_CHARACTERS, err);
    collecting->count += code == 0;
    return code;
}

static int entry_add(void *context, const struct publish_found *found, struct error *err)
{
    struct collecting *collecting = context;
    struct render_story ready;
    struct arena arena;
    int code;

    arena_init(&arena, STORY_BYTES);
    code = render_prepare(&ready, &arena, found->story, &collecting->config->settings, err);
    if (code == 0)
        code = render_add(&collecting->rendering, &ready, err);
    arena_release(&arena);
    return code;
}

static int search(bool *ret_more, struct collecting *collecting, struct store *store,
                  const struct publish_results *results, publish_found_fn *each, struct error *err)
{
    const struct publish_search options = {.request = {.query = &collecting->query,
                                                       .since = TIME_NONE,
                                                       .until = TIME_NONE,
                                                       .seconds = SEARCH_SECONDS},
                                           .skip = (size_t)(results->page - 1) * PUBLISH_RESULTS,
                                           .limit = PUBLISH_RESULTS,
                                           .newest = results->format != OUTPUT_HTML,
                                           .each = each,
                                           .context = collecting};

    *ret_more = false;
    if (store == NULL)
        return error_set(err, ERR_ABSENT, SCOPE_RUN, "there is no state yet");
    return publish_search(ret_more, store, collecting->config, &options, err);
}

static int page_make(struct str *into, struct collecting *collecting, struct store *store,
                     const struct publish_results *results, struct error *err)
{
    struct render_results page = {.query = results->query, .page = results->page};
    struct error own = {.code = ERR_NONE};
    int code = 0;

    collecting->results =
        arena_array(&collecting->arena, PUBLISH_RESULTS, sizeof(*collecting->results));
    if (collecting->results == NULL)
        return out_of_memory(err);
    page.asked = search_query_asks(&collecting->query);
    if (page.asked)
        code = search(&page.more, collecting, store, results, result_add, &own);
    page.too_long = code == ERR_LIMIT;
    /* damage of the index, too, is not the fault of the query */
    page.no_index = code == ERR_ABSENT || code == ERR_STORE;
    if (code != 0 && !page.no_index && !page.too_long) {
        if (err != NULL)
            *err = own;
        return code;
    }
    page.results = collecting->results;
    page.count = collecting->count;
    page.more = page.more && results->page < PUBLISH_RESULT_PAGES;
    return render_results_page(into, &collecting->input, &page, err);
}

/* A feed has an id and a title of its own query. */
static int feed_make(struct str *into, struct collecting *collecting, struct store *store,
                     const struct publish_results *results, struct error *err)
{
    struct output *output = &collecting->output;
    char id[RENDER_ID_SIZE];
    bool more;
    int code;

    render_id_format(id, RENDER_ID_FEED,
                     XXH3_64bits_withSeed(results->query, strlen(results->query),
                                          collecting->input.feed_number));
    output->format = results->format;
    output->id = id;
    output->self = results->self;
    output->title = arena_printf(&collecting->arena, "%s \u00b7 %s", results->query, output->title);
    if (output->title == NULL)
        return out_of_memory(err);
    code = render_begin(&collecting->rendering, &collecting->input, DOCUMENT_BYTES, err);
    if (code == 0 && search_query_asks(&collecting->query))
        code = search(&more, collecting, store, results, entry_add, err);
    if (code == 0)
        code = render_end(into, &collecting->rendering, err);
    render_release(&collecting->rendering);
    return code;
}

int publish_results(struct str *into, struct store *store, const struct config *config,
                    const struct publish_results *results, struct error *err)
{
    struct collecting collecting = {.config = config};
    int code = 0;

    arena_init(&collecting.arena, RESULTS_BYTES);
    input_init(&collecting.input, &collecting.output, config);
    search_query_read(&collecting.query, results->query);
    if (results->format == OUTPUT_HTML)
        code = page_make(into, &collecting, store, results, err);
    else if (store == NULL)
        code = error_set(err, ERR_ABSENT, SCOPE_RUN, "there is no state yet");
    else
        code = store_feed_number(&collecting.input.feed_number, store, err);
    if (code == 0 && results->format != OUTPUT_HTML)
        code = feed_make(into, &collecting, store, results, err);
    arena_release(&collecting.arena);
    return code;
}

int publish_search_form(struct str *page, const struct config *config, const char *root,
                        struct error *err)
{
    struct render_input input;
    struct output output;

    input_init(&input, &output, config);
    return render_search_embed(page, &input, "", root, err);
}

void publish_search_description(struct str *into, const struct config *config, const char *site)
{
    struct render_input input;
    struct output output;

    input_init(&input, &output, config);
    render_search_description(into, &input, site);
}
