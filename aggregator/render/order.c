#include "aggregator/render/order.h"

#include "aggregator/render/entry.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/ucol.h>
#include <unicode/ustring.h>

enum { OUTLET_UNITS = 256, KEY_BYTES = 1024 };

static int newest(const void *one, const void *other)
{
    const struct span *a = one, *b = other;

    if (a->published != b->published)
        return a->published < b->published ? 1 : -1;
    if (a->rank != b->rank)
        return a->rank < b->rank ? 1 : -1;
    return a->node < b->node ? -1 : a->node > b->node;
}

static int oldest(const void *one, const void *other)
{
    const struct span *a = one, *b = other;

    if (a->published != b->published)
        return a->published < b->published ? -1 : 1;
    return a->node < b->node ? -1 : a->node > b->node;
}

static int updated(const void *one, const void *other)
{
    const struct span *a = one, *b = other;

    if (a->updated != b->updated)
        return a->updated < b->updated ? 1 : -1;
    return newest(one, other);
}

static int tellings(const void *one, const void *other)
{
    const struct span *a = one, *b = other;

    if (a->rank != b->rank)
        return a->rank < b->rank ? 1 : -1;
    return newest(one, other);
}

static int outlet(const void *one, const void *other)
{
    const struct span *a = one, *b = other;
    int order = strcmp(a->outlet_key, b->outlet_key);

    if (order == 0) /* different names may have equal sort keys */
        order = strcmp(a->outlet, b->outlet);
    return order != 0 ? order : newest(one, other);
}

static int (*const comparisons[])(const void *one, const void *other) = {
    [ORDER_NEWEST] = newest,     [ORDER_OLDEST] = oldest, [ORDER_UPDATED] = updated,
    [ORDER_TELLINGS] = tellings, [ORDER_OUTLET] = outlet,
};

void order_spans(struct span *spans, size_t count, enum output_order order)
{
    if (count > 1)
        qsort(spans, count, sizeof(*spans), comparisons[order]);
}

/* A key that strcmp() sorts in the language's order; the name itself if ICU fails. */
static const char *sort_key(struct arena *arena, const char *language, const char *name)
{
    UErrorCode status = U_ZERO_ERROR;
    UCollator *collator = ucol_open(language, &status);
    UChar wide[OUTLET_UNITS];
    uint8_t key[KEY_BYTES];
    int32_t length = 0, size = 0;

    u_strFromUTF8(wide, OUTLET_UNITS, &length, name, -1, &status);
    if (U_SUCCESS(status))
        size = ucol_getSortKey(collator, wide, length, key, KEY_BYTES);
    if (collator != NULL)
        ucol_close(collator);
    return size > 0 && size <= KEY_BYTES ? arena_strdup(arena, (const char *)key)
                                         : arena_strdup(arena, name);
}

int order_outlet_note(struct span *span, struct rendering *rendering, const char *name)
{
    if (rendering->input->output->order != ORDER_OUTLET)
        return 0;
    span->outlet = arena_strdup(&rendering->arena, name);
    span->outlet_key = sort_key(&rendering->arena, entry_reader_language(rendering->input), name);
    return span->outlet != NULL && span->outlet_key != NULL ? 0 : ERR_MEMORY;
}
