#include "aggregator/config/config_keys.h"

#include "aggregator/config/read_value.h"
#include "aggregator/model/feed.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define MINUTE 60
#define HOUR   (60 * MINUTE)
#define DAY    (24 * HOUR)
#define KB     1024
#define GB     (KB * KB * KB)

/* The index of the word in a NULL-terminated list; when missing, reports it and returns the
 * length. */
static size_t word_read(struct reader *reader, const struct config_key *key,
                        const yaml_node_t *node, const char *const *words)
{
    const char *text = reader_text(node);
    size_t i = 0;

    while (words[i] != NULL && (text == NULL || strcasecmp(text, words[i]) != 0))
        i++;
    if (words[i] == NULL)
        reader_expect(reader, key, node, key->kind->expected);
    return i;
}

/* Who looks for digests may expect a format of that name. */
static void digest_refuse(struct reader *reader, const struct config_key *key,
                          const yaml_node_t *node)
{
    char expected[160];

    snprintf(expected, sizeof(expected), "%s (a digest is any format with at:)",
             key->kind->expected);
    reader_expect(reader, key, node, expected);
}

static void read_format(struct reader *reader, const struct config_key *key,
                        const yaml_node_t *node, void *target)
{
    static const char *const words[] = {
        [OUTPUT_ATOM] = "atom",
        [OUTPUT_RSS] = "rss",
        [OUTPUT_JSON] = "json",
        [OUTPUT_HTML] = "html",
        [OUTPUT_OPML] = "opml",
        [OUTPUT_STORIES] = "stories",
        NULL,
    };
    const char *text = reader_text(node);
    size_t word;

    if (text != NULL && strcasecmp(text, "digest") == 0) {
        digest_refuse(reader, key, node);
        return;
    }
    word = word_read(reader, key, node, words);
    if (words[word] != NULL)
        *(enum output_format *)target = (enum output_format)word;
}

static void read_order(struct reader *reader, const struct config_key *key, const yaml_node_t *node,
                       void *target)
{
    static const char *const words[] = {
        [ORDER_NEWEST] = "newest",     [ORDER_OLDEST] = "oldest", [ORDER_UPDATED] = "updated",
        [ORDER_TELLINGS] = "tellings", [ORDER_OUTLET] = "outlet", NULL,
    };
    const size_t word = word_read(reader, key, node, words);

    if (words[word] != NULL)
        *(enum output_order *)target = (enum output_order)word;
}

static void read_fold(struct reader *reader, const struct config_key *key, const yaml_node_t *node,
                      void *target)
{
    static const char *const words[] = {
        [FOLD_ALL] = "all", [FOLD_OTHERS] = "others", [FOLD_NEVER] = "never", NULL};
    const size_t word = word_read(reader, key, node, words);

    if (words[word] != NULL)
        *(enum feed_fold *)target = (enum feed_fold)word;
}

static const struct kind kind_fold = {"all, others or never", read_fold};
static const struct kind kind_format = {"atom, rss, json, html, opml or stories", read_format};
static void read_link(struct reader *reader, const struct config_key *key, const yaml_node_t *node,
                      void *target)
{
    static const char *const words[] = {
        [LINK_ARTICLE] = "article",
        [LINK_STORY] = "story",
        NULL,
    };
    const size_t word = word_read(reader, key, node, words);

    if (words[word] != NULL)
        *(enum output_link *)target = (enum output_link)word;
}

static const struct kind kind_link = {"article or story", read_link};
static const struct kind kind_order = {"newest, oldest, updated, tellings or outlet", read_order};

static void read_unsubscribed(struct reader *reader, const struct config_key *key,
                              const yaml_node_t *node, void *target)
{
    static const char *const words[] = {
        [UNSUBSCRIBED_KEEP] = "keep",
        [UNSUBSCRIBED_HIDE] = "hide",
        NULL,
    };
    const size_t word = word_read(reader, key, node, words);

    if (words[word] != NULL)
        *(enum unsubscribed *)target = (enum unsubscribed)word;
}

static const struct kind kind_unsubscribed = {"keep or hide", read_unsubscribed};

#define AT(type, field)          offsetof(struct type, field), 0, 0, 0, false
#define RANGE(type, field, a, b) offsetof(struct type, field), 0, (a), (b), false
#define LIST(type, field, count)                                                                   \
    offsetof(struct type, field), offsetof(struct type, count), 0, 0, false
#define REQUIRED(type, field) offsetof(struct type, field), 0, 0, 0, true

const struct config_key settings_keys[] = {
    {"archive", &kind_duration, RANGE(settings, archive_seconds, DAY, INT64_C(36500) * DAY)},
    {"cache_max", &kind_duration, RANGE(settings, cache_max_seconds, 0, 30 * DAY)},
    {"concurrency", &kind_number, RANGE(settings, concurrency, 1, 1000)},
    {"connect_timeout", &kind_duration, RANGE(settings, connect_timeout_seconds, 1, HOUR)},
    {"contact", &kind_text, AT(settings, contact)},
    {"host_gap", &kind_duration, RANGE(settings, host_gap_seconds, 0, HOUR)},
    {"interval", &kind_duration, RANGE(settings, interval_seconds, MINUTE, 365 * DAY)},
    {"interval_max", &kind_duration, RANGE(settings, interval_max_seconds, MINUTE, 365 * DAY)},
    {"interval_min", &kind_duration, RANGE(settings, interval_min_seconds, MINUTE, 365 * DAY)},
    {"languages", &kind_languages, LIST(settings, languages, language_count)},
    {"learn", &kind_bool, AT(settings, learn)},
    {"lexicon", &kind_wanted_path, AT(settings, lexicon)},
    {"max_bytes", &kind_size, RANGE(settings, max_bytes, KB, GB)},
    {"max_items", &kind_count, RANGE(settings, max_items, 1, 10000000)},
    {"pictures", &kind_bool, AT(settings, pictures)},
    {"pages_per_hour", &kind_count, RANGE(settings, pages_per_hour, 0, 10000)},
    {"proxy", &kind_proxy, AT(settings, proxy)},
    {"retry_after_max", &kind_duration, RANGE(settings, retry_after_max_seconds, 0, 30 * DAY)},
    {"search", &kind_bool, AT(settings, search)},
    {"sendmail", &kind_path, AT(settings, sendmail)},
    {"site", &kind_url, AT(settings, site)},
    {"state", &kind_state, AT(settings, state)},
    {"timeout", &kind_duration, RANGE(settings, timeout_seconds, 1, HOUR)},
    {"timezone", &kind_timezone, AT(settings, timezone)},
    {"unsubscribed", &kind_unsubscribed, AT(settings, unsubscribed)},
    {"websub", &kind_url, AT(settings, websub)},
    {"window", &kind_duration, RANGE(settings, window_seconds, HOUR, 3650 * DAY)},
    {0},
};

const struct config_key feed_keys[] = {
    {"allow_private", &kind_bool, AT(feed, allow_private)},
    {"bearer", &kind_credential, AT(feed, bearer)},
    {"ca_file", &kind_read_path, AT(feed, ca_file)},
    {"client_cert", &kind_read_path, AT(feed, client_cert)},
    {"client_key", &kind_read_path, AT(feed, client_key)},
    {"cookie", &kind_credential, AT(feed, cookie)},
    {"enabled", &kind_bool, AT(feed, enabled)},
    {"exec", &kind_command, LIST(feed, exec, exec_count)},
    {"filter", &kind_command, LIST(feed, filter, filter_count)},
    {"fold", &kind_fold, AT(feed, fold)},
    {"fulltext", &kind_fulltext, AT(feed, fulltext)},
    {"headers", &kind_headers, LIST(feed, headers, header_count)},
    {"interval", &kind_duration, RANGE(feed, interval_seconds, MINUTE, 365 * DAY)},
    {"language", &kind_language, AT(feed, language)},
    {"max_bytes", &kind_size, RANGE(feed, max_bytes, KB, GB)},
    {"name", &kind_text, AT(feed, name)},
    {"network", &kind_text, AT(feed, network)},
    {"password", &kind_credential, AT(feed, password)},
    {"proxy", &kind_proxy, AT(feed, proxy)},
    {"publish", &kind_not, AT(feed, hidden)},
    {"rules", &kind_rules, AT(feed, rules)},
    {"scrape", &kind_scrape, AT(feed, scrape)},
    {"tags", &kind_texts, LIST(feed, tags, tag_count)},
    {"timeout", &kind_duration, RANGE(feed, timeout_seconds, 1, HOUR)},
    {"url", &kind_feed_url, AT(feed, url)},
    {"user", &kind_credential, AT(feed, user)},
    {"user_agent", &kind_text, AT(feed, user_agent)},
    {0},
};

const struct config_key output_keys[] = {
    {"archives", &kind_bool, AT(output, archives)},
    {"at", &kind_clock, AT(output, at)},
    {"format", &kind_format, AT(output, format)},
    {"from", &kind_mailbox, AT(output, from)},
    {"half_life", &kind_duration, RANGE(output, half_life_seconds, HOUR, 365 * DAY)},
    {"hub", &kind_urls, LIST(output, hubs, hub_count)},
    {"id", &kind_text, AT(output, id)},
    {"languages", &kind_languages, LIST(output, languages, language_count)},
    {"limit", &kind_limit, RANGE(output, limit, 1, 100000)},
    {"link", &kind_link, AT(output, link)},
    {"min_outlets", &kind_limit, RANGE(output, min_outlets, 1, 200)},
    {"min_tellings", &kind_limit, RANGE(output, min_tellings, 1, 100000)},
    {"on", &kind_days, AT(output, days)},
    {"order", &kind_order, AT(output, order)},
    {"past_days", &kind_limit, RANGE(output, past_days, 0, 3660)},
    {"path", &kind_path, REQUIRED(output, path)},
    {"rules", &kind_rules, AT(output, rules)},
    {"self", &kind_url, AT(output, self)},
    {"stories", &kind_limit, RANGE(output, stories, 1, 100)},
    {"tags", &kind_texts, LIST(output, tags, tag_count)},
    {"title", &kind_text, AT(output, title)},
    {"to", &kind_mailboxes, LIST(output, to, to_count)},
    {0},
};
