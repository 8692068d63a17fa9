/* What a server serves: a table of functions, and the requests and replies they exchange. */
#ifndef HEADWATER_SERVE_SOURCE_H
#define HEADWATER_SERVE_SOURCE_H

#include "aggregator/serve/client.h"
#include "aggregator/serve/form.h"
#include "aggregator/serve/policy.h"
#include "aggregator/serve/resource.h"

/* Methods that are understood. Where GET is allowed, HEAD is. SERVE_BODY, with SERVE_POST: the body
 * may be of any type and is passed on as it is; else it is a form. */
enum serve_method { SERVE_GET = 1, SERVE_POST = 2, SERVE_BODY = 4 };

/* A request that is answered individually. */
struct serve_request {
    const char *path;                         /* decoded, without the query */
    bool is_post;                             /* else GET or HEAD */
    const struct serve_parameter *parameters; /* of the query, then of the body */
    size_t parameter_count;
    const char *body; /* of a POST to a path with SERVE_BODY; NULL: none, or too large */
    size_t body_size;
    const char *authorization; /* the header's value; or NULL */
    const char *hub_signature; /* of X-Hub-Signature; or NULL */
    const char *host;          /* as the client names the server, if it is a name; or NULL */
    bool secure;               /* the client speaks TLS, to a proxy before this server */
    char address[CLIENT_ADDRESS_SIZE];
};

struct serve_reply {
    unsigned status;        /* initially 200 */
    const char *media_type; /* a constant; initially plain text */
    const char *policy; /* Content-Security-Policy, a constant (policy.h); NULL: the strictest */
    struct str body;    /* at most SERVE_REPLY_BYTES */
    int retry_after;    /* in seconds; 0: none */
    const char *header, *header_value; /* one more header, constants; or NULL */
};

enum {
    SERVE_REPLY_BYTES = 64 * 1024 * 1024,
    SERVE_BODY_BYTES = 8 * 1024 * 1024, /* with SERVE_BODY; a larger one is not passed on */
};

struct serve_source {
    /* Looks up a path (decoded, without its query). Must be quick: it is called for every
     * request. */
    int (*find)(struct serve_resource *ret, void *context, const char *path, struct error *err);
    /* Appends the content of a resource that find returned. ERR_ABSENT yields a 404, any other
     * error a 503. */
    int (*load)(struct str *into, void *context, const struct serve_resource *resource,
                struct error *err);
    /* Fills in the resource to load for paths where nothing is found; its status stays 404. NULL:
     * the response is one line of text. */
    void (*absent)(struct serve_resource *ret, void *context);
    /* The methods of a path that is answered request by request (enum serve_method, added); 0 for
     * the path of a document. May be NULL, as answer() then. */
    unsigned (*methods)(void *context, const char *path);
    /* Answers a request with one of these methods. Any error yields a 503. */
    int (*answer)(struct serve_reply *reply, void *context, const struct serve_request *request,
                  struct error *err);
    void *context;
};

/* The first value of a parameter; NULL when there is none. */
const char *serve_parameter(const struct serve_request *request, const char *name);
/* The same of the body alone: for secrets, because a query ends up in the logs of proxies. */
const char *serve_body_parameter(const struct serve_request *request, const char *name);

#endif
