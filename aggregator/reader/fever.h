/* The Fever API, version 3. Part of reader. */
#ifndef HEADWATER_READER_FEVER_H
#define HEADWATER_READER_FEVER_H

#include "aggregator/reader/call.h"

/* The methods of a path (enum serve_method, added). */
unsigned fever_methods(const char *path);

/* Answers a request. The parameters say what is asked for; "api_key" in the body authenticates. */
int fever_answer(struct call *call, struct error *err);

#endif
