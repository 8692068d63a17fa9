/*
 * Writes the documents of one output to files: one document, or the pages of a paged format.
 */
#ifndef HEADWATER_PUBLISH_PUBLISH_FILE_H
#define HEADWATER_PUBLISH_PUBLISH_FILE_H

#include "aggregator/render/render.h"

/* Writes the files that changed, last page first, so that no page links to a missing one; counts
 * the files. Creates folders and removes pages that no longer exist. */
int publish_file(size_t *written, size_t *unchanged, struct rendering *rendering,
                 struct error *err);

#endif
