#include "dedup/stream.h"

#include "dedup/hash.h"
#include "dedup/sketch.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The prior counts as so many documents. */
static const float PRIOR_DOCUMENTS = 60;
/* The share of documents that an unknown shingle is expected in. */
static const float PRIOR_UNKNOWN = 0.0015f;
static const float PRIOR_STEP = 20; /* resolution of the stored prior: 1/20 of a unit of ln */

static uint32_t column(uint32_t hash, int row)
{
    return (row == 0 ? hash : hash_mix(hash ^ 0x9e3779b9u)) % STREAM_COLUMNS;
}

static uint8_t prior_pack(float share)
{
    float steps = -logf(share) * PRIOR_STEP;

    return (uint8_t)(steps < 0 ? 0 : steps > 255 ? 255 : steps);
}

static void prior_add(void *context, uint32_t concept, double share)
{
    struct stream *stream = context;
    uint8_t *prior = &stream->prior[column(sketch_hash(concept), 0)];
    uint8_t packed = prior_pack((float)share);

    if (packed < *prior)
        *prior = packed;
}

int stream_new(struct stream **ret, const struct dedup_lexicon *lexicon)
{
    struct stream *stream = calloc(1, sizeof(*stream));

    if (stream == NULL)
        return DEDUP_ERR_MEMORY;
    memset(stream->prior, prior_pack(PRIOR_UNKNOWN), sizeof(stream->prior));
    if (lexicon != NULL)
        dedup_lexicon_each_commonness(lexicon, prior_add, stream);
    *ret = stream;
    return DEDUP_OK;
}

static void stream_halve(struct stream *stream)
{
    for (int row = 0; row < STREAM_ROWS; row++)
        for (size_t i = 0; i < STREAM_COLUMNS; i++)
            stream->counts[row][i] /= 2;
    stream->documents /= 2;
}

void stream_count(struct stream *stream, const uint32_t *hashes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (int row = 0; row < STREAM_ROWS; row++) {
            uint16_t *counter = &stream->counts[row][column(hashes[i], row)];

            *counter = (uint16_t)(*counter + (*counter < UINT16_MAX));
        }
    if (++stream->documents >= STREAM_AGE)
        stream_halve(stream);
}

float stream_idf(const struct stream *stream, uint32_t hash)
{
    uint32_t a = column(hash, 0), b = column(hash, 1);
    uint16_t first = stream->counts[0][a], second = stream->counts[1][b];
    float count = first < second ? first : second;
    float prior = expf(-(float)stream->prior[a] / PRIOR_STEP);
    float idf =
        logf(((float)stream->documents + PRIOR_DOCUMENTS) / (count + PRIOR_DOCUMENTS * prior));

    return idf > 0 ? idf : 0;
}

float stream_idf_max(const struct stream *stream)
{
    return logf(((float)stream->documents + PRIOR_DOCUMENTS) / (PRIOR_DOCUMENTS * PRIOR_UNKNOWN));
}
