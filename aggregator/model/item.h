/*
 * One entry of a feed, on its way from parse through clean and match to the store and to render.
 *
 * Plain data: every pointer points into the arena of the code that made the item; NULL means that
 * the feed does not say. All text is valid UTF-8. Unless its comment names another stage, parse
 * sets a field.
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

/* A text as Atom describes one (RFC 4287 §3.1, "Text construct"). */
struct text_construct {
    const char *value; /* NULL: absent */
    const char *lang;  /* BCP 47, with inherited xml:lang */
    const char *base;  /* base of relative addresses in the value; clean consumes it */
    enum text_kind kind;
};

struct person {
    const char *name, *email, *url;
};

struct category {
    const char *term, *scheme, *label;
};

struct link {
    const char *rel; /* never NULL: "alternate" unless the feed says otherwise */
    const char *href, *type, *hreflang, *title;
    /* clean: for links to other pages, the normalised address for comparison when it differs from
     * href; else NULL */
    const char *canonical;
};

struct enclosure {
    const char *url, *type;
    /* in bytes, as the feed states it; often wrong */
    const char *length;
};

/* The stated origin of a republished entry: atom:source, RSS <source>. */
struct origin {
    const char *id, *title, *link;
};

struct item {
    const char *id;                /* guid, atom:id, JSON id, rdf:about: as the feed wrote it */
    struct text_construct title;   /* after clean: plain text */
    const char *link;              /* the web page; after clean: absolute */
    struct link *links;            /* all links except enclosures, including the main one */
    struct text_construct summary; /* the shorter text */
    struct text_construct content; /* the full text */
    struct person *authors;
    struct category *categories;
    struct enclosure *enclosures;
    struct origin source;
    const char *thumbnail;                 /* address of an image */
    const char *thumbnail_alt;             /* what it shows; plain text after clean */
    int thumbnail_width, thumbnail_height; /* in pixels, as the feed states them; 0: unknown */
    const char *comments;                  /* address of a page */
    const char *language;                  /* BCP 47: xml:lang, dc:language, else the feed's */
    int64_t published, updated;            /* TIME_NONE when absent; parse applies no fallback */
    size_t link_count, author_count, category_count, enclosure_count;
    bool id_is_permalink; /* the id is an address and serves as the link */

    /* clean: the link without tracking parameters, AMP and mobile hosts; for comparison */
    const char *canonical;
    const char *plain; /* clean: content, else summary, as plain text; for recognition */
    /* when content and plain are from the item's page: the plain text that the feed gave; else
     * NULL */
    const char *feed_plain;
};

#endif
