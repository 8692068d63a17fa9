#include "aggregator/lexicon/lexicon.h"
#include "aggregator/lexicon/source.h"
#include "aggregator/lexicon/words.h"

enum { COMPILING_WEIGHT = 20 }; /* in the unit of a source's weight */

static size_t weight_of_all(void)
{
    size_t weight = COMPILING_WEIGHT;

    for (const struct source *s = source_table; s->name != NULL; s++)
        weight += s->weight;
    return weight;
}

/* The weight of a source that is not installed is removed from the total. */
static int sources_read(struct lexicon_report *report, struct pairs *pairs,
                        const struct lexicon_options *options, struct error *err)
{
    struct source_context context = {.options = options, .pairs = pairs};
    int code = 0;

    context.total = weight_of_all();
    for (const struct source *s = source_table; s->name != NULL && code == 0; s++) {
        size_t pairs_before = pairs_count(pairs);

        context.name = s->name;
        context.weight = s->weight;
        context.files = 0;
        source_tell(&context, 0, 1);
        code = s->read(&context, err);
        report->sources[report->source_count++] = (struct lexicon_source_report){
            s->name, s->package, context.files, pairs_count(pairs) - pairs_before};
        if (context.files > 0)
            context.before += s->weight;
        else
            context.total -= s->weight;
    }
    context.name = "compiling";
    if (code == 0)
        source_tell(&context, 0, 1);
    return code;
}

int lexicon_build(void **ret, size_t *ret_size, struct lexicon_report *report,
                  const struct lexicon_options *options, struct error *err)
{
    struct pairs *pairs;
    int code = pairs_new(&pairs, err);

    report->source_count = 0;
    if (code != 0)
        return code;
    code = sources_read(report, pairs, options, err);
    if (code == 0)
        code = pairs_compile(ret, ret_size, pairs, err);
    pairs_free(pairs);
    words_release();
    return code;
}
