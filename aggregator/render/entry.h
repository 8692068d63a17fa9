/*
 * The content of a story that all formats share, computed once: title, text, links, people,
 * identity.
 *
 * Formats differ only in how they write it. All strings lie in the given arena or in the story.
 * Addresses are ready to be written (see markup_url()); other texts still need escaping.
 */
#ifndef HEADWATER_RENDER_ENTRY_H
#define HEADWATER_RENDER_ENTRY_H

#include "aggregator/render/entry_picture.h"
#include "aggregator/render/render_types.h"
#include "aggregator/render/render_values.h"

struct entry_link {
    const char *rel, *href, *type, *hreflang, *title, *length;
};

/* One line in the list of tellings. */
struct entry_telling {
    const char *outlet;        /* the feed's own title, else the user's name for it */
    const char *language;      /* BCP 47 or NULL */
    const char *language_name; /* in the user's language; NULL when the language is unknown */
    const char *title, *link;  /* link may be NULL */
    const char *plain;         /* its text without markup; or NULL */
    int64_t published;
    const struct telling *told;
};

struct entry_source {
    char id[RENDER_ID_SIZE];        /* for a feed whose own id is missing or unusable */
    const char *own_id;             /* the feed's own id; or NULL */
    const char *title, *site, *url; /* site and url may be NULL; all are for a digest */
};

struct entry {
    uint64_t node;
    char id[RENDER_ID_SIZE];
    struct entry_telling lead;
    const char *content; /* HTML without the list of other tellings; never NULL */
    const char *summary; /* HTML; NULL unless it accompanies a content */
    const char *plain;   /* the lead's text without markup; or NULL */
    int64_t published, updated;
    struct person *authors; /* have names and checked addresses; at least the outlet */
    size_t author_count;
    struct category *categories;
    size_t category_count;
    struct entry_link *links; /* the lead's page first */
    size_t link_count;
    const char *thumbnail;                  /* as the feed names it; or NULL */
    int thumbnail_width, thumbnail_height;  /* 0: unknown */
    struct entry_picture picture;           /* of the lead, for pages */
    const char *page;                       /* address of the story's page; or NULL */
    const char *page_label, *page_language; /* its label, and the language of that */
    bool is_digest;     /* headwater wrote the content itself: no limit cuts it */
    bool leads_to_page; /* the entry's link is the story's page; the lead is listed, too */
    struct entry_source source;
    struct entry_telling *others;
    size_t other_count, unlisted; /* in others, and the rest */
};

/* Builds the entry. ERR_MEMORY only. */
int entry_build(struct entry *ret, struct arena *arena, const struct render_story *story,
                const struct render_input *input, struct error *err);

/* Builds only the links: alternate, translations, via, related, enclosures, replies (RFC 4287). */
int entry_links_build(struct entry *entry, struct arena *arena, const struct render_story *story,
                      struct error *err);

/* Whether an id is a valid "tag:" URI (RFC 4151) or URN (RFC 8141; a UUID as in RFC 9562). False
 * for NULL. */
bool entry_id_is_sound(const char *id);

/* Builds one line of the list. */
struct entry_telling entry_telling_build(struct arena *arena, const struct telling *telling,
                                         const struct render_input *input);

/* Appends the list of the other tellings, and the link to the story's page, as HTML, for the end of
 * the content. */
void entry_tellings_append(struct str *into, const struct entry *entry);

/* The entry's own link: the lead's page or the story's; or NULL. */
const char *entry_link(const struct entry *entry);

/* The user's language: the output's first, else the settings' first, else English. */
const char *entry_reader_language(const struct render_input *input);

#endif
