/*
 * Huge pages for tables of megabytes that are read at random: what is read waits less for the
 * translation of its address (THP: Linux, Documentation/admin-guide/mm/transhuge.rst).
 *
 * Both are hints, and nothing where the system has none (gathering came with Linux 6.1). They count
 * for the whole huge pages that lie inside the memory.
 */
#ifndef DEDUP_BASE_HUGE_PAGES_H
#define DEDUP_BASE_HUGE_PAGES_H

#include <stddef.h>

/* For memory that will be used whole: huge pages from the first write on. */
void huge_pages_expect(void *data, size_t size);

/* For memory most of which has come into use: its pages are made huge ones now, which takes about
 * 0.3 ms a megabyte. */
void huge_pages_gather(void *data, size_t size);

#endif
