/* Media RSS: pictures illustrate the item; audio and video become enclosures. */
#include "aggregator/parse/fields.h"

#include "aggregator/base/url.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { MEDIA_WIDTH_MAX = 100000 };

static bool begins(const char *text, const char *word)
{
    return text != NULL && strncasecmp(text, word, strlen(word)) == 0;
}

/* Whether the path of an address has a picture extension. */
static bool is_picture_name(const char *url)
{
    static const char *const ends[] = {".avif", ".gif", ".jpeg", ".jpg", ".png", ".webp"};
    const size_t length = strcspn(url, "?#");

    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
        const size_t end = strlen(ends[i]);

        if (length > end && strncasecmp(url + length - end, ends[i], end) == 0)
            return true;
    }
    return false;
}

/* Whether two pictures differ only in size: same group, or same address up to the path
 * ("photo.jpg?width=140"). */
static bool is_same_picture(const struct picture *a, const struct picture *b)
{
    const size_t path = strcspn(a->url, "?#");

    if (strcmp(a->url, b->url) == 0 || (a->group != 0 && a->group == b->group))
        return true;
    return a->width != b->width && a->width > 0 && b->width > 0 && path == strcspn(b->url, "?#") &&
           strncmp(a->url, b->url, path) == 0;
}

/* Keeps the larger of two sizes, and updates the thumbnail with it. */
static void picture_replace(struct build_state *b, struct picture *have,
                            const struct picture *other)
{
    if (other->width <= have->width)
        return;
    if (b->item.thumbnail == have->url)
        b->item.thumbnail = other->url;
    have->url = other->url;
    have->width = other->width;
    have->shown_width = other->shown_width;
    have->shown_height = other->shown_height;
}

static void picture_add(struct build_state *b, const struct picture *picture)
{
    struct picture *grown;

    if (b->item.thumbnail == NULL)
        b->item.thumbnail = picture->url;
    if (!url_is_http(picture->url) || strlen(picture->url) > PARSE_PICTURE_BYTES_MAX)
        return;
    for (size_t i = 0; i < b->picture_count; i++)
        if (is_same_picture(&b->pictures[i], picture)) {
            picture_replace(b, &b->pictures[i], picture);
            b->picture_open = i + 1;
            return;
        }
    if (b->picture_count == PARSE_PICTURES_MAX) {
        report_add(b->report, WARN_LIST_LONG, NULL);
        return;
    }
    grown = build_list_grow(b, b->pictures, b->picture_count, sizeof(*picture));
    if (grown == NULL)
        return;
    b->pictures = grown;
    b->pictures[b->picture_count++] = *picture;
    b->picture_open = b->picture_count;
}

/* A width or height in pixels; 0 when missing or absurd. */
static int size_read(struct build_state *b, const char *name)
{
    const char *text = field_attribute(b, NS_CORE, name);
    const long size = text != NULL ? strtol(text, NULL, 10) : 0;

    return size > 0 && size < MEDIA_WIDTH_MAX ? (int)size : 0;
}

static struct picture picture_read(struct build_state *b, const char *url)
{
    const bool standard = begins(field_attribute(b, NS_CORE, "isDefault"), "true");
    struct picture picture = {.url = url, .group = b->group_open};

    picture.shown_width = size_read(b, "width");
    picture.shown_height = size_read(b, "height");
    picture.width = standard ? MEDIA_WIDTH_MAX : picture.shown_width; /* the preferred size */
    return picture;
}

void field_group_start(struct build_state *b, struct frame *frame)
{
    (void)frame;
    b->group_open = ++b->group_count;
}

void field_group_end(struct build_state *b, struct frame *frame, char *text, size_t length)
{
    (void)frame;
    (void)text;
    (void)length;
    b->group_open = 0;
}

/* Whether it can be played or stored. Excludes a page with a player (text/html), and Flash. */
static bool is_file(const char *medium, const char *type)
{
    static const char *const kinds[] = {"audio", "video", "document"};

    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
        if (begins(medium, kinds[i]))
            return true;
    return begins(type, "audio/") || begins(type, "video/") ||
           (begins(type, "application/") && !begins(type, "application/x-shockwave"));
}

/* Inner elements count as siblings, except descriptions of a picture. */
void field_media_start(struct build_state *b, struct frame *frame)
{
    const char *url = frame->owner == OWNER_ENTRY ? field_address(b, frame) : NULL;
    const char *type = field_attribute(b, NS_CORE, "type");
    const char *medium = field_attribute(b, NS_CORE, "medium");
    struct picture picture;

    b->picture_open = 0;
    if (url == NULL)
        return;
    picture = picture_read(b, url);
    if (begins(medium, "image") || begins(type, "image/") ||
        (medium == NULL && type == NULL && is_picture_name(url)))
        picture_add(b, &picture);
    else if (is_file(medium, type))
        field_enclosure_add(b,
                            (struct enclosure){url, type, field_attribute(b, NS_CORE, "fileSize")});
}

void field_media_end(struct build_state *b, struct frame *frame, char *text, size_t length)
{
    (void)frame;
    (void)text;
    (void)length;
    b->picture_open = 0;
}

bool field_picture_describe(struct build_state *b, const struct frame *frame, const char *text,
                            size_t length)
{
    struct picture *picture;
    const bool title = frame->tag->field == FIELD_TITLE;

    if (b->picture_open == 0 || frame->tag->ns != NS_MEDIA)
        return false;
    picture = &b->pictures[b->picture_open - 1];
    if (length > 0 && length <= PARSE_PICTURE_BYTES_MAX && !picture->described) {
        picture->alt = build_keep(b, text, length);
        picture->described = !title;
    }
    return true;
}

void field_thumbnail_start(struct build_state *b, struct frame *frame)
{
    const char *url = frame->owner == OWNER_ENTRY ? field_address(b, frame) : NULL;

    frame->mode = MODE_VALUE;
    if (url == NULL || !build_claims(b, frame, false))
        return;
    b->item.thumbnail = url;
    b->item.thumbnail_width = size_read(b, "width");
    b->item.thumbnail_height = size_read(b, "height");
}

void field_thumbnail_complete(struct build_state *b)
{
    struct item *item = &b->item;

    for (size_t i = 0; i < b->picture_count && item->thumbnail != NULL; i++) {
        const struct picture *picture = &b->pictures[i];
        const bool same = strcmp(picture->url, item->thumbnail) == 0;

        if (same && item->thumbnail_width == 0 && item->thumbnail_height == 0) {
            item->thumbnail_width = picture->shown_width;
            item->thumbnail_height = picture->shown_height;
        }
        /* the only picture, and a smaller one of it */
        if ((same || b->picture_count == 1) && item->thumbnail_alt == NULL)
            item->thumbnail_alt = picture->alt;
    }
}

void field_thumbnail_end(struct build_state *b, struct frame *frame, char *text, size_t length)
{
    const char *url;

    if (frame->owner != OWNER_ENTRY || length == 0)
        return;
    url = field_address_text(b, frame, text, length);
    if (url != NULL && build_claims(b, frame, false))
        b->item.thumbnail = url;
}
