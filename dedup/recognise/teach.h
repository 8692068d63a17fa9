/*
 * What the learnt lexicon (learnt.h) learns from: items that were surely joined across languages.
 *
 * After every batch of documents, each new document is compared with the member of its node, in
 * another language and from another feed, that agrees with it best. The two are a lesson when they
 * are surely one story without any learnt word: long texts far above the threshold, or a declared
 * translation whose texts agree. What has been learnt is stored with the batch, so a run that is
 * cut anywhere learns the same.
 */
#ifndef DEDUP_RECOGNISE_TEACH_H
#define DEDUP_RECOGNISE_TEACH_H

#include "dedup/recognise/engine.h"

/* Reads what was learnt from the memory. */
int teach_restore(struct dedup *engine);

/* Learns from the documents since the last batch once there are enough of them. Overwrites the
 * engine's sketches and sides. */
int teach_batch(struct dedup *engine);

#endif
