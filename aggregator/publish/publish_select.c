#include "aggregator/publish/publish_select.h"

#include "aggregator/base/url.h"
#include "aggregator/render/render.h"
#include "aggregator/rule/rule.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* A feed of the configuration, for lookup by address. */
struct selection_feed {
    const struct feed *feed;
    const char *name; /* NULL if the user gave none */
};

static int out_of_memory(struct error *err)
{
    return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory choosing stories");
}

/* Feeds. */

static int feed_row_compare(const void *one, const void *other)
{
    return strcmp(((const struct selection_feed *)one)->feed->url,
                  ((const struct selection_feed *)other)->feed->url);
}

/* The default name of a feed (its host or file) is less useful than the feed's own title. */
static const char *given_name(const struct feed *feed, const char *host)
{
    const char *slash = strrchr(feed->url, '/');

    if (feed->name == NULL || strcasecmp(host, feed->name) == 0 ||
        (slash != NULL && strcmp(slash + 1, feed->name) == 0))
        return NULL;
    return feed->name;
}

int selection_init(struct selection *ret, struct arena *arena, const struct config *config,
                   struct error *err)
{
    struct selection selection = {.config = config};

    selection.feeds = arena_array(arena, config->feed_count, sizeof(*selection.feeds));
    if (selection.feeds == NULL)
        return out_of_memory(err);
    for (size_t i = 0; i < config->feed_count; i++) {
        const struct feed *feed = &config->feeds[i];
        const char *host = url_host(arena, feed->url);

        if (host == NULL)
            return out_of_memory(err);
        selection.feeds[i] = (struct selection_feed){feed, given_name(feed, host)};
    }
    selection.feed_count = config->feed_count;
    qsort(selection.feeds, selection.feed_count, sizeof(*selection.feeds), feed_row_compare);
    *ret = selection;
    return 0;
}

static const struct selection_feed *feed_find(const struct selection *selection, const char *url)
{
    struct feed feed = {.url = url};
    struct selection_feed key = {.feed = &feed};

    return bsearch(&key, selection->feeds, selection->feed_count, sizeof(key), feed_row_compare);
}

static bool row_is_hidden(const struct selection *selection, const struct selection_feed *row)
{
    return row != NULL ? row->feed->hidden
                       : selection->config->settings.unsubscribed == UNSUBSCRIBED_HIDE;
}

bool selection_hides(const struct selection *selection, const char *feed_url)
{
    return row_is_hidden(selection, feed_find(selection, feed_url));
}

const char *selection_name(const struct selection *selection, const char *url, const char *title)
{
    const struct selection_feed *row = feed_find(selection, url);

    if (row != NULL && row->name != NULL)
        return row->name;
    if (title != NULL && title[0] != '\0')
        return title;
    return row != NULL ? row->feed->name : NULL;
}

static void telling_name_feed(struct telling *telling, const struct selection_feed *row)
{
    if (row == NULL)
        return;
    telling->feed_name = row->feed->name;
    telling->feed_tags = row->feed->tags;
    telling->feed_tag_count = row->feed->tag_count;
    if (row->name != NULL)
        telling->feed_title = row->name;
}

int selection_configure(struct story *ret, struct arena *arena, struct selection *selection,
                        const struct story *story, struct error *err)
{
    int code = 0;

    *ret = *story;
    ret->tellings = arena_array(arena, story->telling_count, sizeof(*ret->tellings));
    if (ret->tellings == NULL)
        return out_of_memory(err);
    ret->members = story->tellings;
    ret->member_count = story->telling_count;
    ret->telling_count = 0;
    for (size_t i = 0; i < story->telling_count && code == 0; i++) {
        struct telling *telling = &ret->tellings[ret->telling_count];
        const struct selection_feed *row = feed_find(selection, story->tellings[i].feed_url);
        struct rule_verdict verdict = {.drop = false};

        if (!selection->unhidden && row_is_hidden(selection, row))
            continue;
        *telling = story->tellings[i];
        telling_name_feed(telling, row);
        if (!selection->unruled)
            code = rule_judge_item(&verdict, row != NULL ? &row->feed->rules : NULL,
                                   &selection->config->rules, telling, err);
        selection->too_costly += verdict.too_costly;
        ret->telling_count += !verdict.drop;
    }
    return code;
}

/* Stories. */

static bool tags_meet(const struct telling *telling, const struct output *output)
{
    for (size_t i = 0; i < telling->feed_tag_count; i++)
        for (size_t j = 0; j < output->tag_count; j++)
            if (strcmp(telling->feed_tags[i], output->tags[j]) == 0)
                return true;
    return output->tag_count == 0;
}

static bool languages_meet(const struct telling *telling, const struct output *output)
{
    const char *language = telling->language != NULL ? telling->language : telling->item.language;

    for (size_t i = 0; i < output->language_count; i++)
        if (render_language_matches(language, output->languages[i]))
            return true;
    return output->language_count == 0;
}

bool selection_is_open(const struct config *config)
{
    for (size_t i = 0; i < config->output_count; i++)
        if (config->outputs[i].format != OUTPUT_OPML)
            return false;
    return true;
}

struct settings selection_settings(const struct config *config, const struct output *output)
{
    struct settings settings = config->settings;

    if (output->language_count > 0) {
        settings.languages = output->languages;
        settings.language_count = output->language_count;
    }
    return settings;
}

struct output selection_page(const struct config *config)
{
    struct output page = {.format = OUTPUT_HTML, .title = "headwater"};

    for (size_t i = config->output_count; i-- > 0;)
        if (config->outputs[i].format == OUTPUT_HTML)
            page = config->outputs[i];
    page.hub_count = 0;
    return page;
}

/* Each filter needs some telling that matches it, not one telling that matches all filters. */
bool selection_meets(const struct story *story, const struct output *output)
{
    bool tag = false, language = false;

    for (size_t i = 0; i < story->telling_count && !(tag && language); i++) {
        tag = tag || tags_meet(&story->tellings[i], output);
        language = language || languages_meet(&story->tellings[i], output);
    }
    return tag && language;
}

int selection_takes(bool *ret, struct selection *selection, const struct story *story,
                    const struct output *output, struct error *err)
{
    const bool meets = selection_meets(story, output);
    struct rule_verdict verdict = {.drop = false};
    int code = 0;

    if (meets)
        code = rule_judge(&verdict, &output->rules, story->tellings, story->telling_count, err);
    selection->too_costly += verdict.too_costly;
    *ret = meets && !verdict.drop;
    return code;
}
