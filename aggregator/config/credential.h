/*
 * Values that may be stored outside feeds.yaml: "file:PATH" (the file's text without its last
 * newline) and "env:NAME". Such a credential never appears in a message.
 */
#ifndef HEADWATER_CONFIG_CREDENTIAL_H
#define HEADWATER_CONFIG_CREDENTIAL_H

#include "aggregator/config/reader.h"

enum { CREDENTIAL_BYTES_MAX = 64 * 1024 };

/* Resolves text to its value, in the arena. An unusable value is reported under the key's name, and
 * *ret stays unchanged. */
void credential_resolve(const char **ret, struct reader *reader, const char *key, yaml_mark_t mark,
                        const char *text);

#endif
