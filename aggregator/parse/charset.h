/*
 * Bytes in whatever charset to UTF-8 that XML allows, piece by piece.
 *
 * The charset comes from the byte order mark, the HTTP header, the XML declaration, and what the
 * first bytes look like, in this order (RFC 7303 §3, with the practice that ISO-8859-1 and ASCII
 * mean windows-1252). Invalid sequences become U+FFFD, control characters vanish; both are counted.
 * Knows nothing of markup but the declaration.
 */
#ifndef HEADWATER_PARSE_CHARSET_H
#define HEADWATER_PARSE_CHARSET_H

#include "aggregator/parse/parse.h"
#include "aggregator/parse/report.h"

#include <unicode/ucnv.h>

enum { CHARSET_NAME_SIZE = 64 };

struct charset {
    parse_read_fn *read;
    void *read_context;
    struct parse_report *report;
    char name[CHARSET_NAME_SIZE]; /* as the document is told to be in; never empty */
    UConverter *converter;        /* NULL: the bytes are UTF-8 already */
    unsigned char *bytes;         /* the window: bytes[start] to bytes[end] are not yet decoded */
    size_t start, end;
    UChar *units; /* what the converter gave */
    size_t unit_start, unit_end;
    bool at_end;          /* read has said so */
    bool drop_byte_order; /* the first character is a mark if it is U+FEFF */
};

/* Reads the first window and chooses the charset. Zero *ret before; charset_close() in any case. */
int charset_open(struct charset *ret, const struct parse_request *request,
                 struct parse_report *report, struct error *err);

/* Up to room (at least 16) bytes of UTF-8, never half a character; 0 at the end. */
int charset_read(size_t *ret_size, struct charset *charset, char *into, size_t room,
                 struct error *err);

/* Accepts one that was never opened. */
void charset_close(struct charset *charset);

/* What charset_open() decides, alone. */
struct charset_choice {
    char name[CHARSET_NAME_SIZE]; /* for the document */
    const char *converter;        /* ICU's name; NULL for UTF-8 */
    size_t skip;                  /* bytes of the byte order mark */
};

/* whole: bytes are all of the document. content_type may be NULL. */
void charset_choose(struct charset_choice *ret, const unsigned char *bytes, size_t size, bool whole,
                    const char *content_type, struct parse_report *report);

#endif
