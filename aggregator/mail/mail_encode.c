#include "aggregator/mail/mail_encode.h"

#include "aggregator/base/utf8.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum {
    WORD_MAX = 75,   /* of an encoded word: RFC 2047 §2 */
    LINE_BYTES = 76, /* of a line with one, and of a line of quoted-printable */
    PLAIN_MAX = 60,  /* a longer header text is encoded, because that can be folded anywhere */
    SYMBOL_SIZE = 16,
};

#define WORD_BEGIN "=?UTF-8?Q?"
#define WORD_END   "?="

static bool is_letter_or_digit(unsigned char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9');
}

/* Text that is the same for every mail program, quoted or not. */
static bool is_plain(const char *text)
{
    size_t length = strlen(text);

    for (size_t i = 0; i < length; i++)
        if (!is_letter_or_digit((unsigned char)text[i]) && strchr(" -+/", text[i]) == NULL)
            return false;
    return length > 0 && length <= PLAIN_MAX && text[0] != ' ' && text[length - 1] != ' ' &&
           strstr(text, "  ") == NULL;
}

static size_t byte_encode(char *ret, unsigned char byte)
{
    static const char digits[] = "0123456789ABCDEF";

    ret[0] = '=';
    ret[1] = digits[byte >> 4];
    ret[2] = digits[byte & 15];
    return 3;
}

/* Encodes the next character for an encoded word and moves *text past it. A character is never
 * divided between two words (RFC 2047 §5). */
static size_t symbol_encode(char ret[SYMBOL_SIZE], const char **text)
{
    const unsigned char *at = (const unsigned char *)*text;
    const int length = utf8_sequence(at, strlen(*text));
    const uint32_t character = length > 0 ? utf8_decode(at, length) : 0xFFFD;
    char bytes[4];
    size_t used = 0;

    *text += length > 0 ? length : 1;
    if (length == 1 && is_letter_or_digit(at[0])) {
        ret[0] = (char)at[0];
        return 1;
    }
    if (character <= ' ' || character == 0x7F || (character >= 0x80 && character < 0xA0) ||
        character == 0x2028 || character == 0x2029) {
        ret[0] = '_'; /* a space */
        return 1;
    }
    for (int i = 0, count = utf8_encode(bytes, character); i < count; i++)
        used += byte_encode(ret + used, (unsigned char)bytes[i]);
    return used;
}

/* Appends encoded words; the first one begins at this column. */
static void words_append(struct str *into, size_t column, const char *text)
{
    const size_t frame = strlen(WORD_BEGIN) + strlen(WORD_END);
    size_t room = LINE_BYTES > column + frame ? LINE_BYTES - column - frame : 0;

    str_append(into, WORD_BEGIN);
    while (*text != '\0') {
        char symbol[SYMBOL_SIZE];
        const size_t length = symbol_encode(symbol, &text);

        if (length > room) {
            str_append(into, WORD_END "\n " WORD_BEGIN);
            room = WORD_MAX - frame;
        }
        str_append_bytes(into, symbol, length);
        room -= length;
    }
    str_append(into, WORD_END);
}

void mail_encode_phrase(struct str *into, size_t column, const char *text)
{
    if (is_plain(text))
        str_append(into, text);
    else if (text[0] != '\0')
        words_append(into, column, text);
}

void mail_encode_field(struct str *into, const char *name, const char *text)
{
    str_appendf(into, "%s: ", name);
    mail_encode_phrase(into, strlen(name) + 2, text);
    str_append(into, "\n");
}

/* Bodies. */

/* Whether a byte stands for itself in this place. A space or tab does not at the end of a line,
 * where mail programs remove it; nor does what a program might take for the end of the mail or the
 * beginning of the next ("From ", "."). */
static bool stands(const char *at, size_t column)
{
    const unsigned char byte = (unsigned char)*at;

    if (byte == ' ' || byte == '\t')
        return at[1] != '\n' && at[1] != '\0';
    if (column == 0 && (byte == '.' || (byte == 'F' && strncmp(at, "From ", 5) == 0)))
        return false;
    return byte > ' ' && byte < 0x7F && byte != '=';
}

void mail_encode_body(struct str *into, const char *text)
{
    size_t column = 0;

    for (; *text != '\0'; text++) {
        char symbol[SYMBOL_SIZE];
        size_t length = 1;

        if (*text == '\n') {
            str_append(into, "\n");
            column = 0;
            continue;
        }
        if (stands(text, column))
            symbol[0] = *text;
        else
            length = byte_encode(symbol, (unsigned char)*text);
        if (column + length > LINE_BYTES - 1) { /* room for the "=" of a soft line break */
            str_append(into, "=\n");
            column = 0;
            if (!stands(text, column))
                length = byte_encode(symbol, (unsigned char)*text);
        }
        str_append_bytes(into, symbol, length);
        column += length;
    }
    if (column > 0)
        str_append(into, "\n");
}
