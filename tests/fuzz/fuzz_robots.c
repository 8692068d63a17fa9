/* Any robots.txt: an answer, and the file itself may always be requested. */
#include "aggregator/fetch/robots.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    char path[256] = "/";
    size_t length = size < sizeof(path) - 2 ? size : sizeof(path) - 2;

    memcpy(path + 1, data, length);
    path[length + 1] = '\0';
    robots_allow(text, size, robots_agent, path);
    if (!robots_allow(text, size, robots_agent, "/robots.txt"))
        abort();
    return 0;
}
