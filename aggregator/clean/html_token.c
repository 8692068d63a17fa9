#include "aggregator/clean/html_token.h"

#include <string.h>
#include <strings.h>

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
}

/* Copies a name in lower case up to a stop character; returns its end. */
static const char *name_copy(char name[HTML_NAME_SIZE], const char *text, const char *end,
                             const char *stops)
{
    size_t used = 0;

    for (; text < end && !is_blank(*text) && strchr(stops, *text) == NULL; text++) {
        if (used + 1 < HTML_NAME_SIZE)
            name[used] = *text >= 'A' && *text <= 'Z' ? (char)(*text - 'A' + 'a') : *text;
        used++;
    }
    name[used < HTML_NAME_SIZE ? used : 0] = '\0'; /* too long: no name at all */
    return text;
}

static const char *blanks_skip(const char *text, const char *end)
{
    while (text < end && is_blank(*text))
        text++;
    return text;
}

/* Reads the value after '='; returns its end. */
static const char *value_take(struct html_attribute *ret, const char *text, const char *end)
{
    const char *close;

    if (text < end && (*text == '"' || *text == '\'')) {
        close = memchr(text + 1, *text, (size_t)(end - text - 1));
        ret->value = text + 1;
        ret->length = (size_t)((close != NULL ? close : end) - text - 1);
        return close != NULL ? close + 1 : end;
    }
    ret->value = text;
    while (text < end && !is_blank(*text) && *text != '>')
        text++;
    ret->length = (size_t)(text - ret->value);
    return text;
}

/* Reads one attribute; returns its end. A '=' may start a name, as in browsers. */
static const char *attribute_take(struct html_attribute *ret, const char *text, const char *end)
{
    const char *start = text;

    ret->value = "";
    ret->length = 0;
    text = name_copy(ret->name, *text == '=' ? text + 1 : text, end, "/>=");
    if (*start == '=')
        ret->name[0] = '\0';
    start = blanks_skip(text, end);
    if (start == end || *start != '=')
        return text;
    return value_take(ret, blanks_skip(start + 1, end), end);
}

static bool is_repeated(const struct html_token *token, const char *name)
{
    for (size_t i = 0; i < token->attribute_count; i++)
        if (strcmp(token->attributes[i].name, name) == 0)
            return true;
    return false;
}

/* Reads the attributes and the '>' of a tag; returns its end, or NULL when it is unclosed. */
static const char *attributes_take(struct html_token *ret, const char *text, const char *end)
{
    struct html_attribute spare;

    ret->attribute_count = 0;
    while (text < end) {
        struct html_attribute *attribute = ret->attribute_count < CLEAN_ATTRIBUTES_MAX
                                               ? &ret->attributes[ret->attribute_count]
                                               : &spare;

        if (*text == '>')
            return text + 1;
        if (is_blank(*text) || *text == '/') {
            text++;
            continue;
        }
        text = attribute_take(attribute, text, end);
        if (attribute != &spare && attribute->name[0] != '\0' && !is_repeated(ret, attribute->name))
            ret->attribute_count++;
    }
    return NULL;
}

/* Reads a tag; returns its end. An unclosed tag takes the rest. */
static const char *tag_take(struct html_token *ret, const char *text, const char *end)
{
    const bool closing = text[1] == '/';

    text = name_copy(ret->name, text + 1 + closing, end, "/>");
    text = attributes_take(ret, text, end);
    ret->kind = text == NULL ? HTML_END_OF_TEXT : closing ? HTML_END : HTML_START;
    return text != NULL ? text : end;
}

/* The end of the comment whose "<!--" is at text; NULL when it is unclosed. */
static const char *comment_end(const char *text, const char *end)
{
    text += 4;
    if (text < end && *text == '>')
        return text + 1;
    if (end - text >= 2 && text[0] == '-' && text[1] == '>')
        return text + 2;
    for (; (text = memchr(text, '-', (size_t)(end - text))) != NULL; text++) {
        if (end - text >= 3 && memcmp(text, "-->", 3) == 0)
            return text + 3;
        if (end - text >= 4 && memcmp(text, "--!>", 4) == 0)
            return text + 4;
    }
    return NULL;
}

static const char *greater_end(struct html_cursor *cursor, const char *text)
{
    const char *greater =
        cursor->no_greater ? NULL : memchr(text, '>', (size_t)(cursor->end - text));

    cursor->no_greater = greater == NULL;
    return greater != NULL ? greater + 1 : NULL;
}

/* Skips a comment; an unclosed one ends at the next '>', as in older browsers. */
static const char *comment_skip(struct html_cursor *cursor, const char *text)
{
    const char *end = cursor->no_comment_end ? NULL : comment_end(text, cursor->end);

    cursor->no_comment_end = end == NULL;
    if (end == NULL)
        end = greater_end(cursor, text);
    return end != NULL ? end : cursor->end;
}

static bool is_comment(const char *text, const char *end)
{
    return end - text >= 4 && memcmp(text, "<!--", 4) == 0;
}

/* "<!doctype>", "<?php>", "</>". Any other "<!" is usually meant as text. */
static bool is_bogus(const char *text, const char *end)
{
    if (end - text < 3)
        return false;
    return text[1] == '?' || (text[1] == '!' && is_letter(text[2])) ||
           (text[1] == '/' && text[2] == '>');
}

/* The end of a comment or bogus tag at text; NULL when it is text. */
static const char *other_skip(struct html_cursor *cursor, const char *text)
{
    if (is_comment(text, cursor->end))
        return comment_skip(cursor, text);
    return is_bogus(text, cursor->end) ? greater_end(cursor, text) : NULL;
}

static bool is_tag(const char *text, const char *end)
{
    if (end - text >= 2 && is_letter(text[1]))
        return true;
    return end - text >= 3 && text[1] == '/' && is_letter(text[2]);
}

void html_cursor_init(struct html_cursor *ret, const char *html, size_t length)
{
    *ret = (struct html_cursor){.at = html, .end = html + length};
}

static void text_take(struct html_token *ret, struct html_cursor *cursor)
{
    const char *at = cursor->at;
    const char *next = memchr(at + 1, '<', (size_t)(cursor->end - at - 1));

    ret->kind = HTML_TEXT;
    ret->text = at;
    cursor->at = next != NULL ? next : cursor->end;
    ret->length = (size_t)(cursor->at - at);
}

void html_token_next(struct html_token *ret, struct html_cursor *cursor)
{
    ret->kind = HTML_END_OF_TEXT;
    while (cursor->at < cursor->end && *cursor->at == '<') {
        const char *next;

        if (is_tag(cursor->at, cursor->end)) {
            cursor->at = tag_take(ret, cursor->at, cursor->end);
            return;
        }
        next = other_skip(cursor, cursor->at);
        if (next == NULL)
            break;
        cursor->at = next;
    }
    if (cursor->at < cursor->end)
        text_take(ret, cursor);
}

void html_token_skip_raw(struct html_cursor *cursor, const char *name)
{
    const size_t length = strlen(name);
    const char *at = cursor->at, *end = cursor->end;

    while ((at = memchr(at, '<', (size_t)(end - at))) != NULL) {
        if ((size_t)(end - at) > length + 2 && at[1] == '/' &&
            strncasecmp(at + 2, name, length) == 0 &&
            (is_blank(at[2 + length]) || at[2 + length] == '>' || at[2 + length] == '/')) {
            at = greater_end(cursor, at);
            break;
        }
        at++;
    }
    cursor->at = at != NULL ? at : end;
}
