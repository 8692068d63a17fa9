/*
 * How common each shingle is in the stream so far, in bounded memory.
 *
 * A count-min sketch (Cormode and Muthukrishnan, 2005) of the number of documents that hold a
 * shingle, over a prior that comes from the lexicon, so that the first documents of a new
 * installation are judged as sensibly as later ones. All counts are halved when STREAM_AGE
 * documents have been seen: what was common last year fades.
 */
#ifndef DEDUP_STREAM_H
#define DEDUP_STREAM_H

#include "dedup/lexicon.h"

enum {
    STREAM_COLUMNS = 1 << 18,
    STREAM_ROWS = 2,
    STREAM_AGE = 50000,
};

struct stream {
    uint16_t counts[STREAM_ROWS][STREAM_COLUMNS];
    uint8_t prior[STREAM_COLUMNS]; /* PRIOR_STEP x -ln of the share of documents; see stream.c */
    uint32_t documents;
};

/* An empty stream with the lexicon's prior (lexicon may be NULL). malloc'ed, the caller's to
 * free(). */
int stream_new(struct stream **ret, const struct dedup_lexicon *lexicon);

/* Counts one document; hashes are distinct. */
void stream_count(struct stream *stream, const uint32_t *hashes, size_t count);

/* ln of documents over documents with the shingle: from 0 (in all) upwards. */
float stream_idf(const struct stream *stream, uint32_t hash);

/* The idf of a shingle never seen and without a prior: what the others are measured by. */
float stream_idf_max(const struct stream *stream);

#endif
