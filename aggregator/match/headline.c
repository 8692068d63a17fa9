#include "aggregator/match/headline.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

enum { HEADLINE_MIN = 12, NAME_MIN = 2 }; /* bytes */

/* Between a headline and an outlet, and between the parts of a feed's title. */
static const char *const separators[] = {" | ", " - ", " – ", " — ", " :: ", " · ",
                                         " • ", " » ", " / ", "｜",  " ― "};

/* Labels before or behind a headline, with the mark that sets them off; without regard to case as
 * far as they are ASCII. */
static const char *const labels[] = {
    "live:",          "live |",       "live -",      "live –",      "live updates:", "liveblog:",
    "watch:",         "watch |",      "watch live:", "video:",      "video |",       "video.",
    "(video)",        "[video]",      "(videos)",    "(photos)",    "[photos]",      "(photo)",
    "photos:",        "in pictures:", "(pics)",      "podcast:",    "listen:",       "breaking:",
    "breaking news:", "just in:",     "exclusive:",  "exclusive |", "analysis:",     "analysis |",
    "opinion:",       "opinion |",    "explainer:",  "factbox:",    "editorial:",    "update:",
    "(update)",       "[update]",     "eilmeldung:", "liveticker:", "ticker:",       "exklusiv:",
    "analyse:",       "kommentar:",   "interview:",  "en direct:",  "direct:",       "en direct -",
    "vidéo:",         "vidéo.",       "en images:",  "exclusif:",   "décryptage:",   "última hora:",
    "en vivo:",       "en directo:",  "directo:",    "vídeo:",      "vídeo |",       "exclusiva:",
    "análisis:",      "opinión:",     "opinión |",   "ao vivo:",    "urgente:",      "análise:",
    "diretta:",       "in diretta:",  "video -",     "esclusiva:",  "l'analisi:",    "wideo:",
    "(wideo)",        "pilne:",       "na żywo:",    "видео:",      "(видео)",       "[видео]",
    "срочно:",        "онлайн:",      "(фото)",      "відео:",      "(відео)",       "терміново:",
    "عاجل:",          "عاجل |",       "عاجل..",      "فيديو |",     "فيديو:",        "بالفيديو..",
    "【速報】",       "（動画）",     "[속보]",      "[단독]",      "【视频】",      "【快讯】",
    "son dakika:",    "canlı:",       "live video:", "dossier:",    "reportage:",    "update 1-",
};

static bool begins(const char *text, size_t size, const char *with, size_t length)
{
    return size >= length && strncasecmp(text, with, length) == 0;
}

static bool ends(const char *text, size_t size, const char *with, size_t length)
{
    return size >= length && strncasecmp(text + size - length, with, length) == 0;
}

static void spaces_trim(const char **text, size_t *size)
{
    while (*size > 0 && **text == ' ') {
        (*text)++;
        (*size)--;
    }
    while (*size > 0 && (*text)[*size - 1] == ' ')
        (*size)--;
}

/* Removes one label at either end; whether there was one that leaves a headline. */
static bool label_trim(const char **text, size_t *size)
{
    for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++) {
        size_t length = strlen(labels[i]);
        bool first = begins(*text, *size, labels[i], length);
        bool last = strchr("([", labels[i][0]) != NULL && ends(*text, *size, labels[i], length);

        if ((!first && !last) || *size - length < HEADLINE_MIN)
            continue;
        *text += first ? length : 0;
        *size -= length;
        spaces_trim(text, size);
        return true;
    }
    return false;
}

/* The first separator in text, or size. */
static size_t separator_first(const char *text, size_t size, size_t *ret_length)
{
    size_t first = size;

    for (size_t i = 0; i < sizeof(separators) / sizeof(separators[0]); i++) {
        size_t length = strlen(separators[i]);

        for (size_t at = 0; at + length <= first; at++)
            if (memcmp(text + at, separators[i], length) == 0) {
                first = at;
                *ret_length = length;
                break;
            }
    }
    return first;
}

/* The last one: its start, or size when there is none; what follows it begins at *ret_after. */
static size_t separator_last(const char *text, size_t size, size_t *ret_after)
{
    size_t last = size, from = 0, length = 0;

    while (from < size) {
        size_t at = from + separator_first(text + from, size - from, &length);

        if (at == size)
            break;
        last = at;
        *ret_after = from = at + length;
    }
    return last;
}

static bool is_same(const char *a, size_t size, const char *b, size_t length)
{
    return size == length && strncasecmp(a, b, length) == 0;
}

/* Whether a text is the name of an outlet, or one part of it. */
static bool is_name(const char *text, size_t size, const char *name)
{
    size_t left = name != NULL ? strlen(name) : 0, length = 0;

    if (size < NAME_MIN || left == 0)
        return false;
    if (is_same(text, size, name, left))
        return true;
    while (left > 0) {
        size_t part = separator_first(name, left, &length);
        size_t colon = 0;

        while (colon < part && name[colon] != ':')
            colon++;
        if (is_same(text, size, name, part) || is_same(text, size, name, colon))
            return true;
        if (part == left)
            break;
        name += part + length;
        left -= part + length;
    }
    return false;
}

static bool name_trim(const char *text, size_t *size, const struct headline_names *names)
{
    size_t after = 0, at = separator_last(text, *size, &after);

    if (at == *size || at < HEADLINE_MIN ||
        (!is_name(text + after, *size - after, names->feed) &&
         !is_name(text + after, *size - after, names->source)))
        return false;
    *size = at;
    return true;
}

const char *headline_find(size_t *ret_size, const char *title, const struct headline_names *names)
{
    const char *text = title;
    size_t size = title != NULL ? strlen(title) : 0;

    spaces_trim(&text, &size);
    while (size > HEADLINE_MIN && (name_trim(text, &size, names) || label_trim(&text, &size)))
        continue;
    *ret_size = size;
    return text;
}
