#include "aggregator/command/item_name.h"

#include "aggregator/render/render.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Reads the number in the atom:id of an entry of the merged feed; see render_id_format(). */
static bool entry_id_read(uint64_t *ret, const char *text)
{
    char digits[RENDER_ID_SIZE], id[RENDER_ID_SIZE];
    size_t length = strlen(text);

    if (length != RENDER_ID_SIZE - 1)
        return false;
    snprintf(digits, sizeof(digits), "%.2s%.3s%.3s%.12s", text + 20, text + 24, text + 29,
             text + 33);
    *ret = strtoull(digits, NULL, 10);
    render_id_format(id, RENDER_ID_STORY, *ret);
    return strcmp(id, text) == 0;
}

/* Reads digits up to the end of the text or one of these characters, and moves past them. */
static bool digits_read(uint64_t *ret, const char **text, const char *ends)
{
    const size_t length = strspn(*text, "0123456789");

    if (length == 0 || length > 20 || strchr(ends, (*text)[length]) == NULL)
        return false;
    errno = 0;
    *ret = strtoull(*text, NULL, 10);
    *text += length;
    return errno == 0 && *ret != 0;
}

/* "2988751" and "2988751/2"; number is 0 without one. */
static bool numbers_read(uint64_t *ret_node, uint64_t *ret_number, const char *text)
{
    *ret_number = 0;
    if (!digits_read(ret_node, &text, "/"))
        return false;
    return *text == '\0' || (text++, digits_read(ret_number, &text, ""));
}

/* Takes a telling of a story; number 0 takes the story as a whole. */
static int story_take(struct named_item *ret, const struct story *story, uint64_t number,
                      struct error *err)
{
    if (number > story->telling_count) {
        error_set(err, ERR_ABSENT, SCOPE_ITEM, "story %" PRIu64 " has %zu telling%s, not %" PRIu64,
                  story->node, story->telling_count, story->telling_count == 1 ? "" : "s", number);
        return ERR_ABSENT;
    }
    *ret = (struct named_item){.node = story->node,
                               .telling_count = story->telling_count,
                               .telling = story->tellings[number > 0 ? number - 1 : 0],
                               .whole = number == 0};
    return 0;
}

static int item_take(struct named_item *ret, struct store *store, struct arena *arena,
                     const char *word, struct error *err)
{
    struct named_item item = {.whole = false};
    struct story story;
    int code = store_telling_load(&item.telling, &item.node, store, arena, word, err);

    if (code == 0)
        code = store_story_load(&story, store, arena, item.node, err);
    if (code != 0)
        return code;
    item.telling_count = story.telling_count;
    *ret = item;
    return 0;
}

int item_name_find(struct named_item *ret, struct store *store, struct arena *arena,
                   const char *word, struct error *err)
{
    struct error unused = {.code = ERR_NONE};
    struct story story;
    uint64_t node = 0, number = 0;
    int code = ERR_ABSENT;

    if (numbers_read(&node, &number, word) || entry_id_read(&node, word))
        code = store_story_load(&story, store, arena, node, &unused);
    if (code == 0)
        return story_take(ret, &story, number, err);
    if (code != ERR_ABSENT) {
        *err = unused;
        return code;
    }
    code = item_take(ret, store, arena, word, err);
    if (code == ERR_ABSENT)
        error_set(err, ERR_ABSENT, SCOPE_ITEM,
                  "there is no story or item \"%s\" (headwater stories lists them)", word);
    return code;
}

int item_name_find_one(struct named_item *ret, struct store *store, struct arena *arena,
                       const char *word, struct error *err)
{
    struct named_item item;
    int code = item_name_find(&item, store, arena, word, err);

    if (code != 0)
        return code;
    if (item.whole && item.telling_count > 1)
        return error_set(err, ERR_USAGE, SCOPE_RUN,
                         "story %" PRIu64 " has %zu tellings; name one of them, such as %" PRIu64
                         "/2 (headwater story %" PRIu64 " numbers them)",
                         item.node, item.telling_count, item.node, item.node);
    *ret = item;
    return 0;
}
