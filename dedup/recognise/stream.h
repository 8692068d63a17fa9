/*
 * How common each shingle is in the stream so far, in bounded memory.
 *
 * Counts the documents that contain a shingle, for each value of a sketch's hash (2^20), on top of
 * a prior from the lexicon. The prior makes judgements on the first documents of a new installation
 * as reasonable as later ones. All counts are halved after STREAM_AGE documents, so old words lose
 * their commonness. The logarithms are stored with the counts, because the judge reads them
 * thousands of times per item.
 */
#ifndef DEDUP_RECOGNISE_STREAM_H
#define DEDUP_RECOGNISE_STREAM_H

#include "dedup_lexicon.h"

enum {
    STREAM_HASH_BITS = 20, /* significant bits of a counted hash */
    STREAM_COLUMNS = 1 << STREAM_HASH_BITS,
    STREAM_AGE = 50000,
    STREAM_PRIORS = 256,
};

struct stream {
    uint16_t counts[STREAM_COLUMNS]; /* documents */
    float rarity[STREAM_COLUMNS];    /* ln of the expected documents: count and prior */
    uint8_t prior[STREAM_COLUMNS];   /* code of the expected share of documents; see stream.c */
    float expected[STREAM_PRIORS];   /* documents, by prior */
    float unseen[STREAM_PRIORS];     /* their ln: the rarity of a shingle without a count */
    uint32_t documents;
    float log_documents;
};

/* An empty stream with the lexicon's prior (lexicon may be NULL). Allocated with malloc(); the
 * caller releases it with free(). DEDUP_ERR_MEMORY. */
int stream_new(struct stream **ret, const struct dedup_lexicon *lexicon);

/* Counts one document; hashes are distinct and below STREAM_COLUMNS. */
void stream_count(struct stream *stream, const uint32_t *hashes, size_t count);

/* Restores the counts of an earlier stream. */
void stream_restore(struct stream *stream, const uint16_t counts[STREAM_COLUMNS],
                    uint32_t documents);

/* ln of documents over documents with the shingle: 0 (in all of them) or more. */
static inline float stream_idf(const struct stream *stream, uint32_t hash)
{
    float idf = stream->log_documents - stream->rarity[hash % STREAM_COLUMNS];

    return idf > 0 ? idf : 0;
}

/* The idf of an unseen shingle without a prior; the reference value for the others. */
float stream_idf_max(const struct stream *stream);

#endif
