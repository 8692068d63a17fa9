/* Repairs OPML from programs that do not escape: makes it well-formed before it is parsed. */
#ifndef HEADWATER_SUBSCRIBE_OPML_REPAIR_H
#define HEADWATER_SUBSCRIBE_OPML_REPAIR_H

#include "aggregator/base/str.h"

/* Appends the text and escapes every ampersand that does not start a reference and every '<' that
 * does not start a tag, so "?a=1&b=2" is kept as intended. HTML's named references, which XML
 * lacks, become numeric. Line numbers stay the same. Text that is not ASCII-compatible (UTF-16) is
 * copied unchanged. When out of memory, into has failed. */
void opml_repair(struct str *into, const char *text, size_t size);

#endif
