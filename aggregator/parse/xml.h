/*
 * Mended XML through libxml2 to the builder.
 *
 * libxml2 pulls the text through the repair stage in small blocks and calls back for every element;
 * no tree is made. It gets no document type, no entity and no address, may load nothing, and stops
 * when the builder wants no more.
 */
#ifndef HEADWATER_PARSE_XML_H
#define HEADWATER_PARSE_XML_H

#include "aggregator/parse/builder.h"
#include "aggregator/parse/repair.h"

/* Reads the whole document into builder. Returns what reading or the builder failed with. */
int xml_parse(struct builder *builder, struct repair *repair, struct error *err);

#endif
