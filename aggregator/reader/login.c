#include "aggregator/reader/login.h"

#include "aggregator/account/access_token.h"
#include "aggregator/account/password.h"
#include "aggregator/base/clock.h"

#include <string.h>
#include <strings.h>

static int token_give(struct call *call, struct error *err)
{
    const char *format = serve_parameter(call->request, "output");
    unsigned char hash[ACCESS_TOKEN_HASH_BYTES];
    char token[ACCESS_TOKEN_SIZE];
    int code = access_token_draw(token, err);

    if (code == 0 && !access_token_hash(hash, token))
        code = error_set(err, ERR_MEMORY, SCOPE_RUN, "cannot hash a token");
    if (code == 0)
        code = store_token_add(call->reader->store, call->user.id, hash, call->reader->now(), err);
    if (code != 0)
        return code;
    if (format != NULL && strcmp(format, "json") == 0)
        return call_answer(
            call, json_pack("{s:s, s:s, s:s}", "SID", token, "LSID", token, "Auth", token), err);
    str_appendf(&call->reply->body, "SID=%s\nLSID=%s\nAuth=%s\n", token, token, token);
    return 0;
}

int login_answer(struct call *call, struct error *err)
{
    const char *name = serve_body_parameter(call->request, "Email"),
               *password = serve_body_parameter(call->request, "Passwd");
    const int64_t clock = (int64_t)clock_running();
    struct throttle *throttle = &call->reader->throttle;
    int64_t wait;
    bool known;
    int code;

    if (!call->request->is_post || name == NULL || password == NULL)
        return call_refuse(call, 400, "Error=BadAuthentication\n");
    wait = throttle_wait(throttle, name, call->request->address, clock);
    if (wait > 0) {
        call->reply->retry_after = (int)wait;
        return call_refuse(call, 429, "Error=BadAuthentication\n");
    }
    code = store_user_load(&call->user, call->reader->store, &call->arena, name, err);
    if (code != 0 && code != ERR_ABSENT)
        return code;
    known = code == 0;
    if (strlen(password) <= PASSWORD_MAX_BYTES &&
        password_matches(known ? call->user.password : NULL, password))
        return token_give(call, err);
    throttle_fail(throttle, name, call->request->address, clock);
    return call_refuse(call, 401, "Error=BadAuthentication\n");
}

/* The token in the header; NULL when it has another form. */
static const char *header_token(const char *header)
{
    static const char scheme[] = "GoogleLogin";
    const char *at = header;

    if (at == NULL || strncasecmp(at, scheme, sizeof(scheme) - 1) != 0)
        return NULL;
    at += sizeof(scheme) - 1;
    at += strspn(at, " \t");
    return strncasecmp(at, "auth=", 5) == 0 ? at + 5 : NULL;
}

int login_recognise(struct call *call, struct error *err)
{
    unsigned char hash[ACCESS_TOKEN_HASH_BYTES];

    call->token = header_token(call->request->authorization);
    if (call->token == NULL || !access_token_hash(hash, call->token))
        return error_set(err, ERR_ABSENT, SCOPE_ITEM, "there is no access token");
    return store_token_find(&call->user, call->reader->store, &call->arena, hash,
                            call->reader->now(), err);
}

bool login_may_edit(const struct call *call)
{
    const char *edit = serve_parameter(call->request, "T");

    return edit == NULL || edit[0] == '\0' || access_edit_matches(edit, call->token);
}
