#include "aggregator/lexicon/sino.h"

#include <bzlib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/utf8.h>

enum {
    FIRST = 0x3400,
    LAST = 0x9fff, /* the range in use: CJK ideographs and extension A */
    READINGS = 3,  /* per character */
    READING_SIZE = 12,
    CHARACTERS_MAX = 4,    /* per word */
    COMBINATIONS_MAX = 12, /* of readings; more are not informative */
};

struct sino {
    char readings[LAST - FIRST + 1][READINGS][READING_SIZE];
};

/* "U+653F TAB kVietnamese TAB chính ...": Unicode Standard Annex #38. */
static void line_read(struct sino *sino, const char *line)
{
    unsigned code;
    int at = 0;
    size_t count = 0;

    if (sscanf(line, "U+%x\tkVietnamese\t%n", &code, &at) != 1 || at == 0 || code < FIRST ||
        code > LAST)
        return;
    for (line += at; *line != '\0' && *line != '\n' && count < READINGS;) {
        size_t length = strcspn(line, " \n");

        if (length > 0 && length < READING_SIZE)
            memcpy(sino->readings[code - FIRST][count++], line, length);
        line += length;
        line += strspn(line, " ");
    }
}

static void lines_read(struct sino *sino, BZFILE *file)
{
    char buffer[4096], line[512];
    size_t length = 0;
    int got;

    while ((got = BZ2_bzread(file, buffer, sizeof(buffer))) > 0)
        for (int i = 0; i < got; i++)
            if (buffer[i] == '\n') {
                line[length] = '\0';
                line_read(sino, line);
                length = 0;
            } else if (length + 1 < sizeof(line)) {
                line[length++] = buffer[i];
            }
}

int sino_load(struct sino **ret, const struct source_context *context, struct error *err)
{
    char path[512];
    BZFILE *file;

    *ret = NULL;
    source_path(path, sizeof(path), context, "/usr/share/unicode/Unihan_Readings.txt.bz2");
    file = BZ2_bzopen(path, "rb");
    if (file == NULL)
        return 0;
    *ret = calloc(1, sizeof(**ret));
    if (*ret != NULL)
        lines_read(*ret, file);
    BZ2_bzclose(file);
    return *ret != NULL ? 0 : error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
}

void sino_free(struct sino *sino)
{
    free(sino);
}

/* The readings of each character; 0 when one has none or the word is too short or too long. */
static size_t word_readings(const char (*ret[CHARACTERS_MAX])[READING_SIZE],
                            const struct sino *sino, const char *word)
{
    int32_t at = 0, size = (int32_t)strlen(word);
    size_t count = 0;

    while (at < size) {
        UChar32 c;

        U8_NEXT(word, at, size, c);
        if (c < FIRST || c > LAST || count == CHARACTERS_MAX ||
            sino->readings[c - FIRST][0][0] == '\0')
            return 0;
        ret[count++] = sino->readings[c - FIRST];
    }
    return count >= 2 ? count : 0;
}

static size_t readings_count(const char (*readings)[READING_SIZE])
{
    size_t count = 0;

    while (count < READINGS && readings[count][0] != '\0')
        count++;
    return count;
}

/* The n-th combination, with its syllables separated by spaces. */
static void combination(char ret[CHARACTERS_MAX * READING_SIZE],
                        const char (*const readings[])[READING_SIZE], size_t count, size_t n)
{
    size_t length = 0;

    for (size_t i = 0; i < count; i++) {
        size_t choices = readings_count(readings[i]);

        if (choices == 0)
            continue;
        length += (size_t)snprintf(ret + length, CHARACTERS_MAX * READING_SIZE - length, "%s%s",
                                   i > 0 ? " " : "", readings[i][n % choices]);
        n /= choices;
    }
}

int sino_add(const struct sino *sino, struct pairs *pairs, const char *word, struct error *err)
{
    const char(*readings[CHARACTERS_MAX])[READING_SIZE];
    size_t count = sino != NULL ? word_readings(readings, sino, word) : 0, combinations = 1;
    int code = 0;

    for (size_t i = 0; i < count; i++)
        combinations *= readings_count(readings[i]);
    if (count == 0 || combinations > COMBINATIONS_MAX)
        return 0;
    for (size_t n = 0; n < combinations && code == 0; n++) {
        char text[CHARACTERS_MAX * READING_SIZE];

        combination(text, readings, count, n);
        code = pairs_add(pairs, "vi", text, strlen(text), "zh", word, strlen(word),
                         1 / (double)combinations, err);
    }
    return code;
}

/* Parses lines like "경제:經濟:"; the readings of a word are listed with the most common first. */
static int hanja_parse(struct source_context *context, const char *at, struct error *err)
{
    char last[64] = "";
    int rank = 0, code = 0;

    while (*at != '\0' && code == 0) {
        size_t line = strcspn(at, "\n"), word = strcspn(at, ":\n");
        size_t hanja = word < line ? strcspn(at + word + 1, ":\n") : 0;

        if (at[0] != '#' && word >= 6 && word < sizeof(last) && hanja > 0) {
            rank = strncmp(last, at, word) == 0 && last[word] == '\0' ? rank + 1 : 0;
            snprintf(last, sizeof(last), "%.*s", (int)word, at);
            code = pairs_add(context->pairs, "ko", at, word, "zh", at + word + 1, hanja,
                             1.0 / (1 + rank), err);
        }
        at += line + (at[line] == '\n');
    }
    return code;
}

int hanja_read(struct source_context *context, struct error *err)
{
    char path[512];
    struct error unread;
    struct str text;
    int code;

    str_init(&text, SOURCE_BYTES_MAX);
    source_path(path, sizeof(path), context, "/usr/share/libhangul/hanja/hanja.txt");
    code = source_load(&text, path, &unread);
    if (code == 0) {
        context->files++;
        code = hanja_parse(context, text.text, err);
    } else {
        code = code == ERR_MEMORY ? error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory") : 0;
    }
    str_release(&text);
    return code;
}
