#include "aggregator/render/markup.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

enum { URL_MAX = 8192, LANGUAGE_MAX = 35 };

/* XML 1.0 §2.2, and CR, which a parser would turn into LF anyway. */
static bool character_is_allowed(UChar32 c)
{
    return c == '\t' || c == '\n' || (c >= 0x20 && c < 0xFFFE) || c >= 0x10000;
}

static void character_escape(struct str *into, UChar32 c, const char *bytes, size_t length)
{
    static const struct {
        char c;
        const char *entity;
    } entities[] = {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}, {'\'', "&#39;"}};

    for (size_t i = 0; i < sizeof(entities) / sizeof(entities[0]); i++)
        if (c == entities[i].c) {
            str_append(into, entities[i].entity);
            return;
        }
    if (c < 0)
        str_append(into, "\xEF\xBF\xBD");
    else if (character_is_allowed(c))
        str_append_bytes(into, bytes, length);
}

void markup_escape(struct str *into, const char *text)
{
    size_t length = text != NULL ? strlen(text) : 0;

    for (size_t i = 0, start; i < length;) {
        UChar32 c;

        start = i;
        U8_NEXT(text, i, length, c);
        character_escape(into, c, text + start, i - start);
    }
}

void markup_element(struct str *into, const char *name, const char *text)
{
    if (text == NULL)
        return;
    str_appendf(into, "<%s>", name);
    markup_escape(into, text);
    str_appendf(into, "</%.*s>\n", (int)strcspn(name, " "), name);
}

void markup_attribute(struct str *into, const char *name, const char *value)
{
    if (value == NULL)
        return;
    str_appendf(into, " %s=\"", name);
    markup_escape(into, value);
    str_append(into, "\"");
}

/* What a link in a feed may lead to; nothing here runs in the reader's program. */
static bool scheme_is_allowed(const char *url)
{
    static const char *const schemes[] = {
        "http:",   "https:",  "ftp:",    "mailto:", "tel:", "xmpp:",
        "magnet:", "gemini:", "gopher:", "feed:",   "news:"};

    for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++)
        if (strncasecmp(url, schemes[i], strlen(schemes[i])) == 0)
            return true;
    return false;
}

/* Where path, query and fragment begin: only there percent-encoding means the same to everyone. */
static size_t authority_end(const char *url)
{
    const char *slashes = strstr(url, "://");

    if (slashes == NULL)
        return strcspn(url, ":") + 1;
    return (size_t)(slashes - url) + 3 + strcspn(slashes + 3, "/?#");
}

static bool percent_is_whole(const char *at)
{
    return isxdigit((unsigned char)at[1]) && isxdigit((unsigned char)at[2]);
}

const char *markup_url(struct arena *arena, const char *url)
{
    static const char odd[] = " \"<>\\^`{|}";
    struct str text;
    size_t host;

    if (url == NULL || !scheme_is_allowed(url) || strlen(url) > URL_MAX)
        return NULL;
    host = authority_end(url);
    str_init(&text, (size_t)URL_MAX * 3);
    for (size_t i = 0; url[i] != '\0'; i++) {
        unsigned char c = (unsigned char)url[i];

        if (c <= 0x20 && c != ' ')
            continue; /* browsers and readers drop them too */
        if (strchr(odd, c) != NULL || ((c >= 0x7F || c == '[' || c == ']') && i >= host) ||
            (c == '%' && !percent_is_whole(url + i)))
            str_appendf(&text, "%%%02X", c);
        else
            str_append_char(&text, (char)c);
    }
    return arena_keep_str(arena, &text);
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
        strcspn(copy, "-0123456789") != strcspn(copy, "-"))
        return NULL;
    return copy;
}

/* Appends up to the bound, blanks folded to one; *ret_word is the length at the last blank. */
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
        if (word > text.length / 2) /* scripts without blanks are cut at the character */
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
