/* headwater lexicon: compiles the installed dictionaries, and manages the words that were learnt.
 */
#include "aggregator/base/clock.h"
#include "aggregator/base/file.h"
#include "aggregator/base/log.h"
#include "aggregator/command/learnt_words.h"
#include "aggregator/lexicon/lexicon.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
    for (size_t i = 0; learnt_words_languages[i] != NULL; i++)
        printf("%-3s %8zu words\n", learnt_words_languages[i],
               dedup_lexicon_count(lexicon, learnt_words_languages[i]));
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

struct lexicon_command_options {
    struct lexicon_options build;
    const char *path;
    struct learnt_words_options learnt;
};

static int build(struct command_context *context, const struct lexicon_command_options *options,
                 struct error *err)
{
    return build_and_write(&options->build, options->path, context->quiet, err);
}

static int learn(struct command_context *context, const struct lexicon_command_options *options,
                 struct error *err)
{
    return learnt_words_learn(context, &options->learnt, err);
}

static int show(struct command_context *context, const struct lexicon_command_options *options,
                struct error *err)
{
    return learnt_words_show(context, &options->learnt, err);
}

static int forget(struct command_context *context, const struct lexicon_command_options *options,
                  struct error *err)
{
    return learnt_words_forget(context, &options->learnt, err);
}

static const struct action {
    const char *name;
    size_t operands; /* at most, with its own name */
    int (*run)(struct command_context *context, const struct lexicon_command_options *options,
               struct error *err);
} actions[] = {
    {"build", 1, build},
    {"forget", 2, forget},
    {"learn", 1, learn},
    {"show", 2, show},
};

static int action_run(struct command_context *context,
                      const struct lexicon_command_options *options, struct error *err)
{
    const char *name = context->operands[0];

    for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++) {
        if (strcmp(actions[i].name, name) != 0)
            continue;
        if (context->operand_count > actions[i].operands)
            return error_set(err, ERR_USAGE, SCOPE_RUN, "unexpected argument \"%s\"",
                             context->operands[actions[i].operands]);
        return actions[i].run(context, options, err);
    }
    return error_set(err, ERR_USAGE, SCOPE_RUN,
                     "unknown action \"%s\", expected build, forget, learn or show", name);
}

static int run(struct command_context *context, int argc, char **argv, struct error *err)
{
    struct lexicon_command_options options = {.build = {.progress = progress_show},
                                              .path = "lexicon.bin"};
    const struct command_option table[] = {
        {"all", OPTION_FLAG, NULL, "forget: all words", &options.learnt.all},
        {"dictd", OPTION_VALUE, "DIR",
         "build: folder of dictd's dictionaries (default: /usr/share/dictd)",
         &options.build.dictd_folder},
        {"language", OPTION_VALUE, "TAG", "show, forget: the language of the word (default: any)",
         &options.learnt.language},
        {"lexicon", OPTION_VALUE, "FILE",
         "learn, show, forget: the compiled lexicon (default: the installed one)",
         &options.learnt.lexicon},
        {"o|output", OPTION_VALUE, "FILE", "build: the file to write (default: lexicon.bin)",
         &options.path},
        {NULL, OPTION_FLAG, NULL, NULL, NULL},
    };
    bool done;
    int code = command_parse(&done, context, table, 1, 2, argc, argv, err);

    if (code == 0 && !done)
        code = action_run(context, &options, err);
    return code == 0 ? 0 : error_exit_status(err->code);
}

const struct command command_lexicon = {
    "lexicon",
    "build|learn|show|forget [WORD]",
    "compile dictionaries, show what was learnt",
    "build compiles the dictionaries installed on this machine into one file, which is used to\n"
    "recognise translations of a story. It prints what each source contributed and how many\n"
    "words of each language the file has. Sources that are not installed are skipped.\n"
    "Words that no dictionary has are learnt from translations that were recognised without\n"
    "them, unless settings.learn is false. show prints how many were learnt, or what WORD was\n"
    "learnt to mean. forget removes WORD, or with --all every word. learn forgets all and\n"
    "learns again from the stored items.",
    run,
};
