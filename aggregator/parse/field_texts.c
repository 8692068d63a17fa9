#include "aggregator/parse/fields.h"

#include "aggregator/base/utf8.h"
#include "aggregator/parse/inline_markup.h"

#include <libxml/HTMLparser.h>
#include <string.h>
#include <strings.h>

static bool is_atom(const struct build_state *b)
{
    return b->document->format >= FORMAT_ATOM && b->document->format <= FORMAT_ATOM_10;
}

static bool ends_with(const char *text, const char *end)
{
    const size_t length = strlen(text), end_length = strlen(end);

    return length >= end_length && strcasecmp(text + length - end_length, end) == 0;
}

/* The mode for a type attribute (RFC 4287 §3.1.1 and §4.1.3.1, with Atom 0.3's media types). Only a
 * media type can mean base64; an unknown word has no effect. */
static enum frame_mode mode_of_type(const char *type, enum frame_mode plain)
{
    static const struct {
        const char *type;
        enum frame_mode mode;
    } modes[] = {{"application/xhtml+xml", MODE_XHTML},
                 {"html", MODE_HTML},
                 {"text/html", MODE_HTML},
                 {"xhtml", MODE_XHTML}};

    for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++)
        if (strcasecmp(type, modes[i].type) == 0)
            return modes[i].mode;
    if (strchr(type, '/') == NULL || strncasecmp(type, "text/", 5) == 0)
        return plain;
    return ends_with(type, "/xml") || ends_with(type, "+xml") ? MODE_XHTML : MODE_BASE64;
}

void field_text_start(struct build_state *b, struct frame *frame)
{
    const char *type = build_attribute(b, b->element, NS_CORE, "type");
    const char *mode = build_attribute(b, b->element, NS_CORE, "mode");
    const bool told = type != NULL && frame->tag->ns == NS_MEDIA;
    const enum frame_mode plain = is_atom(b) || told ? MODE_PLAIN : MODE_GUESS;

    if (type != NULL)
        frame->mode = mode_of_type(type, plain);
    else
        frame->mode = frame->tag->text == TAG_TEXT_HTML    ? MODE_HTML
                      : frame->tag->text == TAG_TEXT_XHTML ? MODE_XHTML
                                                           : plain;
    frame->html = frame->mode == MODE_HTML || frame->mode == MODE_XHTML;
    if (mode != NULL && strcasecmp(mode, "base64") == 0)
        frame->mode = MODE_BASE64;
    if (frame->owner != OWNER_ENTRY || frame->tag->field == FIELD_MARKUP || b->explicit_language)
        return;
    b->item.language = frame->lang; /* the item takes the language of its last text */
    b->blank_language = frame->lang == NULL && frame[-1].lang != NULL;
}

static int base64_digit(char c)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *at = c != '\0' ? strchr(digits, c) : NULL;

    return at != NULL ? (int)(at - digits) : -1;
}

static bool is_base64(const char *text, size_t length)
{
    for (size_t i = 0; i < length && text[i] != '='; i++)
        if (base64_digit(text[i]) < 0 && strchr(" \t\r\n", text[i]) == NULL)
            return false;
    return true;
}

static bool is_text(const char *text, size_t length)
{
    const unsigned char *bytes = (const unsigned char *)text;

    for (size_t i = 0; i < length;) {
        const int taken = utf8_sequence(bytes + i, length - i);

        if (taken <= 0 || !utf8_is_xml(utf8_decode(bytes + i, taken)))
            return false;
        i += (size_t)taken;
    }
    return true;
}

/* Decodes in place. Returns false for text that is not base64, which stays unchanged, and for data
 * that is not text, which is dropped. */
static bool base64_decode(char *text, size_t *length)
{
    uint32_t bits = 0;
    size_t used = 0;
    int count = 0;

    if (!is_base64(text, *length))
        return false;
    for (size_t i = 0; i < *length && text[i] != '='; i++) {
        const int digit = base64_digit(text[i]);

        if (digit < 0)
            continue;
        bits = bits << 6 | (uint32_t)digit;
        count += 6;
        if (count >= 8) {
            count -= 8;
            text[used++] = (char)(bits >> count & 0xFF);
        }
    }
    *length = is_text(text, used) ? used : 0;
    text[*length] = '\0';
    return used == *length;
}

/* Excludes HTML elements that do not occur in readable text. */
bool field_is_text_element(const char *name)
{
    static const char *const never[] = {
        "applet",  "base", "body", "embed",    "frame",  "frameset", "head",   "html",  "iframe",
        "isindex", "link", "meta", "noframes", "object", "param",    "script", "style", "title"};
    static const char *const later[] = {"article",    "aside",  "audio",   "canvas", "details",
                                        "figcaption", "figure", "footer",  "header", "main",
                                        "mark",       "nav",    "section", "source", "summary",
                                        "time",       "video",  "wbr"};

    for (size_t i = 0; i < sizeof(never) / sizeof(never[0]); i++)
        if (strcmp(name, never[i]) == 0)
            return false;
    for (size_t i = 0; i < sizeof(later) / sizeof(later[0]); i++)
        if (strcmp(name, later[i]) == 0)
            return true;
    return htmlTagLookup((const xmlChar *)name) != NULL;
}

enum { WORD_MAX = 16 };

/* Copies the letters and digits at text, in lower case if fold is set; returns their number. */
static size_t word_copy(char word[WORD_MAX + 1], const char *text, bool fold)
{
    size_t length = 0, used = 0;

    for (;; length++) {
        const char c = text[length];
        const bool upper = c >= 'A' && c <= 'Z';

        if (!upper && !(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '_')
            break;
        if (used < WORD_MAX)
            word[used++] = upper && fold ? (char)(c - 'A' + 'a') : c;
    }
    word[used] = '\0';
    return length;
}

/* A name with a quoted value does not occur in text by chance. */
static bool is_attribute(const char *text)
{
    if (*text != ' ' && *text != '\t' && *text != '\n')
        return false;
    text += strspn(text, " \t\r\n");
    text += strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-");
    return text[0] == '=' && (text[1] == '"' || text[1] == '\'');
}

static bool tag_speaks_for(const char *text, bool *proof)
{
    char word[WORD_MAX + 1];
    const bool end = text[1] == '/';
    const size_t length = word_copy(word, text + 1 + end, true);

    if (length == 0)
        return true; /* "a < b" */
    *proof = *proof || (end ? text[2 + length] == '>' : is_attribute(text + 1 + length));
    return field_is_text_element(word);
}

static bool reference_speaks_for(const char *text, bool *proof)
{
    char word[WORD_MAX + 1];
    const bool number = text[1] == '#';
    const size_t length = word_copy(word, text + 1 + number, false);

    if (length == 0 || text[1 + number + length] != ';')
        return true;
    *proof = true;
    return number || htmlEntityLookup((const xmlChar *)word) != NULL;
}

bool field_looks_like_html(const char *text)
{
    bool proof = false;

    for (text = strpbrk(text, "<&"); text != NULL; text = strpbrk(text + 1, "<&"))
        if (!(*text == '<' ? tag_speaks_for(text, &proof) : reference_speaks_for(text, &proof)))
            return false;
    return proof;
}

/* Decodes a text that is declared as base64. If a text other than the content is not base64 or not
 * text, its type is an invented one, and it stays as it was. */
static void base64_read(struct build_state *b, const struct frame *frame, char *text,
                        size_t *length)
{
    const size_t before = *length;
    const char *kept = NULL;

    if (frame->tag->field != FIELD_CONTENT)
        kept = build_keep(b, text, before);
    if (base64_decode(text, length))
        return;
    report_add(b->report, WARN_BASE64, NULL);
    if (kept != NULL) {
        memcpy(text, kept, before);
        text[before] = '\0';
        *length = before;
    }
}

/* The element's characters as a text; its value is NULL when there is none. */
static struct text_construct text_read(struct build_state *b, struct frame *frame, char *text,
                                       size_t length)
{
    struct text_construct ret = {NULL, frame->lang, frame->base, TEXT_PLAIN};
    const char *start = text;
    bool html = frame->mode == MODE_HTML || frame->mode == MODE_XHTML;

    if (frame->mode == MODE_BASE64) {
        html = frame->html;
        base64_read(b, frame, text, &length);
        html = html || field_looks_like_html(text);
    }
    if (frame->mode == MODE_GUESS)
        html = field_looks_like_html(text);
    if (frame->mode == MODE_XHTML)
        inline_markup_unwrap(&start, &length);
    if (length == 0)
        return ret;
    ret.value = build_keep(b, start, length);
    ret.kind = html ? TEXT_HTML : TEXT_PLAIN;
    return ret;
}

void field_title_end(struct build_state *b, struct frame *frame, char *text, size_t length)
{
    struct text_construct title;

    if (length == 0 || frame->owner == OWNER_APART || frame->owner == OWNER_NONE)
        return;
    if (field_picture_describe(b, frame, text, length))
        return;
    title = text_read(b, frame, text, length);
    if (title.value == NULL)
        return;
    if (frame->owner == OWNER_ORIGIN)
        b->item.source.title = title.value;
    else if (build_claims(b, frame, false))
        *(frame->owner == OWNER_ENTRY ? &b->item.title : &b->document->title) = title;
}

static void document_subtitle(struct build_state *b, struct frame *frame, char *text, size_t length)
{
    const unsigned char priority = frame->tag->priority;
    unsigned char *slot = &b->document_priority[FIELD_SUBTITLE];

    if (priority < *slot || length == 0)
        return;
    *slot = priority;
    b->document->subtitle = text_read(b, frame, text, length);
}

/* Whether a lower-priority text (itunes:summary) says more than the dialect's own. An own text with
 * markup must be exceeded twofold, so that notes with links are kept. */
static bool says_more(const char *text, const char *own)
{
    return strlen(text) > strlen(own) * (strchr(own, '<') != NULL ? 2 : 1);
}

/* Handles a summary. A second one of equal priority becomes the content; one of lower priority does
 * so if it says more. */
static void item_summary(struct build_state *b, struct frame *frame, char *text, size_t length)
{
    const unsigned char priority = frame->tag->priority;
    unsigned char *slot = &b->item_priority[FIELD_SUMMARY];
    unsigned char *content_slot = &b->item_priority[FIELD_CONTENT];
    const bool equal = priority == *slot;
    struct text_construct summary = text_read(b, frame, text, length), *second = &summary;

    if (summary.value == NULL)
        return;
    if (priority > *slot) {
        const struct text_construct old = b->item.summary;

        b->item.summary = summary;
        *slot = priority;
        summary = old;
        second = &summary;
    }
    if (second->value != NULL && *content_slot == 0 && frame->tag->ns != NS_MEDIA &&
        (equal || says_more(second->value, b->item.summary.value))) {
        b->item.content = *second;
        *content_slot = 1;
    }
}

void field_subtitle_end(struct build_state *b, struct frame *frame, char *text, size_t length)
{
    if (frame->owner == OWNER_DOCUMENT)
        document_subtitle(b, frame, text, length);
    else if (frame->owner == OWNER_ENTRY && b->item_priority[FIELD_SUMMARY] == 0) {
        b->item.summary = text_read(b, frame, text, length);
        b->item_priority[FIELD_SUMMARY] = b->item.summary.value != NULL ? 1 : 0;
    }
}

void field_summary_end(struct build_state *b, struct frame *frame, char *text, size_t length)
{
    if (frame->owner == OWNER_DOCUMENT)
        document_subtitle(b, frame, text, length);
    else if (frame->owner == OWNER_ENTRY && !field_picture_describe(b, frame, text, length))
        item_summary(b, frame, text, length);
}

void field_content_end(struct build_state *b, struct frame *frame, char *text, size_t length)
{
    struct text_construct content;

    if (frame->owner != OWNER_ENTRY || length == 0)
        return;
    content = text_read(b, frame, text, length);
    if (content.value != NULL && build_claims(b, frame, false))
        b->item.content = content;
}

void field_markup_end(struct build_state *b, struct frame *frame, char *text, size_t length)
{
    (void)b;
    (void)frame;
    (void)text;
    (void)length;
}
