/*
 * The text of a digest, as HTML for an entry or a mail and as plain text for a mail: for each story
 * its title, outlet, excerpt, and the outlets of its other tellings.
 *
 * Titles and excerpts of feeds are escaped plain text, so no markup of a feed reaches a digest. It
 * loads nothing: no picture, no style from elsewhere. Words are in the reader's language, days in
 * the reader's zone. Pure.
 */
#ifndef HEADWATER_RENDER_DIGEST_TEXT_H
#define HEADWATER_RENDER_DIGEST_TEXT_H

#include "aggregator/render/render_types.h"

/* Length of an excerpt; a digest need not keep more of a text. */
enum { DIGEST_EXCERPT_CHARACTERS = 400 };

/* The language of the readers: the output's first, else the user's first. */
const char *digest_text_language(const struct render_input *input);

/* The title: the day on which the digest was made, in words. NULL when out of memory. */
const char *digest_text_title(struct arena *arena, const struct render_input *input, int64_t made);

/* Appends the stories as HTML for the body of a document. The arena must be fresh; out of memory
 * shows in its status. */
void digest_text_html(struct str *into, struct arena *arena, const struct render_input *input,
                      const struct render_story *stories, size_t count);

/* Appends the stories as a whole HTML document with a title, for a mail. */
void digest_text_page(struct str *into, struct arena *arena, const struct render_input *input,
                      const struct render_story *stories, size_t count, const char *title);

/* Appends the stories as plain text: lines that end with a newline. */
void digest_text_plain(struct str *into, struct arena *arena, const struct render_input *input,
                       const struct render_story *stories, size_t count);

#endif
