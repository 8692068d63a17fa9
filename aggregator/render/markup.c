#include "aggregator/render/markup.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>
#include <unicode/uchar.h>
#include <unicode/uloc.h>
#include <unicode/utf8.h>

enum { LANGUAGE_MAX = 35 };

/* Windows-1252 characters for 0x80 to 0x9F, which are unused controls in Unicode: "&#146;" in a
 * feed means an apostrophe, as in browsers. 0: none. */
static const uint16_t windows[] = {0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                   0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
                                   0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                   0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

/* XML 1.0 §2.2, without CR, which a parser converts to LF anyway, and without DEL. */
static bool character_is_allowed(UChar32 c)
{
    return c == '\t' || c == '\n' || (c >= 0x20 && c < 0x7F) || (c >= 0xA0 && c < 0xFFFE) ||
           c >= 0x10000;
}

struct entity {
    char c;
    const char *text;
};

static const struct entity usual_entities[] = {{'&', "&amp;"},  {'<', "&lt;"},   {'>', "&gt;"},
                                               {'"', "&quot;"}, {'\'', "&#39;"}, {0, NULL}};
static const struct entity plain_entities[] = {
    {'&', "&#x26;"}, {'<', "&#x3C;"}, {'>', "&#x3E;"}, {0, NULL}};

static void character_append(struct str *into, UChar32 c)
{
    char bytes[U8_MAX_LENGTH];
    size_t length = 0;

    U8_APPEND_UNSAFE(bytes, length, c);
    str_append_bytes(into, bytes, c != 0 ? length : 0);
}

static void character_escape(struct str *into, const struct entity *entity, UChar32 c,
                             const char *bytes, size_t length)
{
    for (; entity->c != 0; entity++)
        if (c == entity->c) {
            str_append(into, entity->text);
            return;
        }
    if (c < 0)
        str_append(into, "\xEF\xBF\xBD");
    else if (c >= 0x80 && c < 0xA0)
        character_append(into, windows[c - 0x80]);
    else if (character_is_allowed(c))
        str_append_bytes(into, bytes, length);
}

static void text_escape(struct str *into, const struct entity *entities, const char *text)
{
    size_t length = text != NULL ? strlen(text) : 0;

    for (size_t i = 0, start; i < length;) {
        UChar32 c;

        start = i;
        U8_NEXT(text, i, length, c);
        character_escape(into, entities, c, text + start, i - start);
    }
}

void markup_escape(struct str *into, const char *text)
{
    text_escape(into, usual_entities, text);
}

void markup_plain(struct str *into, const char *text)
{
    text_escape(into, plain_entities, text);
}

static void element_append(struct str *into, const struct entity *entities, const char *name,
                           const char *text)
{
    if (text == NULL)
        return;
    str_appendf(into, "<%s>", name);
    text_escape(into, entities, text);
    str_appendf(into, "</%.*s>\n", (int)strcspn(name, " "), name);
}

void markup_element(struct str *into, const char *name, const char *text)
{
    element_append(into, usual_entities, name, text);
}

void markup_plain_element(struct str *into, const char *name, const char *text)
{
    element_append(into, plain_entities, name, text);
}

bool markup_looks_like_html(const char *text)
{
    for (const char *at = text; at != NULL && (at = strpbrk(at, "<&")) != NULL; at++)
        if (at[0] == '<' ? at[1] == '/' || isalpha((unsigned char)at[1])
                         : at[1] == '#' || isalpha((unsigned char)at[1]))
            return true;
    return false;
}

void markup_attribute(struct str *into, const char *name, const char *value)
{
    if (value == NULL)
        return;
    str_appendf(into, " %s=\"", name);
    markup_escape(into, value);
    str_append(into, "\"");
}

void markup_number(struct str *into, const char *name, int value)
{
    if (value != 0)
        str_appendf(into, " %s=\"%d\"", name, value);
}

const char *markup_language(struct arena *arena, const char *tag)
{
    size_t subtag = 0;
    char *copy;

    if (tag == NULL || strlen(tag) > LANGUAGE_MAX || strncasecmp(tag, "und", 3) == 0)
        return NULL;
    copy = arena_strdup(arena, tag);
    for (char *c = copy; c != NULL && *c != '\0'; c++) {
        if (*c == '_')
            *c = '-';
        subtag = *c == '-' ? 0 : subtag + 1;
        if ((*c == '-' && (c == copy || c[1] == '-' || c[1] == '\0')) || subtag > 8 ||
            (*c != '-' && !isalnum((unsigned char)*c)))
            return NULL;
    }
    if (copy == NULL || strcspn(copy, "-") < 2 ||
        strcspn(copy, "-0123456789") != strcspn(copy, "-") || uloc_getISO3Language(copy)[0] == '\0')
        return NULL; /* last condition: not a registered language */
    return copy;
}

/* Appends up to the limit, with blanks folded; *ret_word is the length at the last blank. */
static bool excerpt_append(struct str *into, const char *plain, size_t characters, size_t *ret_word)
{
    size_t length = strlen(plain), count = 0;
    bool blank = false;

    for (size_t i = 0, start; i < length;) {
        UChar32 c;

        start = i;
        U8_NEXT(plain, i, length, c);
        if (c >= 0 && (u_isUWhiteSpace(c) || u_iscntrl(c))) {
            blank = into->length > 0;
            continue;
        }
        if (count++ >= characters)
            return false;
        if (blank) {
            *ret_word = into->length;
            str_append_char(into, ' ');
        }
        blank = false;
        str_append_bytes(into, plain + start, i - start);
    }
    return true;
}

const char *markup_excerpt(struct arena *arena, const char *plain, size_t characters)
{
    struct str text;
    size_t word = 0;

    if (plain == NULL)
        return NULL;
    str_init(&text, characters * 8 + 16);
    if (!excerpt_append(&text, plain, characters, &word)) {
        if (word > text.length / 2) /* scripts without blanks are cut at a character */
            str_truncate(&text, word);
        str_append(&text, "\xE2\x80\xA6");
    }
    if (text.length > 0 || str_status(&text) != ERR_NONE)
        return arena_keep_str(arena, &text);
    str_release(&text);
    return NULL;
}

const char *markup_paragraphs(struct arena *arena, const char *plain)
{
    struct str html;

    str_init(&html, strlen(plain) * 7 + 64);
    for (const char *at = plain + strspn(plain, "\r\n"); *at != '\0'; at += strspn(at, "\r\n")) {
        size_t length = strcspn(at, "\r\n");
        const char *line = arena_strndup(arena, at, length);

        str_append(&html, "<p>");
        markup_escape(&html, line);
        str_append(&html, "</p>");
        at += length;
    }
    return arena_keep_str(arena, &html);
}
