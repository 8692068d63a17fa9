/*
 * How common each shingle is in the stream so far, in bounded memory.
 *
 * The number of documents that hold a shingle, for each value that a sketch's hash can take (2^20),
 * over a prior that comes from the lexicon, so that the first documents of a new installation are
 * judged as sensibly as later ones. All counts are halved when STREAM_AGE documents have been seen:
 * what was common last year fades. The logarithms are kept beside the counts, for the judge asks
 * thousands of times an item.
 */
#ifndef DEDUP_RECOGNISE_STREAM_H
#define DEDUP_RECOGNISE_STREAM_H

#include "dedup_lexicon.h"

enum {
    STREAM_HASH_BITS = 20, /* of the hashes that are counted */
    STREAM_COLUMNS = 1 << STREAM_HASH_BITS,
    STREAM_AGE = 50000,
    STREAM_PRIORS = 256,
};

struct stream {
    uint16_t counts[STREAM_COLUMNS]; /* documents */
    float rarity[STREAM_COLUMNS];    /* ln of documents expected: of the count and the prior */
    uint8_t prior[STREAM_COLUMNS];   /* which share of documents is expected; see stream.c */
    float expected[STREAM_PRIORS];   /* documents, by prior */
    float unseen[STREAM_PRIORS];     /* their ln: the rarity of what has not been counted */
    uint32_t documents;
    float log_documents;
};

/* An empty stream with the lexicon's prior (lexicon may be NULL). malloc'ed, the caller's to
 * free(). */
int stream_new(struct stream **ret, const struct dedup_lexicon *lexicon);

/* Counts one document; hashes are distinct and below STREAM_COLUMNS. */
void stream_count(struct stream *stream, const uint32_t *hashes, size_t count);

/* Takes counts that were kept from an earlier stream. */
void stream_restore(struct stream *stream, const uint16_t counts[STREAM_COLUMNS],
                    uint32_t documents);

/* ln of documents over documents with the shingle: from 0 (in all) upwards. */
static inline float stream_idf(const struct stream *stream, uint32_t hash)
{
    float idf = stream->log_documents - stream->rarity[hash % STREAM_COLUMNS];

    return idf > 0 ? idf : 0;
}

/* The idf of a shingle never seen and without a prior: what the others are measured by. */
float stream_idf_max(const struct stream *stream);

#endif
