#include "aggregator/site/site.h"

#include "aggregator/base/clock.h"
#include "aggregator/base/file.h"
#include "aggregator/publish/archive.h"
#include "aggregator/publish/day_pages.h"
#include "aggregator/publish/publish.h"
#include "aggregator/publish/publish_name.h"
#include "aggregator/publish/publish_results.h"
#include "aggregator/render/render.h"
#include "aggregator/site/site_links.h"
#include "aggregator/site/site_outputs.h"
#include "aggregator/site/site_push.h"
#include "aggregator/site/site_report.h"
#include "aggregator/site/site_search.h"
#include "aggregator/site/site_story.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { STORY_ARENA_BYTES = 64 * 1024 * 1024, REPORT_SECONDS = 5, DEFAULT_LIMIT = 200 };
/* The ages are the seconds that a client may cache a response without a request. */
enum {
    FEED_AGE = 60,
    PAGE_AGE = 60,
    ARCHIVE_AGE = 86400,
    PATH_BYTES = 64 * 1024,
    LINKS_BYTES = 64 * 1024 * 1024
};

struct site {
    const struct config *config;
    const char *state_address;
    int64_t (*now)(void);
    const struct serve *serve;
    struct site_push push;                  /* the callbacks of hubs */
    struct reader *reader;                  /* NULL when there are no reader interfaces */
    struct store *store;                    /* NULL while there is no state, or none that opens */
    int store_code;                         /* why: ERR_ABSENT when there is none */
    uint64_t store_identity, store_version; /* of store_stamp(), at the last state_get() */
    struct output fallback;                 /* the page to serve if the configuration has none */
    struct arena arena;
    const char *const *links; /* of each output, in the arena; or NULL */
};

/* The state. */

static uint64_t state_version(const struct site *site)
{
    struct store_stamp stamp;

    store_stamp(&stamp, site->state_address);
    return stamp.version;
}

/* The state, opened when it exists and reopened when it was replaced. */
static struct store *state_get(struct site *site)
{
    struct store_stamp stamp;

    store_stamp(&stamp, site->state_address);
    site->store_version = stamp.version;
    if (site->store != NULL && stamp.identity == site->store_identity)
        return site->store;
    store_close(site->store);
    site->store = NULL;
    site->store_identity = stamp.identity;
    site->store_code = store_open_readonly(&site->store, site->state_address, NULL);
    if (site->store_code != 0)
        site->store = NULL;
    return site->store;
}

/* Outputs. */

/* HTTP dates count seconds. If a file may change again within the same second, its date would make
 * a feed reader miss that change, so the date is not sent yet (RFC 9110 section 8.8.2.2); the ETag
 * is. */
static int64_t modified_at(const struct site *site, const struct stat *info)
{
    const int64_t settled = 2;

    return site->now() - info->st_mtim.tv_sec >= settled ? info->st_mtim.tv_sec : TIME_NONE;
}

/* An archive exists if its file does. A page of the current document exists if the state has enough
 * stories, which is only known after rendering. */
static int part_resource(struct serve_resource *ret, struct site *site, const char *path)
{
    struct publish_part part;
    size_t number;
    const struct output *output;
    struct arena arena;
    struct stat info;
    const char *name;

    if (!site_part_find(&number, &part, site->config, path))
        return 0;
    output = &site->config->outputs[number];
    arena_init(&arena, PATH_BYTES);
    name = publish_name(&arena, output->path, part);
    ret->number = number;
    ret->day = part.day;
    ret->page = part.page;
    ret->media_type = render_media_type(output->format);
    /* the page of the newest day still changes */
    ret->max_age =
        part.day != PUBLISH_NO_DAY && output->format != OUTPUT_HTML ? ARCHIVE_AGE : FEED_AGE;
    if (name != NULL && stat(name, &info) == 0 && S_ISREG(info.st_mode)) {
        ret->status = 200;
        ret->version = file_version(&info);
        ret->modified = modified_at(site, &info);
    } else if (part.day == PUBLISH_NO_DAY && access(output->path, F_OK) != 0) {
        ret->status = 200;
        ret->version = state_version(site);
    }
    arena_release(&arena);
    return 0;
}

/* Reads the file, if there is one. */
static int part_load(struct str *into, const struct output *output,
                     const struct serve_resource *resource, struct error *err)
{
    const struct publish_part part = {resource->day, resource->page};
    struct arena arena;
    const char *name = output->path;
    int code;

    arena_init(&arena, PATH_BYTES);
    if (part.page > 1 || part.day != PUBLISH_NO_DAY)
        name = publish_name(&arena, name, part);
    code = name != NULL ? file_read(into, name, err)
                        : error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory serving");
    arena_release(&arena);
    return code;
}

static const struct output *output_at(const struct site *site, uint64_t number)
{
    return number < site->config->output_count ? &site->config->outputs[number] : &site->fallback;
}

static int output_resource(struct serve_resource *ret, struct site *site, const char *path)
{
    const size_t number = site_output_find(site->config, path);
    const struct output *output = output_at(site, number);
    struct stat info;

    if (number == site->config->output_count && strcmp(path, "/") != 0)
        return part_resource(ret, site, path);
    ret->status = 200;
    ret->number = number;
    ret->day = PUBLISH_NO_DAY;
    ret->page = 1;
    ret->media_type = render_media_type(output->format);
    ret->max_age = FEED_AGE;
    ret->link = number < site->config->output_count ? site->links[number] : NULL;
    if (output->path != NULL && stat(output->path, &info) == 0 && S_ISREG(info.st_mode)) {
        ret->version = file_version(&info);
        ret->modified = modified_at(site, &info);
    } else {
        ret->version = state_version(site);
    }
    return 0;
}

static int output_load(struct str *into, struct site *site, const struct serve_resource *resource,
                       struct error *err)
{
    const struct output *output = output_at(site, resource->number);
    struct store *store;

    if (resource->day != PUBLISH_NO_DAY)
        return part_load(into, output, resource, err);
    if (output->path != NULL && part_load(into, output, resource, err) == 0)
        return 0;
    str_clear(into);
    store = state_get(site);
    if (store == NULL)
        return error_set(err, ERR_STORE, SCOPE_RUN, "there is no state yet");
    return publish_output(into, store, site->config, output, resource->page, err);
}

/* Stories. */

static int story_resource(struct serve_resource *ret, struct site *site, const char *path)
{
    struct store *store;
    struct story story;
    struct arena arena;
    uint64_t node;
    const bool in_folder = site_story_in_folder(&node, site->config, path);
    int code;

    if (!in_folder && !site_story_number(&node, path))
        return 0;
    store = state_get(site);
    if (store == NULL) /* that of a database that is away has the story, perhaps */
        return site->store_code == ERR_ABSENT ? 0 : site->store_code;
    arena_init(&arena, STORY_ARENA_BYTES);
    code = store_story_load(&story, store, &arena, node, NULL);
    if (code == 0) {
        ret->status = story.node == node ? 200 : 301;
        ret->number = story.node;
        ret->media_type = "text/html; charset=utf-8";
        ret->version = site->store_version;
        ret->max_age = PAGE_AGE;
        if (ret->status == 301)
            snprintf(ret->location, sizeof(ret->location), "%" PRIu64 "%s", story.node,
                     in_folder ? ".html" : ""); /* beside the alias, behind any proxy */
    }
    arena_release(&arena);
    return code == ERR_ABSENT ? 0 : code;
}

static int story_load(struct str *into, struct site *site, const struct serve_resource *resource,
                      struct error *err)
{
    struct store *store = state_get(site);
    uint64_t node;

    if (resource->status == 301)
        return 0;
    if (store == NULL)
        return error_set(err, ERR_ABSENT, SCOPE_RUN, "there is no state yet");
    return publish_story(into, &node, store, site->config, resource->number, err);
}

/* Where there is nothing. */

static int absent_load(struct str *into, struct site *site, const struct serve_resource *resource,
                       struct error *err)
{
    (void)resource;
    return publish_absent(into, site->config, err);
}

/* Health and metrics. */

static int report_make(struct site_report *ret, struct site *site)
{
    return site_report_make(ret, state_get(site), site->config, site->now(), NULL);
}

static int health_resource(struct serve_resource *ret, struct site *site, const char *path)
{
    struct site_report report;
    int code = report_make(&report, site);

    (void)path;
    ret->status = report.healthy ? 200 : 503;
    ret->media_type = "application/json";
    return code;
}

static int health_load(struct str *into, struct site *site, const struct serve_resource *resource,
                       struct error *err)
{
    struct site_report report;
    int code = report_make(&report, site);

    (void)resource, (void)err;
    site_report_health(into, &report);
    return code;
}

static int metrics_resource(struct serve_resource *ret, struct site *site, const char *path)
{
    (void)path;
    ret->status = 200;
    ret->media_type = "text/plain; version=0.0.4; charset=utf-8";
    ret->version = (uint64_t)(site->now() / REPORT_SECONDS) | 1;
    return 0;
}

static int metrics_load(struct str *into, struct site *site, const struct serve_resource *resource,
                        struct error *err)
{
    struct site_report report;
    struct metrics metrics;
    uint64_t requests[6] = {0};
    int code = report_make(&report, site);

    (void)resource, (void)err;
    if (site->serve != NULL)
        serve_count(site->serve, requests);
    metrics_init(&metrics, into);
    site_report_metrics(&metrics, &report);
    for (size_t i = 2; i < 6; i++)
        metrics_add(&metrics, METRIC_HTTP_REQUESTS, metrics_status_class(i), (double)requests[i]);
    return code;
}

/* What robots should leave alone: pages without number, and what is not for people. */
static int robots_resource(struct serve_resource *ret, struct site *site, const char *path)
{
    (void)site, (void)path;
    ret->status = 200;
    ret->media_type = "text/plain; charset=utf-8";
    ret->version = 1;
    ret->max_age = ARCHIVE_AGE;
    return 0;
}

static int robots_load(struct str *into, struct site *site, const struct serve_resource *resource,
                       struct error *err)
{
    (void)site, (void)resource, (void)err;
    str_append(into, "User-agent: *\nDisallow: /health\nDisallow: /metrics\nDisallow: /search\n");
    return 0;
}

/* Tried in this order: a row whose path is a prefix of the requested path, until one finds
 * something. The last row is for paths where none does. */
static const struct row {
    const char *path;
    bool whole;
    int (*find)(struct serve_resource *ret, struct site *site, const char *path);
    int (*load)(struct str *into, struct site *site, const struct serve_resource *resource,
                struct error *err);
} rows[] = {
    {"/health", true, health_resource, health_load},
    {"/metrics", true, metrics_resource, metrics_load},
    {"/robots.txt", true, robots_resource, robots_load},
    {"/", false, story_resource, story_load},
    {"/", false, output_resource, output_load},
    {"", true, NULL, absent_load},
};
enum { ROW_ABSENT = sizeof(rows) / sizeof(rows[0]) - 1 };

/* Pages may load the pictures of stories, and nothing else may load any. */
static bool may_have_pictures(const struct serve_resource *resource, const struct site *site)
{
    return site->config->settings.pictures && resource->media_type != NULL &&
           strncmp(resource->media_type, "text/html", 9) == 0;
}

static int site_find(struct serve_resource *ret, void *context, const char *path, struct error *err)
{
    (void)err;
    for (size_t i = 0; i < ROW_ABSENT && ret->status == 404; i++)
        if (rows[i].whole ? strcmp(path, rows[i].path) == 0
                          : strncmp(path, rows[i].path, strlen(rows[i].path)) == 0) {
            int code;

            ret->row = i;
            code = rows[i].find(ret, context, path);
            ret->pictures = may_have_pictures(ret, context);
            if (code != 0)
                return code;
        }
    return 0;
}

/* Depends on the configuration alone. */
static void site_absent(struct serve_resource *ret, void *context)
{
    (void)context;
    ret->row = ROW_ABSENT;
    ret->media_type = "text/html; charset=utf-8";
    ret->version = 1;
}

/* Pages get the search form, which leads from the page of a story to the folder above. */
static int site_load(struct str *into, void *context, const struct serve_resource *resource,
                     struct error *err)
{
    const struct site *site = context;
    const struct row *row = &rows[resource->row];
    int code = row->load(into, context, resource, err);

    if (code == 0 && resource->status == 200 && site->config->settings.search &&
        strncmp(resource->media_type, "text/html", 9) == 0)
        code = publish_search_form(into, site->config, row->load == story_load ? "../" : "", err);
    return code;
}

int site_new(struct site **ret, const struct config *config, const char *state_address,
             int64_t (*now)(void), struct error *err)
{
    struct site *site = calloc(1, sizeof(*site));
    int code;

    if (site == NULL)
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory starting the server");
    site->config = config;
    site->state_address = state_address;
    site->now = now;
    site->push.state_address = state_address;
    site->fallback =
        (struct output){.format = OUTPUT_HTML, .title = "headwater", .limit = DEFAULT_LIMIT};
    arena_init(&site->arena, LINKS_BYTES);
    code = site_links_make(&site->links, &site->arena, config, err);
    if (code == 0)
        *ret = site;
    else
        site_free(site);
    return code;
}

void site_free(struct site *site)
{
    if (site == NULL)
        return;
    store_close(site->store);
    arena_release(&site->arena);
    site_push_release(&site->push);
    free(site);
}

void site_set_reader(struct site *site, struct reader *reader)
{
    site->reader = reader;
}

/* While the state does not open, a hub is told to come again, and not that its subscription is
 * gone. */
static unsigned push_methods(struct site *site, const char *path)
{
    struct store *store = state_get(site);

    return store == NULL && site->store_code != ERR_ABSENT ? SITE_PUSH_METHODS
                                                           : site_push_methods(store, path);
}

static unsigned site_methods(void *context, const char *path)
{
    struct site *site = context;

    if (site->config->settings.search && site_search_takes(path))
        return SERVE_GET;
    if (site_push_takes(path))
        return push_methods(site, path);
    return site->reader != NULL ? reader_methods(path) : 0;
}

static int site_answer(struct serve_reply *reply, void *context,
                       const struct serve_request *request, struct error *err)
{
    struct site *site = context;

    if (site_push_takes(request->path))
        return site_push_answer(reply, &site->push, request, site->now(), err);
    return site->reader != NULL && reader_methods(request->path) != 0
               ? reader_answer(reply, site->reader, request, err)
               : site_search_answer(reply, state_get(site), site->config, request, err);
}

struct serve_source site_source(struct site *site)
{
    return (struct serve_source){.find = site_find,
                                 .load = site_load,
                                 .absent = site_absent,
                                 .methods = site_methods,
                                 .answer = site_answer,
                                 .context = site};
}

void site_set_server(struct site *site, const struct serve *serve)
{
    site->serve = serve;
}
