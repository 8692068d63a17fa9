#include "aggregator/config/check.h"

#include "aggregator/base/url.h"
#include "aggregator/config/path.h"
#include "aggregator/config/read_value.h"
#include "aggregator/config/value.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

enum { HOUR = 3600, DAY = 86400, YEAR = 365 * DAY };

/* A server that declares a freshness of a minute does not have feed readers in mind. */
enum { PERMITTED_MIN = 15 * 60 };

enum {
    HUBS_MAX = 8, /* of one output; each is told of every change */
    /* of a hub, and of an address that hubs are told: the state finds a ping by both */
    HUB_BYTES_MAX = 1000
};

/* The host, or the name of the file or program. */
static const char *default_name(struct reader *reader, const struct feed *feed)
{
    const char *url = feed->exec != NULL ? feed->exec[0] : feed->url;
    const char *slash;

    if (url_is_http(url))
        return reader_keep(reader, (char *)url_host(reader->arena, url));
    slash = strrchr(url, '/');
    return slash != NULL && slash[1] != '\0' ? slash + 1 : url;
}

static uint64_t command_hash(uint64_t seed, const char *name, const char *const *command)
{
    seed = command != NULL ? XXH3_64bits_withSeed(name, strlen(name), seed) : seed;
    for (size_t i = 0; command != NULL && command[i] != NULL; i++)
        seed = XXH3_64bits_withSeed(command[i], strlen(command[i]) + 1, seed);
    return seed;
}

static uint64_t scrape_hash(uint64_t seed, const struct scrape *scrape)
{
    for (size_t i = 0; scrape != NULL && i < SCRAPE_PARTS; i++) {
        const char *path = scrape->paths[i] != NULL ? scrape->paths[i] : "";

        seed = XXH3_64bits_withSeed(path, strlen(path) + 1, seed);
    }
    return seed;
}

/* A program that is a path starts from the folder of the file. */
static void program_find(struct reader *reader, const char **command)
{
    const char *path;

    if (command == NULL || strchr(command[0], '/') == NULL)
        return;
    path = read_value_path(reader, command[0]);
    if (path != NULL)
        command[0] = path;
}

/* The hash is of the arguments as written, so that it does not depend on the folder. The feed shows
 * it instead of them: they may hold secrets. */
static void programs_settle(struct reader *reader, struct feed *feed)
{
    feed->reading_hash = command_hash(command_hash(0, "exec", feed->exec), "filter", feed->filter);
    feed->reading_hash = scrape_hash(feed->reading_hash, feed->scrape);
    if (feed->exec != NULL && feed->url == NULL)
        feed->url = reader_keep(reader, arena_printf(reader->arena, "exec:%016" PRIx64,
                                                     command_hash(0, "exec", feed->exec)));
    program_find(reader, feed->exec);
    program_find(reader, feed->filter);
}

/* What a run would not find. A program without a folder is searched for when it is started. */
static void absence_warn(struct reader *reader, yaml_mark_t mark, const struct feed *feed)
{
    const struct {
        const char *key;
        const char *const *command;
    } programs[] = {{"exec", feed->exec}, {"filter", feed->filter}};
    char path[PATH_MAX];

    if (url_file_path(path, sizeof(path), feed->url) && access(path, R_OK) != 0)
        reader_warn(reader, mark, "url %s: %s, expected a readable file", path, strerror(errno));
    for (size_t i = 0; i < sizeof(programs) / sizeof(programs[0]); i++)
        if (programs[i].command != NULL && programs[i].command[0][0] == '/' &&
            access(programs[i].command[0], X_OK) != 0)
            reader_warn(reader, mark, "%s %s: %s, expected a program", programs[i].key,
                        programs[i].command[0], strerror(errno));
}

void check_feed(struct reader *reader, yaml_mark_t mark, struct feed *feed)
{
    const struct {
        bool wrong;
        const char *text;
    } rules[] = {
        {feed->user != NULL && feed->password == NULL, "user without password, expected both"},
        {feed->user == NULL && feed->password != NULL, "password without user, expected both"},
        {feed->user != NULL && feed->bearer != NULL, "user and bearer, expected one of them"},
        {feed->client_key != NULL && feed->client_cert == NULL,
         "client_key without client_cert, expected both"},
        {feed->user != NULL && strchr(feed->user, ':') != NULL,
         "user has a colon, expected none (RFC 7617)"},
    };

    for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
        if (rules[i].wrong)
            reader_complain(reader, mark, "%s", rules[i].text);
    programs_settle(reader, feed);
    if (feed->url != NULL && feed->enabled)
        absence_warn(reader, mark, feed);
    if (feed->url != NULL && feed->name == NULL)
        feed->name = default_name(reader, feed);
}

/* Whether nothing can be appended to the address. */
static bool has_query(const char *url)
{
    return url != NULL && strpbrk(url, "?#") != NULL;
}

void check_settings(struct reader *reader, yaml_mark_t mark, const struct settings *settings)
{
    char min[VALUE_TEXT_SIZE], max[VALUE_TEXT_SIZE];

    if (settings->interval_max_seconds != 0 &&
        settings->interval_min_seconds > settings->interval_max_seconds) {
        value_format_duration(min, settings->interval_min_seconds);
        value_format_duration(max, settings->interval_max_seconds);
        reader_complain(reader, mark,
                        "interval_min is %s, expected at most interval_max, which is %s", min, max);
    }
    if (has_query(settings->site))
        reader_complain(reader, mark, "site has a query, expected the address of a folder");
    if (has_query(settings->websub))
        reader_complain(reader, mark, "websub has a query, expected the address of a folder");
    if (settings->archive_seconds != 0 && settings->archive_seconds < settings->window_seconds) {
        value_format_duration(min, settings->window_seconds);
        value_format_duration(max, settings->archive_seconds);
        reader_complain(reader, mark, "archive is %s, expected at least window, which is %s", max,
                        min);
    }
}

void check_fill_settings(struct settings *settings)
{
    int64_t *floor = &settings->interval_min_seconds, *ceiling = &settings->interval_max_seconds;
    int64_t interval = settings->interval_seconds;

    settings->permitted_min_seconds = *floor;
    if (*floor == 0) {
        *floor = interval < HOUR ? interval : HOUR;
        settings->permitted_min_seconds = *floor < PERMITTED_MIN ? *floor : PERMITTED_MIN;
    }
    if (*ceiling == 0)
        *ceiling = interval > DAY ? interval : DAY;
    if (*floor > *ceiling)
        *ceiling = *floor;
    if (settings->archive_seconds == 0)
        settings->archive_seconds =
            settings->window_seconds > YEAR ? settings->window_seconds : YEAR;
}

static bool is_feed(enum output_format format)
{
    return format == OUTPUT_ATOM || format == OUTPUT_RSS || format == OUTPUT_JSON;
}

/* Keys that only have an effect together with others. */
static void check_output_keys(struct reader *reader, yaml_mark_t mark, const struct output *output)
{
    const bool has_bar = output->min_outlets > 0 || output->min_tellings > 0;
    const bool digest = output->at.wanted;
    const struct {
        bool wrong;
        const char *text;
    } rules[] = {
        {output->half_life_seconds != 0 && output->order != ORDER_TELLINGS,
         "half_life without order: tellings, expected both"},
        {has_bar && output->archives,
         "archives with min_outlets or min_tellings, expected one of them"},
        {output->past_days > 0 && output->format != OUTPUT_HTML,
         "past_days of an output that is no page, expected format html"},
        {output->past_days > 0 && (has_bar || output->order == ORDER_TELLINGS || output->at.wanted),
         "past_days with order: tellings, min_outlets, min_tellings or at, expected a page of the "
         "newest stories"},
        {has_bar && output->format == OUTPUT_OPML,
         "min_outlets or min_tellings in a list of feeds, expected none"},
        {output->link != LINK_ARTICLE && !is_feed(output->format),
         "link in a page or a list, expected format atom, rss or json"},
        {output->format == OUTPUT_STORIES && (has_bar || output->order != ORDER_NEWEST),
         "order, min_outlets or min_tellings in a folder of stories, expected none"},
        {output->format == OUTPUT_STORIES && has_query(output->self),
         "self has a query, expected the address of a folder"},
        {output->days != 0 && !digest, "on without at, expected both"},
        {output->stories != 0 && !digest, "stories without at, expected both"},
        {output->to_count > 0 && !digest, "to without at, expected both"},
        {output->to_count > 0 && output->from == NULL, "to without from, expected both"},
        {output->to_count == 0 && output->from != NULL, "from without to, expected both"},
        {digest && output->archives, "archives of a digest, expected a limit only"},
        {digest && output->order != ORDER_NEWEST, "order of a digest, expected none"},
        {digest && (output->format == OUTPUT_OPML || output->format == OUTPUT_STORIES),
         "a digest as a list of feeds or a folder, expected a document"},
        {output->hub_count > 0 && output->format != OUTPUT_HTML && !is_feed(output->format),
         "hub of a list of feeds or a folder of stories, expected format atom, rss, json or html"},
    };

    for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
        if (rules[i].wrong)
            reader_complain(reader, mark, "%s", rules[i].text);
}

static yaml_mark_t mark_of(const struct output *output)
{
    return (yaml_mark_t){.line = (size_t)output->line - 1, .column = (size_t)output->column - 1};
}

/* Whether a page is beside a folder of stories, to which it then links. */
static bool has_page_beside(const struct output *folder, const struct output *outputs, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (outputs[i].format == OUTPUT_HTML && url_is_beside(outputs[i].path, folder->path))
            return true;
    return false;
}

void check_links(struct reader *reader, const struct output *outputs, size_t count,
                 const char *site)
{
    bool pages = site != NULL;

    for (size_t i = 0; i < count; i++)
        pages |= outputs[i].format == OUTPUT_STORIES && outputs[i].self != NULL;
    for (size_t i = 0; i < count; i++) {
        if (!pages && outputs[i].link == LINK_STORY)
            reader_complain(reader, mark_of(&outputs[i]),
                            "link is story, but no story has an address, expected site in "
                            "settings, or an output of format stories with self");
        if (outputs[i].format == OUTPUT_STORIES && outputs[i].self == NULL &&
            !has_page_beside(&outputs[i], outputs, count))
            reader_warn(reader, mark_of(&outputs[i]),
                        "nothing links to these stories, expected self, or a page beside %s",
                        outputs[i].path);
    }
}

void check_output(struct reader *reader, yaml_mark_t mark, const struct output *outputs,
                  size_t last)
{
    const char *path = outputs[last].path;
    struct stat own, there;

    check_output_keys(reader, mark, &outputs[last]);
    for (size_t i = 0; i < last; i++)
        if (strcmp(outputs[i].path, path) == 0)
            reader_complain(reader, mark, "two outputs have the path %s, expected a path for each",
                            path);
    if (outputs[last].format == OUTPUT_STORIES) {
        if (stat(path, &there) == 0 && !S_ISDIR(there.st_mode))
            reader_complain(reader, mark, "path is a file, %s, expected a folder", path);
    } else if (path[strlen(path) - 1] == '/' ||
               (stat(path, &there) == 0 && S_ISDIR(there.st_mode))) {
        reader_complain(reader, mark,
                        "path is a folder, %s, expected a file (a folder needs format: stories)",
                        path);
    } else if (stat(path, &there) == 0 && stat(reader->path, &own) == 0 &&
               there.st_ino == own.st_ino && there.st_dev == own.st_dev) {
        reader_complain(reader, mark, "path is this configuration file, %s, expected another file",
                        path);
    }
    /* with a hub, the output has an address, or that is a mistake: see check_hubs() */
    if (outputs[last].archives && outputs[last].self == NULL && outputs[last].hub_count == 0)
        reader_warn(reader, mark, "archives without self, expected both: none are written");
    else if (outputs[last].archives && !is_feed(outputs[last].format))
        reader_warn(reader, mark,
                    "archives of a page or a list, expected format atom, rss or json: "
                    "none are written");
}

/* Whether two paths are one file, by name or through links. */
static bool is_same_file(const char *a, const char *b)
{
    struct stat one, other;

    return strcmp(a, b) == 0 || (stat(a, &one) == 0 && stat(b, &other) == 0 &&
                                 one.st_ino == other.st_ino && one.st_dev == other.st_dev);
}

/* An output that is polled would feed itself. */
static void address_check(struct reader *reader, const struct output *output,
                          const struct feed *feeds, size_t count, const char *site)
{
    const yaml_mark_t mark = mark_of(output);
    const char *served =
        site != NULL && output->format != OUTPUT_STORIES
            ? reader_keep(reader, (char *)path_served_url(reader->arena, site, output->path))
            : NULL;

    for (size_t i = 0; i < count; i++)
        if (output->self != NULL && url_is_same(output->self, feeds[i].url))
            reader_complain(reader, mark,
                            "self is the address of a feed, %s (line %d), expected another address",
                            output->self, feeds[i].line);
        else if (served != NULL && url_is_same(served, feeds[i].url))
            reader_complain(reader, mark,
                            "the output has the address of a feed, %s (line %d), expected another "
                            "path",
                            feeds[i].url, feeds[i].line);
}

void check_overwriting(struct reader *reader, const struct output *output, const struct feed *feeds,
                       size_t count, const struct settings *settings)
{
    const yaml_mark_t mark = mark_of(output);
    const char *state = settings->state;
    char path[PATH_MAX];

    address_check(reader, output, feeds, count, settings->site);
    if (state != NULL && is_same_file(output->path, state))
        reader_complain(reader, mark, "path is the state, %s, expected another file", output->path);
    for (size_t i = 0; i < count; i++)
        if (url_file_path(path, sizeof(path), feeds[i].url) && is_same_file(output->path, path))
            reader_complain(reader, mark,
                            "path is the file of a feed, %s (line %d), expected another file",
                            output->path, feeds[i].line);
}

/* One address of a hub, which must be neither the document's own nor listed before. */
static void hub_check(struct reader *reader, const struct output *output, size_t number)
{
    const char *hub = output->hubs[number];

    if (strlen(hub) > HUB_BYTES_MAX)
        reader_complain(reader, mark_of(output), "hub has %zu bytes, expected at most %d",
                        strlen(hub), HUB_BYTES_MAX);
    if (url_is_same(hub, output->self))
        reader_complain(reader, mark_of(output),
                        "hub is the address of the output itself, %s, expected that of a hub", hub);
    for (size_t i = 0; i < number; i++)
        if (url_is_same(hub, output->hubs[i])) {
            reader_complain(reader, mark_of(output), "hub %s is listed twice, expected once", hub);
            return;
        }
}

/* Hubs know a document by its address alone. */
static void topic_check(struct reader *reader, const struct output *outputs, size_t last)
{
    if (strlen(outputs[last].self) > HUB_BYTES_MAX)
        reader_complain(reader, mark_of(&outputs[last]),
                        "the address of an output with a hub has %zu bytes, expected at most %d",
                        strlen(outputs[last].self), HUB_BYTES_MAX);
    for (size_t i = 0; i < last; i++)
        if (outputs[i].hub_count > 0 && url_is_same(outputs[i].self, outputs[last].self)) {
            reader_complain(reader, mark_of(&outputs[last]),
                            "two outputs with a hub have the address %s, expected an address for "
                            "each",
                            outputs[last].self);
            return;
        }
}

void check_hubs(struct reader *reader, struct output *outputs, size_t count, const char *site)
{
    for (size_t i = 0; i < count; i++) {
        struct output *output = &outputs[i];

        if (output->hub_count == 0 || output->path == NULL)
            continue;
        if (output->self == NULL && site != NULL)
            output->self =
                reader_keep(reader, (char *)path_served_url(reader->arena, site, output->path));
        if (output->self == NULL) {
            if (site == NULL)
                reader_complain(reader, mark_of(output),
                                "hub without the address of the output, expected self, or site in "
                                "settings");
            output->hub_count = 0;
            continue;
        }
        if (output->hub_count > HUBS_MAX)
            reader_complain(reader, mark_of(output), "%zu hubs, expected at most %d",
                            output->hub_count, HUBS_MAX);
        for (size_t hub = 0; hub < output->hub_count && hub < HUBS_MAX; hub++)
            hub_check(reader, output, hub);
        topic_check(reader, outputs, i);
    }
}

void check_mail(struct reader *reader, const struct output *outputs, size_t count,
                const char *sendmail)
{
    for (size_t i = 0; i < count; i++)
        if (outputs[i].to_count > 0 && access(sendmail, X_OK) != 0) {
            const yaml_mark_t mark = {.line = (size_t)outputs[i].line - 1,
                                      .column = (size_t)outputs[i].column - 1};

            reader_warn(reader, mark, "sendmail %s: %s, expected a program", sendmail,
                        strerror(errno));
            return;
        }
}

static int by_url_and_line(const void *a, const void *b)
{
    const struct feed *const *x = a, *const *y = b;
    int order = strcmp((*x)->url, (*y)->url);

    return order != 0 ? order : ((*x)->line > (*y)->line) - ((*x)->line < (*y)->line);
}

void check_duplicates(struct reader *reader, const struct feed *feeds, size_t count)
{
    const struct feed **sorted =
        reader_keep(reader, arena_array(reader->arena, count, sizeof(struct feed *)));
    size_t first = 0;

    if (sorted == NULL)
        return;
    for (size_t i = 0; i < count; i++)
        sorted[i] = &feeds[i];
    qsort(sorted, count, sizeof(const struct feed *), by_url_and_line);
    for (size_t i = 1; i < count; i++) {
        if (strcmp(sorted[i]->url, sorted[first]->url) != 0) {
            first = i;
            continue;
        }
        reader_complain(reader, (yaml_mark_t){.line = (size_t)sorted[i]->line - 1},
                        "%s is listed twice, expected once (first on line %d)", sorted[i]->url,
                        sorted[first]->line);
    }
}
