/* For any fragment: cleaning it twice changes nothing, and nothing executable remains. */
#include "aggregator/clean/clean.h"
#include "tests/fuzz/pieces.h"

#include <strings.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* In a cleaned text only a tag starts with '<'. */
static void tags_check(const char *html)
{
    static const char *const never[] = {
        "script", "style",  "iframe", "object", "embed",    "form",     "svg",      "math", "base",
        "meta",   "applet", "link",   "frame",  "template", "noscript", "textarea", "title"};

    for (html = strchr(html, '<'); html != NULL; html = strchr(html + 1, '<')) {
        const char *name = html + 1 + (html[1] == '/');

        for (size_t i = 0; i < sizeof(never) / sizeof(never[0]); i++) {
            const size_t length = strlen(never[i]);

            MUST(strncasecmp(name, never[i], length) != 0 ||
                 (name[length] != '>' && name[length] != ' '));
        }
        MUST(strchr(html, '>') != NULL);
    }
}

static bool begins_one_of(const char *text, const char *const *starts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strncasecmp(text, starts[i], strlen(starts[i])) == 0)
            return true;
    return false;
}

/* An id must have our prefix, and data: must be a raster picture. */
static bool is_fine_where_known(const char *attribute)
{
    static const char *const starts[] = {
        "src=\"data:image/png;base64,",  "src=\"data:image/jpeg;base64,",
        "src=\"data:image/jpg;base64,",  "src=\"data:image/gif;base64,",
        "src=\"data:image/webp;base64,", "src=\"data:image/avif;base64,",
        "src=\"data:image/bmp;base64,"};

    if (strncasecmp(attribute, "id=", 3) == 0)
        return strncmp(attribute, "id=\"note-", 9) == 0;
    return strncasecmp(attribute, "src=\"data:", 10) != 0 ||
           begins_one_of(attribute, starts, sizeof(starts) / sizeof(starts[0]));
}

/* Inside tags, quotes are closed, no attribute is an event handler and no address is executable. */
static void attributes_check(const char *html)
{
    static const char *const never[] = {"on",
                                        "formaction",
                                        "href=\"javascript:",
                                        "src=\"javascript:",
                                        "href=\"vbscript:",
                                        "href=\"data:",
                                        "srcdoc",
                                        "name="};

    for (html = strchr(html, '<'); html != NULL; html = strchr(html, '<')) {
        bool quoted = false;

        for (; *html != '>' || quoted; html++) {
            MUST(*html != '\0');
            if (*html == '"')
                quoted = !quoted;
            if (!quoted && *html == ' ')
                MUST(!begins_one_of(html + 1, never, sizeof(never) / sizeof(never[0])) &&
                     is_fine_where_known(html + 1));
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1);
    const char *once, *twice;
    struct arena arena;

    MUST(text != NULL);
    arena_init(&arena, SIZE_MAX / 4);
    if (size > 0)
        memcpy(text, data, size);
    text[size] = '\0';
    once = clean_html(&arena, text, "http://example.com/a/");
    MUST(once != NULL);
    tags_check(once);
    attributes_check(once);
    twice = clean_html(&arena, once, "http://example.com/a/");
    MUST(strcmp(once, twice) == 0);
    MUST(clean_plain(&arena, text) != NULL);
    arena_release(&arena);
    free(text);
    return 0;
}
