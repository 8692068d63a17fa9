/* What headwater status says of the hubs of outputs: what each was last told, and why it was not.
 */
#ifndef HEADWATER_COMMAND_HUB_STATUS_H
#define HEADWATER_COMMAND_HUB_STATUS_H

#include "aggregator/config/config.h"
#include "aggregator/store/store.h"

#include <jansson.h>

/* Prints an empty line and a line for each hub of each output; nothing when there are no hubs. */
int hub_status_print(struct store *store, const struct config *config, int64_t now,
                     struct error *err);

/* A list of objects, one for each hub of each output; the caller owns *ret. headwater-output(5) has
 * the members. */
int hub_status_json(json_t **ret, struct store *store, const struct config *config,
                    struct error *err);

#endif
