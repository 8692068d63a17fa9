#include "dedup/recognise/engine.h"

#include "dedup/base/hash.h"
#include "dedup/recognise/candidate_pool.h"
#include "dedup/recognise/judged.h"
#include "dedup/text/lang.h"
#include "dedup/text/marker.h"

#include <stdlib.h>
#include <string.h>

enum {
    CHECKPOINT_EVERY = 500, /* documents between two writes of the stream's counts */
    COUNTED_HASHES_MAX = SKETCH_WORDS_MAX * SKETCH_ALTERNATIVES_MAX,
};

static const char note_name[] = "stream";

/* The metadata of the stream: the last counted document, then the counts. */
struct stream_note {
    uint32_t recipe, counted, documents;
    uint16_t counts[STREAM_COLUMNS];
    struct usual_langs usual;
};

static void stream_count_sketch(struct dedup *engine, uint64_t feed, const struct sketch *sketch)
{
    uint32_t hashes[COUNTED_HASHES_MAX];
    size_t count = sketch_hashes(hashes, COUNTED_HASHES_MAX, sketch);

    usual_lang_count(&engine->usual, feed, sketch->lang);
    stream_count(engine->stream, hashes, count);
}

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

/* Counts the documents added after the last write, so that no counts are lost between two
 * writes. */
static int stream_catch_up(struct dedup *engine)
{
    dedup_doc last;
    int code = engine->memory.last(engine->memory.context, &last) == 0 ? DEDUP_OK : DEDUP_ERR_PORT;

    while (code == DEDUP_OK && engine->counted < last) {
        struct dedup_record record;

        code = engine_load(engine, &record, engine->counted + 1);
        if (code == DEDUP_OK && record.doc != 0)
            stream_count_sketch(engine, record.feed, &engine->candidate);
        engine->counted++;
    }
    return code;
}

static int engine_init(struct dedup *engine, const struct dedup_options *options)
{
    int code = DEDUP_OK;

    engine->memory = options->memory;
    engine->fold = options->fold;
    engine->fold_context = options->fold_context;
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
        code = note_read(engine);
    return code == DEDUP_OK ? stream_catch_up(engine) : code;
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

int engine_node_draw(uint64_t *ret, const struct dedup *engine, uint64_t key, uint64_t salt)
{
    uint64_t taken = 1;

    for (; taken != 0; salt++) {
        *ret = hash64(&key, sizeof(key), salt) >> 1;
        if (engine->memory.resolve(engine->memory.context, &taken, *ret) != 0)
            return DEDUP_ERR_PORT;
    }
    return DEDUP_OK;
}

static size_t length_of(const char *text)
{
    return text != NULL ? strlen(text) : 0;
}

uint64_t engine_content(const struct dedup_item *item)
{
    uint64_t hash = hash64(item->title != NULL ? item->title : "", length_of(item->title), 0);

    hash = hash64(item->text != NULL ? item->text : "", length_of(item->text), hash);
    return hash64(item->lang != NULL ? item->lang : "", length_of(item->lang), hash);
}

static void identities_copy(struct sketch *sketch, const struct dedup_item *item)
{
    sketch->identity_count =
        item->identity_count < SKETCH_IDENTITIES_MAX ? item->identity_count : SKETCH_IDENTITIES_MAX;
    for (size_t i = 0; i < sketch->identity_count; i++)
        sketch->identities[i] = item->identities[i];
}

/* Removes the marker's number from the words. It is not content, and texts that carry it would
 * appear to share a rare number. */
static void markers_leave(struct sketch *sketch)
{
    size_t kept = 0;

    for (size_t i = 0; i < sketch->word_count; i++) {
        bool is_marker = false;

        for (size_t k = 0; k < sketch->marker_count; k++)
            is_marker |=
                sketch->words[i].hash[0] == sketch_hash(shingle_number_hash(sketch->markers[k]));
        if (!is_marker)
            sketch->words[kept++] = sketch->words[i];
    }
    sketch->word_count = kept;
}

int engine_sketch(struct dedup *engine, const struct dedup_item *item)
{
    struct sketch *sketch = &engine->sketch;
    int code;

    lang_recognise(sketch->lang, item->lang, usual_lang(&engine->usual, item->feed),
                   item->title != NULL ? item->title : "", length_of(item->title),
                   item->text != NULL ? item->text : "", length_of(item->text));
    code = vocabulary_enter(engine->vocabulary, sketch->lang);
    if (code == DEDUP_OK)
        code = text_read(&engine->text, vocabulary_segmenter(engine->vocabulary), item->title,
                         item->text);
    if (code != DEDUP_OK)
        return code;
    shingles_read(&engine->shingles, &engine->text, engine->vocabulary, sketch->lang);
    sketch->content = engine_content(item);
    identities_copy(sketch, item);
    sketch->marker_count =
        marker_find(sketch->markers, SKETCH_MARKERS_MAX, engine->phrases, &engine->text);
    sketch_select(sketch, &engine->shingles, &engine->text, engine->stream);
    markers_leave(sketch);
    return DEDUP_OK;
}

int engine_load(struct dedup *engine, struct dedup_record *ret, dedup_doc doc)
{
    if (engine->memory.get(engine->memory.context, ret, doc) != 0)
        return DEDUP_ERR_PORT;
    if (ret->doc == 0)
        return DEDUP_OK;
    return sketch_unpack(&engine->candidate, ret->sketch, ret->sketch_size);
}

int engine_remember(struct dedup *engine, const struct dedup_item *item,
                    const struct dedup_verdict *verdict, const struct key *keys, size_t key_count)
{
    uint8_t form[SKETCH_BYTES_MAX];
    uint32_t values[KEYS_MAX];
    struct dedup_record record = {0,
                                  item->key,
                                  item->feed,
                                  item->network,
                                  verdict->node,
                                  item->time,
                                  false,
                                  form,
                                  sketch_pack(form, &engine->sketch),
                                  verdict->evidence};
    size_t stored = 0;
    dedup_doc doc;

    for (size_t i = 0; i < key_count; i++)
        if (keys[i].stored)
            values[stored++] = keys[i].value;
    if (engine->memory.add(engine->memory.context, &doc, &record, values, stored) != 0)
        return DEDUP_ERR_PORT;
    stream_count_sketch(engine, item->feed, &engine->sketch);
    engine->counted = doc;
    return DEDUP_OK;
}
