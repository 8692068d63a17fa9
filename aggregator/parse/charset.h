/*
 * Converts bytes of any charset to UTF-8 that is valid in XML, in pieces.
 *
 * The charset comes from the byte order mark, the HTTP header, the XML declaration, and the look of
 * the first bytes, in this order (RFC 7303 §3, with the common practice that ISO-8859-1 and ASCII
 * mean windows-1252). Invalid sequences become U+FFFD and control characters are dropped; both are
 * counted. The only markup it reads is the XML declaration.
 */
#ifndef HEADWATER_PARSE_CHARSET_H
#define HEADWATER_PARSE_CHARSET_H

#include "aggregator/parse/parse_request.h"
#include "aggregator/parse/report.h"

#include <unicode/ucnv.h>

enum { CHARSET_NAME_SIZE = 64 };

struct charset {
    parse_read_fn *read;
    void *read_context;
    struct parse_report *report;
    char name[CHARSET_NAME_SIZE]; /* name for the document; never empty */
    UConverter *converter;        /* NULL: the bytes are UTF-8 already */
    unsigned char *bytes;         /* the window: bytes[start] to bytes[end] are not decoded yet */
    size_t start, end;
    UChar *units; /* output of the converter */
    size_t unit_start, unit_end;
    bool at_end;          /* read has reached the end */
    bool drop_byte_order; /* drop the first character if it is U+FEFF */
};

/* Reads the first window and chooses the charset. Zero *ret first; always call charset_close(). */
int charset_open(struct charset *ret, const struct parse_request *request,
                 struct parse_report *report, struct error *err);

/* Reads up to room (at least 16) bytes of UTF-8, never part of a character; 0 at the end. */
int charset_read(size_t *ret_size, struct charset *charset, char *into, size_t room,
                 struct error *err);

/* Accepts a zeroed charset. */
void charset_close(struct charset *charset);

/* The decision of charset_open() alone. */
struct charset_choice {
    char name[CHARSET_NAME_SIZE]; /* name for the document */
    const char *converter;        /* ICU's name; NULL for UTF-8 */
    size_t skip;                  /* length of the byte order mark */
};

/* whole: bytes are the entire document. content_type may be NULL. */
void charset_choose(struct charset_choice *ret, const unsigned char *bytes, size_t size, bool whole,
                    const char *content_type, struct parse_report *report);

#endif
