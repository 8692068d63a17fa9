/*
 * Numbers and markers in a text of arbitrary bytes: the output is bounded and consists of digits
 * and points.
 */
#include "dedup/text/marker.h"
#include "dedup/text/number.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_numbers(const struct text *text)
{
    char number[NUMBER_MAX];

    for (size_t i = 0; i < text->count; i++) {
        size_t taken;

        if (text->tokens[i].class != TOKEN_NUMBER)
            continue;
        taken = number_read(number, text, i);
        if (taken < 1 || i + taken > text->count || strlen(number) >= NUMBER_MAX ||
            strspn(number, "0123456789.") != strlen(number) || number_small(number) > 999)
            abort();
    }
}

static void check_markers(const struct text *text, const struct marker_phrases *phrases)
{
    uint64_t markers[2] = {0};
    size_t count = marker_find(markers, 2, phrases, text);

    if (count > 2)
        abort();
    for (size_t i = 0; i < count; i++)
        if (markers[i] > UINT64_C(999999999999999))
            abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct marker_phrases *phrases;
    static struct text text;
    char *body = calloc(1, size + 1);

    if (body == NULL || (phrases == NULL && marker_phrases_new(&phrases) != DEDUP_OK) ||
        (text.cutter.words == NULL && text_init(&text) != DEDUP_OK))
        abort();
    if (size > 0)
        memcpy(body, data, size);
    if (text_read(&text, NULL, NULL, body) != DEDUP_OK)
        abort();
    check_numbers(&text);
    check_markers(&text, phrases);
    free(body);
    return 0;
}
