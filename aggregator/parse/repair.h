/*
 * Text that means to be XML to well-formed XML, piece by piece, before libxml2 sees it.
 *
 * What libxml2's own recovery gets wrong is mended here: junk around the document, bare ampersands
 * and less-than signs, HTML's entities, unclosed, misnested and stray tags, a document that is cut
 * off. Comments, processing instructions and the document type are dropped (the entities that it
 * declares are replaced here, bounded), so that libxml2 sees elements, attributes, characters and
 * CDATA only, and has nothing to load or to expand. The result depends on the text alone, never on
 * how it came in pieces.
 */
#ifndef HEADWATER_PARSE_REPAIR_H
#define HEADWATER_PARSE_REPAIR_H

#include "aggregator/parse/charset.h"
#include "aggregator/parse/doctype.h"
#include "aggregator/parse/nesting.h"

/* The processing instruction written before the elements that the end of a cut document closes; one
 * in the document itself never passes. */
#define REPAIR_CUT_TARGET "headwater-cut"

enum repair_state {
    REPAIR_TEXT,    /* between tags */
    REPAIR_COMMENT, /* up to "-->" */
    REPAIR_CDATA,   /* up to "]]>" */
    REPAIR_PI,      /* up to ">" */
    REPAIR_DONE
};

/* Where the search for the end of a start tag stands, so that it never begins again. */
struct repair_scan {
    size_t at;        /* bytes of the tag looked at */
    size_t greater;   /* the first '>' within the open quote; 0: none */
    char quote, last; /* the open quote, or 0; the last character that is not blank */
    bool less;        /* '<' came before any '>' in the open quote */
};

struct repair {
    struct charset *charset;
    struct parse_report *report;
    char *window; /* window[start] to window[end] are not yet looked at */
    size_t start, end, room;
    struct str out; /* mended, from out_start on not yet handed on */
    size_t out_start;
    enum repair_state state;
    struct repair_scan scan;
    struct nesting nesting;
    struct doctype doctype;
    char last; /* character of text that was written */
    bool at_end, seen_root, seen_junk;
};

/* Zero *ret before; repair_close() in any case. */
int repair_open(struct repair *ret, struct charset *charset, struct parse_report *report,
                struct error *err);

/* Up to room bytes of well-formed XML; 0 at the end. */
int repair_read(size_t *ret_size, struct repair *repair, char *into, size_t room,
                struct error *err);

/* Accepts one that was never opened. */
void repair_close(struct repair *repair);

#endif
