#include "dedup/text/segment.h"

#include "dedup/text/word.h"

#include <stdlib.h>
#include <string.h>

enum {
    HIRAGANA_WORD_MIN = 3, /* characters of a word that is all hiragana; shorter ones are glue */
    GLUE_MAX = 16,         /* characters of one piece */
    BLOCKS_MIN = 1 << 12,
    BLOCKS_MAX = 1 << 24,
    UTF8_BYTES = 3, /* per character that a segmenter handles */
    WRITTEN = 256,  /* characters converted to UTF-8 at a time */
    LENGTH_MARK = 0x30fc,
};

struct segmenter {
    uint64_t *filter; /* each word sets some bits of one block */
    uint32_t mask;    /* mask of the block number; the number of blocks is a power of two */
    bool japanese;
};

enum script { HAN, HIRAGANA, KATAKANA };

static enum script script_of(UChar unit)
{
    if (unit >= 0x3100 || unit < 0x3041)
        return HAN;
    return unit < 0x30a0 ? HIRAGANA : KATAKANA;
}

bool segmenter_serves(const char *lang)
{
    return strcmp(lang, "zh") == 0 || strcmp(lang, "ja") == 0;
}

/* Four bits of a block of 64. */
static uint64_t bits_of(uint32_t key)
{
    uint32_t mixed = key * 0x9e3779b1u;

    return (uint64_t)1 << (mixed >> 26) | (uint64_t)1 << (mixed >> 20 & 63) |
           (uint64_t)1 << (mixed >> 14 & 63) | (uint64_t)1 << (mixed >> 8 & 63);
}

static void filter_add(struct segmenter *segmenter, uint32_t key)
{
    segmenter->filter[key & segmenter->mask] |= bits_of(key);
}

static bool filter_has(const struct segmenter *segmenter, uint32_t key)
{
    return (bits_of(key) & ~segmenter->filter[key & segmenter->mask]) == 0;
}

int segmenter_new(struct segmenter **ret, const char *lang,
                  const struct dedup_lexicon_section *section)
{
    struct segmenter *segmenter = calloc(1, sizeof(*segmenter));
    uint32_t blocks = BLOCKS_MIN;

    if (segmenter == NULL)
        return DEDUP_ERR_MEMORY;
    while (blocks < section->count / 2 && blocks < BLOCKS_MAX)
        blocks *= 2;
    segmenter->mask = blocks - 1;
    segmenter->japanese = strcmp(lang, "ja") == 0;
    segmenter->filter = calloc(blocks, sizeof(*segmenter->filter));
    if (segmenter->filter == NULL) {
        free(segmenter);
        return DEDUP_ERR_MEMORY;
    }
    for (uint32_t i = 0; i < section->count; i++)
        filter_add(segmenter, dedup_lexicon_section_key(section, i));
    *ret = segmenter;
    return DEDUP_OK;
}

void segmenter_free(struct segmenter *segmenter)
{
    if (segmenter != NULL)
        free(segmenter->filter);
    free(segmenter);
}

/* Characters as UTF-8, the encoding of the keys. */
static void utf8_write(char *out, const UChar *units, int32_t length)
{
    for (int32_t i = 0; i < length; i++) {
        *out++ = (char)(0xe0 | units[i] >> 12);
        *out++ = (char)(0x80 | (units[i] >> 6 & 0x3f));
        *out++ = (char)(0x80 | (units[i] & 0x3f));
    }
}

/* The length of the form of this many characters: in Japanese, the final length mark of a longer
 * word does not belong to the form (word_light.c). */
static int32_t form_length(const struct segmenter *segmenter, const UChar *units, int32_t length)
{
    return length - (segmenter->japanese && length > 3 && units[length - 1] == LENGTH_MARK);
}

void segmenter_add(struct segmenter *segmenter, const UChar *word, int32_t length)
{
    char utf8[SEGMENT_WORD_MAX * UTF8_BYTES];

    if (length < 1 || length > SEGMENT_WORD_MAX)
        return;
    for (int32_t i = 0; i < length; i++)
        if (!segmenter_takes(word[i]))
            return;
    utf8_write(utf8, word, length);
    length = form_length(segmenter, word, length);
    filter_add(segmenter, word_key(utf8, (size_t)length * UTF8_BYTES));
}

/* State of a stretch, with a part of it as UTF-8. */
struct stretch {
    const struct segmenter *segmenter;
    const UChar *units;
    int32_t to;
    int32_t written, written_to; /* the range of units in utf8 */
    char utf8[WRITTEN * UTF8_BYTES];
};

/* The UTF-8 of `length` characters from units[at] on. */
static const char *stretch_utf8(struct stretch *s, int32_t at, int32_t length)
{
    if (at + length > s->written_to) {
        s->written = at;
        s->written_to = at + WRITTEN < s->to ? at + WRITTEN : s->to;
        utf8_write(s->utf8, s->units + at, s->written_to - at);
    }
    return s->utf8 + (size_t)(at - s->written) * UTF8_BYTES;
}

/* Whether a word that began at `start` may end before units[at]: not within katakana, and not
 * within the inflectional kana of a kanji. */
static bool may_end(const struct stretch *s, int32_t start, int32_t at)
{
    enum script last = script_of(s->units[at - 1]);

    if (last == HAN)
        return true;
    if (last == KATAKANA)
        return at == s->to || script_of(s->units[at]) != KATAKANA;
    if (at - start < HIRAGANA_WORD_MIN)
        return false;
    for (int32_t i = start; i < at; i++)
        if (script_of(s->units[i]) != HIRAGANA)
            return false;
    return true;
}

/* The longest known word of at least two characters that begins here; 0: none. */
static int32_t word_length(struct stretch *s, int32_t at)
{
    int32_t longest = s->to - at < SEGMENT_WORD_MAX ? s->to - at : SEGMENT_WORD_MAX;
    uint32_t keys[SEGMENT_WORD_MAX];

    if (longest < 2)
        return 0;
    word_keys(keys, stretch_utf8(s, at, longest), UTF8_BYTES, (size_t)longest);
    for (int32_t length = longest; length >= 2; length--)
        if (filter_has(s->segmenter, keys[form_length(s->segmenter, s->units + at, length) - 1]) &&
            may_end(s, at, at + length))
            return length;
    return 0;
}

static int32_t katakana_end(const struct stretch *s, int32_t at)
{
    do
        at++;
    while (at < s->to && script_of(s->units[at]) == KATAKANA);
    return at;
}

/* Whether a character that begins no known word is glue: inflectional kana, and in Chinese single
 * characters, most of which are particles with many meanings. */
static bool is_glue(const struct segmenter *segmenter, enum script script)
{
    return script == HIRAGANA || (script == HAN && !segmenter->japanese);
}

/* In pieces, so that counting tokens still gives a position in the text. */
static void glue_give(int32_t from, int32_t to, cut_fn *each, void *context)
{
    for (int32_t end; from < to; from = end) {
        end = from + GLUE_MAX < to ? from + GLUE_MAX : to;
        each(context, from, end, CUT_GLUE);
    }
}

void segmenter_read(const struct segmenter *segmenter, const UChar *units, int32_t from, int32_t to,
                    cut_fn *each, void *context)
{
    struct stretch stretch;
    int32_t glue = from; /* start of the glue that was not reported yet */

    stretch.segmenter = segmenter;
    stretch.units = units;
    stretch.to = to;
    stretch.written = stretch.written_to = from;
    for (int32_t at = from; at < to;) {
        int32_t length = word_length(&stretch, at);
        enum script script = script_of(units[at]);

        if (length == 0 && is_glue(segmenter, script)) {
            at++;
            continue;
        }
        if (length == 0)
            length = script == KATAKANA ? katakana_end(&stretch, at) - at : 1;
        glue_give(glue, at, each, context);
        each(context, at, at + length, CUT_WORD);
        at = glue = at + length;
    }
    glue_give(glue, to, each, context);
}
