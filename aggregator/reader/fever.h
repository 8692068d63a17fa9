/* The Fever API, version 3. Part of reader. */
#ifndef HEADWATER_READER_FEVER_H
#define HEADWATER_READER_FEVER_H

#include "aggregator/reader/call.h"

/* Answers a request. The parameters say what is asked for; "api_key" in the body authenticates. */
int fever_answer(struct call *call, struct error *err);

#endif
