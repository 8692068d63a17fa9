#include "dedup/recognise/judged.h"

bool judged_is_certain(const struct judged *judged)
{
    return judged->channel >= DEDUP_BY_ID && judged->channel <= DEDUP_BY_MARKER;
}

void judged_evidence(struct dedup_evidence *ret, const struct judged *judged)
{
    *ret = (struct dedup_evidence){
        .channel = judged->channel != DEDUP_BY_NOTHING ? judged->channel : DEDUP_BY_NEUTRAL,
        .with = judged->key,
        .score = judged_is_certain(judged) ? judged->likely : judged->score,
        .containment = judged->features.containment,
        .t = judged->features.t,
        .p = judged->features.p,
        .matched = (int)judged->features.matched};
}
