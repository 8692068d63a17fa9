/*
 * The learnt words of a state: the actions learn, show and forget of headwater lexicon.
 */
#ifndef HEADWATER_COMMAND_LEARNT_WORDS_H
#define HEADWATER_COMMAND_LEARNT_WORDS_H

#include "aggregator/command/command.h"

struct learnt_words_options {
    const char *lexicon;  /* path of the compiled lexicon, or NULL */
    const char *language; /* of the word; NULL: any */
    bool all;             /* forget: every word */
};

/* Each prints its result. The word is context->operands[1], if there is one. */
int learnt_words_learn(struct command_context *context, const struct learnt_words_options *options,
                       struct error *err);
int learnt_words_show(struct command_context *context, const struct learnt_words_options *options,
                      struct error *err);
int learnt_words_forget(struct command_context *context, const struct learnt_words_options *options,
                        struct error *err);

/* The languages in which a word is looked up when none is named; NULL-terminated. */
extern const char *const learnt_words_languages[];

#endif
