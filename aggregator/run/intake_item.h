/*
 * Takes in the items of a body: each is cleaned, found again by its key, and, when it is new or
 * changed, placed in a story and stored. Used by intake alone.
 */
#ifndef HEADWATER_RUN_INTAKE_ITEM_H
#define HEADWATER_RUN_INTAKE_ITEM_H

#include "aggregator/model/document.h"
#include "aggregator/run/intake_reading.h"

/* Takes one item in; a parse_item_fn with a struct intake_reading as its context. Counts an item
 * that is too large and leaves it out. Once the reading was stopped it does nothing. */
int intake_item_read(void *context, const struct document *document, const struct item *item,
                     struct error *err);

#endif
