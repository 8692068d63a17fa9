/* For any list: repairing it twice changes nothing if it has no declarations, its feeds have
 * addresses and names that feeds.yaml accepts, and every skipped outline has its line. */
#include "aggregator/base/url.h"
#include "aggregator/subscribe/opml.h"
#include "aggregator/subscribe/opml_repair.h"
#include "tests/fuzz/pieces.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void line_check(const char *text)
{
    for (; text != NULL && *text != '\0'; text++)
        MUST((unsigned char)*text >= ' ' && *text != 0x7F);
}

static void list_check(const struct opml *opml)
{
    for (size_t i = 0; i < opml->count; i++) {
        MUST(url_is_http(opml->feeds[i].url) && strchr(opml->feeds[i].url, ' ') == NULL);
        line_check(opml->feeds[i].url);
        line_check(opml->feeds[i].name);
        for (size_t j = 0; j < opml->feeds[i].tag_count; j++)
            line_check(opml->feeds[i].tags[j]);
    }
    for (size_t i = 0; i < opml->skipped_count; i++)
        MUST(opml->skipped[i].line > 0 && opml->skipped[i].why != NULL);
    for (size_t i = 0; i < opml->broken_count; i++)
        MUST(opml->broken[i].why != NULL);
}

static bool has_declaration(const uint8_t *data, size_t size)
{
    for (size_t i = 0; i + 1 < size; i++)
        if (data[i] == '<' && data[i + 1] == '!')
            return true;
    return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str once, twice;
    struct arena arena;
    struct opml opml;
    struct error err;

    arena_init(&arena, SIZE_MAX / 4);
    str_init(&once, SIZE_MAX / 4);
    str_init(&twice, SIZE_MAX / 4);
    opml_repair(&once, (const char *)data, size);
    opml_repair(&twice, once.text, once.length);
    MUST(has_declaration(data, size) ||
         (once.length == twice.length && memcmp(once.text, twice.text, once.length) == 0));
    if (opml_read(&opml, &arena, (const char *)data, size, &err) == 0)
        list_check(&opml);
    str_release(&twice);
    str_release(&once);
    arena_release(&arena);
    return 0;
}
