/*
 * Converts text that is intended as XML to well-formed XML, in pieces, before libxml2 reads it.
 *
 * It repairs what libxml2's own recovery gets wrong: junk around the document, bare ampersands and
 * less-than signs, HTML entities, unclosed, misnested and stray tags, truncated documents.
 * Comments, processing instructions and the document type are dropped; the entities that it
 * declares are expanded here, within limits. libxml2 therefore sees only elements, attributes,
 * characters and CDATA, and has nothing to load or expand. The result depends on the text only, not
 * on how it is split into pieces.
 */
#ifndef HEADWATER_PARSE_REPAIR_H
#define HEADWATER_PARSE_REPAIR_H

#include "aggregator/parse/charset.h"
#include "aggregator/parse/doctype.h"
#include "aggregator/parse/nesting.h"

/* The processing instruction before the end tags that close a truncated document. One in the
 * document itself is dropped. */
#define REPAIR_CUT_TARGET "headwater-cut"

enum repair_state {
    REPAIR_TEXT,    /* between tags */
    REPAIR_COMMENT, /* up to "-->" */
    REPAIR_CDATA,   /* up to "]]>" */
    REPAIR_PI,      /* up to ">" */
    REPAIR_DONE
};

/* State of the search for the end of a start tag, so that it never restarts. */
struct repair_scan {
    size_t at;        /* bytes of the tag scanned so far */
    size_t greater;   /* the first '>' inside the open quote; 0: none */
    char quote, last; /* the open quote, or 0; the last non-blank character */
    bool less;        /* '<' came before any '>' in the open quote */
};

struct repair {
    struct charset *charset;
    struct parse_report *report;
    char *window; /* window[start] to window[end] are not processed yet */
    size_t start, end, room;
    struct str out; /* repaired text; from out_start on not yet delivered */
    size_t out_start;
    enum repair_state state;
    struct repair_scan scan;
    struct nesting nesting;
    struct doctype doctype;
    char last; /* last character of text written */
    bool at_end, seen_root, seen_junk;
};

/* Zero *ret first; call repair_close() in any case. */
int repair_open(struct repair *ret, struct charset *charset, struct parse_report *report,
                struct error *err);

/* Reads up to room bytes of well-formed XML; 0 at the end. */
int repair_read(size_t *ret_size, struct repair *repair, char *into, size_t room,
                struct error *err);

/* Accepts a zeroed repair. */
void repair_close(struct repair *repair);

#endif
