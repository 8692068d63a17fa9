#include "aggregator/lexicon/gloss.h"

#include <string.h>

void gloss_init(struct gloss *gloss, const char *line, size_t size)
{
    gloss->at = line;
    gloss->end = line + size;
}

/* Separators: ASCII, the Arabic comma and semicolon, the ideographic comma, and the full-width
 * comma and semicolon. */
static const char *const borders[] = {",", ";", "|", "/", "،", "؛", "、", "，", "；"};

/* Brackets around remarks. */
static const char *const brackets[][2] = {
    {"(", ")"}, {"[", "]"}, {"<", ">"}, {"{", "}"}, {"\"", "\""}, {"（", "）"},
};

static size_t prefix_length(const struct gloss *gloss, const char *prefix)
{
    size_t length = strlen(prefix);

    return (size_t)(gloss->end - gloss->at) >= length && memcmp(gloss->at, prefix, length) == 0
               ? length
               : 0;
}

static bool skip_border(struct gloss *gloss)
{
    for (size_t i = 0; i < sizeof(borders) / sizeof(borders[0]); i++) {
        size_t length = prefix_length(gloss, borders[i]);

        gloss->at += length;
        if (length > 0)
            return true;
    }
    return false;
}

/* Skips past the closing bracket; an unclosed bracket is skipped alone. */
static bool skip_brackets(struct gloss *gloss)
{
    for (size_t i = 0; i < sizeof(brackets) / sizeof(brackets[0]); i++) {
        size_t length = prefix_length(gloss, brackets[i][0]);
        struct gloss inside = {gloss->at + length, gloss->end};

        if (length == 0)
            continue;
        for (; inside.at < inside.end; inside.at++) {
            size_t closing = prefix_length(&inside, brackets[i][1]);

            if (closing > 0) {
                gloss->at = inside.at + closing;
                return true;
            }
        }
        gloss->at += length;
        return true;
    }
    return false;
}

/* Trims blanks and punctuation at both ends; false when nothing is left. */
static bool piece_trim(char *piece, size_t length)
{
    size_t start = 0;

    while (length > 0 && strchr(" \t\r.!?:", piece[length - 1]) != NULL)
        length--;
    while (start < length && strchr(" \t-~*", piece[start]) != NULL)
        start++;
    memmove(piece, piece + start, length - start);
    piece[length - start] = '\0';
    return length > start;
}

bool gloss_next(char ret[GLOSS_SIZE], struct gloss *gloss)
{
    while (gloss->at < gloss->end) {
        size_t length = 0;

        while (gloss->at < gloss->end && !skip_border(gloss)) {
            if (skip_brackets(gloss))
                continue;
            if (length < GLOSS_SIZE)
                ret[length++] = *gloss->at;
            gloss->at++;
        }
        if (length < GLOSS_SIZE && piece_trim(ret, length))
            return true;
    }
    return false;
}
