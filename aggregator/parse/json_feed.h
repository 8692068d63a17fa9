/*
 * Parses JSON Feed 1.0 and 1.1 item by item. The text is split into the members of its outer object
 * and the elements of "items"; only one of them is in memory at a time.
 */
#ifndef HEADWATER_PARSE_JSON_FEED_H
#define HEADWATER_PARSE_JSON_FEED_H

#include "aggregator/parse/build_state.h"
#include "aggregator/parse/charset.h"

/* Parses the whole document. ERR_NOT_FEED when it is JSON of another kind. */
int json_feed_parse(struct build_state *build, struct charset *charset, struct error *err);

#endif
