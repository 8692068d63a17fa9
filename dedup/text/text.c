#include "dedup/text/text.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/ustring.h>
#include <unicode/utf16.h>
#include <unicode/utf8.h>

int text_init(struct text *text)
{
    int code;

    memset(text, 0, sizeof(*text));
    code = cutter_init(&text->cutter);
    if (code != DEDUP_OK)
        return code;
    text->units = malloc((TEXT_UNITS_MAX + 4) * sizeof(*text->units));
    text->tokens = malloc(TEXT_TOKENS_MAX * sizeof(*text->tokens));
    if (text->units != NULL && text->tokens != NULL)
        return DEDUP_OK;
    text_release(text);
    return DEDUP_ERR_MEMORY;
}

void text_release(struct text *text)
{
    cutter_release(&text->cutter);
    free(text->units);
    free(text->tokens);
    memset(text, 0, sizeof(*text));
}

/* Characters that must neither split nor join words: invisible characters and direction marks. */
static bool is_invisible(UChar32 c)
{
    return c == 0xad || (c >= 0x200b && c <= 0x200f && c != 0x200c) ||
           (c >= 0x202a && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff;
}

static UChar32 apostrophe_plain(UChar32 c)
{
    return c == 0x2019 || c == 0x2018 || c == 0x02bc || c == 0xff07 ? '\'' : c;
}

/* Whether three bytes are a character from U+3000 to U+CFFF; none of these is invisible. */
static bool is_plain_three(const uint8_t *bytes)
{
    return bytes[0] >= 0xe3 && bytes[0] <= 0xec && U8_IS_TRAIL(bytes[1]) && U8_IS_TRAIL(bytes[2]);
}

/* Decodes UTF-8 and appends it. Skips invalid bytes and invisible characters. */
static void units_append(struct text *text, const char *utf8)
{
    const uint8_t *bytes = (const uint8_t *)utf8;
    int32_t length = text->length;
    int32_t i = 0;

    while (bytes[i] != 0 && length < TEXT_UNITS_MAX) {
        UChar32 c;

        if (bytes[i] < 0x80) {
            text->units[length++] = bytes[i++];
            continue;
        }
        if (is_plain_three(bytes + i)) {
            text->units[length++] =
                (UChar)(bytes[i] << 12 | (bytes[i + 1] & 0x3f) << 6 | (bytes[i + 2] & 0x3f));
            i += 3;
            continue;
        }
        U8_NEXT(bytes, i, -1, c);
        if (c < 0 || is_invisible(c))
            continue;
        c = apostrophe_plain(c);
        U16_APPEND_UNSAFE(text->units, length, c);
    }
    text->length = length;
}

static bool is_unspaced(UChar32 c)
{
    return (c >= 0x0e00 && c <= 0x0eff) || (c >= 0x1000 && c <= 0x109f) ||
           (c >= 0x1780 && c <= 0x17ff) || (c >= 0x3040 && c <= 0x30ff) ||
           (c >= 0x31f0 && c <= 0x31ff) || (c >= 0x3400 && c <= 0x9fff) ||
           (c >= 0xf900 && c <= 0xfaff) || (c >= 0x20000 && c <= 0x3ffff);
}

/* The text between two words: whether a sentence ends in it, whether it is one space. */
static bool gap_ends_sentence(const UChar *units, int32_t from, int32_t to)
{
    for (int32_t i = from; i < to; i++)
        if (units[i] == '.' || units[i] == '!' || units[i] == '?' || units[i] == ':' ||
            units[i] == '\n' || units[i] == 0x3002 || units[i] == '"' || units[i] == 0xab ||
            units[i] == 0x201c || units[i] == 0x201e || units[i] == 0x2014)
            return true;
    return false;
}

static bool gap_is_space(const UChar *units, int32_t from, int32_t to)
{
    return to - from == 1 && (units[from] == ' ' || units[from] == 0xa0 || units[from] == 0x202f ||
                              units[from] == 0x2009 || units[from] == '\'');
}

static void token_add(struct text *text, int32_t start, int32_t end, int32_t gap_start,
                      enum token_class class)
{
    struct token *token = &text->tokens[text->count];
    UChar32 first;

    if (text->count == TEXT_TOKENS_MAX || end - start > TOKEN_UNITS_MAX)
        return;
    U16_GET(text->units, start, start, end, first);
    token->start = start;
    token->length = end - start;
    token->class = class;
    token->unspaced = is_unspaced(first);
    if (first < 0x80)
        token->capital = first >= 'A' && first <= 'Z';
    else
        token->capital = !token->unspaced && (u_isupper(first) || u_istitle(first));
    token->sentence_start = text->count == 0 || gap_ends_sentence(text->units, gap_start, start);
    token->gap_is_space = gap_is_space(text->units, gap_start, start);
    text->count++;
}

/* Apostrophes split a word ("l'OTAN", "Trump's"); parts of one letter are dropped. */
static void word_add(struct text *text, int32_t start, int32_t end, int32_t gap_start)
{
    int32_t part = start;

    for (int32_t i = start; i <= end; i++) {
        if (i < end && text->units[i] != '\'')
            continue;
        if (i - part > 1 || (part == start && i == end)) {
            token_add(text, part, i, gap_start, TOKEN_WORD);
            gap_start = i;
        }
        part = i + 1;
    }
}

/* State of tokenisation. */
struct tokens {
    struct text *text;
    int32_t gap_start; /* end of the last token */
};

static void token_take(void *context, int32_t start, int32_t end, enum cut_kind kind)
{
    struct tokens *tokens = context;
    struct text *text = tokens->text;

    if (kind != CUT_WORD)
        token_add(text, start, end, tokens->gap_start,
                  kind == CUT_NUMBER ? TOKEN_NUMBER : TOKEN_GLUE);
    else
        word_add(text, start, end, tokens->gap_start);
    tokens->gap_start = end;
    if (end <= text->title_length)
        text->title_count = text->count;
}

int text_read(struct text *text, const struct segmenter *segmenter, const char *title,
              const char *body)
{
    struct tokens tokens = {text, 0};

    text->length = 0;
    if (title != NULL)
        units_append(text, title);
    text->title_length = text->length;
    if (text->length < TEXT_UNITS_MAX)
        text->units[text->length++] = '\n';
    if (body != NULL)
        units_append(text, body);
    text->count = text->title_count = 0;
    return cutter_read(&text->cutter, segmenter, text->units, text->length, token_take, &tokens);
}

size_t text_utf8(char *ret, size_t room, const UChar *units, int32_t length)
{
    int32_t used = 0;

    for (int32_t i = 0; i < length;) {
        UChar32 c;

        U16_NEXT(units, i, length, c);
        if (U_IS_SURROGATE(c))
            continue;
        if ((size_t)(used + U8_LENGTH(c)) + 1 > room)
            break;
        U8_APPEND_UNSAFE(ret, used, c);
    }
    ret[used] = '\0';
    return (size_t)used;
}
