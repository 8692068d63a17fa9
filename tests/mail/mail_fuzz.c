/* Encodings of a mail: whatever the text, header fields stay one field and lines stay short. */
#include "aggregator/mail/mail_encode.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { LINE = 76, TEXT_BYTES = 1 << 22 };

/* The longest line; aborts on a byte that is not printable ASCII or a line break. */
static size_t longest_line(const char *text)
{
    size_t longest = 0, length = 0;

    for (; *text != '\0'; text++) {
        if (*text != '\n' && *text != '\t' && (*text < ' ' || *text > '~'))
            abort();
        length = *text == '\n' ? 0 : length + 1;
        longest = length > longest ? length : longest;
    }
    return longest;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1);
    struct str into;

    if (text == NULL)
        return 0;
    memcpy(text, data, size);
    text[size] = '\0';
    str_init(&into, TEXT_BYTES);
    mail_encode_field(&into, "Subject", text);
    for (const char *at = strchr(into.text, '\n'); at[1] != '\0'; at = strchr(at + 1, '\n'))
        if (at[1] != ' ') /* the next line would be another field */
            abort();
    if (longest_line(into.text) > LINE)
        abort();
    str_clear(&into);
    mail_encode_body(&into, text);
    if (into.length > 0 && (longest_line(into.text) > LINE || strstr(into.text, "=_") != NULL ||
                            strstr(into.text, "\n.") != NULL))
        abort();
    str_release(&into);
    free(text);
    return 0;
}
