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

enum { INTAKE_KEY_SIZE = 17 }; /* a key in the form that store_telling_load() accepts */

/* Gives an item the text of its page. What the feed gave becomes the summary, if there is none, and
 * remains the text by which the item is found again. Nothing is copied. */
void intake_page_text_set(struct item *item, const struct text_construct *content,
                          const char *plain);

/* Places and stores a known item whose text is now that of its page. For its feed it is unchanged:
 * the hash of its content stays. */
int intake_item_replace(struct intake *intake, const struct feed *feed,
                        const struct feed_state *state, const struct item *item,
                        const struct store_item_head *head, struct error *err);

#endif
