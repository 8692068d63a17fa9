/*
 * Which lines tell one story? Reads items from standard input, one a line, the language, the title
 * and the text parted by tabs, and prints for each the number of its story.
 *
 *   cc stories.c $(pkg-config --cflags --libs headwater-dedup) -o stories
 */
#include <dedup.h>

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { LINE_SIZE = 64 * 1024 };

/* Splits a line at its first two tabs; false when it has fewer. */
static bool line_split(struct dedup_item *item, char *line)
{
    char *title = strchr(line, '\t'), *text = title != NULL ? strchr(title + 1, '\t') : NULL;

    if (text == NULL)
        return false;
    *title = *text = '\0';
    item->lang = line[0] != '\0' ? line : NULL;
    item->title = title + 1;
    item->text = text + 1;
    return true;
}

int main(void)
{
    static char line[LINE_SIZE];
    struct dedup_options options = {.window_seconds = 0};
    struct dedup_item item = {.feed = 1};
    struct dedup *engine = NULL;
    int code = dedup_ram_new(&options.memory, options.window_seconds);

    if (code == DEDUP_OK)
        code = dedup_open(&engine, &options);
    while (code == DEDUP_OK && fgets(line, sizeof(line), stdin) != NULL) {
        struct dedup_verdict verdict;

        line[strcspn(line, "\n")] = '\0';
        if (!line_split(&item, line))
            continue;
        item.key++;
        item.feed++; /* each line comes from a feed of its own */
        code = dedup_place(&verdict, engine, &item);
        if (code == DEDUP_OK)
            printf("%" PRIu64 "\t%s\t%s\n", verdict.node,
                   dedup_channel_name(verdict.evidence.channel), item.title);
    }
    if (code != DEDUP_OK)
        fprintf(stderr, "stories: %s\n", dedup_error_text(code));
    dedup_close(engine);
    dedup_ram_free(&options.memory);
    return code != DEDUP_OK;
}
