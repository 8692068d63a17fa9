#include "aggregator/serve/exchange.h"

#include "aggregator/serve/compress.h"
#include "aggregator/serve/conditional.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { ARENA_BYTES = 16 * 1024 * 1024, HOST_SIZE = 256 };

static const char *header(struct MHD_Connection *connection, const char *name)
{
    return MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
}

/* Whether the body is a form. A body of an unstated type is read as one too. */
static bool is_form(const char *type)
{
    static const char form[] = "application/x-www-form-urlencoded";
    const size_t length = sizeof(form) - 1;

    return type == NULL ||
           (strncasecmp(type, form, length) == 0 && strchr("; \t", type[length]) != NULL);
}

struct exchange *exchange_new(struct MHD_Connection *connection, bool whole)
{
    struct exchange *exchange = calloc(1, sizeof(*exchange));

    if (exchange == NULL)
        return NULL;
    exchange->whole = whole;
    str_init(&exchange->body, whole ? SERVE_BODY_BYTES : FORM_BODY_BYTES);
    if (!whole && !is_form(header(connection, "Content-Type")))
        exchange->refused = 415;
    return exchange;
}

/* Gives back what was received of a body that is not passed on. */
static void body_drop(struct exchange *exchange, size_t *all)
{
    *all -= exchange->body.length;
    str_release(&exchange->body);
    str_init(&exchange->body, SERVE_BODY_BYTES);
    exchange->too_large = true;
}

void exchange_take(struct exchange *exchange, size_t *all, const char *data, size_t size)
{
    if (exchange->whole && !exchange->too_large && size > SERVE_BODY_BYTES - exchange->body.length)
        body_drop(exchange, all);
    if (exchange->too_large)
        return;
    if (exchange->refused == 0 && size > FORM_ALL_BODIES_BYTES - *all)
        exchange->refused = 503;
    if (exchange->refused != 0)
        return;
    str_append_bytes(&exchange->body, data, size);
    if (str_status(&exchange->body) == ERR_NONE)
        *all += size;
    else
        exchange->refused = str_status(&exchange->body) == ERR_LIMIT ? 413 : 503;
}

void exchange_free(struct exchange *exchange, size_t *all)
{
    if (exchange == NULL)
        return;
    *all -= exchange->body.length;
    str_release(&exchange->body);
    free(exchange);
}

/* The parameters of the query, which libmicrohttpd has decoded. */
struct query {
    struct form form;
    struct arena arena;
    int code;
};

static enum MHD_Result query_take(void *context, enum MHD_ValueKind kind, const char *name,
                                  size_t name_size, const char *value, size_t value_size)
{
    struct query *query = context;

    (void)kind;
    query->code =
        form_add(&query->form, &query->arena, name, name_size, value, value_size, false, NULL);
    return query->code == 0 ? MHD_YES : MHD_NO;
}

/* Fills the form from query and body; the status of a refusal, else 0. */
static unsigned form_fill(struct query *query, const struct exchange *exchange,
                          struct MHD_Connection *connection)
{
    static const struct {
        int code;
        unsigned status;
    } refusals[] = {{ERR_SYNTAX, 400}, {ERR_LIMIT, 413}};

    if (exchange != NULL && exchange->refused != 0)
        return exchange->refused;
    MHD_get_connection_values_n(connection, MHD_GET_ARGUMENT_KIND, query_take, query);
    if (query->code == 0 && exchange != NULL && !exchange->whole)
        query->code = form_read(&query->form, &query->arena, exchange->body.text,
                                exchange->body.length, NULL);
    if (query->code == 0)
        return 0;
    for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++)
        if (refusals[i].code == query->code)
            return refusals[i].status;
    return 503;
}

static void refuse(struct serve_reply *reply, unsigned status)
{
    static const struct {
        unsigned status;
        const char *text;
    } rows[] = {{400, "malformed request\n"},
                {413, "the request is too large\n"},
                {415, "expected application/x-www-form-urlencoded\n"}};

    str_clear(&reply->body);
    reply->status = status;
    reply->media_type = "text/plain; charset=utf-8";
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (rows[i].status == status)
            str_append(&reply->body, rows[i].text);
    if (reply->body.length == 0)
        str_append(&reply->body, "not available now\n");
    if (status == 503 && reply->retry_after == 0)
        reply->retry_after = 5;
}

/* A host in the form of RFC 3986 §3.2.2 with its port; anything else is not passed on. */
static bool is_host(const char *text)
{
    return text != NULL && text[0] != '\0' && strlen(text) < HOST_SIZE &&
           text[strspn(text,
                       "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:[]")] ==
               '\0';
}

/* Called for each header, in the order of the request. A proxy may pass on the client's line and
 * add one below it, and several lines are one list (RFC 9110 §5.3). */
static enum MHD_Result forwarded_take(void *context, enum MHD_ValueKind kind, const char *name,
                                      const char *value)
{
    const char **last = context;

    (void)kind;
    if (strcasecmp(name, "X-Forwarded-For") == 0)
        *last = value;
    return MHD_YES;
}

static void request_fill(struct serve_request *request, struct MHD_Connection *connection,
                         const struct exchange *exchange, const struct form *form)
{
    const union MHD_ConnectionInfo *peer =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    const char *forwarded = NULL;

    request->parameters = form->parameters;
    request->parameter_count = form->count;
    if (exchange != NULL && exchange->whole && !exchange->too_large) {
        request->body = exchange->body.text;
        request->body_size = exchange->body.length;
    }
    request->authorization = header(connection, "Authorization");
    request->hub_signature = header(connection, "X-Hub-Signature");
    request->host = header(connection, "Host");
    if (!is_host(request->host))
        request->host = NULL;
    request->secure = header(connection, "X-Forwarded-Proto") != NULL &&
                      strcmp(header(connection, "X-Forwarded-Proto"), "https") == 0;
    MHD_get_connection_values(connection, MHD_HEADER_KIND, forwarded_take, &forwarded);
    client_address(request->address, peer != NULL ? peer->client_addr : NULL, forwarded);
}

static void headers_add(struct MHD_Response *response, const struct serve_reply *reply)
{
    const char *const rows[][2] = {
        {"Content-Type", reply->media_type},
        {"Cache-Control", "private, no-store"},
        {"Content-Security-Policy",
         reply->policy != NULL ? reply->policy : "default-src 'none'; frame-ancestors 'none'"},
        {"X-Content-Type-Options", "nosniff"},
        {"Referrer-Policy", "no-referrer"},
        {reply->header, reply->header_value},
    };
    char seconds[16];

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (rows[i][0] != NULL)
            MHD_add_response_header(response, rows[i][0], rows[i][1]);
    snprintf(seconds, sizeof(seconds), "%d", reply->retry_after);
    if (reply->retry_after > 0)
        MHD_add_response_header(response, "Retry-After", seconds);
}

static struct MHD_Response *response_make(const struct serve_reply *reply, bool pack)
{
    size_t size = 0;
    unsigned char *packed = pack ? compress_body(&size, &reply->body) : NULL;
    struct MHD_Response *response = MHD_create_response_from_buffer(
        packed != NULL ? size : reply->body.length,
        packed != NULL ? (void *)packed : reply->body.text, MHD_RESPMEM_MUST_COPY);

    free(packed);
    if (response == NULL)
        return NULL;
    headers_add(response, reply);
    if (packed != NULL)
        MHD_add_response_header(response, "Content-Encoding", "gzip");
    return response;
}

struct MHD_Response *exchange_answer(unsigned *ret_status, const struct serve_source *source,
                                     struct exchange *exchange, struct MHD_Connection *connection,
                                     const char *path, const char *method)
{
    struct serve_request request = {.path = path, .is_post = strcmp(method, "POST") == 0};
    struct serve_reply reply = {.status = 200, .media_type = "text/plain; charset=utf-8"};
    struct query query = {.code = 0};
    struct MHD_Response *response;
    unsigned refused;

    str_init(&reply.body, SERVE_REPLY_BYTES);
    arena_init(&query.arena, ARENA_BYTES);
    refused = form_fill(&query, exchange, connection);
    if (refused == 0) {
        request_fill(&request, connection, exchange, &query.form);
        if (source->answer(&reply, source->context, &request, NULL) != 0 ||
            str_status(&reply.body) != ERR_NONE)
            refused = 503;
    }
    if (refused != 0)
        refuse(&reply, refused);
    response =
        response_make(&reply, conditional_accepts_gzip(header(connection, "Accept-Encoding")));
    *ret_status = reply.status;
    str_release(&reply.body);
    arena_release(&query.arena);
    return response;
}

const char *serve_parameter(const struct serve_request *request, const char *name)
{
    for (size_t i = 0; i < request->parameter_count; i++)
        if (strcmp(request->parameters[i].name, name) == 0)
            return request->parameters[i].value;
    return NULL;
}

const char *serve_body_parameter(const struct serve_request *request, const char *name)
{
    for (size_t i = 0; i < request->parameter_count; i++)
        if (request->parameters[i].in_body && strcmp(request->parameters[i].name, name) == 0)
            return request->parameters[i].value;
    return NULL;
}
