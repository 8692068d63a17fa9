/* Any bytes as a chunk: reading ends, stays within the bytes, and is in order. */
#include "aggregator/store/keyindex/key_chunk.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct key_chunk_reader reader;
    size_t pairs = 0;

    key_chunk_open(&reader, data, size);
    while (key_chunk_next(&reader))
        if (++pairs > size)
            abort(); /* a pair takes at least one byte */
    key_chunk_open(&reader, data, size);
    for (uint32_t key = 1; key != 0; key <<= 1) {
        key_chunk_seek(&reader, key);
        while (key_chunk_next(&reader) && reader.pair.key <= key)
            ;
    }
    return 0;
}
