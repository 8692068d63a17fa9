/*
 * The reader interfaces of `headwater serve --users`: the Google Reader API, which most feed
 * readers speak, and the Fever API. Users read and star stories, so that a story is read once on
 * all devices, whichever of its tellings is shown.
 *
 * Requests are authenticated by access tokens; nothing is answered without one but the login. The
 * only data written are logins and marks (store_users.h), in short transactions, so runs may be in
 * progress. An index of the stories is kept in memory and rebuilt when the state has changed.
 * Used from the thread of serve; does not log. The protocol is described in headwater-reader(7).
 */
#ifndef HEADWATER_READER_READER_H
#define HEADWATER_READER_READER_H

#include "aggregator/config/config.h"
#include "aggregator/serve/source.h"

struct reader;

/* now returns the current time. config must outlive the reader. */
int reader_new(struct reader **ret, const struct config *config, const char *state_address,
               int64_t (*now)(void), struct error *err);
/* Accepts NULL. */
void reader_free(struct reader *reader);

/* The methods that a path of the interfaces allows (enum serve_method, added); 0 for other paths.
 */
unsigned reader_methods(const char *path);

/* Answers a request with one of these methods. Any error means that the state cannot be used just
 * now. */
int reader_answer(struct serve_reply *reply, struct reader *reader,
                  const struct serve_request *request, struct error *err);

#endif
