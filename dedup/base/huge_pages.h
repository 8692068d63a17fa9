/*
 * Huge pages for tables of megabytes that are read at random. They reduce the time that reads wait
 * for address translation (THP: Linux, Documentation/admin-guide/mm/transhuge.rst).
 *
 * Both functions are hints. They do nothing on systems without support (collapsing exists since
 * Linux 6.1). They apply to the whole huge pages inside the memory.
 */
#ifndef DEDUP_BASE_HUGE_PAGES_H
#define DEDUP_BASE_HUGE_PAGES_H

#include <stddef.h>

/* For memory that will be used completely: uses huge pages from the first write on. */
void huge_pages_expect(void *data, size_t size);

/* For memory that is mostly in use: converts its pages to huge pages now, about 0.3 ms per
 * megabyte. */
void huge_pages_gather(void *data, size_t size);

#endif
