/* The Google Reader API. Part of reader. */
#ifndef HEADWATER_READER_GREADER_H
#define HEADWATER_READER_GREADER_H

#include "aggregator/reader/call.h"

/* The methods of a path, without prefix (enum serve_method, added). */
unsigned greader_methods(const char *path);

/* Answers a request whose path, without prefix, is call->path. */
int greader_answer(struct call *call, struct error *err);

#endif
