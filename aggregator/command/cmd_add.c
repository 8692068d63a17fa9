/*
 * headwater add: subscribes to a feed, given its address or the address of a page that links to it.
 */
#include "aggregator/base/clock.h"
#include "aggregator/base/log.h"
#include "aggregator/command/command_columns.h"
#include "aggregator/command/command_config.h"
#include "aggregator/command/subscriptions.h"
#include "aggregator/config/path.h"
#include "aggregator/fetch/fetch.h"
#include "aggregator/parse/parse.h"
#include "aggregator/subscribe/discover.h"
#include "aggregator/subscribe/feed_address.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

enum {
    ARENA_BYTES = 64 * 1024 * 1024,
    PAGE_BYTES = 4 * 1024 * 1024,
    AGENT_SIZE = 256,
    OFFER_MAX = 360
};

/* What was found at an address. */
struct finding {
    struct arena arena;
    bool is_feed;
    bool allow_private;                 /* the address is on this machine or the local network */
    const char *url, *title, *language; /* of the feed */
    struct link *links;                 /* the feeds that a page links to */
    size_t link_count;
};

static int body_read(size_t *ret_size, void *context, void *into, size_t room, struct error *err)
{
    return spool_read(ret_size, context, into, room, err);
}

static int item_ignore(void *context, const struct document *document, const struct item *item,
                       struct error *err)
{
    (void)context, (void)document, (void)item, (void)err;
    return 0;
}

static int page_search(struct finding *finding, struct fetch_response *response, struct error *err)
{
    char *page = malloc(PAGE_BYTES);
    size_t size = 0;
    int code;

    if (page == NULL)
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory reading a page");
    spool_rewind(response->body);
    code = spool_read(&size, response->body, page, PAGE_BYTES, err);
    if (code == 0)
        code = discover_feeds(&finding->links, &finding->link_count, &finding->arena, page, size,
                              response->url, err);
    free(page);
    return code;
}

static int response_take(void *context, const struct fetch_request *request,
                         struct fetch_response *response, struct error *err)
{
    struct finding *finding = context;
    struct document document;
    struct error refusal;
    const struct parse_request parse = {.read = body_read,
                                        .read_context = response->body,
                                        .item = item_ignore,
                                        .url = response->url,
                                        .content_type = response->content_type,
                                        .content_language = response->content_language,
                                        .content_location = response->content_location};
    int code;

    if (response->error.code != ERR_NONE)
        return error_set(err, response->error.code, SCOPE_RUN, "%s: %s", request->url,
                         response->error.text);
    if (response->status != 200)
        return error_set(err, ERR_HTTP, SCOPE_RUN, "%s returned HTTP status %d", request->url,
                         response->status);
    code = parse_document(&document, &finding->arena, &parse, &refusal);
    if (code == ERR_NOT_FEED)
        return page_search(finding, response, err);
    if (code != 0)
        *err = refusal;
    finding->is_feed = code == 0;
    finding->title = document.title.value;
    finding->language = document.language;
    finding->url = arena_strdup(&finding->arena,
                                response->moved_to != NULL ? response->moved_to : request->url);
    return code;
}

/* Sends one request, as a run would. */
static int address_ask(struct finding *finding, const struct command_context *context,
                       const struct config *config, const char *url, bool allow_private,
                       struct error *err)
{
    const struct feed feed = {.url = url,
                              .name = url,
                              .enabled = true,
                              .allow_private = allow_private,
                              .proxy = config->settings.proxy};
    const struct fetch_request request = {.feed = &feed, .url = url};
    char agent[AGENT_SIZE];
    struct fetch_options options = {
        .settings = &config->settings, .user_agent = agent, .now = context->now};
    int code = fetch_setup(err);

    if (code != 0)
        return code;
    fetch_user_agent(agent, sizeof(agent), config->settings.contact);
    finding->allow_private = allow_private;
    code = fetch_all(&request, 1, &options, response_take, finding, err);
    fetch_teardown();
    return code;
}

/* Text from a page with the control characters removed that a terminal would act on. */
static const char *shown(struct finding *finding, const char *text)
{
    const char *printable = columns_printable(&finding->arena, text);

    return printable != NULL ? printable : "?";
}

/* An address in single quotes for the shell; a quote inside it becomes %27. */
static const char *shell_word(struct finding *finding, const char *url)
{
    const char *text = shown(finding, url);
    char *word = arena_array(&finding->arena, 3 * strlen(text) + 3, 1), *at = word;

    if (word == NULL)
        return "?";
    *at++ = '\'';
    for (; *text != '\0'; text++) {
        const char *put = *text == '\'' ? "%27" : text;
        size_t size = put == text ? 1 : 3;

        memcpy(at, put, size);
        at += size;
    }
    at[0] = '\'';
    at[1] = '\0';
    return word;
}

static int choice_tell(struct finding *finding, const char *url, struct error *err)
{
    if (finding->link_count == 0)
        return error_set(err, ERR_NOT_FEED, SCOPE_RUN, "%s is not a feed and does not link to one",
                         url);
    printf("%s links to several feeds; add one of them:\n", url);
    for (size_t i = 0; i < finding->link_count; i++)
        printf("  headwater add %s%s%s%s\n", finding->allow_private ? "--allow-private " : "",
               shell_word(finding, finding->links[i].href),
               finding->links[i].title != NULL ? "   # " : "",
               finding->links[i].title != NULL ? shown(finding, finding->links[i].title) : "");
    return 0;
}

/* What the user asked for. */
struct wishes {
    struct option_list tags;
    bool allow_private;
};

static int feed_add(const struct finding *finding, const struct command_context *context,
                    const struct config *config, const struct wishes *wishes, struct error *err)
{
    struct feed feed = {
        .url = finding->url, .name = finding->title, .allow_private = finding->allow_private};
    struct subscriptions_result result;
    int code;

    feed.tags = (const char **)wishes->tags.values;
    feed.tag_count = wishes->tags.count;
    code = subscriptions_add(&result, context->config_path, config, &feed, 1, false, err);
    if (code == 0 && !context->quiet)
        printf("%s %s %s%s\n", feed.url, result.added > 0 ? "has been added to" : "is already in",
               context->config_path,
               result.added > 0 && feed.allow_private ? " with allow_private: true" : "");
    return code;
}

/* The command that adds it all the same; a long one would be cut. */
static int private_refuse(struct finding *finding, const struct command_context *context,
                          const char *url, const char *written, struct error *err)
{
    const char *word = shell_word(finding, written);
    const char *config = context->config_is_given
                             ? arena_printf(&finding->arena, "--config %s ",
                                            shell_word(finding, context->config_path))
                             : "";

    if (config == NULL || strlen(config) + strlen(word) > OFFER_MAX)
        error_set(err, ERR_REFUSED, SCOPE_RUN,
                  "%.200s: this is an address of the local network, which needs --allow-private",
                  shown(finding, url));
    else
        error_set(
            err, ERR_REFUSED, SCOPE_RUN,
            "this is an address of the local network; to add it with allow_private: headwater "
            "add %s--allow-private %s",
            config, word);
    return ERR_REFUSED;
}

/* Requests an address; one on the local network only if the user wished so. written is what the
 * user may write for it. */
static int address_try(struct finding *finding, const struct command_context *context,
                       const struct config *config, const char *url, const char *written,
                       const struct wishes *wishes, struct error *err)
{
    int code = address_ask(finding, context, config, url, false, err);

    if (code != ERR_REFUSED)
        return code;
    if (!wishes->allow_private) /* a scheme may be refused, too */
        return strstr(err->text, "allow_private") != NULL
                   ? private_refuse(finding, context, url, written, err)
                   : code;
    err->code = ERR_NONE;
    return address_ask(finding, context, config, url, true, err);
}

/* Addresses. */

static int path_refuse(const char *path, struct error *err)
{
    return error_set(err, ERR_USAGE, SCOPE_RUN,
                     "%s is not an address; to add a file, write file: and its absolute path",
                     path);
}

static bool is_path(const char *text)
{
    struct stat info;

    if (strncasecmp(text, "file:", 5) == 0)
        return text[5] != '/';
    if (strncmp(text, "//", 2) == 0)
        return text[2] == '/';
    return text[0] == '/' || text[0] == '.' || (stat(text, &info) == 0 && S_ISREG(info.st_mode));
}

/* Whether the text begins with a scheme, and not with a host and port as "localhost:8080/feed"
 * does. */
static bool has_scheme(const char *text)
{
    const size_t length = strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                       "0123456789+.-");
    size_t digits;

    if (length == 0 || text[length] != ':')
        return false;
    digits = strspn(text + length + 1, "0123456789");
    return digits == 0 || strchr("/?#", text[length + 1 + digits]) == NULL; /* finds the end, too */
}

/* What the user wrote, as the address to request: "feed:" and similar schemes are replaced, an
 * address without a scheme gets this one, and a file's is written as feeds.yaml is read. */
static int address_read(const char **ret, struct arena *arena, const char *text, const char *scheme,
                        struct error *err)
{
    const char *why = NULL, *written = text;

    *ret = text;
    if (is_path(text))
        return path_refuse(text, err);
    if (strncasecmp(text, "file:", 5) == 0) {
        *ret = path_feed_url(arena, "/", text);
        return *ret != NULL ? 0 : error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
    }
    if (!has_scheme(text))
        written =
            arena_printf(arena, "%s%s%s", scheme, strncmp(text, "//", 2) == 0 ? "" : "//", text);
    *ret = written != NULL ? feed_address(arena, written, &why) : NULL;
    if (*ret != NULL)
        return 0;
    return error_set(err, why != NULL ? ERR_USAGE : ERR_MEMORY, SCOPE_RUN, "%.200s: %s",
                     feed_address_shown(arena, text), why != NULL ? why : "out of memory");
}

/* Requests what the user wrote. Without a scheme, https comes first and then http, in case the
 * server has only that; its failure is then the one of https. */
static int operand_try(struct finding *finding, const char **ret_url,
                       const struct command_context *context, const struct config *config,
                       const struct wishes *wishes, struct error *err)
{
    const char *text = context->operands[0];
    struct error second = {.code = ERR_NONE};
    int code = address_read(ret_url, &finding->arena, text, "https:", err);

    if (code == 0)
        code = address_try(finding, context, config, *ret_url, text, wishes, err);
    if (code != ERR_NETWORK || has_scheme(text) ||
        address_read(ret_url, &finding->arena, text, "http:", &second) != 0 ||
        address_try(finding, context, config, *ret_url, text, wishes, &second) != 0)
        return code;
    err->code = ERR_NONE;
    return 0;
}

/* A page that links to one feed stands for that feed, which is then requested in turn. */
static int address_add(const struct command_context *context, const struct config *config,
                       const struct wishes *wishes, struct error *err)
{
    const char *url = NULL;
    struct finding page = {.is_feed = false}, feed = {.is_feed = false};
    struct finding *found = &page;
    int code;

    arena_init(&page.arena, ARENA_BYTES);
    arena_init(&feed.arena, ARENA_BYTES);
    code = operand_try(&page, &url, context, config, wishes, err);
    if (code == 0 && !page.is_feed && page.link_count == 1) {
        found = &feed;
        code = address_try(&feed, context, config, page.links[0].href, page.links[0].href, wishes,
                           err);
    }
    if (code == 0)
        code = found->is_feed ? feed_add(found, context, config, wishes, err)
                              : choice_tell(found, url, err);
    arena_release(&page.arena);
    arena_release(&feed.arena);
    return code;
}

static int add_run(struct command_context *context, int argc, char **argv, struct error *err)
{
    struct wishes wishes = {.allow_private = false};
    const struct command_option options[] = {
        {"tag", OPTION_LIST, "TAG", "a tag for the feed; may be repeated", &wishes.tags},
        {"allow-private", OPTION_FLAG, NULL,
         "the address may be on this machine or the local network", &wishes.allow_private},
        {NULL, OPTION_FLAG, NULL, NULL, NULL}};
    struct config config = {0};
    bool done;
    int code = command_parse(&done, context, options, 1, 1, argc, argv, err);

    if (code != 0 || done)
        return error_exit_status((enum error_code)code);
    code = subscriptions_config(&config, context->config_path, NULL);
    if (code != 0)
        code = command_config(&config, context, err);
    if (code == 0)
        code = address_add(context, &config, &wishes, err);
    config_release(&config);
    return error_exit_status((enum error_code)code);
}

const struct command command_add = {
    .name = "add",
    .operands = "URL",
    .summary = "subscribe to a feed, given its address or that of a web page",
    .details =
        "Requests the address; without https:// or http:// it tries both, and feed: is read as\n"
        "browsers write it. If it is a feed, the feed is added to the end of feeds.yaml\n"
        "under its own title. If it is a web page that links to one feed, that feed is added.\n"
        "If the page links to several, they are listed for you to choose from and nothing is\n"
        "written. The rest of feeds.yaml stays unchanged; if there is no feeds.yaml, it is\n"
        "created.",
    .run = add_run};
