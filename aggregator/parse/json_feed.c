#include "aggregator/parse/json_feed.h"

#include "aggregator/base/clock.h"
#include "aggregator/base/url.h"
#include "aggregator/base/utf8.h"
#include "aggregator/codec/json_text.h"
#include "aggregator/parse/fields.h"
#include "aggregator/parse/json_scan.h"

#include <jansson.h>
#include <string.h>

/* JSON can contain any character (\u0001); characters that are not valid in XML are dropped. */
static const char *scrubbed(struct build_state *b, const char *text, size_t length)
{
    char *copy = (char *)(uintptr_t)build_keep(b, text, length);
    size_t used = 0;

    for (size_t i = 0; copy != NULL && i < length;) {
        const int taken = utf8_sequence((const unsigned char *)text + i, length - i);

        if (taken <= 0)
            break;
        if (utf8_is_xml(utf8_decode((const unsigned char *)text + i, taken))) {
            memcpy(copy + used, text + i, (size_t)taken);
            used += (size_t)taken;
        }
        i += (size_t)taken;
    }
    if (copy != NULL)
        copy[used] = '\0';
    return copy;
}

/* A member's text or number (ids are often numbers); NULL for anything else. */
static const char *text_member(struct build_state *b, const json_t *object, const char *name)
{
    const json_t *value = json_object_get(object, name);
    char number[32];

    if (json_is_string(value) && json_string_length(value) > 0)
        return scrubbed(b, json_string_value(value), json_string_length(value));
    if (json_is_integer(value)) {
        snprintf(number, sizeof(number), "%" JSON_INTEGER_FORMAT, json_integer_value(value));
        return build_keep(b, number, strlen(number));
    }
    if (value != NULL && !json_is_null(value) && !json_is_string(value))
        report_add(b->report, WARN_JSON, name);
    return NULL;
}

static const char *address_member(struct build_state *b, const json_t *object, const char *name)
{
    return build_resolve(b, &b->frames[0], text_member(b, object, name));
}

static int64_t date_member(struct build_state *b, const json_t *object, const char *name)
{
    const char *text = text_member(b, object, name);

    return text != NULL ? build_date(b, text) : TIME_NONE;
}

/* An author is an object; some feeds use a string. */
static struct person person_read(struct build_state *b, const json_t *author)
{
    struct person person = {.name = text_member(b, author, "name"),
                            .url = address_member(b, author, "url")};

    if (json_is_string(author) && json_string_length(author) > 0) {
        const char *text = scrubbed(b, json_string_value(author), json_string_length(author));

        if (text != NULL)
            field_person_parse(b, &person, text, strlen(text));
    }
    return person;
}

/* Reads "authors" (1.1) or "author" (1.0), as a list or a single person. */
static struct person *people_member(struct build_state *b, const json_t *object, size_t *ret_count)
{
    const json_t *list = json_object_get(object, "authors");
    const json_t *single = json_object_get(object, "author");
    const bool several = json_array_size(list) > 0 || json_is_object(list) || json_is_string(list);
    const json_t *value = several ? list : single;
    const size_t size = json_is_array(value) ? json_array_size(value) : value != NULL;
    struct person *people = NULL;

    *ret_count = 0;
    for (size_t i = 0; i < size; i++) {
        struct person *grown = build_list_grow(b, people, *ret_count, sizeof(*people));

        if (grown == NULL)
            break;
        people = grown;
        people[(*ret_count)++] =
            person_read(b, json_is_array(value) ? json_array_get(value, i) : value);
        field_people_settle(people, ret_count);
    }
    return people;
}

/* A feed may have both members, in any order. */
static void document_people(struct build_state *b, const json_t *wrapped)
{
    size_t count;
    struct person *people = people_member(b, wrapped, &count);

    if (count == 0 || (b->document->author_count > 0 && json_object_get(wrapped, "author") != NULL))
        return;
    b->document->authors = people;
    b->document->author_count = count;
}

static void tags_member(struct build_state *b, const json_t *object)
{
    const json_t *list = json_object_get(object, "tags");

    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *tag = json_array_get(list, i);

        if (json_is_string(tag))
            field_category_add(b, &b->frames[0],
                               (struct category){.term = scrubbed(b, json_string_value(tag),
                                                                  json_string_length(tag))});
    }
}

static void attachments_member(struct build_state *b, const json_t *object)
{
    const json_t *list = json_object_get(object, "attachments");

    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *attachment = json_array_get(list, i);
        const char *url = address_member(b, attachment, "url");
        struct enclosure *grown;

        if (url == NULL)
            continue;
        grown = build_list_grow(b, b->item.enclosures, b->item.enclosure_count, sizeof(*grown));
        if (grown == NULL)
            return;
        b->item.enclosures = grown;
        b->item.enclosures[b->item.enclosure_count++] =
            (struct enclosure){.url = url,
                               .type = text_member(b, attachment, "mime_type"),
                               .length = text_member(b, attachment, "size_in_bytes")};
    }
}

static struct text_construct text_of(const struct build_state *b, const char *value,
                                     const char *lang, enum text_kind kind)
{
    return (struct text_construct){
        .value = value, .lang = lang, .base = b->frames[0].base, .kind = kind};
}

static void link_member(struct build_state *b, const char *rel, const char *href)
{
    struct link *grown;

    if (href == NULL)
        return;
    grown = build_list_grow(b, b->item.links, b->item.link_count, sizeof(*grown));
    if (grown == NULL)
        return;
    b->item.links = grown;
    b->item.links[b->item.link_count++] = (struct link){.rel = rel, .href = href};
}

static void links_member(struct build_state *b, const json_t *object)
{
    const char *url = address_member(b, object, "url");
    const char *external = address_member(b, object, "external_url");

    link_member(b, "alternate", url);
    link_member(b, "related", external);
    b->item.link = url != NULL ? url : external;
}

static void texts_member(struct build_state *b, const json_t *object)
{
    const char *html = text_member(b, object, "content_html");
    const char *plain = html == NULL ? text_member(b, object, "content_text") : NULL;
    const char *lang = b->item.language;

    b->item.title = text_of(b, text_member(b, object, "title"), lang, TEXT_PLAIN);
    b->item.summary = text_of(b, text_member(b, object, "summary"), lang, TEXT_PLAIN);
    b->item.content =
        text_of(b, html != NULL ? html : plain, lang, html != NULL ? TEXT_HTML : TEXT_PLAIN);
}

static void item_read(struct build_state *b, const json_t *object)
{
    struct item *item = &b->item;

    build_item_begin(b);
    b->item_said = json_object_size(object) > 0;
    b->frames[0].owner = OWNER_ENTRY;
    item->id = text_member(b, object, "id");
    item->language = build_language(b, text_member(b, object, "language"));
    b->explicit_language = item->language != NULL;
    links_member(b, object);
    texts_member(b, object);
    item->thumbnail = address_member(b, object, "image");
    if (item->thumbnail == NULL)
        item->thumbnail = address_member(b, object, "banner_image");
    item->published = date_member(b, object, "date_published");
    item->updated = date_member(b, object, "date_modified");
    item->authors = people_member(b, object, &item->author_count);
    tags_member(b, object);
    attachments_member(b, object);
    item->id_is_permalink = item->id != NULL && url_is_http(item->id);
    field_item_complete(b);
    build_item_deliver(b);
    b->frames[0].owner = OWNER_DOCUMENT;
}

static void version_read(struct build_state *b, const json_t *value)
{
    const char *text = json_is_string(value) ? json_string_value(value) : "";

    if (strstr(text, "jsonfeed.org/version/") == NULL)
        return;
    b->document->format = strstr(text, "/version/1.1") != NULL ? FORMAT_JSON_11 : FORMAT_JSON_1;
}

static void hub_read(struct build_state *b, const json_t *hubs)
{
    for (size_t i = 0; i < json_array_size(hubs) && b->document->hub == NULL; i++)
        b->document->hub = address_member(b, json_array_get(hubs, i), "url");
}

/* Reads one member of the feed; wrapped is an object with only this member. */
static void member_read(struct build_state *b, const char *name, const json_t *wrapped)
{
    struct document *d = b->document;
    const json_t *value = json_object_get(wrapped, name);

    if (strcmp(name, "version") == 0)
        version_read(b, value);
    else if (strcmp(name, "title") == 0)
        d->title = text_of(b, text_member(b, wrapped, name), NULL, TEXT_PLAIN);
    else if (strcmp(name, "description") == 0)
        d->subtitle = text_of(b, text_member(b, wrapped, name), NULL, TEXT_PLAIN);
    else if (strcmp(name, "home_page_url") == 0)
        d->link = address_member(b, wrapped, name);
    else if (strcmp(name, "feed_url") == 0)
        d->self = address_member(b, wrapped, name);
    else if (strcmp(name, "language") == 0)
        d->language = build_language(b, text_member(b, wrapped, name));
    else if (strcmp(name, "author") == 0 || strcmp(name, "authors") == 0)
        document_people(b, wrapped);
    else if (strcmp(name, "hubs") == 0)
        hub_read(b, value);
}

/* Reads a member other than the list of items. */
static int wrapped_read(struct build_state *b, const char *name, json_t *value)
{
    json_t *wrapped = json_object();
    int code = json_object_set(wrapped, name, value) == 0 ? 0 : ERR_MEMORY;

    if (code == 0)
        member_read(b, name, wrapped);
    json_decref(wrapped);
    return code;
}

/* Reads one piece: an element of "items", or a member. Broken pieces are skipped. */
static int piece_read(struct build_state *b, const struct json_scan *scan, struct error *err)
{
    json_error_t problem;
    json_t *value = NULL;
    int code = json_text_read(&value, scan->value.text, scan->value.length,
                              JSON_DECODE_ANY | JSON_ALLOW_NUL, &problem);

    if (code == ERR_SYNTAX)
        report_add(b->report, WARN_JSON, problem.text);
    else if (code == 0 && !scan->in_list)
        code = wrapped_read(b, scan->key.text, value);
    else if (code == 0 && json_is_object(value))
        item_read(b, value);
    json_decref(value);
    if (code != ERR_MEMORY)
        return 0;
    return error_set(err, ERR_MEMORY, SCOPE_FEED, "out of memory for a piece of JSON");
}

/* Without a version, a document with items counts as JSON Feed. */
static int version_guess(struct build_state *b, struct error *err)
{
    if (b->document->format == FORMAT_UNKNOWN && b->document->item_count > 0)
        b->document->format = FORMAT_JSON_1;
    if (b->document->format != FORMAT_UNKNOWN)
        return 0;
    return error_set(err, ERR_NOT_FEED, SCOPE_FEED, "JSON in another format, not a feed");
}

int json_feed_parse(struct build_state *build, struct charset *charset, struct error *err)
{
    struct json_scan scan = {.start = 0};
    bool found = true;
    int code = 0;

    json_scan_open(&scan, charset);
    build->frames[0].owner = OWNER_DOCUMENT;
    while (code == 0 && found && build->code == 0) {
        code = json_scan_next(&found, &scan, "items", err);
        if (code == 0 && found)
            code = piece_read(build, &scan, err);
    }
    if (scan.cut)
        report_add(build->report, WARN_CUT_OFF, NULL);
    json_scan_close(&scan);
    if (code == 0)
        code = build->code;
    return code != 0 ? code : version_guess(build, err);
}
