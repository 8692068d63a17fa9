/* Parses and cleans one document and returns it as JSON text. */
#ifndef HEADWATER_TESTS_FUZZ_DOCUMENT_H
#define HEADWATER_TESTS_FUZZ_DOCUMENT_H

#include "aggregator/base/str.h"
#include "aggregator/clean/clean.h"
#include "aggregator/codec/item_json.h"
#include "aggregator/parse/parse.h"
#include "tests/fuzz/pieces.h"

struct document_text {
    struct str text;
    struct arena arena; /* for one item */
};

static inline void document_text_add(struct str *into, char *text)
{
    json_t *object = text != NULL ? json_loads(text, 0, NULL) : NULL;

    MUST(object != NULL); /* always valid JSON */
    str_append(into, text);
    str_append_char(into, '\n');
    free(text);
    json_decref(object);
}

/* A parse_item_fn. */
static inline int document_text_item(void *context, const struct document *document,
                                     const struct item *item, struct error *err)
{
    struct document_text *d = context;
    struct item cleaned;

    (void)document;
    MUST(clean_item(&cleaned, &d->arena, item, "http://127.0.0.1/feed", err) == 0);
    document_text_add(&d->text, item_to_text(item));
    document_text_add(&d->text, item_to_text(&cleaned));
    arena_reset(&d->arena);
    return 0;
}

/* Appends the JSON of a document that is read in pieces, and its warnings, to an empty d. */
static inline void document_text_read(struct document_text *d, const uint8_t *data, size_t size,
                                      size_t piece, const struct scrape *scrape)
{
    struct pieces pieces = {.data = data, .size = size, .piece = piece};
    const struct parse_request request = {.read = pieces_read,
                                          .read_context = &pieces,
                                          .item = document_text_item,
                                          .item_context = d,
                                          .url = "http://127.0.0.1/feed",
                                          .scrape = scrape};
    struct document document, cleaned;
    struct error err = {.code = ERR_NONE};
    struct arena arena;

    str_init(&d->text, SIZE_MAX / 4);
    arena_init(&d->arena, (size_t)1 << 30);
    arena_init(&arena, (size_t)1 << 30);
    str_appendf(&d->text, "%d\n", parse_document(&document, &arena, &request, &err));
    str_append(&d->text, err.text);
    MUST(clean_document(&cleaned, &arena, &document, request.url, &err) == 0);
    document_text_add(&d->text, document_to_text(&cleaned));
    for (size_t i = 0; i < document.warning_count; i++)
        str_append(&d->text, document.warnings[i]);
    arena_release(&arena);
    arena_release(&d->arena);
}

#endif
