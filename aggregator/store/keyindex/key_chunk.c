#include "aggregator/store/keyindex/key_chunk.h"

#include <assert.h>
#include <string.h>

enum {
    HEADER_BYTES = 6,
    ROW_BYTES = 6,   /* of the tables, per segment */
    PAIR_BYTES = 10, /* maximum size of a pair: two numbers of up to 33 bits */
};

static void bytes_put(unsigned char *into, uint32_t number, int count)
{
    for (int i = 0; i < count; i++)
        into[i] = (unsigned char)(number >> 8 * i);
}

static uint32_t bytes_get(const unsigned char *from, int count)
{
    uint32_t number = 0;

    for (int i = 0; i < count; i++)
        number |= (uint32_t)from[i] << 8 * i;
    return number;
}

/* Writing. */

void key_chunk_start(struct key_chunk_writer *writer, uint32_t min)
{
    writer->size = writer->segments = writer->pairs = 0;
    writer->min = min;
}

static void number_put(struct key_chunk_writer *writer, uint64_t number)
{
    for (; number >= 0x80; number >>= 7)
        writer->body[writer->size++] = (unsigned char)(number | 0x80);
    writer->body[writer->size++] = (unsigned char)number;
}

bool key_chunk_put(struct key_chunk_writer *writer, struct key_pair pair)
{
    bool fresh = writer->pairs % SEGMENT_PAIRS == 0;
    size_t segments = writer->segments + fresh;
    uint64_t number = pair.doc - writer->min;

    assert(pair.doc >= writer->min);
    if (segments > SEGMENTS_MAX ||
        HEADER_BYTES + segments * ROW_BYTES + writer->size + PAIR_BYTES > KEY_CHUNK_BYTES)
        return false;
    if (fresh) {
        writer->keys[writer->segments++] = pair.key;
    } else if (pair.key == writer->last.key) {
        assert(pair.doc < writer->last.doc);
        number = writer->last.doc - pair.doc;
        writer->body[writer->flag] |= 1;
    } else {
        number_put(writer, pair.key - writer->last.key);
    }
    writer->flag = writer->size;
    number_put(writer, number << 1);
    writer->ends[writer->segments - 1] = writer->size;
    writer->last = pair;
    writer->pairs++;
    return true;
}

const unsigned char *key_chunk_finish(struct key_chunk_writer *writer, size_t *ret_size)
{
    unsigned char *at = writer->data + HEADER_BYTES;

    bytes_put(writer->data, writer->min, 4);
    bytes_put(writer->data + 4, (uint32_t)writer->segments, 2);
    for (size_t i = 0; i < writer->segments; i++, at += 4)
        bytes_put(at, writer->keys[i], 4);
    for (size_t i = 0; i < writer->segments; i++, at += 2)
        bytes_put(at, (uint32_t)writer->ends[i], 2);
    memcpy(at, writer->body, writer->size);
    *ret_size = HEADER_BYTES + writer->segments * ROW_BYTES + writer->size;
    return writer->data;
}

/* Reading. */

void key_chunk_open(struct key_chunk_reader *reader, const void *data, size_t size)
{
    const unsigned char *bytes = data;

    memset(reader, 0, sizeof(*reader));
    reader->damaged = size < HEADER_BYTES;
    if (reader->damaged)
        return;
    reader->min = bytes_get(bytes, 4);
    reader->segments = bytes_get(bytes + 4, 2);
    reader->damaged = size < HEADER_BYTES + reader->segments * ROW_BYTES;
    reader->keys = bytes + HEADER_BYTES;
    reader->ends = reader->keys + 4 * reader->segments;
    reader->body = reader->ends + 2 * reader->segments;
    reader->body_size = size - HEADER_BYTES - reader->segments * ROW_BYTES;
}

uint32_t key_chunk_first(const struct key_chunk_reader *reader)
{
    return !reader->damaged && reader->segments > 0 ? bytes_get(reader->keys, 4) : 0;
}

static uint64_t number_get(struct key_chunk_reader *reader)
{
    uint64_t number = 0;

    for (int shift = 0; shift < 35; shift += 7) {
        unsigned char byte;

        if (reader->at >= reader->end)
            break;
        byte = reader->body[reader->at++];
        number |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80)
            return number;
    }
    reader->damaged = true;
    return 0;
}

/* The end of a segment; the caller checks that it is after the start and inside the body. */
static size_t segment_end(const struct key_chunk_reader *reader, size_t segment)
{
    return bytes_get(reader->ends + 2 * segment, 2);
}

static void segment_start(struct key_chunk_reader *reader)
{
    reader->at = reader->segment > 0 ? segment_end(reader, reader->segment - 1) : 0;
    reader->end = segment_end(reader, reader->segment);
    reader->pair.key = bytes_get(reader->keys + 4 * reader->segment, 4);
    reader->segment++;
    reader->damaged = reader->end > reader->body_size || reader->at >= reader->end;
    if (reader->damaged)
        reader->at = reader->end = 0; /* read no more */
}

bool key_chunk_next(struct key_chunk_reader *reader)
{
    bool more = reader->more;
    uint64_t key, number;

    if (reader->damaged || (reader->at >= reader->end && reader->segment >= reader->segments))
        return false;
    if (reader->at >= reader->end) {
        segment_start(reader);
        more = false;
        key = reader->pair.key;
    } else {
        key = reader->pair.key + (more ? 0 : number_get(reader));
    }
    number = number_get(reader);
    if (more)
        reader->damaged |= number >> 1 > reader->pair.doc;
    else
        reader->damaged |= (number >> 1) + reader->min > UINT32_MAX || key > UINT32_MAX;
    reader->pair.doc =
        more ? reader->pair.doc - (uint32_t)(number >> 1) : (uint32_t)(number >> 1) + reader->min;
    reader->pair.key = (uint32_t)key;
    reader->more = (number & 1) != 0;
    return !reader->damaged;
}

void key_chunk_seek(struct key_chunk_reader *reader, uint32_t key)
{
    size_t low = 0, high = reader->segments;

    if (reader->damaged)
        return;
    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (bytes_get(reader->keys + 4 * middle, 4) < key)
            low = middle + 1;
        else
            high = middle;
    }
    reader->segment = low > 0 ? low - 1 : 0;
    reader->at = reader->end = 0;
    reader->more = false;
}
