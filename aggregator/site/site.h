/*
 * The resources of `headwater serve`: the published files, a page for each story, search, health
 * and metrics.
 *
 * "/" is the HTML page; an output has the name of its file ("/merged.atom") and comes from that
 * file if it exists, otherwise from the state. "/story/NODE" is permanent; an alias redirects with
 * 301 to the current node. "/websub/TOKEN" is where hubs announce news (site_push.h). "/health" is
 * JSON and "/metrics" is in the Prometheus text format;
 * "/robots.txt" keeps robots from what is not for them. Only these names exist: a request path is
 * never used as a path in the file system.
 *
 * A source for serve: used only from its thread; does not log.
 */
#ifndef HEADWATER_SITE_SITE_H
#define HEADWATER_SITE_SITE_H

#include "aggregator/config/config.h"
#include "aggregator/reader/reader.h"
#include "aggregator/serve/serve.h"

struct site;

/* now returns the current time. config must outlive the site. */
int site_new(struct site **ret, const struct config *config, const char *state_address,
             int64_t (*now)(void), struct error *err);
/* Accepts NULL. */
void site_free(struct site *site);

/* Sets the reader interfaces, which then answer their paths; NULL: there are none. */
void site_set_reader(struct site *site, struct reader *reader);

/* The source for serve_start(). */
struct serve_source site_source(struct site *site);

/* Sets the server whose requests /metrics counts; NULL when it ends. */
void site_set_server(struct site *site, const struct serve *serve);

#endif
