/* For any page: its items are taken without a fault, all kept text is UTF-8, and the split into
 * pieces does not matter. */
#include "tests/fuzz/document.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct scrape scrape = {.paths = {[SCRAPE_AUTHOR] = ".//b",
                                                   [SCRAPE_CONTENT] = "p|@title",
                                                   [SCRAPE_IMAGE] = ".//img",
                                                   [SCRAPE_ITEM] = "//div"}};
    struct document_text whole, split;

    document_text_read(&whole, data, size, SIZE_MAX, &scrape);
    document_text_read(&split, data, size, 7, &scrape);
    MUST(strcmp(whole.text.text, split.text.text) == 0);
    str_release(&whole.text);
    str_release(&split.text);
    return 0;
}
