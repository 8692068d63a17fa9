/* Completes the text of an item before it is delivered. */
#include "aggregator/parse/fields.h"

#include "aggregator/parse/inline_markup.h"

#include <string.h>
#include <strings.h>

/* Whether the text contains a picture or video. */
static bool is_illustrated(const char *html)
{
    static const char *const names[] = {"img", "picture", "video", "figure"};

    for (; (html = strchr(html, '<')) != NULL; html++)
        for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
            if (strncasecmp(html + 1, names[i], strlen(names[i])) == 0)
                return true;
    return false;
}

static bool has_lines(const struct text_construct *text)
{
    return text->kind == TEXT_PLAIN && text->value != NULL && strpbrk(text->value, "\r\n") != NULL;
}

/* Replaces the text by the written HTML; keeps it when the HTML is too long. */
static void text_replace(struct build_state *b, struct text_construct *text, struct str *html)
{
    const char *value =
        str_status(html) == ERR_NONE ? build_keep(b, html->text, html->length) : NULL;

    if (str_status(html) == ERR_MEMORY)
        arena_note(&b->item_arena, ERR_MEMORY);
    str_release(html);
    if (value == NULL)
        return;
    text->value = value;
    text->kind = TEXT_HTML;
}

static void text_write(struct str *into, const struct text_construct *text)
{
    if (text->value == NULL)
        return;
    if (text->kind == TEXT_PLAIN)
        inline_markup_write_lines(into, text->value);
    else
        str_append(into, text->value);
}

static void lines_keep(struct build_state *b, struct text_construct *text)
{
    struct str html;

    if (!has_lines(text))
        return;
    str_init(&html, PARSE_TEXT_BYTES_MAX);
    text_write(&html, text);
    text_replace(b, text, &html);
}

/* caption: the description is the item's only text. */
static void picture_write(struct str *into, const struct picture *picture, bool caption)
{
    const char *alt = picture->alt != NULL ? picture->alt : "";

    str_append(into, "<figure><img");
    inline_markup_write_attribute(into, "src", picture->url, strlen(picture->url));
    inline_markup_write_attribute(into, "alt", alt, strlen(alt));
    str_append_char(into, '>');
    if (caption && picture->described) {
        str_append(into, "<figcaption>");
        inline_markup_write_lines(into, alt);
        str_append(into, "</figcaption>");
    }
    str_append(into, "</figure>");
}

/* A single picture without a description is the item's thumbnail, which is enough beside a text. */
static bool pictures_count(const struct build_state *b, const char *body)
{
    bool described = false;

    for (size_t i = 0; i < b->picture_count; i++)
        described = described || b->pictures[i].described;
    if (body == NULL)
        return b->picture_count > 0;
    return (b->picture_count > 1 || described) && !is_illustrated(body);
}

/* A post of pictures only may have them as enclosures. */
static void enclosures_write(struct str *into, const struct item *item)
{
    for (size_t i = 0, written = 0; i < item->enclosure_count && written < PARSE_PICTURES_MAX;
         i++) {
        const struct enclosure *e = &item->enclosures[i];
        const struct picture picture = {.url = e->url};

        if (e->type == NULL || strncasecmp(e->type, "image/", 6) != 0 ||
            strlen(e->url) > PARSE_PICTURE_BYTES_MAX)
            continue;
        picture_write(into, &picture, false);
        written++;
    }
}

static void pictures_keep(struct build_state *b)
{
    struct item *item = &b->item;
    struct text_construct *body = item->content.value != NULL ? &item->content : &item->summary;
    const char *had = body->value;
    struct str html;

    if (had == NULL)
        body = &item->content;
    if (!pictures_count(b, had) && (had != NULL || item->enclosure_count == 0))
        return;
    str_init(&html, PARSE_TEXT_BYTES_MAX);
    text_write(&html, body);
    for (size_t i = 0; i < b->picture_count; i++)
        picture_write(&html, &b->pictures[i], had == NULL);
    if (had == NULL && b->picture_count == 0)
        enclosures_write(&html, item);
    if (html.length > 0)
        text_replace(b, body, &html);
    else
        str_release(&html);
}

void field_body_complete(struct build_state *b)
{
    lines_keep(b, &b->item.summary);
    lines_keep(b, &b->item.content);
    pictures_keep(b);
}
