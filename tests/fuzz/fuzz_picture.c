/* For any text and any thumbnail: the picture of an item has an address that can be written into a
 * page, on the web and not in the local network, and a description on one line. */
#include "aggregator/render/entry_picture.h"
#include "tests/fuzz/pieces.h"

#include <string.h>

enum { ARENA_BYTES = 16 << 20, URL_BYTES = 2048 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void picture_check(const struct entry_picture *picture)
{
    static const char *const local[] = {"127.0.0.1",  "127.0.0.1.", "127.1",     "localhost",
                                        "localhost.", "0",          "2130706433"};
    const char *host;

    if (picture->url == NULL)
        return;
    MUST(strncmp(picture->url, "http://", 7) == 0 || strncmp(picture->url, "https://", 8) == 0);
    MUST(strlen(picture->url) <= URL_BYTES);
    MUST(strpbrk(picture->url, " \"<>\\\r\n\t") == NULL);
    host = strstr(picture->url, "://") + 3;
    MUST(host[0] != '[' && memchr(host, '@', strcspn(host, "/?#")) == NULL);
    for (size_t i = 0; i < sizeof(local) / sizeof(local[0]); i++)
        MUST(strncmp(host, local[i], strlen(local[i])) != 0 ||
             strchr(":/?#", host[strlen(local[i])]) == NULL);
    MUST(picture->alt == NULL || strpbrk(picture->alt, "\r\n\t") == NULL);
    MUST((picture->width > 0) == (picture->height > 0));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1);
    struct telling telling = {.feed_url = "https://feed.example/"};
    struct entry_picture picture;
    struct arena arena;

    MUST(text != NULL);
    memcpy(text, data, size);
    text[size] = '\0';
    arena_init(&arena, ARENA_BYTES);
    telling.item.content = (struct text_construct){.value = text, .kind = TEXT_HTML};
    picture = entry_picture_find(&arena, &telling);
    picture_check(&picture);
    telling.item.thumbnail = text;
    telling.item.thumbnail_alt = text;
    telling.item.thumbnail_width = (int)size;
    picture = entry_picture_find(&arena, &telling);
    picture_check(&picture);
    arena_release(&arena);
    free(text);
    return 0;
}
