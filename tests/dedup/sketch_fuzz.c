/*
 * The stored form of a sketch, which may come from a damaged file: refused, or read within its
 * bounds, then written again and judged.
 */
#include "dedup/recognise/engine.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct bench {
    struct stream *stream;
    struct judge_side *left, *right;
    struct sketch a, b;
};

static struct bench *bench_new(void)
{
    struct bench *bench = calloc(1, sizeof(*bench));

    if (bench == NULL || stream_new(&bench->stream, NULL) != DEDUP_OK ||
        judge_side_new(&bench->left) != DEDUP_OK || judge_side_new(&bench->right) != DEDUP_OK)
        abort();
    return bench;
}

/* Writing the sketch again gives the same bytes, or shorter ones that read as the same sketch. */
static void round_trip(struct bench *bench)
{
    uint8_t form[SKETCH_BYTES_MAX], again[SKETCH_BYTES_MAX];
    size_t size = sketch_pack(form, &bench->a), again_size;

    if (size > SKETCH_BYTES_MAX || sketch_unpack(&bench->b, form, size) != DEDUP_OK)
        abort();
    again_size = sketch_pack(again, &bench->b);
    if (again_size != size || memcmp(form, again, size) != 0)
        abort();
}

static void judge(struct bench *bench)
{
    struct key keys[KEYS_MAX];
    struct judgement judgement;
    float score;

    judge_side_read(bench->left, &bench->a, bench->stream);
    judge_side_read(bench->right, &bench->b, bench->stream);
    judgement = judge_pair(bench->left, bench->right);
    score = judge_probability(judge_log_odds(&judgement.features));
    if (!(score >= 0 && score <= 1) || keys_select(keys, &bench->a, bench->stream) > KEYS_MAX)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct bench *bench;

    if (bench == NULL)
        bench = bench_new();
    if (sketch_unpack(&bench->a, data, size) != DEDUP_OK)
        return 0;
    round_trip(bench);
    judge(bench);
    return 0;
}
