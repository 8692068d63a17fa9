#include "aggregator/serve/serve.h"

#include "aggregator/base/clock.h"
#include "aggregator/serve/conditional.h"
#include "aggregator/serve/exchange.h"
#include "aggregator/serve/pending.h"
#include "aggregator/serve/response_cache.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

enum { SPARE_FILES = 64, IDLE_SECONDS = 15, CLASSES = 6 };

/* Stack of the serving thread, which reads files, renders stories and queries SQLite. musl's
 * default is 128 KB, and reading a file alone takes half of that. glibc includes the thread-local
 * variables, which are 1 MB (lexicon/words.c). Untouched pages take no memory. */
enum { STACK_BYTES = 4 * 1024 * 1024 };

struct serve {
    struct MHD_Daemon *daemon;
    struct serve_source source;
    struct response_cache cache; /* used by the serving thread only */
    struct pending_requests pending;
    size_t body_bytes; /* of all bodies that are being received; serving thread only */
    atomic_uint_fast64_t counts[CLASSES];
};

static enum MHD_Result response_queue(struct serve *serve, struct MHD_Connection *connection,
                                      unsigned status, struct MHD_Response *response)
{
    if (response == NULL)
        return MHD_NO;
    atomic_fetch_add(&serve->counts[status / 100 % CLASSES], 1);
    return MHD_queue_response(connection, status, response);
}

/* Responds with one line of text, without a cached document. allowed: the methods, for a 405; else
 * NULL. */
static enum MHD_Result respond_text(struct serve *serve, struct MHD_Connection *connection,
                                    unsigned status, const char *text, const char *allowed)
{
    struct MHD_Response *response =
        MHD_create_response_from_buffer(strlen(text), (void *)text, MHD_RESPMEM_MUST_COPY);
    enum MHD_Result result;

    if (response == NULL)
        return MHD_NO;
    MHD_add_response_header(response, "Content-Type", "text/plain; charset=utf-8");
    MHD_add_response_header(response, "X-Content-Type-Options", "nosniff");
    if (allowed != NULL)
        MHD_add_response_header(response, "Allow", allowed);
    result = response_queue(serve, connection, status, response);
    MHD_destroy_response(response);
    return result;
}

static enum MHD_Result respond_plainly(struct serve *serve, struct MHD_Connection *connection,
                                       unsigned status, const char *text)
{
    return respond_text(serve, connection, status, text, NULL);
}

static enum MHD_Result respond_wrong_method(struct serve *serve, struct MHD_Connection *connection,
                                            unsigned allowed)
{
    static const char *const rows[SERVE_BODY][2] = {
        [SERVE_GET] = {"GET, HEAD", "only GET and HEAD\n"},
        [SERVE_POST] = {"POST", "only POST\n"},
        [SERVE_GET | SERVE_POST] = {"GET, HEAD, POST", "only GET, HEAD and POST\n"},
    };

    allowed &= SERVE_GET | SERVE_POST;
    return respond_text(serve, connection, 405, rows[allowed][1], rows[allowed][0]);
}

static const char *header(struct MHD_Connection *connection, const char *name)
{
    return MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
}

/* RFC 9110 §13.2.2: If-Modified-Since is ignored when there is an If-None-Match. */
static bool is_unmodified(struct MHD_Connection *connection, const struct cached_document *document)
{
    const char *tags = header(connection, "If-None-Match");

    if (document->resource.status != 200)
        return false;
    if (tags != NULL)
        return conditional_tag_matches(tags, document->tag);
    return conditional_is_unmodified(header(connection, "If-Modified-Since"),
                                     document->resource.modified);
}

static enum MHD_Result respond_document(struct serve *serve, struct MHD_Connection *connection,
                                        const struct cached_document *document)
{
    const char *wanted = header(connection, "If-Match");
    const bool packed = document->gzip != NULL && document->gzip_unmodified != NULL &&
                        conditional_accepts_gzip(header(connection, "Accept-Encoding"));

    /* RFC 9110 §13.2.2: If-Match is evaluated first. */
    if (wanted != NULL && document->resource.status == 200 &&
        !conditional_tag_is(wanted, document->tag))
        return respond_plainly(serve, connection, 412, "the document has changed\n");
    if (is_unmodified(connection, document))
        return response_queue(serve, connection, 304,
                              packed ? document->gzip_unmodified : document->unmodified);
    return response_queue(serve, connection, (unsigned)document->resource.status,
                          packed ? document->gzip : document->plain);
}

static int document_get(struct cached_document **ret, struct serve *serve, const char *path,
                        const struct serve_resource *resource)
{
    struct str body;
    int code;

    *ret = response_cache_find(&serve->cache, path, resource);
    if (*ret != NULL)
        return 0;
    str_init(&body, SERVE_DOCUMENT_BYTES);
    code = serve->source.load(&body, serve->source.context, resource, NULL);
    if (code == 0 && str_status(&body) != ERR_NONE)
        code = (int)str_status(&body);
    if (code == 0)
        code = response_cache_put(ret, &serve->cache, path, resource, &body, NULL);
    str_release(&body);
    return code;
}

/* Responds with the source's page for paths where there is nothing. It is cached under one name, so
 * that requests for many such paths do not displace the other documents. */
static enum MHD_Result respond_absent(struct serve *serve, struct MHD_Connection *connection)
{
    struct serve_resource resource = {.status = 404, .modified = TIME_NONE};
    struct cached_document *document;

    if (serve->source.absent != NULL) {
        serve->source.absent(&resource, serve->source.context);
        if (document_get(&document, serve, "", &resource) == 0)
            return respond_document(serve, connection, document);
    }
    return respond_plainly(serve, connection, 404, "there is no such page\n");
}

static enum MHD_Result request_respond(struct serve *serve, struct MHD_Connection *connection,
                                       const char *path)
{
    struct serve_resource resource = {.status = 404, .modified = TIME_NONE};
    struct cached_document *document;
    int code;

    if (serve->source.find(&resource, serve->source.context, path, NULL) != 0)
        return respond_plainly(serve, connection, 503, "not available now\n");
    if (resource.status == 404)
        return respond_absent(serve, connection);
    code = document_get(&document, serve, path, &resource);
    if (code == ERR_ABSENT)
        return respond_absent(serve, connection);
    if (code != 0)
        return respond_plainly(serve, connection, 503, "not available now\n");
    return respond_document(serve, connection, document);
}

static int connection_socket(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);

    return info != NULL ? info->connect_fd : -1;
}

/* The methods of a path that is answered request by request; 0 for another path. */
static unsigned exchange_methods(const struct serve *serve, const char *path)
{
    return serve->source.methods != NULL ? serve->source.methods(serve->source.context, path) : 0;
}

/* The method of a request as enum serve_method; 0 for one that is not understood. */
static unsigned method_read(const char *method)
{
    if (strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0)
        return SERVE_GET;
    return strcmp(method, "POST") == 0 ? SERVE_POST : 0;
}

static enum MHD_Result exchange_respond(struct serve *serve, struct MHD_Connection *connection,
                                        struct exchange *exchange, const char *path,
                                        const char *method)
{
    struct MHD_Response *response;
    enum MHD_Result result;
    unsigned status = 503;

    response = exchange_answer(&status, &serve->source, exchange, connection, path, method);
    result = response_queue(serve, connection, status, response);
    if (response != NULL)
        MHD_destroy_response(response);
    return result;
}

/* The state of a request whose body is not kept, after its headers. */
static int headers_read;

/* After the headers. */
static enum MHD_Result request_begin(struct serve *serve, struct MHD_Connection *connection,
                                     const char *path, const char *method, void **state)
{
    unsigned methods;

    *state = &headers_read;
    if (method_read(method) != SERVE_POST)
        return MHD_YES;
    methods = exchange_methods(serve, path);
    if ((methods & SERVE_POST) == 0)
        return MHD_YES;
    *state = exchange_new(connection, (methods & SERVE_BODY) != 0);
    return *state != NULL ? MHD_YES : MHD_NO;
}

/* libmicrohttpd calls this after the headers, for each part of the body, and at its end. */
static enum MHD_Result on_request(void *context, struct MHD_Connection *connection, const char *url,
                                  const char *method, const char *version, const char *data,
                                  size_t *size, void **state)
{
    struct serve *serve = context;
    struct exchange *exchange;
    unsigned methods;

    (void)version;
    if (*state == NULL) {
        enum MHD_Result result = request_begin(serve, connection, url, method, state);

        if (result != MHD_YES || *state != &headers_read ||
            (header(connection, "Content-Length") == NULL &&
             header(connection, "Transfer-Encoding") == NULL))
            return result; /* else there is a body that nobody wants, and the answer is due */
    }
    exchange = *state != &headers_read ? *state : NULL;
    if (*size > 0) {
        if (exchange != NULL)
            exchange_take(exchange, &serve->body_bytes, data, *size);
        *size = 0; /* else the body is discarded */
        return MHD_YES;
    }
    pending_set_busy(&serve->pending, connection_socket(connection), true);
    methods = exchange_methods(serve, url);
    if (((methods != 0 ? methods : SERVE_GET) & method_read(method)) == 0)
        return respond_wrong_method(serve, connection, methods != 0 ? methods : SERVE_GET);
    return methods != 0 ? exchange_respond(serve, connection, exchange, url, method)
                        : request_respond(serve, connection, url);
}

static void on_completed(void *context, struct MHD_Connection *connection, void **state,
                         enum MHD_RequestTerminationCode why)
{
    struct serve *serve = context;

    (void)why;
    pending_set_busy(&serve->pending, connection_socket(connection), false);
    if (*state != &headers_read)
        exchange_free(*state, &serve->body_bytes);
    *state = NULL;
}

static void on_connection(void *context, struct MHD_Connection *connection, void **state,
                          enum MHD_ConnectionNotificationCode what)
{
    struct serve *serve = context;

    (void)state;
    if (what == MHD_CONNECTION_NOTIFY_STARTED)
        pending_open(&serve->pending, connection_socket(connection));
    else
        pending_close(&serve->pending, connection_socket(connection));
}

/* Raises the limit of open files as far as needed, because each connection is one file, and returns
 * it. */
static unsigned files_allow(void)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return 256;
    if (limit.rlim_cur < limit.rlim_max) {
        limit.rlim_cur = limit.rlim_max < SERVE_CONNECTIONS + SPARE_FILES
                             ? limit.rlim_max
                             : SERVE_CONNECTIONS + SPARE_FILES;
        setrlimit(RLIMIT_NOFILE, &limit);
        getrlimit(RLIMIT_NOFILE, &limit);
    }
    return limit.rlim_cur > SERVE_CONNECTIONS + SPARE_FILES ? SERVE_CONNECTIONS + SPARE_FILES
                                                            : (unsigned)limit.rlim_cur;
}

static struct MHD_Daemon *daemon_start(struct serve *serve, int socket, unsigned connections)
{
    return MHD_start_daemon(
        MHD_USE_AUTO_INTERNAL_THREAD, 0, NULL, NULL, on_request, serve, MHD_OPTION_LISTEN_SOCKET,
        socket, MHD_OPTION_CONNECTION_LIMIT, connections, MHD_OPTION_CONNECTION_TIMEOUT,
        (unsigned)IDLE_SECONDS, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)SERVE_CONNECTION_BYTES,
        MHD_OPTION_THREAD_STACK_SIZE, (size_t)STACK_BYTES, MHD_OPTION_NOTIFY_COMPLETED,
        on_completed, serve, MHD_OPTION_NOTIFY_CONNECTION, on_connection, serve, MHD_OPTION_END);
}

int serve_start(struct serve **ret, int socket, const struct serve_source *source,
                struct error *err)
{
    const unsigned files = files_allow();
    struct serve *serve = calloc(1, sizeof(*serve));

    if (serve == NULL || !pending_init(&serve->pending, files)) {
        free(serve);
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory starting the server");
    }
    serve->source = *source;
    serve->daemon = daemon_start(serve, socket, files > 2 * SPARE_FILES ? files - SPARE_FILES : 64);
    if (serve->daemon == NULL) {
        serve_stop(serve);
        return error_set(err, ERR_NETWORK, SCOPE_RUN, "cannot start the server");
    }
    *ret = serve;
    return 0;
}

void serve_sweep(struct serve *serve, int64_t now)
{
    pending_sweep(&serve->pending, now, SERVE_REQUEST_SECONDS);
}

void serve_count(const struct serve *serve, uint64_t ret[6])
{
    for (size_t i = 0; i < CLASSES; i++)
        ret[i] = atomic_load(&serve->counts[i]);
}

void serve_stop(struct serve *serve)
{
    if (serve == NULL)
        return;
    if (serve->daemon != NULL)
        MHD_stop_daemon(serve->daemon);
    response_cache_release(&serve->cache);
    pending_release(&serve->pending);
    free(serve);
}
