/*
 * One entry of a feed, as it travels from parse through clean and match to the store and to render.
 *
 * Plain data: every pointer lies in the arena of whoever made the item; NULL means that the feed
 * did not say. All text is valid UTF-8. Field comments name the stage that sets what parse does
 * not.
 */
#ifndef HEADWATER_MODEL_ITEM_H
#define HEADWATER_MODEL_ITEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum text_kind {
    TEXT_PLAIN, /* characters; '<' is a less-than sign */
    TEXT_HTML,  /* an HTML fragment; after clean: sanitised, with absolute addresses */
};

struct text {
    const char *value; /* NULL: absent */
    const char *lang;  /* BCP 47, inherited xml:lang included */
    const char *base;  /* what relative addresses in the value start from; clean consumes it */
    enum text_kind kind;
};

struct person {
    const char *name, *email, *url;
};

struct category {
    const char *term, *scheme, *label;
};

struct link {
    const char *rel; /* never NULL: "alternate" unless the feed said another */
    const char *href, *type, *hreflang, *title;
    const char *canonical; /* clean: of another's page, the address for comparing where it differs
                            * from href; else NULL */
};

struct enclosure {
    const char *url, *type;
    const char *length; /* bytes as the feed wrote them; feeds write nonsense here */
};

/* Where a republished entry says it comes from: atom:source, RSS <source>. */
struct origin {
    const char *id, *title, *link;
};

struct item {
    const char *id;      /* guid, atom:id, JSON id, rdf:about: as the feed wrote it */
    struct text title;   /* after clean: plain */
    const char *link;    /* the page for people; after clean: absolute */
    struct link *links;  /* all links but enclosures, the main one included */
    struct text summary; /* the shorter text */
    struct text content; /* the full text */
    struct person *authors;
    struct category *categories;
    struct enclosure *enclosures;
    struct origin source;
    const char *thumbnail;      /* address of an image */
    const char *comments;       /* address of a page */
    const char *language;       /* BCP 47: xml:lang, dc:language, else the feed's */
    int64_t published, updated; /* TIME_NONE when absent; published falls back on nothing here */
    size_t link_count, author_count, category_count, enclosure_count;
    bool id_is_permalink; /* the id is an address and stands for the link */

    const char
        *canonical;    /* clean: the link without tracking, AMP and mobile hosts; for comparing */
    const char *plain; /* clean: content, else summary, as plain text; for recognition */
};

#endif
