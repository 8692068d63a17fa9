/*
 * A text of arbitrary bytes: tokenised, recognised, folded, and turned into shingles and a sketch.
 * The first byte selects the language label, and the first line is the title.
 */
#include "dedup/recognise/engine.h"
#include "dedup/text/word.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A few words of the languages that are cut by the lexicon. */
static void *lexicon_make(size_t *ret_size)
{
    static const char *const words[][2] = {{"zh", "中国"}, {"zh", "中国人"}, {"zh", "国人民"},
                                           {"ja", "東京"}, {"ja", "食べ物"}, {"ja", "電子メール"}};
    struct dedup_lexicon_builder *builder;
    void *data;

    if (dedup_lexicon_builder_new(&builder) != DEDUP_OK)
        abort();
    for (uint32_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (dedup_lexicon_add(builder, words[i][0], dedup_word_key(words[i][0], words[i][1]), i + 1,
                              1) != DEDUP_OK)
            abort();
    if (dedup_lexicon_finish(&data, ret_size, builder) != DEDUP_OK)
        abort();
    dedup_lexicon_builder_free(builder);
    return data;
}

static struct dedup *engine_new(struct dedup_memory *memory)
{
    static void *lexicon; /* lives as long as the engine */
    struct dedup_options options = {0};
    struct dedup *engine;

    if (dedup_ram_new(memory, 0) != DEDUP_OK)
        abort();
    options.lexicon = lexicon = lexicon_make(&options.lexicon_size);
    options.memory = *memory;
    if (dedup_open(&engine, &options) != DEDUP_OK)
        abort();
    return engine;
}

/* Tokens are within the text, in order and disjoint. */
static void check_tokens(const struct text *text)
{
    int32_t end = 0;

    if (text->count > TEXT_TOKENS_MAX || text->title_count > text->count)
        abort();
    for (size_t i = 0; i < text->count; i++) {
        const struct token *token = &text->tokens[i];

        if (token->start < end || token->length < 1 || token->length > TOKEN_UNITS_MAX ||
            token->start + token->length > text->length)
            abort();
        end = token->start + token->length;
    }
}

/* Folding is idempotent. */
static void check_folding(const struct text *text, const char *lang)
{
    char word[TOKEN_UNITS_MAX * 3 + 1], once[WORD_FORM_SIZE], twice[WORD_FORM_SIZE];

    for (size_t i = 0; i < text->count && i < 64; i++) {
        const struct token *token = &text->tokens[i];
        size_t size = text_utf8(word, sizeof(word), text->units + token->start, token->length);

        size = word_fold(lang, word, size, once, sizeof(once));
        if (word_fold(lang, once, size, twice, sizeof(twice)) != size ||
            memcmp(once, twice, size) != 0)
            abort();
    }
}

static void check_sketch(const struct sketch *sketch)
{
    uint8_t form[SKETCH_BYTES_MAX];
    static struct sketch read;

    if (sketch_unpack(&read, form, sketch_pack(form, sketch)) != DEDUP_OK ||
        read.word_count != sketch->word_count || read.surface_count != sketch->surface_count ||
        memcmp(read.surface, sketch->surface, read.surface_count * sizeof(*read.surface)) != 0)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const labels[] = {NULL, "en", "fr", "de", "tr", "ru", "el", "he", "ar",
                                         "fa", "hi", "th", "zh", "ja", "ko", "vi", "fi", "sr"};
    static struct dedup_memory memory;
    static struct dedup *engine;
    struct dedup_item item = {.key = 1};
    char *title, *text;

    if (engine == NULL)
        engine = engine_new(&memory);
    if (size < 1)
        return 0;
    item.lang = labels[data[0] % (sizeof(labels) / sizeof(labels[0]))];
    title = calloc(1, size);
    if (title == NULL)
        abort();
    memcpy(title, data + 1, size - 1);
    text = strchr(title, '\n');
    if (text != NULL)
        *text++ = '\0';
    item.title = title;
    item.text = text;
    if (engine_sketch(engine, &item) != DEDUP_OK)
        abort();
    check_tokens(&engine->text);
    check_folding(&engine->text, engine->sketch.lang);
    check_sketch(&engine->sketch);
    free(title);
    return 0;
}
