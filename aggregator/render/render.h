/*
 * Renders stories to documents for people and feed readers.
 *
 * A renderer is a row of a table: a format's name, its media type, and the functions that turn
 * ordered stories into bytes. Pure: the same stories give the same bytes; no clock, no file access.
 * Sources: RFC 4287 (Atom), RFC 5005 (archives), RSS 2.0, JSON Feed 1.1.
 *
 * A document can be rendered in one call from an array of stories, or story by story, with only one
 * story in memory: render_begin(), render_add() for each, render_end().
 *
 * This header is for other folders; the parts of render include prepare.h, render_moved.h,
 * render_types.h and render_values.h instead.
 */
#ifndef HEADWATER_RENDER_RENDER_H
#define HEADWATER_RENDER_RENDER_H

#include "aggregator/render/digest_text.h"
#include "aggregator/render/prepare.h"
#include "aggregator/render/rank.h"
#include "aggregator/render/render_moved.h"
#include "aggregator/render/render_types.h"
#include "aggregator/render/render_values.h"
#include "aggregator/render/view.h"

/* Renders the document of all stories and appends it to *into. */
int render_document(struct str *into, const struct render_input *input, struct error *err);

/* Starts a document. input must outlive the rendering. ceiling limits the document in bytes. */
int render_begin(struct rendering *ret, const struct render_input *input, size_t ceiling,
                 struct error *err);
/* Adds a story. ERR_LIMIT: it does not fit; the document is unchanged and can be ended or
 * continued. */
int render_add(struct rendering *rendering, const struct render_story *story, struct error *err);
/* Appends a document with the entries from *first on: as many as fit into this many bytes, but at
 * least one. Moves *first past them. next is the address of the following page, written only if
 * there is one. *first must be 0 in the first call. */
int render_page(struct str *into, struct rendering *rendering, size_t *first, size_t bytes,
                const char *next, struct error *err);
/* Appends the whole document to *into; afterwards the rendering can only be released. */
int render_end(struct str *into, struct rendering *rendering, struct error *err);
/* Accepts NULL and a zeroed rendering. */
void render_release(struct rendering *rendering);

/* Look up the format by its name ("atom"), and a format's media type with charset. False or NULL
 * when there is none. */
bool render_format_find(enum output_format *ret, const char *name);
const char *render_media_type(enum output_format format);

#endif
