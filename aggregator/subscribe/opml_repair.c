#include "aggregator/subscribe/opml_repair.h"

#include <libxml/HTMLparser.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { NAME_MAX_BYTES = 32 };

/* The position in the text: inside a tag or not, and inside which quotes. */
struct place {
    const char *at, *end;
    bool in_tag;
    char quote;             /* '\0': none */
    bool declares_entities; /* names that XML lacks may be declared in the document */
};

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool begins(const struct place *place, const char *at, const char *word)
{
    const size_t length = strlen(word);

    return (size_t)(place->end - at) >= length && strncasecmp(at, word, length) == 0;
}

/* Declarations come before the first element. */
static bool declares_entities(const struct place *place)
{
    const char *at = place->at;

    for (; (at = memchr(at, '<', (size_t)(place->end - at))) != NULL; at++)
        if (begins(place, at, "<opml") || begins(place, at, "<!ENTITY"))
            return at[1] == '!';
    return false;
}

/* Copies the name of the reference at the ampersand; returns its length, 0 when there is none. */
static size_t reference_measure(const struct place *place, char ret[NAME_MAX_BYTES])
{
    const char *name = place->at + 1;
    size_t length = 0;

    while (name + length < place->end && length + 1 < NAME_MAX_BYTES &&
           (is_letter(name[length]) || is_digit(name[length]) ||
            (length == 0 && name[length] == '#'))) {
        ret[length] = name[length];
        length++;
    }
    ret[length] = '\0';
    return name + length < place->end && name[length] == ';' ? length : 0;
}

/* "#38", "#x26": a reference to a character that XML allows. */
static bool is_character(const char *name)
{
    const bool hex = name[0] == '#' && name[1] == 'x';
    const char *digits = name + 1 + hex;
    unsigned long number;
    char *end;

    if (name[0] != '#' || !(is_digit(*digits) || (hex && is_letter(*digits))))
        return false;
    number = strtoul(digits, &end, hex ? 16 : 10);
    return *end == '\0' && number <= 0x10FFFF &&
           (number >= 0x20 || number == '\t' || number == '\n' || number == '\r') &&
           (number < 0xD800 || number > 0xDFFF) && number != 0xFFFE && number != 0xFFFF;
}

static bool is_xml_name(const char *name)
{
    static const char *const names[] = {"amp", "lt", "gt", "quot", "apos"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

static void ampersand_take(struct str *into, struct place *place)
{
    char name[NAME_MAX_BYTES];
    const size_t length = reference_measure(place, name);
    const bool known = is_xml_name(name) || is_character(name) || place->declares_entities;
    const htmlEntityDesc *html = known ? NULL : htmlEntityLookup((const xmlChar *)name);

    if (length == 0 || (!known && html == NULL)) {
        str_append(into, "&amp;");
        place->at++;
        return;
    }
    if (known)
        str_append_bytes(into, place->at, length + 2);
    else
        str_appendf(into, "&#%u;", html->value);
    place->at += length + 2;
}

/* Inside quotes, a '<' is unescaped text, unless the quote was never closed and a new outline
 * begins. */
static void less_take(struct str *into, struct place *place)
{
    const char *next = place->at + 1;
    const bool letter = next < place->end && is_letter(*next);
    const bool other = next < place->end && strchr("/!?", *next) != NULL;
    const bool structure = begins(place, next, "outline") || begins(place, next, "/outline") ||
                           begins(place, next, "/body");

    if (place->quote != '\0' ? structure : letter || other) {
        place->in_tag = letter || structure;
        place->quote = '\0';
        str_append_char(into, '<');
    } else {
        str_append(into, "&lt;");
    }
    place->at++;
}

static void character_take(struct str *into, struct place *place)
{
    const char c = *place->at++;

    str_append_char(into, c);
    if (!place->in_tag)
        return;
    if (c == place->quote)
        place->quote = '\0';
    else if (place->quote == '\0' && (c == '"' || c == '\''))
        place->quote = c;
    else if (place->quote == '\0' && c == '>')
        place->in_tag = false;
}

void opml_repair(struct str *into, const char *text, size_t size)
{
    struct place place = {.at = text, .end = text + size};

    if (size >= 2 && (memchr(text, '\0', 2) != NULL || (unsigned char)text[0] >= 0xFE)) {
        str_append_bytes(into, text, size);
        return;
    }
    place.declares_entities = declares_entities(&place);
    while (place.at < place.end && str_status(into) == ERR_NONE)
        if (*place.at == '&')
            ampersand_take(into, &place);
        else if (*place.at == '<')
            less_take(into, &place);
        else
            character_take(into, &place);
}
