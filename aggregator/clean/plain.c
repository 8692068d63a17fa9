#include "aggregator/clean/clean.h"

#include "aggregator/clean/html_elements.h"
#include "aggregator/clean/html_token.h"

#include <stdlib.h>
#include <string.h>

/* The gap between the written text and the next word. */
enum gap { GAP_NONE, GAP_SPACE, GAP_LINE };

/* The buffer is as large as the source: a reference is never shorter than its characters, and a gap
 * never longer than its blank or tag. */
struct plain {
    char *start, *at; /* start NULL: out of memory */
    enum gap gap;
};

static void plain_open(struct plain *plain, size_t length)
{
    plain->start = malloc(length + 1);
    plain->at = plain->start;
    plain->gap = GAP_NONE;
}

static const char *plain_finish(struct plain *plain, struct arena *arena)
{
    const char *text = arena_strndup(arena, plain->start, (size_t)(plain->at - plain->start));

    free(plain->start);
    return text;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
}

static void gap_write(struct plain *plain)
{
    if (plain->gap != GAP_NONE && plain->at > plain->start)
        *plain->at++ = plain->gap == GAP_LINE ? '\n' : ' ';
    plain->gap = GAP_NONE;
}

static void gap_note(struct plain *plain, enum gap gap)
{
    if (plain->gap < gap)
        plain->gap = gap;
}

/* The length of a zero-width character or soft hyphen, which readers do not see; otherwise 0. */
static size_t invisible(const char *text, size_t length)
{
    if (length >= 2 && memcmp(text, "\xC2\xAD", 2) == 0)
        return 2;
    if (length >= 3 &&
        (memcmp(text, "\xE2\x80\x8B", 3) == 0 || memcmp(text, "\xEF\xBB\xBF", 3) == 0 ||
         memcmp(text, "\xE2\x81\xA0", 3) == 0))
        return 3;
    return 0;
}

/* Handles a blank, or a byte that may start an invisible character; returns its length. */
static size_t special_write(struct plain *plain, const char *text, size_t length)
{
    size_t skipped;

    if (is_blank(*text)) {
        gap_note(plain, GAP_SPACE);
        return 1;
    }
    if (length >= 2 && memcmp(text, "\xC2\xA0", 2) == 0) {
        gap_note(plain, GAP_SPACE);
        return 2;
    }
    skipped = invisible(text, length);
    if (skipped > 0)
        return skipped;
    gap_write(plain);
    *plain->at++ = *text;
    return 1;
}

/* Blanks, and the first bytes of invisible characters: C2, E2, EF. */
static bool is_special(char c)
{
    return is_blank(c) || c == '\xC2' || c == '\xE2' || c == '\xEF';
}

static void characters_write(struct plain *plain, const char *text, size_t length)
{
    const char *end = text + length;

    while (text < end) {
        if (is_special(*text)) {
            text += special_write(plain, text, (size_t)(end - text));
            continue;
        }
        gap_write(plain);
        while (text < end && !is_special(*text))
            *plain->at++ = *text++;
    }
}

static void text_write(struct plain *plain, const char *text, size_t length)
{
    const char *end = text + length;
    char decoded[5];

    while (text < end) {
        const char *ampersand = memchr(text, '&', (size_t)(end - text));
        const char *stop = ampersand != NULL ? ampersand : end;
        size_t taken;

        characters_write(plain, text, (size_t)(stop - text));
        if (ampersand == NULL)
            break;
        taken = html_reference_decode(decoded, stop, end, false);
        if (taken > 0)
            characters_write(plain, decoded, strlen(decoded));
        else
            characters_write(plain, "&", 1);
        text = stop + (taken > 0 ? taken : 1);
    }
}

static void markup_write(struct plain *plain, const char *html)
{
    struct html_cursor cursor;
    struct html_token token;

    html_cursor_init(&cursor, html, strlen(html));
    for (;;) {
        const struct html_element *element;

        html_token_next(&token, &cursor);
        if (token.kind == HTML_END_OF_TEXT)
            return;
        if (token.kind == HTML_TEXT) {
            text_write(plain, token.text, token.length);
            continue;
        }
        element = html_element_find(token.name);
        if (element == NULL)
            continue;
        if ((element->flags & ELEMENT_RAW) != 0 && token.kind == HTML_START)
            html_token_skip_raw(&cursor, element->name);
        else if ((element->flags & ELEMENT_BLOCK) != 0)
            gap_note(plain, element->group == 't' ? GAP_SPACE : GAP_LINE);
    }
}

const char *clean_plain(struct arena *arena, const char *html)
{
    struct plain plain;

    plain_open(&plain, strlen(html));
    if (plain.start == NULL)
        return NULL;
    markup_write(&plain, html);
    return plain_finish(&plain, arena);
}

const char *clean_spaces(struct arena *arena, const char *text)
{
    struct plain plain;

    plain_open(&plain, strlen(text));
    if (plain.start == NULL)
        return NULL;
    for (; *text != '\0'; text++) {
        if (is_blank(*text)) {
            gap_note(&plain, GAP_SPACE);
        } else {
            gap_write(&plain);
            *plain.at++ = *text;
        }
    }
    return plain_finish(&plain, arena);
}
