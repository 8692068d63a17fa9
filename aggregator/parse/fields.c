#include "aggregator/parse/fields.h"

#include "aggregator/base/clock.h"
#include "aggregator/base/url.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* The RSS version of a version attribute. */
static enum feed_format rss_version(const char *version)
{
    static const struct {
        const char *version;
        enum feed_format format;
    } versions[] = {{"0.90", FORMAT_RSS_090},
                    {"0.91", FORMAT_RSS_091},
                    {"0.92", FORMAT_RSS_092},
                    {"0.93", FORMAT_RSS_093},
                    {"0.94", FORMAT_RSS_094}};

    for (size_t i = 0; i < sizeof(versions) / sizeof(versions[0]); i++)
        if (strcmp(version, versions[i].version) == 0)
            return versions[i].format;
    return strncmp(version, "2.", 2) == 0 ? FORMAT_RSS_20 : FORMAT_RSS;
}

/* The version that a declared namespace indicates. */
static enum feed_format namespace_version(const struct xml_element *element)
{
    static const struct {
        const char *uri;
        enum feed_format format;
    } versions[] = {{"http://my.netscape.com/rdf/simple/0.9/", FORMAT_RSS_090},
                    {"http://channel.netscape.com/rdf/simple/0.9/", FORMAT_RSS_090},
                    {"http://purl.org/rss/1.0/", FORMAT_RSS_10},
                    {"http://www.w3.org/2005/Atom", FORMAT_ATOM_10},
                    {"http://purl.org/atom/ns#", FORMAT_ATOM_03}};

    for (size_t i = 0; i < element->namespace_count; i++)
        for (size_t k = 0; k < sizeof(versions) / sizeof(versions[0]); k++)
            if (element->namespaces[2 * i + 1] != NULL &&
                strcasecmp(element->namespaces[2 * i + 1], versions[k].uri) == 0)
                return versions[k].format;
    return FORMAT_UNKNOWN;
}

/* The root element's language is that of the feed. */
static void document_begin(struct build_state *b, struct frame *frame, enum feed_format format)
{
    if (b->document->format == FORMAT_UNKNOWN)
        b->document->format = format;
    if (frame->owner == OWNER_NONE)
        frame->owner = OWNER_DOCUMENT;
    if (frame->lang != NULL && b->depth == 1)
        b->document->language = frame->lang;
}

static void field_rss_start(struct build_state *b, struct frame *frame)
{
    const char *version = build_attribute(b, b->element, NS_CORE, "version");

    document_begin(b, frame, rss_version(version != NULL ? version : ""));
}

static void field_rdf_start(struct build_state *b, struct frame *frame)
{
    const enum feed_format told = namespace_version(b->element);

    document_begin(b, frame, told == FORMAT_UNKNOWN ? FORMAT_RSS : told);
}

static void field_feed_start(struct build_state *b, struct frame *frame)
{
    const char *version = build_attribute(b, b->element, NS_CORE, "version");
    enum feed_format format = namespace_version(b->element);

    if (format != FORMAT_ATOM_10 && version != NULL && strcmp(version, "0.3") == 0)
        format = FORMAT_ATOM_03;
    document_begin(b, frame,
                   format == FORMAT_ATOM_03 || format == FORMAT_ATOM_10 ? format : FORMAT_ATOM);
}

/* CDF has address and modification time in attributes. */
static void attributes_read(struct build_state *b, struct frame *frame)
{
    const bool entry = frame->owner == OWNER_ENTRY;
    const char *href = build_attribute(b, b->element, NS_CORE, "href");
    const char *changed = build_attribute(b, b->element, NS_CORE, "lastmod");

    if (!entry && frame->owner != OWNER_DOCUMENT)
        return;
    if (href != NULL)
        *(entry ? &b->item.link : &b->document->link) = build_resolve(b, frame, href);
    if (changed != NULL)
        *(entry ? &b->item.updated : &b->document->updated) = build_date(b, changed);
    b->item_said = b->item_said || href != NULL || changed != NULL || b->item.id != NULL;
}

static void field_channel_start(struct build_state *b, struct frame *frame)
{
    document_begin(b, frame, FORMAT_RSS);
    attributes_read(b, frame);
}

static void field_item_start(struct build_state *b, struct frame *frame)
{
    if (b->item_open) {
        frame->tag = NULL; /* a nested item is an unrelated element */
        return;
    }
    build_item_begin(b);
    frame->owner = OWNER_ENTRY;
    if (b->document->format == FORMAT_UNKNOWN)
        b->document->format = strcasecmp(b->element->name, "entry") == 0 ? FORMAT_ATOM : FORMAT_RSS;
    b->item.id = build_attribute(b, b->element, NS_RDF, "about");
    b->item.id_is_permalink = url_is_http(b->item.id);
    b->item.language = frame->lang;
    attributes_read(b, frame);
}

static void field_item_end(struct build_state *b, struct frame *frame, char *text, size_t length)
{
    (void)frame;
    (void)text;
    (void)length;
    field_item_complete(b);
    build_item_deliver(b);
}

static void field_apart_start(struct build_state *b, struct frame *frame)
{
    (void)b;
    frame->owner = OWNER_APART;
}

static void date_set(struct build_state *b, const struct frame *frame, const char *text,
                     int64_t *item_time, int64_t *document_time)
{
    int64_t time;

    if (text[0] == '\0' || (frame->owner != OWNER_ENTRY && frame->owner != OWNER_DOCUMENT))
        return;
    time = build_date(b, text);
    if (time != TIME_NONE && build_claims(b, frame, true))
        *(frame->owner == OWNER_ENTRY ? item_time : document_time) = time;
}

static void field_published_end(struct build_state *b, struct frame *frame, char *text,
                                size_t length)
{
    (void)length;
    date_set(b, frame, text, &b->item.published, &b->document->published);
}

static void field_updated_end(struct build_state *b, struct frame *frame, char *text, size_t length)
{
    (void)length;
    date_set(b, frame, text, &b->item.updated, &b->document->updated);
}

static void field_language_end(struct build_state *b, struct frame *frame, char *text,
                               size_t length)
{
    const char *language;

    if (length == 0 || length > PARSE_LANGUAGE_BYTES_MAX ||
        (frame->owner != OWNER_ENTRY && frame->owner != OWNER_DOCUMENT) ||
        !build_claims(b, frame, true))
        return;
    language = build_language(b, build_keep(b, text, length));
    if (frame->owner == OWNER_ENTRY) {
        b->item.language = language;
        b->explicit_language = true;
    } else {
        b->document->language = language;
    }
}

/* Checked before the list is searched and before a word is copied. */
static bool categories_are_full(const struct build_state *b, const struct frame *frame)
{
    const bool entry = frame->owner == OWNER_ENTRY;

    if ((entry ? b->item.category_count : b->document->category_count) < PARSE_LIST_MAX)
        return false;
    report_add(b->report, WARN_LIST_LONG, NULL);
    return true;
}

/* The trimmed text; NULL when it is blank. */
static const char *trimmed(struct build_state *b, const char *text)
{
    size_t length;

    if (text == NULL)
        return NULL;
    text += strspn(text, " \t\r\n");
    length = strlen(text);
    while (length > 0 && strchr(" \t\r\n", text[length - 1]) != NULL)
        length--;
    if (length == 0)
        return NULL;
    return text[length] == '\0' ? text : build_keep(b, text, length);
}

/* Each category is kept once. */
void field_category_add(struct build_state *b, const struct frame *frame, struct category category)
{
    struct category **list =
        frame->owner == OWNER_ENTRY ? &b->item.categories : &b->document->categories;
    size_t *count =
        frame->owner == OWNER_ENTRY ? &b->item.category_count : &b->document->category_count;
    const char *const wanted[3] = {trimmed(b, category.term), trimmed(b, category.scheme),
                                   trimmed(b, category.label)};

    if (wanted[0] == NULL && wanted[1] == NULL && wanted[2] == NULL)
        return;
    if (categories_are_full(b, frame))
        return;
    for (size_t i = 0; i < *count; i++) {
        const char *const have[3] = {(*list)[i].term, (*list)[i].scheme, (*list)[i].label};
        size_t same = 0;

        while (same < 3 &&
               (have[same] == NULL ? wanted[same] == NULL
                                   : wanted[same] != NULL && strcmp(have[same], wanted[same]) == 0))
            same++;
        if (same == 3)
            return;
    }
    struct category *grown = build_list_grow(b, *list, *count, sizeof(**list));
    if (grown == NULL)
        return;
    *list = grown;
    (*list)[(*count)++] = (struct category){wanted[0], wanted[1], wanted[2]};
}

static const char *category_scheme(const struct frame *frame, const char *told)
{
    if (told != NULL)
        return told;
    if (frame->tag->ns == NS_ITUNES)
        return "http://www.itunes.com/";
    return frame->tag->ns == NS_MEDIA ? "http://search.yahoo.com/mrss/category_schema" : NULL;
}

static void field_category_start(struct build_state *b, struct frame *frame)
{
    const char *scheme = build_attribute(b, b->element, NS_CORE, "scheme");
    const char *text = build_attribute(b, b->element, NS_CORE, "term");

    frame->mode = MODE_VALUE;
    if (frame->owner != OWNER_ENTRY && frame->owner != OWNER_DOCUMENT) {
        frame->mode = MODE_SKIP;
        return;
    }
    if (scheme == NULL)
        scheme = build_attribute(b, b->element, NS_CORE, "domain");
    if (text == NULL && frame->tag->ns == NS_ITUNES)
        text = build_attribute(b, b->element, NS_CORE, "text");
    field_category_add(b, frame,
                       (struct category){text, category_scheme(frame, scheme),
                                         build_attribute(b, b->element, NS_CORE, "label")});
}

static void field_category_end(struct build_state *b, struct frame *frame, char *text,
                               size_t length)
{
    const bool entry = frame->owner == OWNER_ENTRY;
    struct category *list = entry ? b->item.categories : b->document->categories;
    const size_t count = entry ? b->item.category_count : b->document->category_count;

    if (length == 0)
        return;
    if (count > 0 && list[count - 1].term == NULL)
        list[count - 1].term = build_keep(b, text, length);
    else
        field_category_add(b, frame, (struct category){build_keep(b, text, length), NULL, NULL});
}

static void field_keywords_end(struct build_state *b, struct frame *frame, char *text,
                               size_t length)
{
    char *save = NULL;

    (void)length;
    if (frame->owner != OWNER_ENTRY && frame->owner != OWNER_DOCUMENT)
        return;
    for (char *word = strtok_r(text, ",", &save); word != NULL; word = strtok_r(NULL, ",", &save)) {
        size_t used;

        word += strspn(word, " \t\r\n");
        used = strlen(word);
        while (used > 0 && strchr(" \t\r\n", word[used - 1]) != NULL)
            used--;
        if (used > 0 && categories_are_full(b, frame))
            return;
        if (used > 0)
            field_category_add(
                b, frame,
                (struct category){build_keep(b, word, used),
                                  frame->tag->ns == NS_ITUNES ? "http://www.itunes.com/" : NULL,
                                  NULL});
    }
}

/* A small number, at most max; -1 for anything else. */
static int number_read(const char *text, long max)
{
    char *end;
    const long number = strtol(text, &end, 10);

    if (end == text || number < 0)
        return -1;
    return (int)(number > max ? max : number);
}

static void field_ttl_end(struct build_state *b, struct frame *frame, char *text, size_t length)
{
    const int minutes = number_read(text, 60L * 24 * 366);

    (void)length;
    if (frame->owner == OWNER_DOCUMENT && minutes > 0)
        b->document->ttl_minutes = minutes;
}

static void field_hour_end(struct build_state *b, struct frame *frame, char *text, size_t length)
{
    const int hour = number_read(text, 24);

    (void)length;
    if (frame->owner == OWNER_DOCUMENT && hour >= 0)
        b->document->skip_hours |= (uint32_t)1
                                   << hour % 24; /* RSS 0.91 counts hours from 1 to 24 */
}

static void field_day_end(struct build_state *b, struct frame *frame, char *text, size_t length)
{
    static const char days[7][4] = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};

    (void)length;
    for (int i = 0; i < 7 && frame->owner == OWNER_DOCUMENT; i++)
        if (strncasecmp(text, days[i], 3) == 0)
            b->document->skip_days |= (uint32_t)1 << i;
}

static void rhythm_set(struct build_state *b)
{
    const int frequency = b->update_frequency > 0 ? b->update_frequency : 1;

    if (b->update_period > 0)
        b->document->update_seconds = b->update_period / frequency;
}

static void field_period_end(struct build_state *b, struct frame *frame, char *text, size_t length)
{
    static const struct {
        const char *name;
        int seconds;
    } periods[] = {{"hourly", 3600},
                   {"daily", 86400},
                   {"weekly", 7 * 86400},
                   {"monthly", 30 * 86400},
                   {"yearly", 365 * 86400}};

    (void)length;
    for (size_t i = 0; i < 5 && frame->owner == OWNER_DOCUMENT; i++)
        if (strcasecmp(text, periods[i].name) == 0)
            b->update_period = periods[i].seconds;
    rhythm_set(b);
}

static void field_frequency_end(struct build_state *b, struct frame *frame, char *text,
                                size_t length)
{
    (void)length;
    if (frame->owner == OWNER_DOCUMENT)
        b->update_frequency = number_read(text, 86400);
    rhythm_set(b);
}

const struct field field_table[TAG_FIELD_COUNT] = {
    [FIELD_RSS] = {field_rss_start, NULL},
    [FIELD_RDF] = {field_rdf_start, NULL},
    [FIELD_FEED] = {field_feed_start, NULL},
    [FIELD_CHANNEL] = {field_channel_start, NULL},
    [FIELD_ITEM] = {field_item_start, field_item_end},
    [FIELD_SOURCE] = {field_source_start, field_source_end},
    [FIELD_APART] = {field_apart_start, NULL},
    [FIELD_GROUP] = {field_group_start, field_group_end},
    [FIELD_TITLE] = {field_text_start, field_title_end},
    [FIELD_SUBTITLE] = {field_text_start, field_subtitle_end},
    [FIELD_DESCRIPTION] = {field_text_start, field_summary_end},
    [FIELD_SUMMARY] = {field_text_start, field_summary_end},
    [FIELD_CONTENT] = {field_text_start, field_content_end},
    [FIELD_MARKUP] = {field_text_start, field_markup_end},
    [FIELD_LINK] = {field_link_start, field_link_end},
    [FIELD_ORIGINAL_LINK] = {NULL, field_original_link_end},
    [FIELD_ORIGINAL_ENCLOSURE] = {NULL, field_original_enclosure_end},
    [FIELD_ID] = {field_id_start, field_id_end},
    [FIELD_PUBLISHED] = {NULL, field_published_end},
    [FIELD_UPDATED] = {NULL, field_updated_end},
    [FIELD_AUTHOR] = {field_author_start, field_author_end},
    [FIELD_CONTRIBUTOR] = {field_contributor_start, field_contributor_end},
    [FIELD_PERSON_NAME] = {NULL, field_name_end},
    [FIELD_PERSON_EMAIL] = {NULL, field_email_end},
    [FIELD_PERSON_URL] = {NULL, field_url_end},
    [FIELD_CATEGORY] = {field_category_start, field_category_end},
    [FIELD_KEYWORDS] = {NULL, field_keywords_end},
    [FIELD_LANGUAGE] = {NULL, field_language_end},
    [FIELD_ENCLOSURE] = {field_enclosure_start, NULL},
    [FIELD_MEDIA_CONTENT] = {field_media_start, field_media_end},
    [FIELD_THUMBNAIL] = {field_thumbnail_start, field_thumbnail_end},
    [FIELD_COMMENTS] = {NULL, field_comments_end},
    [FIELD_LICENSE] = {NULL, field_license_end},
    [FIELD_TTL] = {NULL, field_ttl_end},
    [FIELD_SKIP_HOUR] = {NULL, field_hour_end},
    [FIELD_SKIP_DAY] = {NULL, field_day_end},
    [FIELD_UPDATE_PERIOD] = {NULL, field_period_end},
    [FIELD_UPDATE_FREQUENCY] = {NULL, field_frequency_end},
};
