#include "aggregator/render/html_excerpt.h"

#include "aggregator/render/markup.h"

#include <string.h>

static size_t smaller(size_t one, size_t other)
{
    return one < other ? one : other;
}

struct excerpt_share excerpt_divide(const size_t *lengths, size_t count)
{
    struct excerpt_share share = {EXCERPTS_BYTES, EXCERPT_BYTES};
    size_t used = EXCERPTS_BYTES + 1;

    while (used > EXCERPTS_BYTES && share.each > EXCERPT_LEAST_BYTES) {
        used = 0;
        for (size_t i = 0; i < count; i++)
            used += smaller(lengths[i], share.each);
        share.each -= used > EXCERPTS_BYTES;
    }
    return share;
}

/* Characters of the text that take about this many bytes, as markup_excerpt() counts them: without
 * blanks. */
static size_t characters_of(const char *text, size_t bytes)
{
    size_t characters = 0;

    for (size_t i = 0; i < bytes && text[i] != '\0'; i++)
        characters += text[i] != ' ' && ((unsigned char)text[i] & 0xC0) != 0x80;
    return characters;
}

const char *excerpt_take(struct excerpt_share *share, struct arena *arena, const char *text)
{
    const size_t length = smaller(strlen(text), share->each);

    if (length > share->left)
        share->left = 0; /* all that follow are bare, even if they are short */
    if (share->left == 0)
        return NULL;
    share->left -= length;
    return strlen(text) <= share->each
               ? text
               : markup_excerpt(arena, text, characters_of(text, share->each));
}
