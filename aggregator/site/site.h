/*
 * What `headwater serve` serves: the published files, a page a story, its health and its figures.
 *
 * "/" is the page for people; an output lies at the name of its file ("/merged.atom"), from the
 * file where it is there, else from the state; "/story/NODE" is permanent, an alias answers 301 to
 * the node that lives; "/health" (JSON) and "/metrics" (Prometheus' text format). Only these names
 * are known: no path of a request ever becomes a path of the file system.
 *
 * A source for serve: used from its one thread, does not log.
 */
#ifndef HEADWATER_SITE_SITE_H
#define HEADWATER_SITE_SITE_H

#include "aggregator/config/config.h"
#include "aggregator/serve/serve.h"

struct site;

/* now is asked for the present time. config must outlive the site. */
int site_new(struct site **ret, const struct config *config, const char *state_address,
             int64_t (*now)(void), struct error *err);
/* Accepts NULL. */
void site_free(struct site *site);

/* The table for serve_start(). */
struct serve_source site_source(struct site *site);

/* The server whose requests /metrics counts; NULL at its end. */
void site_set_server(struct site *site, const struct serve *serve);

#endif
