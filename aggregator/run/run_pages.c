#include "aggregator/run/run_pages.h"

#include "aggregator/base/clock.h"
#include "aggregator/base/log.h"
#include "aggregator/base/url.h"
#include "aggregator/fetch/redirect_chain.h"
#include "aggregator/fetch/robots.h"
#include "aggregator/run/intake_page.h"

#include <string.h>

enum {
    ARENA_BYTES = 48 << 20,
    DUE_BYTES = 16 << 20,         /* for the pages that are due; the others wait for a later run */
    SITE_BYTES = 2 << 20,         /* for one site with its robots.txt */
    HOST_BYTES_MAX = 255 * 3 + 6, /* with its port */
    HOUR = 3600,
    ROBOTS_SECONDS = 86400, /* a robots.txt is read again after a day (RFC 9309 §2.4) */
    PAUSE_SECONDS = 3600,   /* until an unreachable robots.txt is requested again */
};

struct wish;

/* A site with pages that are due. */
struct site {
    struct store_site stored; /* without the text of its robots.txt */
    const char *robots_url;
    struct feed feed;    /* for the request of its robots.txt */
    struct wish *wishes; /* its pages that may be requested now */
};

/* A page that is due. */
struct wish {
    struct wish *next; /* of the same site */
    struct store_page page;
    struct feed feed; /* as configured, for this request */
    const struct feed_state *state;
    size_t site;
    const char *path; /* with the query, for robots.txt */
    bool chosen;
};

struct pages {
    const struct run_pages *options;
    struct store *store;
    struct arena arena, due;
    struct arena site; /* the text of one robots.txt at a time: those of all sites are too large */
    struct wish *wishes;
    size_t wish_count;
    struct site *sites;
    size_t site_count;
    struct fetch_request *requests; /* of one round */
    size_t request_count;
    int64_t now;
};

static int out_of_memory(struct error *err)
{
    return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
}

static bool is_wanted(const struct config *config)
{
    for (size_t i = 0; i < config->feed_count; i++)
        if (config->feeds[i].enabled && config->feeds[i].fulltext)
            return config->settings.pages_per_hour > 0;
    return false;
}

/* Scheme, host and port of an address, and the rest. False for one with a user in it, or with a
 * host that is longer than any name (RFC 1035 section 2.3.4: 255 bytes; each may be written as
 * "%41"): a site is noted by its origin. */
static bool origin_split(const char **ret_origin, const char **ret_path, struct arena *arena,
                         const char *url)
{
    const char *host = strstr(url, "://");
    size_t length, path_length;

    if (host == NULL)
        return false;
    host += 3;
    length = strcspn(host, "/?#");
    path_length = strcspn(host + length, "#");
    *ret_origin = arena_strndup(arena, url, (size_t)(host - url) + length);
    *ret_path = arena_printf(arena, "%s%.*s", host[length] == '/' ? "" : "/", (int)path_length,
                             host + length);
    return memchr(host, '@', length) == NULL && length > 0 && length <= HOST_BYTES_MAX;
}

static size_t feed_find(const struct config *config, const char *url)
{
    size_t i = 0;

    while (i < config->feed_count && strcmp(config->feeds[i].url, url) != 0)
        i++;
    return i;
}

static bool is_same_host(struct arena *arena, const char *a, const char *b)
{
    const char *host = url_host(arena, a), *other = url_host(arena, b);

    return host != NULL && other != NULL && strcmp(host, other) == 0;
}

/* A page may be anywhere, so what the user allows for the feed holds for the feed's own host. */
static struct feed feed_for(struct arena *arena, const struct feed *feed, const char *url)
{
    struct feed ret = *feed;

    ret.exec = ret.filter = NULL;
    ret.scrape = NULL;
    ret.allow_private = feed->allow_private && is_same_host(arena, feed->url, url);
    return ret;
}

/* What is stored of a site, until the next call. */
static int site_load(struct store_site *ret, struct pages *p, const char *origin, struct error *err)
{
    arena_reset(&p->site);
    return store_site_load(ret, p->store, &p->site, origin, err);
}

/* The site of an origin, loaded when it is new; SIZE_MAX, with *code set, when that fails. */
static size_t site_find(struct pages *p, const char *origin, const struct feed *feed, int *code,
                        struct error *err)
{
    struct site *grown;
    const char *url;

    for (size_t i = 0; i < p->site_count; i++)
        if (strcmp(p->sites[i].stored.origin, origin) == 0)
            return i;
    grown = arena_grow(&p->arena, p->sites, p->site_count, sizeof(*grown));
    url = arena_printf(&p->arena, "%s/robots.txt", origin);
    if (grown == NULL || url == NULL) {
        *code = out_of_memory(err);
        return SIZE_MAX;
    }
    p->sites = grown;
    grown[p->site_count] = (struct site){.feed = *feed, .robots_url = url};
    *code = site_load(&grown[p->site_count].stored, p, origin, err);
    grown[p->site_count].stored.robots = NULL;
    return *code == 0 ? p->site_count++ : SIZE_MAX;
}

/* Whether the server wants no requests now, as its feed or the site said; then until when. */
static int64_t rest_of(const struct pages *p, const struct wish *wish, const struct feed *feed)
{
    const struct store_site *site = &p->sites[wish->site].stored;
    const bool same = redirect_chain_same_server(feed->url, site->origin);
    const int64_t told = same ? wish->state->retry_at : TIME_NONE;
    const int64_t until = site->not_before > told ? site->not_before : told;

    return until != TIME_NONE && until > p->now ? until : TIME_NONE;
}

/* Adds a page to the wishes, unless it is not to be requested, or not now. */
static int wish_add(struct pages *p, const struct store_page *page, struct error *err)
{
    const struct config *config = p->options->config;
    const size_t number = feed_find(config, page->feed_url);
    const struct feed *feed = &config->feeds[number];
    struct wish *wish = &p->wishes[p->wish_count];
    const char *origin = NULL, *path = NULL;
    bool may = true;
    int64_t until;
    int code = 0;

    if (number == config->feed_count || !feed->enabled || !feed->fulltext ||
        !url_is_http(page->url) || !origin_split(&origin, &path, &p->arena, page->url))
        return store_page_settle(p->store, page->key, TIME_NONE, err);
    if (origin == NULL || path == NULL)
        return out_of_memory(err);
    wish->path = path;
    wish->page = *page;
    wish->feed = feed_for(&p->arena, feed, page->url);
    wish->state = &p->options->states[number];
    wish->site = site_find(p, origin, &wish->feed, &code, err);
    if (code != 0)
        return code;
    if (arena_status(&p->arena) != ERR_NONE)
        return out_of_memory(err);
    until = rest_of(p, wish, feed);
    if (until != TIME_NONE)
        return store_page_settle(p->store, page->key, until, err);
    if (p->options->may_ask != NULL)
        code = p->options->may_ask(&may, p->options->may_ask_context, page->url, err);
    if (code != 0 || !may)
        return code;
    wish->next = p->sites[wish->site].wishes;
    p->sites[wish->site].wishes = wish;
    p->wish_count++;
    return 0;
}

/* Adds the pages; those for which the arena has no room wait for a later run. */
static int wishes_add(struct pages *p, const struct store_page *due, size_t count,
                      struct error *err)
{
    int code = 0;

    p->wishes = arena_array(&p->arena, count + 1, sizeof(*p->wishes));
    p->requests = arena_array(&p->arena, count + 1, sizeof(*p->requests));
    if (p->wishes == NULL || p->requests == NULL)
        return out_of_memory(err);
    for (size_t i = 0; i < count && code == 0; i++)
        code = wish_add(p, &due[i], err);
    if (code == ERR_MEMORY && arena_status(&p->arena) == ERR_LIMIT)
        code = err->code = ERR_NONE;
    return code;
}

static int wishes_load(struct pages *p, struct error *err)
{
    const int64_t per_hour = p->options->config->settings.pages_per_hour;
    struct store_page *due = NULL;
    size_t count = 0;
    int64_t asked = 0;
    int code = store_pages_forget(p->store, p->now, err);

    if (code == 0)
        code = store_pages_asked(&asked, p->store, p->now - HOUR, err);
    if (code == 0 && asked < per_hour)
        code = store_pages_due(&due, &count, p->store, &p->due, (size_t)(per_hour - asked), p->now,
                               err);
    return code == 0 ? wishes_add(p, due, count, err) : code;
}

static int robots_read(struct store_site *site, struct pages *p, struct spool *body,
                       struct error *err)
{
    const size_t size = body->size < ROBOTS_BYTES_MAX ? body->size : ROBOTS_BYTES_MAX;
    char *text = arena_alloc(&p->site, size + 1);
    size_t got = 0;
    int code;

    if (text == NULL)
        return out_of_memory(err);
    code = spool_read(&got, body, text, size, err);
    text[code == 0 ? got : 0] = '\0'; /* behind a NUL there is no rule */
    site->robots = text;
    return code;
}

/* Waits that a response asks for have a limit (politeness 13). */
static void wait_limit(const struct pages *p, struct fetch_response *response)
{
    const int64_t latest = p->now + p->options->config->settings.retry_after_max_seconds;

    if (response->retry_at != TIME_NONE && response->retry_at > latest)
        response->retry_at = latest;
}

/* RFC 9309 §2.3.1: no file allows everything; one that cannot be reached forbids everything, unless
 * an older copy is known. */
static int robots_take(void *context, const struct fetch_request *request,
                       struct fetch_response *response, struct error *err)
{
    struct pages *p = context;
    struct store_site *kept = &p->sites[request->index].stored;
    const bool has_copy =
        kept->robots_at != TIME_NONE && kept->robots_at > p->now - STORE_SITE_KEPT_SECONDS;
    const bool is_absent =
        response->status >= 400 && response->status < 500 && response->status != HTTP_TOO_MANY;
    const bool wants_rest = response->status == HTTP_TOO_MANY || response->retry_at > p->now;
    struct store_site site;
    int code = site_load(&site, p, kept->origin, err);

    wait_limit(p, response);
    if (code != 0)
        return code;
    if (response->status == HTTP_OK || is_absent) {
        site.robots = "";
        site.robots_at = p->now;
        site.not_before = response->retry_at;
        if (response->status == HTTP_OK)
            code = robots_read(&site, p, response->body, err);
    } else if (!has_copy || wants_rest) {
        site.not_before = response->retry_at > p->now ? response->retry_at : p->now + PAUSE_SECONDS;
        log_line(LOG_LEVEL_NOTICE, "%s/robots.txt cannot be read, so no page is requested: %s",
                 site.origin,
                 response->error.code != ERR_NONE ? response->error.text : "an error status");
    }
    if (code == 0)
        code = store_site_save(p->store, &site, err);
    *kept = site;
    kept->robots = NULL;
    return code;
}

static int robots_fetch(struct pages *p, struct error *err)
{
    struct fetch_options options = *p->options->fetch;

    options.after_others = true;
    p->request_count = 0;
    for (size_t i = 0; i < p->site_count; i++) {
        struct store_site *site = &p->sites[i].stored;

        if (p->sites[i].wishes == NULL)
            continue; /* it wants no requests now */
        if (site->robots_at == TIME_NONE || site->robots_at <= p->now - ROBOTS_SECONDS)
            p->requests[p->request_count++] = (struct fetch_request){.feed = &p->sites[i].feed,
                                                                     .url = p->sites[i].robots_url,
                                                                     .accept = "text/plain",
                                                                     .index = i};
    }
    if (p->request_count == 0)
        return 0;
    return fetch_all(p->requests, p->request_count, &options, robots_take, p, err);
}

/* Chooses a page if its site allows it. */
static int wish_judge(struct pages *p, struct wish *wish, const struct store_site *site,
                      struct error *err)
{
    if (site->not_before != TIME_NONE && site->not_before > p->now)
        return store_page_settle(p->store, wish->page.key, site->not_before, err);
    wish->chosen = robots_allow(site->robots, strlen(site->robots), robots_agent, wish->path);
    if (wish->chosen)
        return 0;
    log_line(LOG_LEVEL_DEBUG, "%s: %s is not requested: robots.txt", wish->feed.name,
             wish->page.url);
    p->options->intake->counts.pages_refused++;
    return store_page_settle(p->store, wish->page.key, TIME_NONE, err);
}

static int site_judge(struct pages *p, const struct site *site, struct error *err)
{
    struct store_site stored;
    int code = site->wishes != NULL ? site_load(&stored, p, site->stored.origin, err) : 0;

    for (struct wish *wish = site->wishes; wish != NULL && code == 0; wish = wish->next)
        code = wish_judge(p, wish, &stored, err);
    return code;
}

/* Chooses the pages that robots.txt allows, in the order of the wishes. */
static int pages_choose(struct pages *p, struct error *err)
{
    int code = 0;

    for (size_t i = 0; i < p->site_count && code == 0; i++)
        code = site_judge(p, &p->sites[i], err);
    p->request_count = 0;
    for (size_t i = 0; i < p->wish_count; i++)
        if (p->wishes[i].chosen)
            p->requests[p->request_count++] =
                (struct fetch_request){.feed = &p->wishes[i].feed,
                                       .url = p->wishes[i].page.url,
                                       .accept = "text/html, application/xhtml+xml;q=0.9",
                                       .index = i};
    return code;
}

static int page_starting(void *context, const struct fetch_request *request, struct error *err)
{
    struct pages *p = context;

    return store_page_asked(p->store, p->wishes[request->index].page.key, p->now, err);
}

/* Stores until when a site wants no requests. */
static int site_rest(struct pages *p, struct store_site *kept, int64_t until, struct error *err)
{
    struct store_site site;
    int code = site_load(&site, p, kept->origin, err);

    if (code != 0)
        return code;
    site.not_before = kept->not_before = until;
    return store_site_save(p->store, &site, err);
}

static int page_take(void *context, const struct fetch_request *request,
                     struct fetch_response *response, struct error *err)
{
    struct pages *p = context;
    const struct wish *wish = &p->wishes[request->index];
    struct store_site *site = &p->sites[wish->site].stored;
    struct intake_page_result result;
    int code;

    wait_limit(p, response);
    code = intake_page(&result, p->options->intake, &wish->feed, wish->state, &wish->page, response,
                       err);
    if (code != 0) {
        error_prefix(err, "storing the page %s: ", request->url);
        return code;
    }
    if (!result.taken)
        log_line(LOG_LEVEL_DEBUG, "%s: the page %s is not used: %s", wish->feed.name, request->url,
                 result.why[0] != '\0' ? result.why : "the feed has as much text");
    if (result.site_before == TIME_NONE || result.site_before <= site->not_before)
        return 0;
    return site_rest(p, site, result.site_before, err);
}

static int pages_fetch(struct pages *p, struct error *err)
{
    struct fetch_options options = *p->options->fetch;

    options.after_others = true;
    options.starting = page_starting;
    if (p->request_count == 0)
        return 0;
    return fetch_all(p->requests, p->request_count, &options, page_take, p, err);
}

static int pages_work(struct pages *p, struct error *err)
{
    int code = wishes_load(p, err);

    if (code != 0 || p->wish_count == 0)
        return code;
    code = fetch_setup(err);
    if (code != 0)
        return code;
    code = robots_fetch(p, err);
    if (code == 0)
        code = pages_choose(p, err);
    if (code == 0)
        code = pages_fetch(p, err);
    fetch_teardown();
    return code == 0 ? store_sync(p->store, err) : code;
}

int run_pages(const struct run_pages *options, struct error *err)
{
    struct pages pages = {
        .options = options, .store = options->intake->store, .now = options->intake->now};
    int code;

    if (!is_wanted(options->config))
        return 0;
    arena_init(&pages.arena, ARENA_BYTES);
    arena_init(&pages.due, DUE_BYTES);
    arena_init(&pages.site, SITE_BYTES);
    code = pages_work(&pages, err);
    arena_release(&pages.arena);
    arena_release(&pages.due);
    arena_release(&pages.site);
    return code;
}
