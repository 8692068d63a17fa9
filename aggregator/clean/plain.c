#include "aggregator/clean/clean.h"

#include "aggregator/base/str.h"
#include "aggregator/clean/html_elements.h"
#include "aggregator/clean/html_token.h"
#include "aggregator/clean/limits.h"

#include <string.h>

/* What stands between the words that come next and those that are there. */
enum gap { GAP_NONE, GAP_SPACE, GAP_LINE };

struct plain {
    struct str text;
    enum gap gap;
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
}

static void gap_write(struct plain *plain)
{
    if (plain->gap != GAP_NONE && plain->text.length > 0)
        str_append_char(&plain->text, plain->gap == GAP_LINE ? '\n' : ' ');
    plain->gap = GAP_NONE;
}

static void gap_note(struct plain *plain, enum gap gap)
{
    if (plain->gap < gap)
        plain->gap = gap;
}

/* Zero-width characters and soft hyphens are not seen by a reader. */
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

static void characters_write(struct plain *plain, const char *text, size_t length)
{
    size_t i = 0;

    while (i < length) {
        size_t run = i, skipped;

        while (run < length && !is_blank(text[run]) && (unsigned char)text[run] < 0x80)
            run++;
        if (run > i) {
            gap_write(plain);
            str_append_bytes(&plain->text, text + i, run - i);
        } else if (is_blank(text[i])) {
            gap_note(plain, GAP_SPACE);
            run = i + 1;
        } else if (length - i >= 2 && memcmp(text + i, "\xC2\xA0", 2) == 0) {
            gap_note(plain, GAP_SPACE);
            run = i + 2;
        } else if ((skipped = invisible(text + i, length - i)) > 0) {
            run = i + skipped;
        } else {
            gap_write(plain);
            str_append_bytes(&plain->text, text + i, 1);
            run = i + 1;
        }
        i = run;
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

static const char *plain_finish(struct plain *plain, struct arena *arena)
{
    const char *text = str_status(&plain->text) == ERR_MEMORY
                           ? NULL
                           : arena_strndup(arena, plain->text.text, plain->text.length);

    str_release(&plain->text);
    return text;
}

const char *clean_plain(struct arena *arena, const char *html)
{
    struct plain plain = {.gap = GAP_NONE};

    str_init(&plain.text, CLEAN_OUTPUT_BYTES_MAX);
    markup_write(&plain, html);
    return plain_finish(&plain, arena);
}

const char *clean_spaces(struct arena *arena, const char *text)
{
    struct plain plain = {.gap = GAP_NONE};

    str_init(&plain.text, CLEAN_OUTPUT_BYTES_MAX);
    while (*text != '\0') {
        const size_t blank = strspn(text, " \t\r\n\f"), run = strcspn(text + blank, " \t\r\n\f");

        if (blank > 0)
            gap_note(&plain, GAP_SPACE);
        if (run > 0)
            gap_write(&plain);
        str_append_bytes(&plain.text, text + blank, run);
        text += blank + run;
    }
    return plain_finish(&plain, arena);
}
