#include "dedup/recognise/engine.h"

#include "dedup/base/hash.h"
#include "dedup/text/lang.h"
#include "dedup/text/marker.h"

#include <stdlib.h>
#include <string.h>

enum { COUNTED_HASHES_MAX = SKETCH_WORDS_MAX * SKETCH_ALTERNATIVES_MAX };

void engine_count(struct dedup *engine, uint64_t feed, const struct sketch *sketch)
{
    uint32_t hashes[COUNTED_HASHES_MAX];
    size_t count = sketch_hashes(hashes, COUNTED_HASHES_MAX, sketch);

    usual_lang_count(&engine->usual, feed, sketch->lang);
    stream_count(engine->stream, hashes, count);
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

    sketch->learnt_count = 0;
    for (size_t i = 0; i < sketch->word_count; i++) {
        bool is_marker = false;

        for (size_t k = 0; k < sketch->marker_count; k++)
            is_marker |=
                sketch->words[i].hash[0] == sketch_hash(shingle_number_hash(sketch->markers[k]));
        if (is_marker)
            continue;
        sketch->learnt_count += sketch->words[i].learnt != 0;
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
    shingles_read(&engine->shingles, &engine->text, engine->vocabulary, engine->learnt,
                  sketch->lang);
    sketch->content = engine_content(item);
    identities_copy(sketch, item);
    sketch->marker_count =
        marker_find(sketch->markers, SKETCH_MARKERS_MAX, engine->phrases, &engine->text);
    sketch_select(sketch, &engine->shingles, &engine->text, engine->stream);
    markers_leave(sketch);
    return DEDUP_OK;
}

int engine_unpack(struct dedup *engine, const struct dedup_record *record)
{
    int code = sketch_unpack(&engine->candidate, record->sketch, record->sketch_size);

    if (code == DEDUP_OK && engine->learnt_off)
        sketch_unlearn(&engine->candidate);
    return code;
}

int engine_load(struct dedup *engine, struct dedup_record *ret, dedup_doc doc)
{
    if (engine->memory.get(engine->memory.context, ret, doc) != 0)
        return DEDUP_ERR_PORT;
    return ret->doc != 0 ? engine_unpack(engine, ret) : DEDUP_OK;
}

/* Tells what a callback returned from a failure of the memory. */
struct visit {
    dedup_record_fn *each;
    void *context;
    int code;
};

static int visit_record(void *context, size_t index, const struct dedup_record *record)
{
    struct visit *visit = context;

    visit->code = visit->each(visit->context, index, record);
    return visit->code;
}

int engine_records(struct dedup *engine, const dedup_doc *docs, size_t count, dedup_record_fn *each,
                   void *context)
{
    struct visit visit = {each, context, DEDUP_OK};
    int result = engine->memory.get_many(engine->memory.context, docs, count, visit_record, &visit);

    if (visit.code != DEDUP_OK)
        return visit.code == ENGINE_ENOUGH ? DEDUP_OK : visit.code;
    return result == 0 ? DEDUP_OK : DEDUP_ERR_PORT;
}

int engine_members(dedup_doc *ret_docs, size_t room, size_t *ret_count, struct dedup *engine,
                   uint64_t node)
{
    return engine->memory.members(engine->memory.context, ret_docs, room, ret_count, &node, 1) == 0
               ? DEDUP_OK
               : DEDUP_ERR_PORT;
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
    engine_count(engine, item->feed, &engine->sketch);
    engine->counted = doc;
    return DEDUP_OK;
}
