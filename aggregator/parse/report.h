/*
 * Collects what was repaired or skipped in one document: each kind is counted and reported once.
 */
#ifndef HEADWATER_PARSE_REPORT_H
#define HEADWATER_PARSE_REPORT_H

#include "aggregator/model/document.h"

#include "aggregator/base/arena.h"

/* In the order of the texts in report.c. */
enum parse_warning {
    WARN_CHARSET_UNKNOWN,
    WARN_CHARSET_OVERRIDDEN,
    WARN_BYTES_INVALID,
    WARN_CONTROL,
    WARN_JUNK_BEFORE,
    WARN_AMPERSAND,
    WARN_LESS_THAN,
    WARN_ENTITY,
    WARN_ENTITY_LIMIT,
    WARN_DOCTYPE,
    WARN_PREFIX,
    WARN_UNCLOSED,
    WARN_STRAY_END,
    WARN_ATTRIBUTE,
    WARN_DEPTH,
    WARN_TAG_LONG,
    WARN_CUT_OFF,
    WARN_XML,
    WARN_TEXT_LONG,
    WARN_ITEM_LARGE,
    WARN_ITEM_EMPTY,
    WARN_ITEM_CUT,
    WARN_ITEM_LATER,
    WARN_LIST_LONG,
    WARN_DATE,
    WARN_BASE64,
    WARN_JSON,
    PARSE_WARNING_COUNT
};

enum { REPORT_EXAMPLE_SIZE = 64 };

struct parse_report {
    size_t counts[PARSE_WARNING_COUNT];
    char examples[PARSE_WARNING_COUNT]
                 [REPORT_EXAMPLE_SIZE]; /* of the first occurrence; may be empty */
};

/* Counts one occurrence. example may be NULL; the first is kept, truncated between characters. */
void report_add(struct parse_report *report, enum parse_warning warning, const char *example);

/* Adds one line per kind to the document, in the order of the enumeration. ERR_MEMORY. */
int report_write(struct document *document, struct arena *arena, const struct parse_report *report,
                 struct error *err);

#endif
