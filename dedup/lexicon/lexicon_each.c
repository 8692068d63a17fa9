#include "dedup/lexicon/lexicon_format.h"
#include "dedup_lexicon.h"

#include <math.h>

void dedup_lexicon_each_commonness(const struct dedup_lexicon *lexicon,
                                   void (*each)(void *context, uint32_t concept_key, double share),
                                   void *context)
{
    struct lexicon_layout layout = {lexicon_get32(lexicon->data + 8),
                                    lexicon_get32(lexicon->data + 12),
                                    lexicon_get32(lexicon->data + 16),
                                    lexicon_get32(lexicon->data + 20),
                                    0,
                                    0,
                                    0,
                                    0,
                                    0,
                                    0,
                                    0};

    lexicon_layout_places(&layout);
    for (uint32_t i = 0; i < layout.concepts; i++) {
        int steps = lexicon_get16(lexicon->data + layout.common_at + 2 * (size_t)i);

        if (steps > 0)
            each(context, lexicon_get32(lexicon->data + layout.concept_at + 4 * (size_t)i),
                 exp2(-(double)(steps - 1) / LEXICON_STEPS_AN_OCTAVE));
    }
}
