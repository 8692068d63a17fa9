/*
 * Feeds the repaired XML through libxml2 to the builder.
 *
 * libxml2 pulls the text from the repair stage in small blocks and calls back for every element; no
 * tree is built. It receives no document type, entity or address, may not load anything, and stops
 * when the builder is done.
 */
#ifndef HEADWATER_PARSE_XML_H
#define HEADWATER_PARSE_XML_H

#include "aggregator/parse/build_state.h"
#include "aggregator/parse/repair.h"

/* Parses the whole document into build. Returns the error of reading or of the building. */
int xml_parse(struct build_state *build, struct repair *repair, struct error *err);

#endif
