#include "aggregator/render/render.h"

#include "aggregator/base/clock.h"
#include "aggregator/render/order.h"
#include "aggregator/render/renderer.h"

#include <string.h>

enum { STORY_ARENA_BYTES = 64 * 1024 * 1024, DOCUMENT_BYTES = 256 * 1024 * 1024 };

static const struct renderer *const renderers[] = {
    [OUTPUT_ATOM] = &renderer_atom, [OUTPUT_RSS] = &renderer_rss,
    [OUTPUT_JSON] = &renderer_json, [OUTPUT_HTML] = &renderer_html,
    [OUTPUT_OPML] = &renderer_opml, [OUTPUT_STORIES] = &renderer_stories,
};

static const struct renderer *renderer_find(enum output_format format)
{
    return (size_t)format < sizeof(renderers) / sizeof(renderers[0]) ? renderers[format] : NULL;
}

bool render_format_find(enum output_format *ret, const char *name)
{
    for (size_t i = 0; i < sizeof(renderers) / sizeof(renderers[0]); i++)
        if (strcmp(renderers[i]->name, name) == 0) {
            *ret = renderers[i]->format;
            return true;
        }
    return false;
}

const char *render_media_type(enum output_format format)
{
    const struct renderer *renderer = renderer_find(format);

    return renderer != NULL ? renderer->media_type : NULL;
}

static int failure(enum error_code code, struct error *err)
{
    if (code == ERR_LIMIT)
        return error_set(err, ERR_LIMIT, SCOPE_RUN, "the document is too large; lower its limit");
    return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory rendering");
}

int render_begin(struct rendering *ret, const struct render_input *input, size_t ceiling,
                 struct error *err)
{
    const struct renderer *renderer = renderer_find(input->output->format);

    memset(ret, 0, sizeof(*ret));
    str_init(&ret->body, ceiling);
    arena_init(&ret->arena, ceiling);
    if (renderer == NULL)
        return error_set(err, ERR_USAGE, SCOPE_RUN, "unknown output format");
    ret->renderer = renderer;
    ret->input = input;
    ret->updated = TIME_NONE;
    return renderer->begin != NULL ? renderer->begin(ret, err) : 0;
}

static int span_add(struct rendering *rendering, const struct render_story *story,
                    const char *outlet, size_t offset, struct error *err)
{
    struct span *spans =
        arena_grow(&rendering->arena, rendering->spans, rendering->count, sizeof(*spans));

    if (spans == NULL)
        return failure(ERR_MEMORY, err);
    rendering->spans = spans;
    spans[rendering->count] = (struct span){.published = story->published,
                                            .updated = story->updated,
                                            .node = story->story->node,
                                            .offset = offset,
                                            .length = rendering->body.length - offset,
                                            .note = rendering->note};
    spans[rendering->count].rank =
        rendering->input->output->order == ORDER_TELLINGS
            ? rank_story(story->story, rendering->input->output->half_life_seconds)
            : story->place;
    if (order_outlet_note(&spans[rendering->count], rendering, outlet) != 0)
        return failure(ERR_MEMORY, err);
    rendering->count++;
    if (rendering->updated == TIME_NONE || story->updated > rendering->updated)
        rendering->updated = story->updated;
    return 0;
}

int render_add(struct rendering *rendering, const struct render_story *story, struct error *err)
{
    const size_t offset = rendering->body.length;
    struct arena arena;
    struct entry entry;
    int code;

    if (rendering->renderer->add == NULL)
        return 0;
    arena_init(&arena, STORY_ARENA_BYTES);
    rendering->note = NULL;
    code = entry_build(&entry, &arena, story, rendering->input, err);
    if (code == 0)
        code = rendering->renderer->add(rendering, &arena, &entry, err);
    if (code == 0 && arena_status(&arena) != ERR_NONE)
        code = failure(arena_status(&arena), err);
    if (code == 0 && str_status(&rendering->body) != ERR_NONE)
        code = failure(str_status(&rendering->body), err);
    if (code == ERR_LIMIT)
        str_revert(&rendering->body, offset);
    if (code == 0)
        code = span_add(rendering, story, entry.lead.outlet, offset, err);
    arena_release(&arena);
    return code;
}

static void entries_append(struct str *into, struct rendering *rendering, size_t first, size_t last)
{
    const struct renderer *renderer = rendering->renderer;

    for (size_t i = first; i < last; i++) {
        const struct span *span = &rendering->spans[i];

        if (i > first && renderer->separator != NULL)
            str_append(into, renderer->separator);
        if (renderer->between != NULL)
            renderer->between(into, rendering, span, i > first ? span - 1 : NULL);
        if (renderer->put != NULL)
            renderer->put(into, rendering, span);
        else
            str_append_bytes(into, rendering->body.text + span->offset, span->length);
    }
}

int render_page(struct str *into, struct rendering *rendering, size_t *first, size_t bytes,
                const char *next, struct error *err)
{
    const struct span *spans = rendering->spans;
    size_t last = *first, size = 0;
    int code;

    if (*first == 0)
        order_spans(rendering->spans, rendering->count, rendering->input->output->order);
    while (last < rendering->count &&
           (last == *first || (size <= bytes && spans[last].length <= bytes - size)))
        size += spans[last++].length;
    rendering->next = last < rendering->count ? next : rendering->input->previous;
    code = rendering->renderer->head(into, rendering, err);
    if (code != 0)
        return code;
    entries_append(into, rendering, *first, last);
    if (rendering->renderer->tail != NULL)
        rendering->renderer->tail(into, rendering);
    *first = last;
    if (arena_status(&rendering->arena) != ERR_NONE)
        return failure(arena_status(&rendering->arena), err);
    return str_status(into) == ERR_NONE ? 0 : failure(str_status(into), err);
}

int render_end(struct str *into, struct rendering *rendering, struct error *err)
{
    size_t first = 0;

    return render_page(into, rendering, &first, SIZE_MAX, NULL, err);
}

void render_release(struct rendering *rendering)
{
    if (rendering == NULL)
        return;
    str_release(&rendering->body);
    arena_release(&rendering->arena);
}

int render_document(struct str *into, const struct render_input *input, struct error *err)
{
    struct rendering rendering;
    int code = render_begin(&rendering, input, DOCUMENT_BYTES, err);

    for (size_t i = 0; i < input->count && code == 0; i++)
        code = render_add(&rendering, &input->stories[i], err);
    if (code == 0)
        code = render_end(into, &rendering, err);
    render_release(&rendering);
    return code;
}
