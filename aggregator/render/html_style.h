/* The style sheet in pieces. It is embedded in the page, which loads no others. */
#ifndef HEADWATER_RENDER_HTML_STYLE_H
#define HEADWATER_RENDER_HTML_STYLE_H

extern const char *const html_style[]; /* NULL-terminated */

#endif
