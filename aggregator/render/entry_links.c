/*
 * The links of an entry, according to RFC 4287 §4.2.7 and §4.1.2.
 */
#include "aggregator/base/clock.h"
#include "aggregator/render/entry.h"
#include "aggregator/render/markup.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

static bool link_is_known(const struct entry *entry, const char *rel, const char *href)
{
    for (size_t i = 0; i < entry->link_count; i++)
        if (strcmp(entry->links[i].rel, rel) == 0 && strcmp(entry->links[i].href, href) == 0)
            return true;
    return false;
}

/* Adds a link unless it has no address or is a duplicate. */
static void link_add(struct entry *entry, const struct entry_link *link)
{
    if (link->href != NULL && !link_is_known(entry, link->rel, link->href))
        entry->links[entry->link_count++] = *link;
}

/* §4.1.2: at most one alternate per type and language. A telling in the lead's language, or next to
 * a lead in an unknown language, is not a translation. */
static bool language_is_taken(const struct entry *entry, const char *language)
{
    if (entry->lead.language == NULL || render_language_matches(entry->lead.language, language))
        return true;
    for (size_t i = 0; i < entry->link_count; i++)
        if (strcmp(entry->links[i].rel, "alternate") == 0 &&
            render_language_matches(entry->links[i].hreflang, language))
            return true;
    return false;
}

/* Adds the story's page; if that is the entry's own link, the lead's page. */
static void page_add(struct entry *entry)
{
    struct entry_link page = {
        .rel = "related", .href = entry->page, .type = "text/html", .title = entry->page_label};

    if (entry->leads_to_page) {
        page.href = entry->lead.link;
        page.hreflang = entry->lead.language;
        page.title = markup_looks_like_html(entry->lead.title) ? NULL : entry->lead.title;
    }
    link_add(entry, &page);
}

/* Adds tellings in another language as translations, the others as copies. */
static void tellings_add(struct entry *entry, bool translations)
{
    for (size_t i = 0; i < entry->other_count; i++) {
        const struct entry_telling *other = &entry->others[i];
        struct entry_link link = {.href = other->link,
                                  .type = "text/html",
                                  .hreflang = other->language,
                                  .title =
                                      markup_looks_like_html(other->title) ? NULL : other->title};

        link.rel = translations ? "alternate" : "related";
        if (translations && (other->language == NULL || language_is_taken(entry, other->language)))
            continue;
        if (!translations && other->link != NULL &&
            (link_is_known(entry, "alternate", other->link) ||
             link_is_known(entry, "via", other->link)))
            continue;
        link_add(entry, &link);
    }
}

/* Adds the telling that the others derive from; if it is the lead, its own declared origin. */
static void via_add(struct entry *entry, struct arena *arena, const struct render_story *story)
{
    const struct telling *source = &story->story->tellings[0];
    struct entry_link link = {.rel = "via"};

    if (source != story->lead) {
        for (size_t i = 0; i < story->other_count; i++)
            if (story->others[i] == source) {
                link.href = entry->others[i].link;
                link.hreflang = entry->others[i].language;
                if (!markup_looks_like_html(entry->others[i].title))
                    link.title = entry->others[i].title;
                link.type = "text/html";
            }
        link_add(entry, &link);
        return;
    }
    for (size_t i = 0; i < source->item.link_count; i++)
        if (source->item.links[i].rel != NULL && strcmp(source->item.links[i].rel, "via") == 0) {
            link.href = markup_url(arena, source->item.links[i].href);
            link_add(entry, &link);
        }
}

/* "image/jpeg" from "image/jpeg; charset=x"; NULL if invalid (RFC 4287 §3, atomMediaType). */
static const char *media_type(struct arena *arena, const char *type)
{
    static const char ends[] = "()<>,;:\\\"/[]?= \t";
    size_t main_length, length;

    if (type == NULL)
        return NULL;
    main_length = strcspn(type, ends);
    if (main_length == 0 || type[main_length] != '/')
        return NULL;
    length = strcspn(type + main_length + 1, ends);
    if (length == 0 || strchr(" ;", type[main_length + 1 + length]) == NULL)
        return NULL;
    for (size_t i = 0; i < main_length + 1 + length; i++)
        if ((unsigned char)type[i] <= 0x20 || (unsigned char)type[i] >= 0x7F)
            return NULL;
    return arena_strndup(arena, type, main_length + 1 + length);
}

static bool length_is_plausible(const char *length)
{
    return length != NULL && length[0] != '\0' && strlen(length) < 16 &&
           strspn(length, "0123456789") == strlen(length);
}

static void enclosures_add(struct entry *entry, struct arena *arena, const struct item *item)
{
    for (size_t i = 0; i < item->enclosure_count; i++) {
        const struct enclosure *enclosure = &item->enclosures[i];
        struct entry_link link = {.rel = "enclosure", .href = markup_url(arena, enclosure->url)};

        link.type = media_type(arena, enclosure->type);
        link.length = length_is_plausible(enclosure->length) ? enclosure->length : NULL;
        link_add(entry, &link);
    }
}

int entry_links_build(struct entry *entry, struct arena *arena, const struct render_story *story,
                      struct error *err)
{
    const struct item *item = &story->lead->item;
    size_t room = 5 + 2 * story->other_count + item->link_count + item->enclosure_count;
    struct entry_link page = {.rel = "alternate",
                              .href = entry_link(entry),
                              .type = "text/html",
                              .hreflang = entry->leads_to_page ? NULL : entry->lead.language};
    /* Some feed readers take the first alternate as the page, others the last. §4.1.2 allows two if
     * one of them has neither type nor language. */
    struct entry_link again = {.rel = "alternate", .href = entry_link(entry)};
    struct entry_link comments = {
        .rel = "replies", .href = markup_url(arena, item->comments), .type = "text/html"};

    entry->links = arena_array(arena, room, sizeof(*entry->links));
    if (entry->links == NULL)
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory rendering a story");
    link_add(entry, &page);
    tellings_add(entry, true);
    if (page.href != NULL && entry->link_count > 1)
        entry->links[entry->link_count++] = again;
    via_add(entry, arena, story);
    tellings_add(entry, false);
    page_add(entry);
    enclosures_add(entry, arena, item);
    link_add(entry, &comments);
    return 0;
}
