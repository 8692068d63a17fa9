/* Parses a document in memory and keeps its items as JSON for the tests. */
#ifndef HEADWATER_TESTS_PARSE_READING_H
#define HEADWATER_TESTS_PARSE_READING_H

#include "aggregator/codec/item_json.h"
#include "aggregator/parse/parse.h"
#include "tests/support/test.h"

struct reading {
    const char *bytes; /* the input */
    size_t size, at;
    size_t piece;                /* 0: as much as fits */
    const char *content_type;    /* or NULL */
    const struct scrape *scrape; /* or NULL */
    struct arena arena;
    struct document document;
    json_t *items;
    struct error err;
    int code;
};

static inline int reading_piece(size_t *ret_size, void *context, void *into, size_t room,
                                struct error *err)
{
    struct reading *r = context;
    size_t size = r->size - r->at < room ? r->size - r->at : room;

    (void)err;
    if (r->piece != 0 && size > r->piece)
        size = r->piece;
    memcpy(into, r->bytes + r->at, size);
    r->at += size;
    *ret_size = size;
    return 0;
}

static inline int reading_item(void *context, const struct document *document,
                               const struct item *item, struct error *err)
{
    struct reading *r = context;
    char *text = item_to_text(item);

    (void)document;
    (void)err;
    json_array_append_new(r->items, json_loads(text, 0, NULL));
    free(text);
    return 0;
}

/* Reads size bytes; other members of *r may be set before. Call reading_close() afterwards. */
static inline void reading_open(struct reading *r, const char *bytes, size_t size)
{
    const struct parse_request request = {.read = reading_piece,
                                          .read_context = r,
                                          .item = reading_item,
                                          .item_context = r,
                                          .url = "http://127.0.0.1/feed",
                                          .content_type = r->content_type,
                                          .scrape = r->scrape};

    r->bytes = bytes;
    r->size = size;
    r->at = 0;
    r->items = json_array();
    r->err.code = ERR_NONE;
    arena_init(&r->arena, (size_t)64 << 20);
    r->code = parse_document(&r->document, &r->arena, &request, &r->err);
}

static inline void reading_close(struct reading *r)
{
    json_decref(r->items);
    arena_release(&r->arena);
}

/* A member of an item; "" when it is absent. */
static inline const char *reading_item_text(const struct reading *r, size_t i, const char *member)
{
    const char *text = json_string_value(json_object_get(json_array_get(r->items, i), member));

    return text != NULL ? text : "";
}

#endif
