/*
 * The form in which the state keeps the stories of a digest: JSON with what a document or a mail
 * shows of them, so that a digest stays as it was made when stories change, merge or are pruned.
 *
 * Reading is strict on types: a damaged digest is refused as a whole. Part of publish.
 */
#ifndef HEADWATER_PUBLISH_DIGEST_CODEC_H
#define HEADWATER_PUBLISH_DIGEST_CODEC_H

#include "aggregator/render/render.h"

/* Number of other tellings that are kept of a story; the rest is counted. */
enum { DIGEST_OTHERS_MAX = 50 };

/* Writes the stories to a malloc'ed text. ERR_MEMORY. */
int digest_encode(char **ret, const struct render_story *stories, size_t count, struct error *err);

/* Reads them into the arena. ERR_SYNTAX, ERR_MEMORY. */
int digest_decode(struct render_story **ret, size_t *ret_count, struct arena *arena,
                  const char *text, struct error *err);

#endif
