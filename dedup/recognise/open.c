/*
 * Opening and closing an engine, and what it has learned of the stream between two runs.
 */
#include "dedup/recognise/candidate_pool.h"
#include "dedup/recognise/engine.h"
#include "dedup/recognise/judged.h"
#include "dedup/recognise/teach.h"
#include "dedup/text/marker.h"

#include <stdlib.h>
#include <string.h>

enum {
    CHECKPOINT_EVERY = 500, /* documents between two writes of the stream's counts */
    COUNTED_AT_ONCE = 64,
};

static const char note_name[] = "stream";

/* The metadata of the stream: the last counted document, then the counts. */
struct stream_note {
    uint32_t recipe, counted, documents;
    uint16_t counts[STREAM_COLUMNS];
    struct usual_langs usual;
};

static int note_read(struct dedup *engine)
{
    struct stream_note *note = malloc(sizeof(*note));
    size_t size;
    int code = note != NULL ? DEDUP_OK : DEDUP_ERR_MEMORY;

    if (code == DEDUP_OK && engine->memory.metadata_get(engine->memory.context, note_name, note,
                                                        sizeof(*note), &size) != 0)
        code = DEDUP_ERR_PORT;
    if (code == DEDUP_OK && size == sizeof(*note) && note->recipe == DEDUP_RECIPE) {
        stream_restore(engine->stream, note->counts, note->documents);
        engine->usual = note->usual;
        engine->counted = engine->checkpoint = note->counted;
    }
    free(note);
    return code;
}

static int document_count(void *context, size_t index, const struct dedup_record *record)
{
    struct dedup *engine = context;
    int code = record->doc != 0 ? engine_unpack(engine, record) : DEDUP_OK;

    (void)index;
    if (code == DEDUP_OK && record->doc != 0)
        engine_count(engine, record->feed, &engine->candidate);
    engine->counted++;
    return code;
}

/* Counts the documents added after the last write, so that no counts are lost between two
 * writes. */
static int stream_catch_up(struct dedup *engine)
{
    dedup_doc last;
    int code = engine->memory.last(engine->memory.context, &last) == 0 ? DEDUP_OK : DEDUP_ERR_PORT;

    while (code == DEDUP_OK && engine->counted < last) {
        dedup_doc docs[COUNTED_AT_ONCE];
        size_t count = 0;

        while (count < COUNTED_AT_ONCE && engine->counted + count < last) {
            docs[count] = engine->counted + 1 + (dedup_doc)count;
            count++;
        }
        code = engine_records(engine, docs, count, document_count, engine);
    }
    return code;
}

static int engine_init(struct dedup *engine, const struct dedup_options *options)
{
    int code = DEDUP_OK;

    engine->memory = options->memory;
    engine->fold = options->fold;
    engine->fold_context = options->fold_context;
    engine->learnt_off = options->without_learning;
    if (options->lexicon != NULL) {
        code = dedup_lexicon_open(&engine->lexicon, options->lexicon, options->lexicon_size);
        engine->has_lexicon = true;
    }
    if (code == DEDUP_OK)
        code = vocabulary_new(&engine->vocabulary, engine->has_lexicon ? &engine->lexicon : NULL);
    if (code == DEDUP_OK)
        code = stream_new(&engine->stream, engine->has_lexicon ? &engine->lexicon : NULL);
    if (code == DEDUP_OK)
        code = marker_phrases_new(&engine->phrases);
    if (code == DEDUP_OK)
        code = text_init(&engine->text);
    if (code == DEDUP_OK)
        code = shingles_init(&engine->shingles);
    if (code == DEDUP_OK)
        code = judge_side_new(&engine->left);
    if (code == DEDUP_OK)
        code = judge_side_new(&engine->right);
    if (code == DEDUP_OK)
        code = pool_new(&engine->pool);
    if (code == DEDUP_OK && (engine->candidates = malloc(sizeof(*engine->candidates))) == NULL)
        code = DEDUP_ERR_MEMORY;
    if (code == DEDUP_OK)
        code = learnt_new(&engine->learnt);
    if (code == DEDUP_OK)
        code = note_read(engine);
    if (code == DEDUP_OK)
        code = stream_catch_up(engine);
    return code == DEDUP_OK ? teach_restore(engine) : code;
}

int dedup_open(struct dedup **ret, const struct dedup_options *options)
{
    struct dedup *engine = calloc(1, sizeof(*engine));
    int code;

    if (engine == NULL)
        return DEDUP_ERR_MEMORY;
    code = engine_init(engine, options);
    if (code == DEDUP_OK)
        *ret = engine;
    else
        dedup_close(engine);
    return code;
}

void dedup_close(struct dedup *engine)
{
    if (engine == NULL)
        return;
    vocabulary_free(engine->vocabulary);
    free(engine->stream);
    marker_phrases_free(engine->phrases);
    text_release(&engine->text);
    shingles_release(&engine->shingles);
    judge_side_free(engine->left);
    judge_side_free(engine->right);
    pool_free(engine->pool);
    learnt_free(engine->learnt);
    free(engine->candidates);
    free(engine);
}

int dedup_flush(struct dedup *engine)
{
    struct stream_note *note;
    int code;

    if (engine->counted < engine->checkpoint + CHECKPOINT_EVERY)
        return DEDUP_OK;
    note = malloc(sizeof(*note));
    if (note == NULL)
        return DEDUP_ERR_MEMORY;
    note->recipe = DEDUP_RECIPE;
    note->counted = engine->counted;
    note->documents = engine->stream->documents;
    memcpy(note->counts, engine->stream->counts, sizeof(note->counts));
    note->usual = engine->usual;
    code = engine->memory.metadata_put(engine->memory.context, note_name, note, sizeof(*note)) == 0
               ? DEDUP_OK
               : DEDUP_ERR_PORT;
    free(note);
    if (code == DEDUP_OK)
        engine->checkpoint = engine->counted;
    return code;
}
