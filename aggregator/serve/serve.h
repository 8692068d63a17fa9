/*
 * A small HTTP server for documents that change rarely and are requested often.
 *
 * A source provides the documents: a table of functions, called from one thread. The server handles
 * GET and HEAD with ETag, Last-Modified, 304 and gzip, caches the most recent documents, and closes
 * connections that send too slowly or not at all. A source can also answer some paths request by
 * request, with parameters and POST. Independent of feeds and stories.
 * Sources: RFC 9110, RFC 9111, sd_listen_fds(3). Does not log.
 */
#ifndef HEADWATER_SERVE_SERVE_H
#define HEADWATER_SERVE_SERVE_H

#include "aggregator/serve/source.h"

struct serve;

/* Opens a listening socket at "ADDR:PORT" ("127.0.0.1:8080", "[::1]:0", ":80"), or uses the one
 * that systemd passed. *ret_text receives its actual address. ERR_USAGE when the address cannot be
 * parsed, ERR_NETWORK when the socket cannot be opened. */
int serve_listen(int *ret_socket, char ret_text[64], const char *address, struct error *err);

/* Starts to serve on a socket, in its own thread. The source must live until serve_stop(). */
int serve_start(struct serve **ret, int socket, const struct serve_source *source,
                struct error *err);

/* Closes connections that are too slow. Call it about once a second from one thread. now is a
 * monotonic clock in seconds. */
void serve_sweep(struct serve *serve, int64_t now);

/* Responses sent since the start, by the first digit of their status (index 0 to 5). */
void serve_count(const struct serve *serve, uint64_t ret[6]);

/* Closes all connections and frees the server. Accepts NULL. */
void serve_stop(struct serve *serve);

#endif
