/*
 * headwater remove: unsubscribes from a feed.
 */
#include "aggregator/base/log.h"
#include "aggregator/base/spelling.h"
#include "aggregator/command/command_columns.h"
#include "aggregator/command/command_config.h"
#include "aggregator/command/subscriptions.h"
#include "aggregator/config/path.h"
#include "aggregator/store/store.h"
#include "aggregator/subscribe/feed_address.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { ARENA_BYTES = 64 << 20, UNKNOWN = -1 };

struct removal {
    struct config config;
    struct arena arena;
    size_t index;  /* of the feed in config.feeds */
    int64_t items; /* or UNKNOWN */
    bool hide;
};

/* Ways to name a feed, the surest first. */
static bool has_address(const struct feed *feed, const char *word)
{
    return strcmp(feed->url, word) == 0;
}

static bool has_name(const struct feed *feed, const char *word)
{
    return strcmp(feed->name, word) == 0;
}

static bool has_name_in_any_case(const struct feed *feed, const char *word)
{
    return strcasecmp(feed->name, word) == 0;
}

/* "example.org/feed" for "https://example.org/feed". */
static bool has_bare_address(const struct feed *feed, const char *word)
{
    const char *bare = strstr(feed->url, "://");

    return bare != NULL && strcmp(bare + 3, word) == 0;
}

static int several_refuse(const struct removal *removal,
                          bool (*is)(const struct feed *, const char *), const char *word,
                          struct error *err)
{
    const struct config *config = &removal->config;

    for (size_t i = 0; i < config->feed_count; i++)
        if (is(&config->feeds[i], word))
            log_line(LOG_LEVEL_NOTICE, "line %d: %s (%s)", config->feeds[i].line,
                     config->feeds[i].name, config->feeds[i].url);
    return error_set(err, ERR_USAGE, SCOPE_RUN,
                     "several feeds are named \"%s\"; name one by its address", word);
}

static int none_refuse(const struct removal *removal, const char *path, const char *word,
                       struct error *err)
{
    struct spelling spelling;

    spelling_init(&spelling, word);
    for (size_t i = 0; i < removal->config.feed_count; i++)
        spelling_try(&spelling, removal->config.feeds[i].name);
    if (spelling.nearest != NULL)
        return error_set(err, ERR_ABSENT, SCOPE_RUN, "%s has no feed \"%s\", did you mean \"%s\"?",
                         path, word, spelling.nearest);
    return error_set(err, ERR_ABSENT, SCOPE_RUN,
                     "%s has no feed \"%s\" (headwater feeds lists them)", path, word);
}

/* The word as an address of feeds.yaml; NULL when it is none. */
static const char *address_read(struct arena *arena, const char *path, const char *word)
{
    const char *why, *folder;

    if (strncasecmp(word, "file:", 5) != 0)
        return feed_address(arena, word, &why);
    folder = path_folder(arena, path);
    return folder != NULL ? path_feed_url(arena, folder, word) : NULL;
}

static int feed_find(struct removal *removal, const char *path, const char *word, struct error *err)
{
    bool (*const ways[])(const struct feed *, const char *) = {
        has_address, has_name, has_name_in_any_case, has_bare_address};
    const struct config *config = &removal->config;
    const char *address = address_read(&removal->arena, path, word);

    for (size_t way = 0; way < sizeof(ways) / sizeof(ways[0]); way++) {
        size_t count = 0;

        for (size_t i = 0; i < config->feed_count; i++)
            if (ways[way](&config->feeds[i], word) ||
                (way == 0 && address != NULL && ways[way](&config->feeds[i], address))) {
                removal->index = i;
                count++;
            }
        if (count > 1)
            return several_refuse(removal, ways[way], word, err);
        if (count == 1)
            return 0;
    }
    return none_refuse(removal, path, word, err);
}

/* The items that the state has of the feed; none where there is no state yet. A state that cannot
 * be read keeps nobody from unsubscribing. */
static int items_count(struct removal *removal, const struct command_context *context,
                       struct error *err)
{
    const char *url = removal->config.feeds[removal->index].url;
    struct feed_state state = {.item_count = 0};
    struct store *store = NULL;
    int code = store_open_readonly(&store, context->state_address, err);

    if (code == ERR_ABSENT && context->state_is_given)
        return code;
    if (code == 0)
        code = store_feed_load(&state, store, &removal->arena, url, err);
    if (code == 0)
        code = store_feed_count(&state, store, err);
    store_close(store);
    removal->items = code == 0 || code == ERR_ABSENT ? state.item_count : UNKNOWN;
    if (removal->items == UNKNOWN)
        log_line(LOG_LEVEL_WARNING, "%s", err->text);
    err->code = ERR_NONE;
    return 0;
}

/* What becomes of the stories. */
static void outcome_print(const struct removal *removal)
{
    const struct feed *feed = &removal->config.feeds[removal->index];
    const bool one = removal->items == 1;

    if (removal->items == UNKNOWN)
        printf("The state could not be read; what it has of the feed stays there.\n");
    else if (removal->items == 0)
        printf("The state has no items of it.\n");
    else if (removal->hide)
        printf("From the next run on, its %" PRId64 " item%s published; without these keys %s "
               "again.\n",
               removal->items, one ? " is not" : "s are not", one ? "it is" : "they are");
    else if (removal->config.settings.unsubscribed == UNSUBSCRIBED_HIDE)
        printf("From the next run on, its %" PRId64 " item%s published (unsubscribed: hide); %s in "
               "the state.\n",
               removal->items, one ? " is not" : "s are not", one ? "it stays" : "they stay");
    else if (feed->hidden)
        printf("From the next run on, its %" PRId64 " item%s published again, which publish: false "
               "had hidden; \"unsubscribed: hide\" in settings hides %s.\n",
               removal->items, one ? " is" : "s are", one ? "it" : "them");
    else
        printf("Its %" PRId64 " item%s published in %s; \"unsubscribed: hide\" in settings hides "
               "%s.\n",
               removal->items, one ? " stays" : "s stay", one ? "its story" : "their stories",
               one ? "it" : "them");
}

static void result_print(struct removal *removal, const char *path)
{
    const char *url = removal->config.feeds[removal->index].url;
    const char *shown = columns_printable(&removal->arena, url);

    if (removal->hide)
        printf("%s now has enabled: false and publish: false in %s.\n", shown != NULL ? shown : "?",
               path);
    else
        printf("%s has been removed from %s.\n", shown != NULL ? shown : "?", path);
    outcome_print(removal);
    if (!removal->hide && removal->config.feed_count == 1)
        printf("No feeds are left; headwater add URL adds one.\n");
}

static int feed_remove(struct removal *removal, struct command_context *context, struct error *err)
{
    int code = command_config(&removal->config, context, err);

    if (code == 0)
        code = feed_find(removal, context->config_path, context->operands[0], err);
    if (code == 0)
        code = items_count(removal, context, err);
    if (code == 0)
        code = subscriptions_remove(context->config_path, &removal->config, removal->index,
                                    removal->hide, err);
    if (code == 0 && !context->quiet)
        result_print(removal, context->config_path);
    return code;
}

static int remove_run(struct command_context *context, int argc, char **argv, struct error *err)
{
    struct removal removal = {.hide = false};
    const struct command_option options[] = {
        {"hide", OPTION_FLAG, NULL,
         "keep it in feeds.yaml, not polled and not published (enabled, publish)", &removal.hide},
        {NULL, OPTION_FLAG, NULL, NULL, NULL}};
    bool done;
    int code = command_parse(&done, context, options, 1, 1, argc, argv, err);

    if (code != 0 || done)
        return error_exit_status((enum error_code)code);
    arena_init(&removal.arena, ARENA_BYTES);
    code = feed_remove(&removal, context, err);
    config_release(&removal.config);
    arena_release(&removal.arena);
    return error_exit_status((enum error_code)code);
}

const struct command command_remove = {
    .name = "remove",
    .operands = "FEED",
    .summary = "unsubscribe from a feed, given its address or name",
    .details =
        "Removes the feed from feeds.yaml and says what becomes of its items: they stay in the\n"
        "state and in their stories, and are published unless settings has unsubscribed: hide.\n"
        "Comments and everything else in feeds.yaml stay unchanged. With --hide the feed stays\n"
        "there with enabled: false and publish: false.",
    .run = remove_run};
