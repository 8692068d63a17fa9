#define _GNU_SOURCE /* RTLD_NEXT, dladdr */

#include "tests/torture/fault.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#ifdef __GLIBC__
#include <execinfo.h>
#endif

enum { EARLY_BYTES = 4096, TRACE_DEPTH = 24, CALLERS_KNOWN = 16384 };

/* For allocations of the dynamic linker while it looks up the real functions. */
static _Alignas(max_align_t) unsigned char early[EARLY_BYTES];
static size_t early_used;

static struct {
    void *(*malloc)(size_t size);
    void *(*calloc)(size_t count, size_t size);
    void *(*realloc)(void *memory, size_t size);
    int (*posix_memalign)(void **ret, size_t alignment, size_t size);
    void (*free)(void *memory);
} real;

static bool counting, looking, happened;
static enum fault_kind kind_wanted;
static size_t nth_wanted, counted;

extern const char __executable_start[], etext[]; /* from the linker: our own code is between them */

/* Libraries that report out of memory. */
static const char *const steadfast[] = {"libsqlite3", "libjansson", "libyaml",
                                        "libcurl",    "libxml2",    "libpq"};

static void real_find(void)
{
    looking = true; /* POSIX form: a function in an object pointer */
    *(void **)&real.malloc = dlsym(RTLD_NEXT, "malloc");
    *(void **)&real.calloc = dlsym(RTLD_NEXT, "calloc");
    *(void **)&real.realloc = dlsym(RTLD_NEXT, "realloc");
    *(void **)&real.posix_memalign = dlsym(RTLD_NEXT, "posix_memalign");
    *(void **)&real.free = dlsym(RTLD_NEXT, "free");
    looking = false;
}

static void *early_alloc(size_t size)
{
    void *memory = early + early_used;

    size = (size + sizeof(max_align_t) - 1) / sizeof(max_align_t) * sizeof(max_align_t);
    if (size > sizeof(early) - early_used)
        abort();
    early_used += size;
    return memory;
}

static bool is_early(const void *memory)
{
    return (uintptr_t)memory >= (uintptr_t)early &&
           (uintptr_t)memory < (uintptr_t)(early + EARLY_BYTES);
}

static bool is_of_ours(const void *caller)
{
    Dl_info info;

    if ((uintptr_t)caller >= (uintptr_t)__executable_start && (uintptr_t)caller < (uintptr_t)etext)
        return true;
    if (dladdr(caller, &info) == 0 || info.dli_fname == NULL)
        return false;
    for (size_t i = 0; i < sizeof(steadfast) / sizeof(steadfast[0]); i++)
        if (strstr(info.dli_fname, steadfast[i]) != NULL)
            return true;
    return false;
}

/* Caches the decision per call site, as far as there is room, since it is slow. */
static bool is_counted(const void *caller)
{
    static struct {
        const void *caller;
        bool counted;
    } known[CALLERS_KNOWN];
    size_t at = ((uintptr_t)caller ^ (uintptr_t)caller >> 12) % CALLERS_KNOWN;

    if (known[at].caller != caller) {
        known[at].counted = is_of_ours(caller);
        known[at].caller = caller;
    }
    return known[at].counted;
}

static void trace(void)
{
#ifdef __GLIBC__
    void *frames[TRACE_DEPTH];

    counting = false;
    if (getenv("HEADWATER_FAULT_TRACE") != NULL)
        backtrace_symbols_fd(frames, backtrace(frames, TRACE_DEPTH), STDERR_FILENO);
    counting = true;
#endif
}

/* Whether this allocation is the one that must fail. */
static bool refuses(const void *caller)
{
    if (!counting || !is_counted(caller))
        return false;
    counted++;
    if (nth_wanted == 0 || counted < nth_wanted ||
        (counted > nth_wanted && kind_wanted == FAULT_ONCE))
        return false;
    if (counted == nth_wanted)
        trace();
    happened = true;
    errno = ENOMEM;
    return true;
}

void *malloc(size_t size)
{
    if (real.malloc == NULL && !looking)
        real_find();
    if (looking)
        return early_alloc(size);
    return refuses(__builtin_return_address(0)) ? NULL : real.malloc(size);
}

void *calloc(size_t count, size_t size)
{
    if (real.calloc == NULL && !looking)
        real_find();
    if (looking)
        return early_alloc(count * size); /* static memory is zeroed */
    return refuses(__builtin_return_address(0)) ? NULL : real.calloc(count, size);
}

void *realloc(void *memory, size_t size)
{
    if (real.realloc == NULL)
        real_find();
    return refuses(__builtin_return_address(0)) ? NULL : real.realloc(memory, size);
}

int posix_memalign(void **ret, size_t alignment, size_t size)
{
    if (real.posix_memalign == NULL)
        real_find();
    return refuses(__builtin_return_address(0)) ? ENOMEM
                                                : real.posix_memalign(ret, alignment, size);
}

void free(void *memory)
{
    if (memory != NULL && !is_early(memory))
        real.free(memory);
}

void fault_begin(enum fault_kind kind, size_t nth)
{
    kind_wanted = kind;
    nth_wanted = nth;
    counted = 0;
    happened = false;
    counting = true;
}

size_t fault_end(void)
{
    counting = false;
    return counted;
}

bool fault_happened(void)
{
    return happened;
}
