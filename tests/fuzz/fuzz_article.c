/* Any page: its article is found without a fault, or a reason is given. */
#include "aggregator/clean/clean.h"
#include "aggregator/parse/article.h"
#include "tests/fuzz/pieces.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const paths[] = {NULL, "//div"};

    for (size_t i = 0; i < 2; i++) {
        struct pieces pieces = {.data = data, .size = size, .piece = SIZE_MAX};
        const struct parse_request page = {
            .read = pieces_read, .read_context = &pieces, .url = "http://127.0.0.1/page"};
        const struct article_request request = {
            .page = &page, .path = paths[i], .title = i == 0 ? NULL : "A title of words"};
        const char *html = NULL, *base = NULL;
        struct error err = {.code = ERR_NONE};
        struct arena arena;
        int code;

        arena_init(&arena, (size_t)1 << 30);
        code = article_parse(&html, &base, &arena, &request, &err);
        MUST(code == 0 ? html != NULL && base != NULL : err.text[0] != '\0');
        MUST(code != 0 || clean_html(&arena, html, base) != NULL);
        arena_release(&arena);
    }
    return 0;
}
