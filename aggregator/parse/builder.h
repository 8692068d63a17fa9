/*
 * Elements and characters to a document and its items: keeps what is open, what namespaces, base
 * and language are in force, collects text, and hands every item on when its end is seen. What an
 * element means is told by tags.c and done by fields.c. Knows nothing of libxml2.
 */
#ifndef HEADWATER_PARSE_BUILDER_H
#define HEADWATER_PARSE_BUILDER_H

#include "aggregator/parse/date.h"
#include "aggregator/parse/limits.h"
#include "aggregator/parse/parse.h"
#include "aggregator/parse/report.h"
#include "aggregator/parse/tags.h"

#include "aggregator/base/str.h"

enum { BUILDER_LINKS_MAX = 5 }; /* feeds that an HTML page links to, for the error */

/* One attribute. The value ends at end and has no NUL. */
struct xml_attribute {
    const char *name, *prefix, *uri, *value, *end;
};

struct xml_element {
    const char *name; /* local */
    const char *prefix, *uri;
    const struct tag *tag; /* NULL: it says nothing */
    const struct xml_attribute *attributes;
    size_t attribute_count;
    const char *const *namespaces; /* pairs of prefix and address */
    size_t namespace_count;
};

/* Whose fields an element fills. */
enum builder_scope { SCOPE_NONE, SCOPE_DOCUMENT, SCOPE_ENTRY, SCOPE_ORIGIN, SCOPE_APART };

/* How the characters of an element are meant. */
enum frame_mode {
    MODE_SKIP,   /* not collected */
    MODE_VALUE,  /* a value without markup */
    MODE_PLAIN,  /* text that is told to be plain */
    MODE_GUESS,  /* text that may be HTML nevertheless */
    MODE_HTML,   /* escaped markup */
    MODE_XHTML,  /* inline markup: elements within are written out as text */
    MODE_BASE64, /* of text; of HTML with html set */
};

struct frame {
    const struct tag *tag;
    const char *base, *lang;
    size_t text_start; /* of its characters in the builder's text */
    enum builder_scope scope;
    enum frame_mode mode;
    bool html;      /* MODE_BASE64: the decoded text is markup */
    bool permalink; /* RSS: isPermaLink is not "false" */
    bool inlined;   /* an element of somebody's inline markup */
};

/* A picture that stands beside an item's text. */
struct picture {
    const char *url, *alt; /* alt: NULL when the feed does not say what it shows */
    int width;             /* 0: not told */
    unsigned group;        /* 0: none; those of one group are one picture in several sizes */
    bool described;        /* alt is a description, not a title */
};

struct builder {
    const struct parse_request *request;
    struct parse_report *report;
    struct document *document;
    struct arena *arena;     /* the document's */
    struct arena item_arena; /* emptied after each item */
    struct item item;
    struct person *person;         /* the author whose parts are being read */
    struct person *origin_authors; /* of the feed that the item was taken from */
    size_t origin_author_count;
    struct picture *pictures; /* of the item */
    size_t picture_count;
    size_t picture_open; /* the one whose element is open, counted from 1; 0: none */
    unsigned group_count, group_open;
    struct frame frames[PARSE_DEPTH_MAX + 1];
    size_t depth; /* frames[0] is the document itself */
    struct str text;
    unsigned char item_priority[TAG_FIELD_COUNT], document_priority[TAG_FIELD_COUNT];
    size_t category_mark; /* categories when the open one began */
    size_t items_seen;
    struct link link;        /* the one whose element is open, while its text may be the address */
    const char *link_length; /* of what it links to */
    const char *original_enclosure; /* where the item's file was before it was counted */
    struct date_context dates;      /* what is known of the feed's dates */
    int update_period;              /* sy:, seconds */
    int update_frequency;
    bool item_large;                        /* the item's memory is out */
    bool item_open;                         /* between its start and its end */
    bool item_said;                         /* the item has elements */
    bool cut;                               /* the document ended before its elements did */
    bool explicit_language, blank_language; /* dc:language, xml:lang="" */
    bool html;                              /* it is a page */
    bool finished;                          /* nothing more is wanted */
    const char *page_links[BUILDER_LINKS_MAX];
    size_t page_link_count;
    char root[32];
    const struct xml_element *element; /* the one that begins */
    struct error *err;
    int code; /* nonzero ends the parsing */
};

/* Zero *ret before; builder_close() in any case. document is filled as the parsing goes on. */
int builder_open(struct builder *ret, const struct parse_request *request,
                 struct document *document, struct arena *arena, struct parse_report *report,
                 struct error *err);
/* Accepts one that was never opened. */
void builder_close(struct builder *builder);

/* An element begins, characters come, the last one that began (name) ends. */
void builder_start(struct builder *builder, const struct xml_element *element);
void builder_characters(struct builder *builder, const char *text, size_t size);
void builder_end(struct builder *builder, const char *name);

/* For an item that does not come as elements: makes a new one, and hands it on. */
void builder_item_begin(struct builder *builder);
void builder_item_end(struct builder *builder);

/* For handlers: where to keep things of the present scope. */
struct arena *builder_arena(struct builder *builder);

/* A copy there; NULL, noted, when memory is out. */
const char *builder_keep(struct builder *builder, const char *text, size_t length);

/* Makes room for one more of a list there; NULL, noted, when there is none. */
void *builder_list_grow(struct builder *builder, void *list, size_t count, size_t size);

/* An attribute of an element, copied; NULL when absent. Names without case. */
const char *builder_attribute(struct builder *builder, const struct xml_element *element,
                              enum tag_namespace ns, const char *name);

/* A language's name as BCP 47 writes it ("pt_BR" is pt-BR); NULL for one too long to be any. */
const char *builder_language(struct builder *builder, const char *name);

/* The time that a text of the feed tells; TIME_NONE, counted, for one that cannot be read. */
int64_t builder_date(struct builder *builder, const char *text);

/* An address, seen from the base in force; NULL for a blank one. */
const char *builder_resolve(struct builder *builder, const struct frame *frame, const char *text);

/* The value of this field may be set by this tag: notes its priority. A later one of the same
 * priority is taken when replace is set. */
bool builder_claims(struct builder *builder, const struct frame *frame, bool replace);

#endif
