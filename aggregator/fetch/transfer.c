#include "aggregator/fetch/transfer.h"

#include "aggregator/base/clock.h"

#include <inttypes.h>
#include <string.h>

void exchange_begin(struct exchange *exchange, const struct errand *errand, struct trail *trail,
                    int64_t max_bytes)
{
    exchange->errand = errand;
    exchange->trail = trail;
    exchange->error = (struct error){.code = ERR_NONE};
    exchange->unwanted = 0;
    exchange->undecoded = exchange->cut = false;
    arena_init(&exchange->arena, EXCHANGE_ARENA_BYTES_MAX);
    spool_init(&exchange->body, (size_t)max_bytes);
    reply_init(&exchange->reply);
}

void exchange_next_hop(struct exchange *exchange)
{
    size_t ceiling = exchange->body.ceiling;

    exchange->unwanted = 0;
    exchange->cut = false;
    spool_release(&exchange->body);
    spool_init(&exchange->body, ceiling);
    arena_reset(&exchange->arena);
    reply_init(&exchange->reply);
}

void exchange_end(struct exchange *exchange)
{
    trail_free(exchange->trail);
    exchange->trail = NULL;
    spool_release(&exchange->body);
    arena_release(&exchange->arena);
}

bool exchange_take_head(struct exchange *exchange, const char *line, size_t size)
{
    return reply_take_line(&exchange->reply, &exchange->arena, line, size, &exchange->error) == 0;
}

bool exchange_take_body(struct exchange *exchange, const void *data, size_t size)
{
    if (exchange->reply.status != 200) {
        exchange->unwanted += size;
        exchange->cut = exchange->unwanted > EXCHANGE_ERROR_BODY_MAX;
        return !exchange->cut;
    }
    if (spool_write(&exchange->body, data, size, &exchange->error) == 0)
        return true;
    if (exchange->error.code == ERR_LIMIT)
        error_set(&exchange->error, ERR_LIMIT, SCOPE_FEED, "body larger than %zu bytes",
                  exchange->body.ceiling);
    return false;
}

void exchange_answer(struct answer *ret, struct exchange *exchange, int64_t now)
{
    const struct reply *reply = &exchange->reply;
    const struct trail *trail = exchange->trail;
    bool moved = trail->storable && trail->hops > 0 && exchange->error.code == ERR_NONE;

    *ret = (struct answer){
        .status = exchange->error.code == ERR_NONE ? reply->status : 0,
        .error = exchange->error,
        .body = &exchange->body,
        .url = trail_url(trail),
        .moved_to = moved ? trail_url(trail) : NULL,
        .content_type = reply->content_type,
        .content_language = reply->content_language,
        .content_location = reply->content_location,
        .etag = reply->etag,
        .last_modified = reply->last_modified,
        .max_age_seconds = reply_max_age(reply),
        .no_cache = reply->no_cache,
        .expires_at = reply_expires_at(reply, now),
        .retry_at = reply_retry_at(reply, now),
        .bytes = trail->bytes,
        .seconds = trail->seconds,
    };
}
