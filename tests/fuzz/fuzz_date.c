/* For any text: a time in the years 1 to 9999, or none. */
#include "aggregator/base/clock.h"
#include "aggregator/parse/date.h"
#include "tests/fuzz/pieces.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1), written[CLOCK_TEXT_SIZE];
    int64_t time;

    MUST(text != NULL);
    if (size > 0)
        memcpy(text, data, size);
    text[size] = '\0';
    time = date_parse(text);
    if (time != TIME_NONE && time > -62135596800 && time < 253402300800) {
        clock_format_rfc3339(time, written);
        MUST(date_parse(written) == time); /* we can read what we write */
    }
    MUST(time == TIME_NONE || (time > -62135700000 && time < 253402400000));
    free(text);
    return 0;
}
