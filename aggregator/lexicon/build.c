#include "aggregator/lexicon/lexicon.h"
#include "aggregator/lexicon/source.h"
#include "aggregator/lexicon/words.h"

static void progress_tell(const struct lexicon_options *options, const char *step, size_t done)
{
    size_t sources = 0;

    while (source_table[sources].name != NULL)
        sources++;
    if (options->progress != NULL)
        options->progress(step, done, sources + 1);
}

static int sources_read(struct lexicon_report *report, struct pairs *pairs,
                        const struct lexicon_options *options, struct error *err)
{
    int code = 0;

    for (const struct source *s = source_table; s->name != NULL && code == 0; s++) {
        struct source_context context = {.options = options, .pairs = pairs};
        size_t before = pairs_count(pairs);

        progress_tell(options, s->name, report->source_count);
        code = s->read(&context, err);
        report->sources[report->source_count++] = (struct lexicon_source_report){
            s->name, s->package, context.files, pairs_count(pairs) - before};
    }
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
    progress_tell(options, "compiling", report->source_count);
    if (code == 0)
        code = pairs_compile(ret, ret_size, pairs, err);
    pairs_free(pairs);
    words_release();
    return code;
}
