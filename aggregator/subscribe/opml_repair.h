/* OPML as programs write it that never learnt to escape: made well-formed before it is parsed. */
#ifndef HEADWATER_SUBSCRIBE_OPML_REPAIR_H
#define HEADWATER_SUBSCRIBE_OPML_REPAIR_H

#include "aggregator/base/str.h"

/* Appends the text with every ampersand that begins no reference, and every '<' that begins no tag,
 * escaped, so that "?a=1&b=2" is the address that was meant. HTML's named references, which XML
 * does not have, become numbers. Lines stay where they are. What is not in bytes of ASCII (UTF-16)
 * comes as it is. The result has failed when memory is out. */
void opml_repair(struct str *into, const char *text, size_t size);

#endif
