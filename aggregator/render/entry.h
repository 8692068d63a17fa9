/*
 * What every format says of a story, worked out once: title, text, links, people, identity.
 *
 * Formats differ in how they write, not in what; this is the what. All strings lie in the arena
 * given or in the story; addresses are fit to be written (see markup_url), the rest still wants
 * escaping.
 */
#ifndef HEADWATER_RENDER_ENTRY_H
#define HEADWATER_RENDER_ENTRY_H

#include "aggregator/render/render.h"

struct entry_link {
    const char *rel, *href, *type, *hreflang, *title, *length;
};

/* One line of the list of tellings. */
struct entry_telling {
    const char *outlet;        /* the feed's own title, else the user's name for it */
    const char *language;      /* BCP 47 or NULL */
    const char *language_name; /* in the reader's language; NULL when no language is known */
    const char *title, *link;  /* link may be NULL */
    int64_t published;
};

struct entry_source {
    char id[RENDER_ID_SIZE];        /* where the feed has no id of its own that is an address */
    const char *own_id;             /* the feed's; or NULL */
    const char *title, *site, *url; /* site and url may be NULL */
};

struct entry {
    char id[RENDER_ID_SIZE];
    struct entry_telling lead;
    const char *content; /* HTML, the list of other tellings not included; never NULL */
    const char *summary; /* HTML; NULL unless there is a content beside it */
    const char *plain;   /* the lead's text without markup; or NULL */
    int64_t published, updated;
    struct person *authors; /* with names, addresses checked; at least the outlet itself */
    size_t author_count;
    struct category *categories;
    size_t category_count;
    struct entry_link *links; /* the lead's page first */
    size_t link_count;
    const char *thumbnail;
    struct entry_source source;
    struct entry_telling *others;
    size_t other_count;
};

/* ERR_MEMORY only. */
int entry_build(struct entry *ret, struct arena *arena, const struct render_story *story,
                const struct render_input *input, struct error *err);

/* The links alone, in the order of RFC 4287's use: alternate, translations, via, related,
 * enclosures, replies. */
int entry_links_build(struct entry *entry, struct arena *arena, const struct render_story *story,
                      struct error *err);

/* Whether an id is a "tag:" URI as RFC 4151 has it, or a URN (RFC 8141; a UUID's as RFC 9562 has
 * it). NULL is none. */
bool entry_id_is_sound(const char *id);

/* One line of the list. */
struct entry_telling entry_telling_build(struct arena *arena, const struct telling *telling,
                                         const struct render_input *input);

/* The list of the other tellings as HTML, for the end of the content; nothing when there are none.
 */
void entry_tellings_append(struct str *into, const struct entry *entry);

/* The language in which the reader is spoken to: the output's first, else the settings' first, else
 * English. */
const char *entry_reader_language(const struct render_input *input);

#endif
