/*
 * Values that may lie elsewhere than in feeds.yaml: "file:PATH" (the file's text without its last
 * newline) and "env:NAME". A secret never appears in a message.
 */
#ifndef HEADWATER_CONFIG_SECRET_H
#define HEADWATER_CONFIG_SECRET_H

#include "aggregator/config/reader.h"

enum { SECRET_BYTES_MAX = 64 * 1024 };

/* The value that text stands for, in the arena. What is not usable is reported under the key's
 * name, and the target stays as it was. */
void secret_resolve(const char **ret, struct reader *reader, const char *key, yaml_mark_t mark,
                    const char *text);

#endif
