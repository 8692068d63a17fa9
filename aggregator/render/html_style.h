/* The page's style sheet, in pieces: it stands in the page itself, which asks nobody for anything.
 */
#ifndef HEADWATER_RENDER_HTML_STYLE_H
#define HEADWATER_RENDER_HTML_STYLE_H

extern const char *const html_style[]; /* ends with NULL */

#endif
