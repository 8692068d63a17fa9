/*
 * Builds a document and its items from elements and characters. Tracks the open elements and the
 * current base and language, and collects text. tags.c defines what an element means; fields.c
 * handles it. Independent of libxml2.
 */
#ifndef HEADWATER_PARSE_BUILDER_H
#define HEADWATER_PARSE_BUILDER_H

#include "aggregator/parse/build_state.h"

/* Handle the start of an element, characters, and the end of the innermost element (name). */
void builder_start(struct build_state *build, const struct xml_element *element);
void builder_characters(struct build_state *build, const char *text, size_t size);
void builder_end(struct build_state *build, const char *name);

#endif
