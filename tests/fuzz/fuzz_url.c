/* For any two addresses, on separate lines: joining an absolute one again changes nothing, and a
 * canonical address is its own canonical form. */
#include "aggregator/base/url.h"
#include "aggregator/clean/address.h"
#include "aggregator/clean/clean.h"
#include "tests/fuzz/pieces.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1), *line;
    const char *joined, *canonical, *safe;
    struct arena arena;

    MUST(text != NULL);
    arena_init(&arena, SIZE_MAX / 4);
    if (size > 0)
        memcpy(text, data, size);
    text[size] = '\0';
    line = strchr(text, '\n');
    if (line != NULL)
        *line++ = '\0';
    joined = url_join(&arena, text, line != NULL ? line : "");
    MUST(joined != NULL);
    if (url_is_http(joined))
        MUST(strcmp(url_join(&arena, text, joined), joined) == 0);
    safe = address_resolve(&arena, text, line != NULL ? line : "");
    MUST(safe != NULL && address_is_allowed(safe));
    canonical = clean_canonical_url(&arena, text);
    if (canonical != NULL) {
        const char *again = clean_canonical_url(&arena, canonical);

        MUST(again != NULL && strcmp(again, canonical) == 0);
    }
    arena_release(&arena);
    free(text);
    return 0;
}
