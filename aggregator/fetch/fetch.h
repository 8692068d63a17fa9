/*
 * Fetches bodies through libcurl's multi interface: many hosts in parallel, requests to one host in
 * sequence with a gap between them.
 *
 * This module deals with requests and responses only. It does not depend on feed formats, the state
 * or the schedule. A transport is a table of functions, so tests can replay recorded responses
 * instead of using the network. Sources: RFC 9110 (HTTP), RFC 9111 (caching), RFC 6585 (429).
 */
#ifndef HEADWATER_FETCH_FETCH_H
#define HEADWATER_FETCH_FETCH_H

#include "aggregator/fetch/fetch_types.h"

/* Processes all requests. Responses arrive in any order, one call each, in the calling thread. A
 * request that fails yields a response with an error; the call itself succeeds. */
int fetch_all(const struct fetch_request *requests, size_t count,
              const struct fetch_options *options, fetch_response_fn *take, void *context,
              struct error *err);

enum { AGENT_CONTACT_SIZE = 400 }; /* a longer contact is truncated */

/* Writes "headwater/VERSION (+URL; contact)", the User-Agent of every request. The URL is the
 * program's home page, set at build time (HEADWATER_HOMEPAGE). contact is the user's address or
 * page and may be NULL. */
void fetch_user_agent(char *ret, size_t room, const char *contact);

/* Whether the User-Agent names anybody a publisher can contact. */
bool fetch_agent_names_somebody(const char *contact);

/* Set up and tear down libcurl's global state: once per process, before any thread starts. */
int fetch_setup(struct error *err);
void fetch_teardown(void);

#endif
