/*
 * The encodings of a mail: header fields with words of any script (RFC 2047) and texts in lines of
 * at most 76 characters (RFC 2045 §6.7, quoted-printable).
 *
 * Whatever the text, a header field stays one field and a body stays inside its part: line breaks
 * and control characters of a header become spaces, every byte that could mean something to a mail
 * program is encoded. Lines end with LF, as programs that take mail on standard input expect.
 * Invalid UTF-8 in a header becomes U+FFFD. Pure.
 */
#ifndef HEADWATER_MAIL_MAIL_ENCODE_H
#define HEADWATER_MAIL_MAIL_ENCODE_H

#include "aggregator/base/str.h"

/* Appends "NAME: TEXT" as a field with unstructured text, folded. */
void mail_encode_field(struct str *into, const char *name, const char *text);

/* Appends a display name for use before an address: words, or encoded words. */
void mail_encode_phrase(struct str *into, size_t column, const char *text);

/* Appends a text as quoted-printable; ends with a line break. */
void mail_encode_body(struct str *into, const char *text);

#endif
