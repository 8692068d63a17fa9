#include "aggregator/store/key_chunk.h"

#include <assert.h>
#include <string.h>

enum {
    HEADER_BYTES = 4,
    PAIR_BYTES = 10, /* the longest pair: two numbers of 33 bits at most */
};

void key_chunk_start(struct key_chunk_writer *writer, uint32_t least)
{
    writer->size = 0;
    writer->least = least;
}

static void number_put(struct key_chunk_writer *writer, uint64_t number)
{
    for (; number >= 0x80; number >>= 7)
        writer->data[writer->size++] = (unsigned char)(number | 0x80);
    writer->data[writer->size++] = (unsigned char)number;
}

static void header_put(struct key_chunk_writer *writer, uint32_t first_key)
{
    for (int i = 0; i < HEADER_BYTES; i++)
        writer->data[i] = (unsigned char)(writer->least >> 8 * i);
    writer->size = HEADER_BYTES;
    writer->first_key = first_key;
    writer->last = (struct key_pair){0, 0};
}

bool key_chunk_put(struct key_chunk_writer *writer, struct key_pair pair)
{
    bool first = writer->size == 0;
    uint64_t number;

    if (first)
        header_put(writer, pair.key);
    if (writer->size + PAIR_BYTES > KEY_CHUNK_BYTES)
        return false;
    assert(pair.doc >= writer->least);
    if (!first && pair.key == writer->last.key) {
        assert(pair.doc < writer->last.doc);
        number = writer->last.doc - pair.doc;
        writer->data[writer->flag] |= 1;
    } else {
        number_put(writer, pair.key - writer->last.key);
        number = pair.doc - writer->least;
    }
    writer->flag = writer->size;
    number_put(writer, number << 1);
    writer->last = pair;
    return true;
}

void key_chunk_open(struct key_chunk_reader *reader, const void *data, size_t size)
{
    memset(reader, 0, sizeof(*reader));
    reader->data = data;
    reader->size = size;
    reader->at = HEADER_BYTES;
    reader->damaged = size < HEADER_BYTES;
    for (int i = 0; i < HEADER_BYTES && !reader->damaged; i++)
        reader->least |= (uint32_t)reader->data[i] << 8 * i;
}

static uint64_t number_get(struct key_chunk_reader *reader)
{
    uint64_t number = 0;

    for (int shift = 0; shift < 35; shift += 7) {
        unsigned char byte;

        if (reader->at >= reader->size)
            break;
        byte = reader->data[reader->at++];
        number |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80)
            return number;
    }
    reader->damaged = true;
    return 0;
}

bool key_chunk_next(struct key_chunk_reader *reader)
{
    uint64_t key = reader->pair.key, doc;

    if (reader->damaged || (reader->at >= reader->size && !reader->more))
        return false;
    if (!reader->more)
        key += number_get(reader);
    doc = number_get(reader);
    if (!reader->more)
        reader->pair.doc = 0;
    if (reader->more && doc >> 1 <= reader->pair.doc)
        reader->pair.doc -= (uint32_t)(doc >> 1);
    else if (!reader->more && (doc >> 1) + reader->least <= UINT32_MAX)
        reader->pair.doc = (uint32_t)(doc >> 1) + reader->least;
    else
        reader->damaged = true;
    reader->damaged |= key > UINT32_MAX;
    reader->pair.key = (uint32_t)key;
    reader->more = (doc & 1) != 0;
    return !reader->damaged;
}
