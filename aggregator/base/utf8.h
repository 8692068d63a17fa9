/* UTF-8 as RFC 3629 defines it: validation, encoding, and the characters allowed in XML. */
#ifndef HEADWATER_BASE_UTF8_H
#define HEADWATER_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The length of the well-formed sequence at the start of text, at most size; 0 when it is
 * malformed, and -1 when size cuts it off. */
int utf8_sequence(const unsigned char *text, size_t size);

/* Whether the whole text is well formed. */
bool utf8_is_valid(const char *text);

/* Removes the beginning of a character from the end of a text that was cut to a number of bytes. */
void utf8_trim(char *text);

/* The code point of a sequence that utf8_sequence() accepted. */
uint32_t utf8_decode(const unsigned char *text, int length);

/* Writes a code point (at most 0x10FFFF) and returns its length in bytes, 1 to 4. */
int utf8_encode(char into[4], uint32_t code);

/* Whether XML 1.0 (§2.2) allows the character; surrogates and most of C0 are not allowed. */
bool utf8_is_xml(uint32_t code);

/* The code point of a numeric character reference: windows-1252 for 128 to 159, as browsers do, and
 * 0 for characters that no document may contain. */
uint32_t utf8_from_reference(uint32_t code);

#endif
