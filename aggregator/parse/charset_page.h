/* The charset that a web page declares about itself. */
#ifndef HEADWATER_PARSE_CHARSET_PAGE_H
#define HEADWATER_PARSE_CHARSET_PAGE_H

#include "aggregator/parse/charset.h"

#include <stdbool.h>

/* The charset that a page declares in its <meta>, near its start; false when there is none, or when
 * this is no page. */
bool page_charset(char ret[CHARSET_NAME_SIZE], const unsigned char *bytes, size_t size);

#endif
