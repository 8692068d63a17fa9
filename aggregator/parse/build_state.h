/*
 * The state of a document while it is built, and what every handler needs of it: memory that lives
 * as long as what it is for, attributes, dates, addresses, and which tag may set a field. builder.c
 * fills it from elements, json_feed.c from JSON. It knows neither of them and no handler.
 */
#ifndef HEADWATER_PARSE_BUILD_STATE_H
#define HEADWATER_PARSE_BUILD_STATE_H

#include "aggregator/parse/date.h"
#include "aggregator/parse/element.h"
#include "aggregator/parse/limits.h"
#include "aggregator/parse/parse_request.h"
#include "aggregator/parse/report.h"

#include "aggregator/base/arena.h"
#include "aggregator/base/str.h"

enum { BUILD_LINKS_MAX = 5 }; /* feeds that an HTML page links to, for the error message */

/* Whose fields an element fills. */
enum field_owner { OWNER_NONE, OWNER_DOCUMENT, OWNER_ENTRY, OWNER_ORIGIN, OWNER_APART };

/* How the characters of an element are interpreted. */
enum frame_mode {
    MODE_SKIP,   /* not collected */
    MODE_VALUE,  /* a value without markup */
    MODE_PLAIN,  /* text declared as plain */
    MODE_GUESS,  /* text that may still be HTML */
    MODE_HTML,   /* escaped markup */
    MODE_XHTML,  /* inline markup: inner elements are written out as text */
    MODE_BASE64, /* base64 of text; of HTML if html is set */
};

struct frame {
    const struct tag *tag;
    const char *base, *lang;
    size_t text_start; /* offset of its characters in the state's text */
    enum field_owner owner;
    enum frame_mode mode;
    bool html;      /* MODE_BASE64: the decoded text is HTML */
    bool permalink; /* RSS: isPermaLink is not "false" */
    bool inlined;   /* an element of inline markup */
};

/* A picture that accompanies an item's text. */
struct picture {
    const char *url, *alt;         /* alt: NULL when the feed does not describe it */
    int width;                     /* by which sizes of a picture are compared; 0: unknown */
    int shown_width, shown_height; /* as stated; 0: unknown */
    unsigned group;                /* pictures of one group are sizes of one picture; 0: none */
    bool described;                /* alt is a description, not a title */
};

struct build_state {
    const struct parse_request *request;
    struct parse_report *report;
    struct document *document;
    struct arena *arena;     /* the document's arena */
    struct arena item_arena; /* reset for each item */
    struct item item;
    struct person *person;         /* the author being read */
    struct person *origin_authors; /* of the feed that the item was taken from */
    size_t origin_author_count;
    struct picture *pictures; /* of the item */
    size_t picture_count;
    size_t picture_open; /* the picture whose element is open, counted from 1; 0: none */
    unsigned group_count, group_open;
    struct frame frames[PARSE_DEPTH_MAX + 1];
    size_t depth; /* frames[0] is the document itself */
    struct str text;
    unsigned char item_priority[TAG_FIELD_COUNT], document_priority[TAG_FIELD_COUNT];
    size_t category_mark; /* category count at the start of the open one */
    size_t items_seen;
    struct link link;        /* the open link, whose text may be its address */
    const char *link_length; /* its length attribute */
    /* address of the item's file without the download counter */
    const char *original_enclosure;
    struct date_context dates; /* context of the feed's dates */
    int update_period;         /* sy:updatePeriod in seconds */
    int update_frequency;
    bool item_large;                        /* the item exceeds its arena */
    bool item_open;                         /* between its start and end tags */
    bool item_said;                         /* the item has content */
    bool cut;                               /* the document was truncated */
    bool explicit_language, blank_language; /* dc:language, xml:lang="" */
    bool html;                              /* it is an HTML page */
    bool finished;                          /* stop parsing */
    const char *page_links[BUILD_LINKS_MAX];
    size_t page_link_count;
    char root[32];
    const struct xml_element *element; /* the element that starts */
    struct error *err;
    int code; /* nonzero stops the parsing */
};

/* Zero *ret first; call build_close() in any case. document is filled during parsing. */
int build_open(struct build_state *ret, const struct parse_request *request,
               struct document *document, struct arena *arena, struct parse_report *report,
               struct error *err);
/* Accepts a zeroed state. */
void build_close(struct build_state *build);

/* The frame of the innermost open element. */
struct frame *build_frame(struct build_state *build);

/* The arena of what the open element fills: the item's or the document's. */
struct arena *build_arena(struct build_state *build);

/* Copies a text to that arena; NULL, with the error recorded, when out of memory. */
const char *build_keep(struct build_state *build, const char *text, size_t length);

/* Makes room for one more list element there; NULL, with the error recorded, when that fails. */
void *build_list_grow(struct build_state *build, void *list, size_t count, size_t size);

/* A copy of an attribute; NULL when absent. Names are compared without case. */
const char *build_attribute(struct build_state *build, const struct xml_element *element,
                            enum tag_namespace ns, const char *name);

/* A language tag in BCP 47 form ("pt_BR" becomes pt-BR); NULL for an empty or overlong name. */
const char *build_language(struct build_state *build, const char *name);

/* Parses a date of the feed; TIME_NONE, with a warning, when it is unreadable. */
int64_t build_date(struct build_state *build, const char *text);

/* Resolves an address against the current base; NULL for a blank one. */
const char *build_resolve(struct build_state *build, const struct frame *frame, const char *text);

/* Whether this tag may set its field, by priority; records the priority. With replace, a later tag
 * of the same priority wins. */
bool build_claims(struct build_state *build, const struct frame *frame, bool replace);

/* Starts an item without content. */
void build_item_begin(struct build_state *build);

/* Hands the complete item on, unless it is empty, cut off, too large or one too many. */
void build_item_deliver(struct build_state *build);

#endif
