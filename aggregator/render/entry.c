#include "aggregator/render/entry.h"

#include "aggregator/base/clock.h"
#include "aggregator/base/url.h"
#include "aggregator/render/markup.h"
#include "aggregator/render/story_messages.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unicode/uloc.h>
#include <unicode/ustring.h>
#include <xxhash.h>

enum { TITLE_CHARACTERS = 90, NAME_CHARACTERS = 200, NAME_UNITS = 96 };

/* A larger content is replaced by its summary, else by its beginning: a merged feed must stay small
 * enough for repeated fetching. A digest is bounded by the number of its stories. */
enum { CONTENT_BYTES = 256 * 1024, EXCERPT_CHARACTERS = 2000 };

const char *entry_reader_language(const struct render_input *input)
{
    if (input->output != NULL && input->output->language_count > 0)
        return input->output->languages[0];
    if (input->settings != NULL && input->settings->language_count > 0)
        return input->settings->languages[0];
    return "en";
}

/* "français" for fr when the user reads French; the tag itself when ICU has no name for it. */
static const char *language_name(struct arena *arena, const char *tag, const char *reader)
{
    UErrorCode status = U_ZERO_ERROR;
    UChar wide[NAME_UNITS];
    char name[NAME_UNITS * 3];
    int32_t length = uloc_getDisplayLanguage(tag, reader, wide, NAME_UNITS, &status);

    if (tag == NULL || U_FAILURE(status) || length == 0 || length >= NAME_UNITS)
        return tag;
    u_strToUTF8(name, sizeof(name), NULL, wide, length, &status);
    return U_SUCCESS(status) ? arena_strdup(arena, name) : tag;
}

static const char *first_of(const char *one, const char *other, const char *last)
{
    if (one != NULL && one[0] != '\0')
        return one;
    return other != NULL && other[0] != '\0' ? other : last;
}

static const char *telling_text(const struct telling *telling)
{
    const struct item *item = &telling->item;

    if (item->plain != NULL && item->plain[0] != '\0')
        return item->plain;
    if (item->content.value != NULL && item->content.kind == TEXT_PLAIN)
        return item->content.value;
    return item->summary.kind == TEXT_PLAIN ? item->summary.value : NULL;
}

struct entry_telling entry_telling_build(struct arena *arena, const struct telling *telling,
                                         const struct render_input *input)
{
    const struct item *item = &telling->item;
    struct entry_telling line = {.published = render_telling_time(telling), .told = telling};
    const char *title = markup_excerpt(arena, item->title.value, CONTENT_BYTES / 64);

    line.outlet = first_of(telling->feed_title, telling->feed_name, telling->feed_url);
    line.language = markup_language(arena, first_of(telling->language, item->language, NULL));
    line.language_name = language_name(arena, line.language, entry_reader_language(input));
    line.link = markup_url(arena, item->link);
    if (line.link == NULL && item->id_is_permalink)
        line.link = markup_url(arena, item->id);
    if (title == NULL)
        title = markup_excerpt(arena, telling_text(telling), TITLE_CHARACTERS);
    line.title = first_of(title, line.link, line.outlet);
    line.plain = telling_text(telling);
    return line;
}

static const char *text_html(struct arena *arena, const struct text_construct *text)
{
    if (text->value == NULL || text->value[0] == '\0')
        return NULL;
    return text->kind == TEXT_HTML ? text->value : markup_paragraphs(arena, text->value);
}

static bool is_too_large(const struct entry *entry, const char *content)
{
    return content != NULL && !entry->is_digest && strlen(content) > CONTENT_BYTES;
}

static void contents_build(struct entry *entry, struct arena *arena, const struct telling *lead)
{
    const char *content = text_html(arena, &lead->item.content);
    const char *summary = text_html(arena, &lead->item.summary);

    entry->plain = telling_text(lead);
    if (is_too_large(entry, summary))
        summary = NULL;
    if (is_too_large(entry, content)) {
        const char *start = markup_excerpt(arena, entry->plain, EXCERPT_CHARACTERS);

        content = summary == NULL && start != NULL ? markup_paragraphs(arena, start) : NULL;
    }
    entry->content = first_of(content, summary, "");
    entry->summary =
        content != NULL && summary != NULL && strcmp(content, summary) != 0 ? summary : NULL;
}

static bool email_is_plausible(const char *email)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    const char *at = email != NULL ? strchr(email, '@') : NULL, *dot;
    char local[80], domain[80];

    if (at == NULL || at == email || strlen(email) > 254)
        return false;
    snprintf(local, sizeof(local), "%s_-+.'", letters);
    snprintf(domain, sizeof(domain), "%s-.", letters);
    dot = strrchr(at, '.');
    return strspn(email, local) == (size_t)(at - email) && dot != NULL && dot > at + 1 &&
           dot[1] != '\0' && strspn(at + 1, domain) == strlen(at + 1) && strstr(at, "..") == NULL &&
           at[1] != '.';
}

/* RFC 4287 §4.1.2: an entry has an author. Without one in the item, it is the outlet. */
static int authors_build(struct entry *entry, struct arena *arena, const struct telling *lead)
{
    const struct item *item = &lead->item;

    entry->authors = arena_array(arena, item->author_count + 1, sizeof(*entry->authors));
    if (entry->authors == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < item->author_count; i++) {
        const struct person *person = &item->authors[i];
        struct person *author = &entry->authors[entry->author_count];

        author->email = email_is_plausible(person->email) ? person->email : NULL;
        author->url = markup_url(arena, person->url);
        author->name = first_of(markup_excerpt(arena, person->name, NAME_CHARACTERS), author->email,
                                author->url);
        entry->author_count += author->name != NULL;
    }
    if (entry->author_count == 0) /* a name cannot be declared as HTML, as a title can */
        entry->authors[entry->author_count++].name =
            markup_looks_like_html(entry->lead.outlet)
                ? first_of(lead->feed_name, lead->feed_url, NULL)
                : entry->lead.outlet;
    return 0;
}

static int categories_build(struct entry *entry, struct arena *arena, const struct telling *lead)
{
    const struct item *item = &lead->item;

    entry->categories = arena_array(arena, item->category_count, sizeof(*entry->categories));
    if (entry->categories == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < item->category_count; i++) {
        struct category *category = &entry->categories[entry->category_count];

        category->label = markup_excerpt(arena, item->categories[i].label, NAME_CHARACTERS);
        category->term = first_of(markup_excerpt(arena, item->categories[i].term, NAME_CHARACTERS),
                                  category->label, NULL);
        category->scheme = markup_url(arena, item->categories[i].scheme);
        entry->category_count += category->term != NULL;
    }
    return 0;
}

/* The path of a feed that is a file is not published, because it reveals the user's folders. */
static void source_build(struct entry *entry, struct arena *arena, const struct telling *lead)
{
    struct entry_source *source = &entry->source;

    source->site = markup_url(arena, lead->feed_site);
    source->url = markup_url(arena, lead->feed_url);
    source->title = entry->lead.outlet;
    source->own_id = markup_url(arena, lead->feed_id);
    if (source->own_id == NULL && entry_id_is_sound(lead->feed_id))
        source->own_id = lead->feed_id;
    if (source->own_id == NULL)
        source->own_id = source->url;
    render_id_format(source->id, RENDER_ID_OUTLET,
                     XXH3_64bits(lead->feed_url, strlen(lead->feed_url)));
}

/* A telling of the lead's own page, for example from a link site, links to its discussion instead:
 * only that is its own. */
static void discussion_link(struct entry_telling *telling, struct arena *arena,
                            const struct item *item, const struct entry_telling *lead)
{
    const char *discussion = markup_url(arena, item->comments);

    if (discussion != NULL && telling->link != NULL && lead->link != NULL &&
        strcmp(telling->link, lead->link) == 0)
        telling->link = discussion;
}

static int others_build(struct entry *entry, struct arena *arena, const struct render_story *story,
                        const struct render_input *input)
{
    entry->others = arena_array(arena, story->other_count, sizeof(*entry->others));
    if (entry->others == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < story->other_count; i++) {
        entry->others[i] = entry_telling_build(arena, story->others[i], input);
        discussion_link(&entry->others[i], arena, &story->others[i]->item, &entry->lead);
    }
    entry->other_count = story->other_count;
    entry->unlisted = story->unlisted;
    return 0;
}

static void page_build(struct entry *entry, struct arena *arena, const struct render_story *story,
                       const struct render_input *input)
{
    const struct render_pages *pages = &input->pages;
    const struct story_messages *messages = story_messages_find(entry_reader_language(input));
    const char *address;

    entry->page_label = messages->whole;
    entry->page_language = messages->language;
    if (pages->prefix == NULL || !story->has_page)
        return;
    address =
        arena_printf(arena, "%s%" PRIu64 "%s", pages->prefix, story->story->node, pages->suffix);
    entry->page =
        address != NULL && strstr(address, "://") != NULL ? markup_url(arena, address) : address;
    entry->leads_to_page = entry->page != NULL && input->output->link == LINK_STORY;
}

const char *entry_link(const struct entry *entry)
{
    return entry->leads_to_page ? entry->page : entry->lead.link;
}

int entry_build(struct entry *ret, struct arena *arena, const struct render_story *story,
                const struct render_input *input, struct error *err)
{
    const struct telling *lead = story->lead;

    memset(ret, 0, sizeof(*ret));
    ret->node = story->story->node;
    ret->is_digest = story->is_digest;
    render_id_format(ret->id, story->is_digest ? RENDER_ID_DIGEST : RENDER_ID_STORY, ret->node);
    ret->lead = entry_telling_build(arena, lead, input);
    ret->published = story->published;
    ret->updated = story->updated;
    ret->thumbnail = markup_url(arena, lead->item.thumbnail);
    ret->thumbnail_width = lead->item.thumbnail_width;
    ret->thumbnail_height = lead->item.thumbnail_height;
    ret->picture = entry_picture_find(arena, lead);
    contents_build(ret, arena, lead);
    if (!story->is_digest)
        source_build(ret, arena, lead);
    page_build(ret, arena, story, input);
    if (authors_build(ret, arena, lead) != 0 || categories_build(ret, arena, lead) != 0 ||
        others_build(ret, arena, story, input) != 0)
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory rendering a story");
    return entry_links_build(ret, arena, story, err);
}

static void telling_append(struct str *into, const struct entry_telling *telling)
{
    str_append(into, "<li><small>");
    markup_escape(into, telling->outlet);
    if (telling->language_name != NULL) {
        str_append(into, " (");
        markup_escape(into, telling->language_name);
        str_append(into, ")");
    }
    str_append(into, ": <a dir=\"auto\"");
    markup_attribute(into, "href", telling->link);
    markup_attribute(into, "hreflang", telling->link != NULL ? telling->language : NULL);
    markup_attribute(into, "lang", telling->language);
    str_append(into, ">");
    markup_escape(into, telling->title);
    str_append(into, "</a></small></li>");
}

void entry_tellings_append(struct str *into, const struct entry *entry)
{
    const bool listed = entry->other_count > 0 || entry->leads_to_page;

    if (!listed && entry->page == NULL)
        return;
    str_append(into, listed ? "<hr><ul>" : "<hr>");
    if (entry->leads_to_page)
        telling_append(into, &entry->lead);
    for (size_t i = 0; i < entry->other_count; i++)
        telling_append(into, &entry->others[i]);
    str_append(into, listed ? "</ul>" : "");
    if (entry->page == NULL)
        return;
    str_append(into, "<p><small><a");
    markup_attribute(into, "href", entry->page);
    if (!render_language_matches(entry->page_language, entry->lead.language))
        markup_attribute(into, "lang", entry->page_language);
    str_append(into, ">");
    markup_escape(into, entry->page_label);
    str_append(into, "</a></small></p>");
}
