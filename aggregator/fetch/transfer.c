#include "aggregator/fetch/transfer.h"

#include "aggregator/base/clock.h"
#include "aggregator/base/url.h"

#include <inttypes.h>
#include <string.h>

void transfer_begin(struct transfer *transfer, const struct fetch_request *request,
                    struct redirect_chain *chain, int64_t max_bytes)
{
    transfer->request = request;
    transfer->chain = chain;
    transfer->error = (struct error){.code = ERR_NONE};
    transfer->unwanted = 0;
    transfer->undecoded = transfer->cut = transfer->filtered = false;
    arena_init(&transfer->arena, TRANSFER_ARENA_BYTES_MAX);
    spool_init(&transfer->body, (size_t)max_bytes);
    reply_init(&transfer->reply);
}

void transfer_next_hop(struct transfer *transfer)
{
    size_t ceiling = transfer->body.ceiling;

    transfer->unwanted = 0;
    transfer->cut = false;
    spool_release(&transfer->body);
    spool_init(&transfer->body, ceiling);
    arena_reset(&transfer->arena);
    reply_init(&transfer->reply);
}

void transfer_end(struct transfer *transfer)
{
    redirect_chain_free(transfer->chain);
    transfer->chain = NULL;
    spool_release(&transfer->body);
    arena_release(&transfer->arena);
}

bool transfer_take_head(struct transfer *transfer, const char *line, size_t size)
{
    return reply_take_line(&transfer->reply, &transfer->arena, line, size, &transfer->error) == 0;
}

bool transfer_wants_body(const struct transfer *transfer)
{
    return transfer->reply.status == 200 && transfer->request->form == NULL;
}

bool transfer_take_body(struct transfer *transfer, const void *data, size_t size)
{
    if (!transfer_wants_body(transfer)) {
        transfer->unwanted += size;
        transfer->cut = transfer->unwanted > TRANSFER_ERROR_BODY_MAX;
        return !transfer->cut;
    }
    if (spool_write(&transfer->body, data, size, &transfer->error) == 0)
        return true;
    if (transfer->error.code == ERR_LIMIT)
        error_set(&transfer->error, ERR_LIMIT, SCOPE_FEED, "body larger than %zu bytes",
                  transfer->body.ceiling);
    return false;
}

static bool is_ascii(const char *text)
{
    for (; *text != '\0'; text++)
        if ((unsigned char)*text > 0x7f)
            return false;
    return true;
}

/* A link of the response as an address to request; NULL when it is none. */
static const char *link_of(struct transfer *transfer, const char *target)
{
    const char *url =
        target != NULL ? url_resolve(&transfer->arena, redirect_chain_url(transfer->chain), target)
                       : NULL;

    return url != NULL && url_is_http(url) && is_ascii(url) ? url : NULL;
}

/* Where a redirect leads that nobody has followed. */
static const char *location_of(struct transfer *transfer)
{
    const struct reply *reply = &transfer->reply;

    return redirect_chain_is_redirect(reply->status) && reply->location != NULL
               ? url_resolve(&transfer->arena, redirect_chain_url(transfer->chain), reply->location)
               : NULL;
}

void transfer_response(struct fetch_response *ret, struct transfer *transfer, int64_t now)
{
    const struct reply *reply = &transfer->reply;
    const struct redirect_chain *chain = transfer->chain;
    bool moved = chain->storable && chain->hops > 0 && transfer->error.code == ERR_NONE;

    *ret = (struct fetch_response){
        .status = transfer->error.code == ERR_NONE ? reply->status : 0,
        .error = transfer->error,
        .body = &transfer->body,
        .url = redirect_chain_url(chain),
        .moved_to = moved ? redirect_chain_url(chain) : NULL,
        .location = location_of(transfer),
        .content_type = reply->content_type,
        .content_language = reply->content_language,
        .content_location = reply->content_location,
        .etag = reply->etag,
        .last_modified = reply->last_modified,
        .hub = link_of(transfer, reply->hub),
        .self = link_of(transfer, reply->self),
        .max_age_seconds = reply_max_age(reply),
        .no_cache = reply->no_cache,
        .expires_at = reply_expires_at(reply, now),
        .retry_at = reply_retry_at(reply, now),
        .bytes = chain->bytes,
        .seconds = chain->seconds,
    };
}
