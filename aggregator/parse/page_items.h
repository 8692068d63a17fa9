/*
 * Takes items from a web page, as the expressions of model/scrape.h say.
 *
 * Source: the browsers' idea of a page, XPath 1.0. The steps that the expressions take, the items
 * and their texts are limited, whatever the page contains.
 */
#ifndef HEADWATER_PARSE_PAGE_ITEMS_H
#define HEADWATER_PARSE_PAGE_ITEMS_H

#include "aggregator/parse/build_state.h"
#include "aggregator/parse/charset.h"

/* Reads the whole page and delivers its items. ERR_NOT_FEED when it has none, ERR_LIMIT. */
int page_items_parse(struct build_state *build, struct charset *charset, struct error *err);

#endif
