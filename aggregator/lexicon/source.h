/*
 * A source of word pairs: a kind of dictionary on disk and the function that reads it.
 */
#ifndef HEADWATER_LEXICON_SOURCE_H
#define HEADWATER_LEXICON_SOURCE_H

#include "aggregator/base/error.h"
#include "aggregator/base/str.h"
#include "aggregator/lexicon/lexicon.h"
#include "aggregator/lexicon/pairs.h"

#include <stddef.h>

enum { SOURCE_BYTES_MAX = 512 << 20 }; /* maximum unpacked size of a dictionary */

/* The state of a reader. */
struct source_context {
    const struct lexicon_options *options;
    struct pairs *pairs;
    size_t files; /* files read so far; the reader counts them */
    /* of the source; before, weight and total place it in the progress of all sources */
    const char *name;
    size_t before, weight, total;
};

/* Reads everything of the source into the pairs. A missing file is not an error. */
typedef int source_read_fn(struct source_context *context, struct error *err);

struct source {
    const char *name, *package;
    source_read_fn *read;
    /* relative time when everything of the source is installed: one unit is half a second */
    size_t weight;
};

extern const struct source source_table[]; /* ends with a NULL name */

/* Reports the progress of a reader that has read done of total parts. */
void source_tell(const struct source_context *context, size_t done, size_t total);

/* The path of a source's file or folder under the root; truncated to room. */
void source_path(char *ret, size_t room, const struct source_context *context, const char *path);

/* Appends a file to *into, unpacked if it is gzip or dictzip. ERR_ABSENT, ERR_IO, ERR_LIMIT. */
int source_load(struct str *into, const char *path, struct error *err);

source_read_fn annotations_read, apertium_read, cedict_read, dictd_read_freedict,
    dictd_read_mueller, gettext_read, hanja_read;

#endif
