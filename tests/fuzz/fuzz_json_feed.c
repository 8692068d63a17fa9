/* For any document: it is read without a fault, all kept text is UTF-8, and the split into pieces
 * does not matter. The seeds are JSON Feeds. */
#include "tests/fuzz/document.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct document_text whole, split;

    document_text_read(&whole, data, size, SIZE_MAX, NULL);
    document_text_read(&split, data, size, 7, NULL);
    MUST(strcmp(whole.text.text, split.text.text) == 0);
    str_release(&whole.text);
    str_release(&split.text);
    return 0;
}
