#include "aggregator/site/site_push.h"

#include "aggregator/base/clock.h"
#include "aggregator/base/url.h"
#include "aggregator/push/push_lease.h"
#include "aggregator/push/push_request.h"
#include "aggregator/push/push_signature.h"
#include "aggregator/store/store_polling.h"
#include "aggregator/store/store_push.h"
#include "aggregator/store/store_users.h"

#include <string.h>

enum {
    ROW_BYTES = 64 * 1024,
    CHALLENGE_BYTES = 1024,
    WAIT_MILLISECONDS = 3000, /* for another writer; those who are served wait too */
};

void site_push_release(struct site_push *push)
{
    store_close(push->store);
    push->store = NULL;
}

bool site_push_takes(const char *path)
{
    return push_request_token(path) != NULL;
}

unsigned site_push_methods(struct store *store, const char *path)
{
    const char *token = push_request_token(path);
    struct push_subscription found;
    struct arena arena;
    int code;

    if (token == NULL || store == NULL)
        return 0;
    arena_init(&arena, ROW_BYTES);
    code = store_push_find(&found, store, &arena, token, NULL);
    arena_release(&arena);
    return code != ERR_ABSENT ? SITE_PUSH_METHODS : 0;
}

/* Opens the state for writing, anew when it was replaced. It exists: a subscription was found. */
static int state_open(struct site_push *push, struct error *err)
{
    struct store_stamp stamp;
    int code;

    store_stamp(&stamp, push->state_address);
    if (push->store != NULL && stamp.identity == push->store_identity)
        return 0;
    site_push_release(push);
    code = store_open(&push->store, push->state_address, err);
    if (code == 0)
        code = store_wait_limit(push->store, WAIT_MILLISECONDS, err);
    if (code != 0)
        site_push_release(push);
    push->store_identity = stamp.identity;
    return code;
}

/* One call of a hub. */
struct call {
    struct store *store;
    const struct serve_request *request;
    struct serve_reply *reply;
    const struct push_subscription *push;
    int64_t now;
};

static int refuse(const struct call *call)
{
    call->reply->status = 404;
    str_append(&call->reply->body, "no such request\n");
    return 0;
}

static int confirm(const struct call *call, const char *challenge)
{
    str_append(&call->reply->body, challenge);
    return 0;
}

static int subscribe_verify(const struct call *call, const char *challenge, struct error *err)
{
    const char *text = serve_parameter(call->request, "hub.lease_seconds");
    const int64_t lease = push_lease_read(text);
    int code;

    if (lease <= 0 || !push_lease_awaits(call->push, true, call->now))
        return refuse(call);
    code = store_push_verified(call->store, call->push->token, call->now, call->now + lease,
                               push_lease_renewal(lease, call->now), err);
    return code == 0 ? confirm(call, challenge) : code;
}

static int unsubscribe_verify(const struct call *call, const char *challenge, struct error *err)
{
    int code;

    if (!push_lease_awaits(call->push, false, call->now))
        return refuse(call);
    code = store_push_drop(call->store, call->push->token, err);
    return code == 0 ? confirm(call, challenge) : code;
}

/* A hub may also revoke what it has confirmed. */
static int denial_take(const struct call *call, const char *challenge, struct error *err)
{
    (void)challenge;
    return store_push_denied(call->store, call->push->token, call->now + PUSH_DENIED_SECONDS, err);
}

/* The values of hub.mode. */
static const struct mode {
    const char *name;
    bool has_challenge;
    int (*take)(const struct call *call, const char *challenge, struct error *err);
} modes[] = {
    {"denied", false, denial_take},
    {"subscribe", true, subscribe_verify},
    {"unsubscribe", true, unsubscribe_verify},
};

static int intent_take(const struct call *call, struct error *err)
{
    const char *mode = serve_parameter(call->request, "hub.mode");
    const char *topic = serve_parameter(call->request, "hub.topic");
    const char *challenge = serve_parameter(call->request, "hub.challenge");
    const bool has_challenge =
        challenge != NULL && challenge[0] != '\0' && strlen(challenge) <= CHALLENGE_BYTES;

    if (mode == NULL || topic == NULL || strcmp(topic, call->push->topic) != 0)
        return refuse(call);
    for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++)
        if (strcmp(mode, modes[i].name) == 0 && (has_challenge || !modes[i].has_challenge))
            return modes[i].take(call, challenge, err);
    return refuse(call);
}

/* A hub without https has no secret, and only knowing the token speaks for it. */
static bool is_genuine(const struct call *call)
{
    const struct serve_request *request = call->request;

    if (call->push->secret == NULL)
        return true;
    return request->body != NULL &&
           push_signature_matches(request->hub_signature, call->push->secret, request->body,
                                  request->body_size);
}

/* The next run or poller polls the feed at once. */
static int delivery_note(const struct call *call, struct error *err)
{
    const struct push_subscription *push = call->push;
    const char *host;
    struct arena arena;
    int code = store_push_delivered(call->store, push->token, call->now, err);

    arena_init(&arena, ROW_BYTES);
    host = url_host(&arena, push->feed_url);
    if (code == 0 && host == NULL)
        code = error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
    if (code == 0)
        code = store_host_news(call->store, host, call->now, err);
    arena_release(&arena);
    return code;
}

/* Floods and replays cost at most one write a second, and one poll in each run. */
static int delivery_take(const struct call *call, struct error *err)
{
    const struct push_subscription *push = call->push;

    call->reply->status = 202;
    if (push->state != PUSH_LIVE)
        return 0;
    if (!is_genuine(call))
        return push->refused_at == call->now
                   ? 0
                   : store_push_refused(call->store, push->token, call->now, err);
    return push->delivered_at == call->now && push->news_at != TIME_NONE ? 0
                                                                         : delivery_note(call, err);
}

int site_push_answer(struct serve_reply *reply, struct site_push *push,
                     const struct serve_request *request, int64_t now, struct error *err)
{
    const char *token = push_request_token(request->path);
    struct push_subscription found;
    struct call call = {.request = request, .reply = reply, .push = &found, .now = now};
    struct arena arena;
    int code = state_open(push, err);

    if (code != 0)
        return code;
    call.store = push->store;
    arena_init(&arena, ROW_BYTES);
    code = store_push_find(&found, call.store, &arena, token, err);
    if (code == 0)
        code = request->is_post ? delivery_take(&call, err) : intent_take(&call, err);
    else if (code == ERR_ABSENT)
        code = refuse(&call); /* it ended just now */
    arena_release(&arena);
    return code;
}
