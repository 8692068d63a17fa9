/* UTF-8 as RFC 3629 defines it: checking, writing, and the characters that XML allows. */
#ifndef HEADWATER_BASE_UTF8_H
#define HEADWATER_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes of the well-formed sequence that text begins with, at most size; 0 when it is not one, and
 * -1 when size ends it too early to say. */
int utf8_sequence(const unsigned char *text, size_t size);

/* The whole text is well formed. */
bool utf8_is_valid(const char *text);

/* The code point of a sequence that utf8_sequence() accepted. */
uint32_t utf8_decode(const unsigned char *text, int length);

/* Writes a code point (at most 0x10FFFF) and returns its bytes, 1 to 4. */
int utf8_encode(char into[4], uint32_t code);

/* A character may stand in XML 1.0 (§2.2); surrogates and most of C0 may not. */
bool utf8_is_xml(uint32_t code);

/* What a numeric reference means: windows-1252 for 128 to 159, as browsers read them, and 0 for
 * what no document may hold. */
uint32_t utf8_from_reference(uint32_t code);

#endif
