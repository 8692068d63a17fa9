#include "dedup/recognise/stream.h"

#include "dedup/base/huge_pages.h"
#include "dedup/recognise/sketch.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The prior counts as this many documents. */
static const float PRIOR_DOCUMENTS = 60;
/* The expected share of documents that contain an unknown shingle. */
static const float PRIOR_UNKNOWN = 0.0015f;
static const float PRIOR_STEP = 20; /* resolution of the stored prior: 1/20 of a unit of ln */

static uint8_t prior_pack(float share)
{
    float steps = -logf(share) * PRIOR_STEP;

    return (uint8_t)(steps < 0 ? 0 : steps > 255 ? 255 : steps);
}

static void prior_add(void *context, uint32_t concept_key, double share)
{
    struct stream *stream = context;
    uint8_t *prior = &stream->prior[sketch_hash(concept_key) % STREAM_COLUMNS];
    uint8_t packed = prior_pack((float)share);

    if (packed < *prior)
        *prior = packed;
}

static void rarity_measure(struct stream *stream, uint32_t column)
{
    uint8_t prior = stream->prior[column];
    uint16_t count = stream->counts[column];

    stream->rarity[column] =
        count > 0 ? logf((float)count + stream->expected[prior]) : stream->unseen[prior];
}

static void priors_measure(struct stream *stream)
{
    for (size_t i = 0; i < STREAM_PRIORS; i++) {
        stream->expected[i] = PRIOR_DOCUMENTS * expf(-(float)i / PRIOR_STEP);
        stream->unseen[i] = logf(stream->expected[i]);
    }
}

static void stream_measure(struct stream *stream)
{
    for (uint32_t i = 0; i < STREAM_COLUMNS; i++)
        rarity_measure(stream, i);
    stream->log_documents = logf((float)stream->documents + PRIOR_DOCUMENTS);
}

int stream_new(struct stream **ret, const struct dedup_lexicon *lexicon)
{
    struct stream *stream = calloc(1, sizeof(*stream));

    if (stream == NULL)
        return DEDUP_ERR_MEMORY;
    huge_pages_expect(stream, sizeof(*stream));
    priors_measure(stream);
    memset(stream->prior, prior_pack(PRIOR_UNKNOWN), sizeof(stream->prior));
    if (lexicon != NULL)
        dedup_lexicon_each_commonness(lexicon, prior_add, stream);
    stream_measure(stream);
    *ret = stream;
    return DEDUP_OK;
}

static void stream_halve(struct stream *stream)
{
    for (size_t i = 0; i < STREAM_COLUMNS; i++)
        stream->counts[i] /= 2;
    stream->documents /= 2;
    stream_measure(stream);
}

void stream_count(struct stream *stream, const uint32_t *hashes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        uint32_t column = hashes[i] % STREAM_COLUMNS;

        stream->counts[column] =
            (uint16_t)(stream->counts[column] + (stream->counts[column] < UINT16_MAX));
        rarity_measure(stream, column);
    }
    stream->documents++;
    stream->log_documents = logf((float)stream->documents + PRIOR_DOCUMENTS);
    if (stream->documents >= STREAM_AGE)
        stream_halve(stream);
}

void stream_restore(struct stream *stream, const uint16_t counts[STREAM_COLUMNS],
                    uint32_t documents)
{
    memcpy(stream->counts, counts, sizeof(stream->counts));
    stream->documents = documents;
    stream_measure(stream);
}

float stream_idf_max(const struct stream *stream)
{
    return stream->log_documents - logf(PRIOR_DOCUMENTS * PRIOR_UNKNOWN);
}
