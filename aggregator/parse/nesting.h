/*
 * Which elements are open, and what must be closed when another begins or ends, in documents whose
 * tags are unclosed, misnested or cut off. Knows the names of feeds' elements, no text.
 */
#ifndef HEADWATER_PARSE_NESTING_H
#define HEADWATER_PARSE_NESTING_H

#include "aggregator/parse/limits.h"
#include "aggregator/parse/report.h"

#include "aggregator/base/str.h"

enum { NESTING_NAME_MAX = 100 };

struct nesting_frame {
    char name[NESTING_NAME_MAX + 1]; /* as it was written */
    unsigned char length;
    unsigned char flags;
    int namespaces; /* declared by this element */
};

struct nesting {
    struct nesting_frame frames[PARSE_DEPTH_MAX];
    size_t depth;
    int namespaces;  /* declared by all that are open */
    bool root_ended; /* its end tag was seen; it stays open for what may yet follow */
};

/* An element begins: closes, into out, those that it cannot be in. Returns what is known of its
 * name, for nesting_open(). */
unsigned char nesting_before(struct nesting *nesting, struct str *out, const char *name,
                             size_t length, struct parse_report *report);

/* Counts it as open. false: too deep, the tag must be dropped. */
bool nesting_open(struct nesting *nesting, const char *name, size_t length, unsigned char flags,
                  int namespaces, struct parse_report *report);

/* An end tag: closes, into out, the element and those within it; nothing when it is not open. */
void nesting_end(struct nesting *nesting, struct str *out, const char *name, size_t length,
                 struct parse_report *report);

/* The document is over: closes all. */
void nesting_finish(struct nesting *nesting, struct str *out);

/* An element of HTML that never has content, whatever its tags say. */
bool nesting_is_void(const char *name, size_t length);

#endif
