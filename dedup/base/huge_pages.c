#define _DEFAULT_SOURCE /* madvise() */

#include "dedup/base/huge_pages.h"

#include <stdint.h>
#include <sys/mman.h>

/* Only Linux has these constants; an older kernel refuses unknown advice. */
#if defined(MADV_HUGEPAGE) && !defined(MADV_COLLAPSE)
#define MADV_COLLAPSE 25 /* missing in glibc 2.36 */
#endif

#ifdef MADV_HUGEPAGE
/* on most machines; elsewhere the kernel decides */
enum { HUGE_PAGE = 2 * 1024 * 1024 };

static void advise(void *data, size_t size, int advice)
{
    size_t before = (HUGE_PAGE - (uintptr_t)data % HUGE_PAGE) % HUGE_PAGE;

    if (size >= before + HUGE_PAGE)
        (void)madvise((char *)data + before, (size - before) / HUGE_PAGE * HUGE_PAGE, advice);
}

void huge_pages_expect(void *data, size_t size)
{
    advise(data, size, MADV_HUGEPAGE);
}

void huge_pages_gather(void *data, size_t size)
{
    huge_pages_expect(data, size);
    advise(data, size, MADV_COLLAPSE);
}
#else
void huge_pages_expect(void *data, size_t size)
{
    (void)data, (void)size;
}

void huge_pages_gather(void *data, size_t size)
{
    (void)data, (void)size;
}
#endif
