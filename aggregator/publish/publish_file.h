/*
 * One output's documents to their files: one, or the pages of a format that has pages.
 */
#ifndef HEADWATER_PUBLISH_PUBLISH_FILE_H
#define HEADWATER_PUBLISH_PUBLISH_FILE_H

#include "aggregator/render/render.h"

/* Writes what changed, the last page first, so that no page names one that is not there; counts
 * files. Folders are made; pages that are no more are removed. */
int publish_file(size_t *written, size_t *unchanged, struct rendering *rendering,
                 struct error *err);

#endif
