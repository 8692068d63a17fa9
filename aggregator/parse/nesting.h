/*
 * Tracks open elements and decides what to close when another begins or ends, in documents with
 * unclosed, misnested or truncated tags. Works on feed element names only, not on text.
 */
#ifndef HEADWATER_PARSE_NESTING_H
#define HEADWATER_PARSE_NESTING_H

#include "aggregator/parse/limits.h"
#include "aggregator/parse/report.h"

#include "aggregator/base/str.h"

enum { NESTING_NAME_MAX = 100 };

struct nesting_frame {
    char name[NESTING_NAME_MAX + 1]; /* as written */
    unsigned char length;
    unsigned char flags;
    int namespaces; /* declared by this element */
};

struct nesting {
    struct nesting_frame frames[PARSE_DEPTH_MAX];
    size_t depth;
    int namespaces;  /* declared by all open elements */
    bool root_ended; /* its end tag was seen; it stays open for content that may follow */
};

/* An element begins: closes, into out, the elements that cannot contain it. Returns the flags of
 * its name, for nesting_open(). */
unsigned char nesting_before(struct nesting *nesting, struct str *out, const char *name,
                             size_t length, struct parse_report *report);

/* Opens the element. false: too deep, the tag must be dropped. */
bool nesting_open(struct nesting *nesting, const char *name, size_t length, unsigned char flags,
                  int namespaces, struct parse_report *report);

/* An end tag: closes, into out, the element and its open children; nothing when it is not open. */
void nesting_end(struct nesting *nesting, struct str *out, const char *name, size_t length,
                 struct parse_report *report);

/* End of the document: closes all elements. */
void nesting_finish(struct nesting *nesting, struct str *out);

/* Whether this is an HTML element that never has content. */
bool nesting_is_void(const char *name, size_t length);

#endif
