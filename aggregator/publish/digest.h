/*
 * Digests: outputs with one entry for each time that they are due, with the stories that most
 * outlets told since the last one.
 *
 * A run makes the digests that are due and stores them, each in one transaction with the list of
 * its stories. A digest that is stored never changes, and no story is in two digests of an output.
 * Times that passed while no run took place are caught up with one digest. An output is known by
 * its id, or by its path when it has none. Part of publish; does not log.
 */
#ifndef HEADWATER_PUBLISH_DIGEST_H
#define HEADWATER_PUBLISH_DIGEST_H

#include "aggregator/config/config.h"
#include "aggregator/render/render.h"
#include "aggregator/store/store_lists.h"

/* Makes the digests of all outputs that are due. *ret_made: how many have stories; one without
 * stories is stored, too, so that the time has passed. */
int digest_make(size_t *ret_made, struct store *store, const struct config *config, int64_t now,
                struct error *err);

/* Adds the stored digests of the rendering's output, the newest ones first: an entry for each, or
 * on a page the stories. has_page tells whether a story has a page that the document can link to.
 */
typedef bool digest_page_fn(void *context, uint64_t node);
int digest_fill(struct rendering *rendering, struct store *store, digest_page_fn *has_page,
                void *context, struct error *err);

/* The number under which the state keeps the digests of an output. */
uint64_t digest_list(const struct output *output);

/* The number in the id of a digest's entry. */
uint64_t digest_number(uint64_t feed_number, uint64_t list, int64_t slot);

#endif
