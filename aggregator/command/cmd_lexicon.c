/* headwater lexicon build: compiles the installed dictionaries. */
#include "aggregator/base/clock.h"
#include "aggregator/base/file.h"
#include "aggregator/base/log.h"
#include "aggregator/command/command.h"
#include "aggregator/lexicon/lexicon.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Languages whose word counts are printed; a lexicon may have more. */
static const char *const languages[] = {
    "ar", "be", "bg", "ca", "cs", "da", "de", "el", "es", "et", "fa", "fi", "fr",
    "gl", "he", "hi", "hu", "id", "it", "ja", "ko", "lt", "lv", "mk", "nl", "no",
    "pl", "pt", "ro", "ru", "sh", "sk", "sl", "sv", "th", "tr", "uk", "vi", "zh",
};

static void print_sources(const struct lexicon_report *report)
{
    for (size_t i = 0; i < report->source_count; i++) {
        const struct lexicon_source_report *s = &report->sources[i];

        if (s->files > 0)
            printf("%-12s %4zu files %8zu pairs\n", s->name, s->files, s->pairs);
        else
            printf("%-12s not installed (%s)\n", s->name, s->package);
    }
}

static void print_languages(const struct dedup_lexicon *lexicon)
{
    for (size_t i = 0; i < sizeof(languages) / sizeof(languages[0]); i++)
        printf("%-3s %8zu words\n", languages[i], dedup_lexicon_count(lexicon, languages[i]));
}

static void progress_show(const char *step, size_t done, size_t total)
{
    static double since; /* from clock_running() */
    char left[LOG_ESTIMATE_SIZE];

    if (done == 0)
        since = clock_running();
    log_estimate(left, clock_running() - since, done, total);
    log_progress("%zu %%: %s%s", 100 * done / total, step, left);
}

static int build_and_write(const struct lexicon_options *options, const char *path, bool quiet,
                           struct error *err)
{
    struct lexicon_report report;
    struct dedup_lexicon lexicon;
    void *data;
    size_t size;
    int code = lexicon_build(&data, &size, &report, options, err);

    log_progress("%s", "");
    if (code != 0)
        return code;
    code = file_replace(NULL, path, data, size, err);
    if (code == 0 && !quiet && dedup_lexicon_open(&lexicon, data, size) == 0) {
        print_sources(&report);
        print_languages(&lexicon);
        printf("%s: %zu bytes\n", path, size);
    }
    free(data);
    return code;
}

static int run(struct command_context *context, int argc, char **argv, struct error *err)
{
    struct lexicon_options options = {.progress = progress_show};
    const char *path = "lexicon.bin";
    const struct command_option table[] = {
        {"dictd", OPTION_VALUE, "DIR", "folder of dictd's dictionaries (default: /usr/share/dictd)",
         &options.dictd_folder},
        {"o|output", OPTION_VALUE, "FILE", "the file to write (default: lexicon.bin)", &path},
        {NULL, OPTION_FLAG, NULL, NULL, NULL},
    };
    bool done;
    int code = command_parse(&done, context, table, 1, 1, argc, argv, err);

    if (done || code != 0)
        return code == 0 ? 0 : error_exit_status(err->code);
    if (strcmp(context->operands[0], "build") != 0) {
        error_set(err, ERR_USAGE, SCOPE_RUN, "unknown action \"%s\", expected \"build\"",
                  context->operands[0]);
        return error_exit_status(err->code);
    }
    code = build_and_write(&options, path, context->quiet, err);
    return code == 0 ? 0 : error_exit_status(err->code);
}

const struct command command_lexicon = {
    "lexicon",
    "build",
    "compile the installed dictionaries",
    "Compiles the dictionaries installed on this machine into one file, which is used to\n"
    "recognise translations of a story. Prints what each source contributed and how many\n"
    "words of each language the file has. Sources that are not installed are skipped.",
    run,
};
