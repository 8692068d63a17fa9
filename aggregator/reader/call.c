#include "aggregator/reader/call.h"

#include "aggregator/base/clock.h"
#include "aggregator/codec/json_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* A state that changes all the time, as during a run, is not read all the time: after a reading
 * that took long, the pause is this many times as long. */
enum { BUILD_PAUSE_FACTOR = 10 };
static const double BUILD_LONG_SECONDS = 0.5;

int call_refuse(struct call *call, unsigned status, const char *text)
{
    str_clear(&call->reply->body);
    str_append(&call->reply->body, text);
    call->reply->status = status;
    call->reply->media_type = "text/plain; charset=utf-8";
    return 0;
}

int call_answer(struct call *call, json_t *value, struct error *err)
{
    char *text = json_text_write(value, JSON_COMPACT);

    json_decref(value);
    if (text == NULL)
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory answering");
    call->reply->media_type = "application/json; charset=utf-8";
    str_append(&call->reply->body, text);
    free(text);
    return 0;
}

/* Whether the shelf may stay as it is although the state has changed. */
static bool is_pause(const struct reader *reader, double now)
{
    return reader->build_seconds >= BUILD_LONG_SECONDS &&
           now < reader->built_at + BUILD_PAUSE_FACTOR * reader->build_seconds;
}

static int shelf_refresh(struct reader *reader, struct error *err)
{
    const double start = clock_running();
    struct shelf shelf;
    int64_t version;
    int code = store_version(&version, reader->store, err);

    if (code != 0 ||
        (reader->has_shelf && (version == reader->shelf_version || is_pause(reader, start))))
        return code;
    code = shelf_build(&shelf, &reader->shelf, reader->store, reader->config, reader->chooser,
                       reader->now(), err);
    if (code != 0)
        return code;
    shelf_release(&reader->shelf);
    reader->shelf = shelf;
    reader->has_shelf = true;
    reader->shelf_version = version;
    reader->built_at = clock_running();
    reader->build_seconds = reader->built_at - start;
    return 0;
}

int call_shelf(struct call *call, struct error *err)
{
    int code = shelf_refresh(call->reader, err);

    if (code != 0)
        return code;
    call->shelf = &call->reader->shelf;
    return shelf_marks_load(&call->marks, call->shelf, &call->arena, call->reader->store,
                            call->user.id, err);
}

int call_view(struct render_view *ret, const struct call *call, struct arena *arena, uint64_t node,
              struct error *err)
{
    const struct render_input *input = NULL;
    struct render_story ready;
    struct story story;
    int code = store_story_load(&story, call->reader->store, arena, node, err);

    if (code == 0)
        code = publish_shelf_take(&ready, &input, call->reader->chooser, arena, &story, err);
    return code != 0 ? code : render_view_build(ret, arena, &ready, input, err);
}

json_t *call_number_text(int64_t number)
{
    char text[24];

    snprintf(text, sizeof(text), "%" PRId64, number);
    return json_string(text);
}
