#include "aggregator/command/learnt_words.h"

#include "aggregator/command/command_columns.h"
#include "aggregator/command/command_config.h"
#include "aggregator/match/match.h"
#include "aggregator/run/session.h"

#include <stdio.h>
#include <string.h>

enum {
    ARENA_BYTES = 64 << 20,
    FOUND_MAX = 16,          /* languages in which a word was learnt */
    STORIES_SEARCHED = 3000, /* for other words with the same meaning */
    LABELS_MAX = 6,
    LABEL_SIZE = 128,
    STOP = -1,
};

const char *const learnt_words_languages[] = {
    "ar", "be", "bg", "ca", "cs", "da", "de", "el", "es", "et", "fa", "fi", "fr", "gl",
    "he", "hi", "hu", "id", "it", "ja", "ko", "lt", "lv", "mk", "nl", "no", "pl", "pt",
    "ro", "ru", "sh", "sk", "sl", "sv", "th", "tr", "uk", "vi", "zh", NULL,
};

/* A word as it was learnt in one language, and words of stored items with the same meaning. */
struct found {
    struct dedup_word word;
    size_t label_count;
    char labels[LABELS_MAX][LABEL_SIZE]; /* "government (en)" */
};

struct search {
    struct dedup *engine;
    const char *wanted; /* the language that is asked for */
    struct found found[FOUND_MAX];
    size_t count;
};

struct opened {
    struct config config;
    struct session session;
    struct arena arena;
};

static int opened_open(struct opened *ret, struct command_context *context, const char *lexicon,
                       bool readonly, struct error *err)
{
    int code;

    *ret = (struct opened){0};
    arena_init(&ret->arena, ARENA_BYTES);
    code = command_config(&ret->config, context, err);
    ret->config.settings.learn = true; /* the command is about what was learnt */
    if (code == 0)
        code = (readonly ? session_open_readonly : session_open)(
            &ret->session, context->state_address, &ret->config.settings, lexicon, err);
    return code == 0 ? session_open_engine(&ret->session, err) : code;
}

static void opened_close(struct opened *opened)
{
    session_close(&opened->session);
    config_release(&opened->config);
    arena_release(&opened->arena);
}

static int engine_failed(int code, struct error *err)
{
    return error_set(err, code == DEDUP_ERR_MEMORY ? ERR_MEMORY : ERR_STORE, SCOPE_RUN,
                     "learnt words: %s", dedup_error_text(code));
}

static void count_print(const struct dedup *engine)
{
    size_t learnt, words = dedup_learnt_words(engine, &learnt);

    printf("%zu %s learnt; lessons are kept of %zu\n", learnt, learnt == 1 ? "word" : "words",
           words);
}

/* Ends the transaction of a change. */
static int change_keep(struct opened *opened, int dedup_code, struct error *err)
{
    int code = dedup_code == DEDUP_OK ? 0 : engine_failed(dedup_code, err);

    if (code == 0)
        code = store_commit(opened->session.store, err);
    else
        store_rollback(opened->session.store);
    return code;
}

int learnt_words_learn(struct command_context *context, const struct learnt_words_options *options,
                       struct error *err)
{
    struct opened opened;
    int code = opened_open(&opened, context, options->lexicon, false, err);

    if (code == 0)
        code = store_begin(opened.session.store, err);
    if (code == 0)
        code = change_keep(&opened, dedup_learn(opened.session.engine), err);
    if (code == 0)
        count_print(opened.session.engine);
    opened_close(&opened);
    return code;
}

static int words_forget(struct opened *opened, const struct learnt_words_options *options,
                        const char *word, size_t *ret_count, struct error *err)
{
    bool known = true;
    int code = DEDUP_OK;

    *ret_count = 0;
    if (options->all)
        return change_keep(opened, dedup_forget(&known, opened->session.engine, NULL, NULL), err);
    for (size_t i = 0; learnt_words_languages[i] != NULL && code == DEDUP_OK; i++) {
        const char *language =
            options->language != NULL ? options->language : learnt_words_languages[i];

        code = dedup_forget(&known, opened->session.engine, language, word);
        *ret_count += known;
        if (options->language != NULL)
            break;
    }
    return change_keep(opened, code, err);
}

int learnt_words_forget(struct command_context *context, const struct learnt_words_options *options,
                        struct error *err)
{
    const char *word = context->operand_count > 1 ? context->operands[1] : NULL;
    struct opened opened;
    size_t count;
    int code;

    if ((word == NULL) != options->all)
        return error_set(err, ERR_USAGE, SCOPE_RUN, "forget needs a word, or --all");
    code = opened_open(&opened, context, options->lexicon, false, err);
    if (code == 0)
        code = store_begin(opened.session.store, err);
    if (code == 0)
        code = words_forget(&opened, options, word, &count, err);
    if (code == 0 && !options->all && count == 0)
        code = error_set(err, ERR_ABSENT, SCOPE_RUN, "nothing was learnt of \"%s\"%s%s", word,
                         options->language != NULL ? " in " : "",
                         options->language != NULL ? options->language : "");
    if (code == 0)
        count_print(opened.session.engine);
    opened_close(&opened);
    return code;
}

/* What was learnt of a word. */

static int found_add(void *context, const struct dedup_word *word)
{
    struct search *search = context;

    if (word->learnt_stories > 0 && strcmp(word->lang, search->wanted) == 0 &&
        search->count < FOUND_MAX)
        search->found[search->count++] = (struct found){.word = *word};
    return 0;
}

static int word_find(struct search *search, const char *word, const char *language)
{
    struct dedup_item item = {.key = 1, .lang = language, .title = word};

    search->wanted = language;
    return dedup_words(search->engine, &item, found_add, search);
}

/* Whether the word was learnt to mean what the other does by itself. */
static bool means(const struct dedup_word *word, const struct dedup_word *other)
{
    for (size_t i = 0; i < word->meaning_count; i++)
        for (size_t k = 0; k < other->meaning_count; k++)
            if (word->learnt[i] && !other->learnt[k] && word->meanings[i] == other->meanings[k])
                return true;
    return false;
}

static bool is_labelled(const struct found *found, const char *label)
{
    for (size_t i = 0; i < found->label_count; i++)
        if (strcmp(found->labels[i], label) == 0)
            return true;
    return false;
}

static int label_add(void *context, const struct dedup_word *word)
{
    struct search *search = context;

    for (size_t i = 0; i < search->count; i++) {
        struct found *found = &search->found[i];
        char label[LABEL_SIZE];

        if (strcmp(word->lang, found->word.lang) == 0 || found->label_count == LABELS_MAX ||
            !means(&found->word, word))
            continue;
        snprintf(label, sizeof(label), "%s (%s)", word->text, word->lang);
        if (!is_labelled(found, label))
            memcpy(found->labels[found->label_count++], label, sizeof(label));
    }
    return 0;
}

/* Looks for other words with the meanings that were found. */
static int story_search(void *context, const struct story *story, struct error *err)
{
    struct search *search = context;
    bool full = true;

    for (size_t i = 0; i < story->telling_count; i++) {
        const struct telling *telling = &story->tellings[i];
        struct match_request request = {.item = &telling->item,
                                        .key = telling->key,
                                        .feed_url = telling->feed_url,
                                        .feed_language = telling->language};
        int code = match_words(search->engine, &request, label_add, search);

        if (code != DEDUP_OK)
            return engine_failed(code, err);
    }
    for (size_t i = 0; i < search->count; i++)
        full &= search->found[i].label_count == LABELS_MAX;
    return full ? STOP : 0;
}

static void found_print(struct arena *arena, const struct found *found)
{
    printf("%s (%s): learnt from %d stories of %d feeds", found->word.text, found->word.lang,
           found->word.learnt_stories, found->word.learnt_feeds);
    for (size_t i = 0; i < found->label_count; i++) {
        const char *label = columns_printable(arena, found->labels[i]);

        printf("%s%s", i == 0 ? "; means what these words do: " : ", ",
               label != NULL ? label : "?");
    }
    printf("\n");
}

static int word_show(struct opened *opened, const char *word, const char *language,
                     struct error *err)
{
    struct search *search = arena_alloc(&opened->arena, sizeof(*search));
    int code = DEDUP_OK;

    if (search == NULL)
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
    memset(search, 0, sizeof(*search));
    search->engine = opened->session.engine;
    if (language != NULL)
        code = word_find(search, word, language);
    for (size_t i = 0; language == NULL && learnt_words_languages[i] != NULL && code == 0; i++)
        code = word_find(search, word, learnt_words_languages[i]);
    if (code != DEDUP_OK)
        return engine_failed(code, err);
    if (search->count == 0)
        return error_set(err, ERR_ABSENT, SCOPE_RUN, "no meaning was learnt of \"%s\"", word);
    code = store_stories(opened->session.store, STORIES_SEARCHED, story_search, search, err);
    for (size_t i = 0; i < search->count; i++)
        found_print(&opened->arena, &search->found[i]);
    return code == STOP ? 0 : code;
}

int learnt_words_show(struct command_context *context, const struct learnt_words_options *options,
                      struct error *err)
{
    struct opened opened;
    int code = opened_open(&opened, context, options->lexicon, true, err);

    if (code == 0 && context->operand_count > 1)
        code = word_show(&opened, context->operands[1], options->language, err);
    else if (code == 0)
        count_print(opened.session.engine);
    opened_close(&opened);
    return code;
}
