#include "aggregator/publish/digest_letter.h"

#include "aggregator/publish/digest.h"
#include "aggregator/publish/digest_codec.h"
#include "aggregator/publish/story_address.h"

#include <string.h>

enum { TEXT_BYTES = 32 * 1024 * 1024 };

static int out_of_memory(struct error *err)
{
    return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory writing a letter");
}

/* The oldest digest so far. */
struct search {
    struct arena *arena;
    struct store_digest digest;
    bool found;
};

static int digest_note(void *context, const struct store_digest *digest, struct error *err)
{
    struct search *search = context;

    if (digest->mail != STORE_MAIL_DUE && digest->mail != STORE_MAIL_HANDED)
        return 0;
    search->digest = *digest;
    search->digest.text = arena_strdup(search->arena, digest->text);
    search->found = true;
    return search->digest.text != NULL ? 0 : out_of_memory(err);
}

/* What the texts are rendered for: the readers of the output, without a document. */
static int input_make(struct render_input *ret, struct settings *settings, bool *ret_pages,
                      struct arena *arena, const struct config *config, const struct output *output,
                      struct error *err)
{
    struct story_address address;
    const int code = story_address_find(&address, arena, config, output, err);

    if (code != 0)
        return code;
    *settings = config->settings;
    *ret = (struct render_input){.output = output, .settings = settings, .pages = address.pages};
    *ret_pages = address.folder == STORY_PAGES_ALL;
    return 0;
}

static int texts_write(struct digest_letter *letter, struct arena *arena,
                       const struct render_input *input, const struct render_story *stories,
                       size_t count, struct error *err)
{
    const char *day = digest_text_title(arena, input, letter->made);
    struct str plain, html;

    str_init(&plain, TEXT_BYTES);
    str_init(&html, TEXT_BYTES);
    letter->subject = day == NULL ? NULL
                      : input->output->title != NULL
                          ? arena_printf(arena, "%s: %s", input->output->title, day)
                          : day;
    digest_text_plain(&plain, arena, input, stories, count);
    if (letter->subject != NULL)
        digest_text_page(&html, arena, input, stories, count, letter->subject);
    letter->plain = arena_keep_str(arena, &plain);
    letter->html = arena_keep_str(arena, &html);
    return arena_status(arena) == ERR_NONE ? 0 : out_of_memory(err);
}

static int letter_write(struct digest_letter *letter, struct arena *arena, const char *text,
                        const struct config *config, const struct output *output, struct error *err)
{
    struct error local = {.code = ERR_NONE};
    struct render_input input;
    struct settings settings;
    struct render_story *stories;
    size_t count = 0;
    bool pages = false;
    int code = digest_decode(&stories, &count, arena, text, &local);

    if (code == ERR_SYNTAX)
        return 0; /* damaged: a letter without texts */
    if (code == 0)
        code = input_make(&input, &settings, &pages, arena, config, output, &local);
    for (size_t i = 0; i < count && code == 0; i++)
        stories[i].has_page = pages;
    if (code == 0)
        code = texts_write(letter, arena, &input, stories, count, &local);
    if (code != 0 && err != NULL)
        *err = local;
    return code;
}

int digest_letter_next(struct digest_letter *ret, struct arena *arena, struct store *store,
                       const struct config *config, const struct output *output, struct error *err)
{
    struct search search = {.arena = arena};
    struct digest_letter letter = {.list = digest_list(output)};
    uint64_t feed_number;
    int code = store_digests(store, letter.list, 0, digest_note, &search, err);

    if (code == 0 && !search.found)
        return error_set(err, ERR_ABSENT, SCOPE_RUN, "there is no letter to send");
    if (code == 0)
        code = store_feed_number(&feed_number, store, err);
    if (code != 0)
        return code;
    letter.slot = search.digest.slot;
    letter.made = search.digest.made;
    letter.mail = search.digest.mail;
    letter.id = digest_number(feed_number, letter.list, letter.slot);
    code = letter_write(&letter, arena, search.digest.text, config, output, err);
    if (code == 0)
        *ret = letter;
    return code;
}
