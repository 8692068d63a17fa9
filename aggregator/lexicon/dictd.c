/*
 * Dictionaries in the dictd(8) format: an index of headwords with the offsets of their entries in a
 * text that is compressed in chunks (dictzip, readable as gzip).
 */
#include "aggregator/lexicon/gloss.h"
#include "aggregator/lexicon/source.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A dictionary being read. */
struct dictionary {
    struct pairs *pairs;
    const char *from, *to; /* languages */
    struct str index, text;
};

/* An entry: its headword and its lines. */
struct dictd_entry {
    const char *word, *body;
    size_t word_size, body_size;
};

typedef int entry_fn(const struct dictionary *dictionary, const struct dictd_entry *entry,
                     struct error *err);

/* Numbers in the index are base 64 with the digits of RFC 2045, most significant first. */
static size_t number_parse(const char *text, size_t size)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t value = 0;

    for (size_t i = 0; i < size && i < 9; i++) {
        const char *digit = memchr(digits, text[i], 64);

        value = value << 6 | (digit != NULL ? (size_t)(digit - digits) : 0);
    }
    return value;
}

/* Parses an index line: headword TAB offset TAB size. False when it is not an entry. */
static bool index_line(struct dictd_entry *ret, const struct dictionary *dictionary,
                       const char *line, size_t size)
{
    const char *first = memchr(line, '\t', size);
    const char *second =
        first != NULL ? memchr(first + 1, '\t', size - (size_t)(first + 1 - line)) : NULL;
    size_t place, length;

    if (second == NULL || first == line || (size >= 10 && memcmp(line, "00database", 10) == 0) ||
        (size >= 11 && memcmp(line, "00-database", 11) == 0))
        return false;
    place = number_parse(first + 1, (size_t)(second - first - 1));
    length = number_parse(second + 1, strcspn(second + 1, "\t\n"));
    if (place > dictionary->text.length || length > dictionary->text.length - place)
        return false;
    *ret =
        (struct dictd_entry){line, dictionary->text.text + place, (size_t)(first - line), length};
    return true;
}

static int index_walk(const struct dictionary *dictionary, entry_fn *each, struct error *err)
{
    const char *at = dictionary->index.text, *end = at + dictionary->index.length;
    struct dictd_entry entry;
    int code = 0;

    while (at < end && code == 0) {
        size_t size = strcspn(at, "\n");

        if (index_line(&entry, dictionary, at, size))
            code = each(dictionary, &entry, err);
        at += size + 1;
    }
    return code;
}

/* The next line of an entry; false at the end. */
static bool line_next(const char **ret, size_t *ret_size, struct dictd_entry *rest)
{
    const char *end;

    if (rest->body_size == 0)
        return false;
    end = memchr(rest->body, '\n', rest->body_size);
    *ret = rest->body;
    *ret_size = end != NULL ? (size_t)(end - rest->body) : rest->body_size;
    rest->body += *ret_size + (end != NULL);
    rest->body_size -= *ret_size + (end != NULL);
    return true;
}

/* The size of a sense number, "12. ", or 0. */
static size_t sense_number(const char *line, size_t size)
{
    size_t digits = 0;

    while (digits < size && line[digits] >= '0' && line[digits] <= '9')
        digits++;
    return digits > 0 && digits + 1 < size && line[digits] == '.' ? digits + 1 : 0;
}

/* Adds the translations of a line; *count is their number in the entry so far: later ones weigh
 * less. */
static int line_add(size_t *count, const struct dictionary *dictionary,
                    const struct dictd_entry *entry, const char *line, size_t size,
                    struct error *err)
{
    char piece[GLOSS_SIZE];
    struct gloss gloss;
    int code = 0;

    gloss_init(&gloss, line, size);
    while (code == 0 && gloss_next(piece, &gloss)) {
        code = pairs_add(dictionary->pairs, dictionary->from, entry->word, entry->word_size,
                         dictionary->to, piece, strlen(piece), 1 / (1 + 0.2 * (double)*count), err);
        ++*count;
    }
    return code;
}

/*
 * FreeDict's layout: a line with the headword and its pronunciation, then the senses. The first
 * line of a sense has its translations; if there are several senses, each starts with its number.
 * Other lines (definitions, examples, "Synonyms:", "see:") are skipped.
 */
static int freedict_entry(const struct dictionary *dictionary, const struct dictd_entry *entry,
                          struct error *err)
{
    struct dictd_entry rest = *entry;
    const char *line;
    size_t size, count = 0;
    int code = 0;

    if (!line_next(&line, &size, &rest))
        return 0;
    while (code == 0 && line_next(&line, &size, &rest)) {
        size_t number = sense_number(line, size);

        if (number > 0 || count == 0)
            code = line_add(&count, dictionary, entry, line + number, size - number, err);
    }
    return code;
}

static int dictionary_load(struct dictionary *dictionary, const char *folder, const char *name,
                           struct error *err)
{
    char path[1024];
    int code;

    snprintf(path, sizeof(path), "%s/%s.index", folder, name);
    code = source_load(&dictionary->index, path, err);
    if (code != 0)
        return code;
    snprintf(path, sizeof(path), "%s/%s.dict.dz", folder, name);
    code = source_load(&dictionary->text, path, err);
    if (code == ERR_ABSENT) {
        snprintf(path, sizeof(path), "%s/%s.dict", folder, name);
        code = source_load(&dictionary->text, path, err);
    }
    return code;
}

/* Reads one dictionary; skips an unreadable one. */
static int dictionary_read(struct source_context *context, const char *folder, const char *name,
                           const char *from, const char *to, entry_fn *each, struct error *err)
{
    struct dictionary dictionary = {.pairs = context->pairs, .from = from, .to = to};
    struct error unread;
    int code;

    str_init(&dictionary.index, SOURCE_BYTES_MAX);
    str_init(&dictionary.text, SOURCE_BYTES_MAX);
    code = dictionary_load(&dictionary, folder, name, &unread);
    if (code == 0) {
        context->files++;
        code = index_walk(&dictionary, each, err);
    } else {
        code = code == ERR_MEMORY ? error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory") : 0;
    }
    str_release(&dictionary.index);
    str_release(&dictionary.text);
    return code;
}

static void dictd_folder(char *ret, size_t room, const struct source_context *context)
{
    if (context->options->dictd_folder != NULL)
        snprintf(ret, room, "%s", context->options->dictd_folder);
    else
        source_path(ret, room, context, "/usr/share/dictd");
}

/* Matches only names like "freedict-fra-eng.index". */
static int is_freedict(const struct dirent *entry)
{
    return strlen(entry->d_name) == strlen("freedict-xxx-yyy.index") &&
           strncmp(entry->d_name, "freedict-", 9) == 0 && entry->d_name[12] == '-' &&
           strcmp(entry->d_name + 16, ".index") == 0;
}

int dictd_read_freedict(struct source_context *context, struct error *err)
{
    char folder[512];
    struct dirent **entries;
    int count, code = 0;

    dictd_folder(folder, sizeof(folder), context);
    count = scandir(folder, &entries, is_freedict, alphasort);
    if (count < 0)
        return 0;
    for (int i = 0; i < count; i++) {
        char name[17] = {0}, from[4] = {0}, to[4] = {0};

        memcpy(name, entries[i]->d_name, 16);
        memcpy(from, name + 9, 3);
        memcpy(to, name + 13, 3);
        free(entries[i]);
        source_tell(context, (size_t)i, (size_t)count);
        if (code == 0)
            code = dictionary_read(context, folder, name, from, to, freedict_entry, err);
    }
    free(entries);
    return code;
}

static bool has_latin(const char *text)
{
    return strpbrk(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") != NULL;
}

/* Strips usage marks, sense numbers and letters before a translation: "_разг. 1) " or "а) ". */
static char *mueller_strip(char *piece)
{
    for (;;) {
        char *close = strchr(piece, ')');

        if (piece[0] == '_')
            piece += strcspn(piece, " ");
        else if (close != NULL && close - piece <= 3)
            piece = close + 1;
        else if (piece[0] >= '0' && piece[0] <= '9')
            piece += strspn(piece, "0123456789.)");
        else if (piece[0] == ' ')
            piece++;
        else
            return piece;
    }
}

/* Mueller's layout: prose with numbered and lettered senses, and English and Russian phrases. A
 * piece between commas that is entirely Russian translates the headword. */
static int mueller_entry(const struct dictionary *dictionary, const struct dictd_entry *entry,
                         struct error *err)
{
    struct dictd_entry rest = *entry;
    const char *line;
    char piece[GLOSS_SIZE];
    size_t size, count = 0;
    struct gloss gloss;
    int code = 0;

    if (!line_next(&line, &size, &rest))
        return 0;
    gloss_init(&gloss, rest.body, rest.body_size);
    while (code == 0 && count < 12 && gloss_next(piece, &gloss)) {
        char *clean;

        for (char *c = piece; *c != '\0'; c++)
            *c = *c == '\n' ? ' ' : *c;
        clean = mueller_strip(piece);
        if (has_latin(clean) || *clean == '\0')
            continue;
        code =
            pairs_add(dictionary->pairs, dictionary->from, entry->word, entry->word_size,
                      dictionary->to, clean, strlen(clean), 0.7 / (1 + 0.2 * (double)count), err);
        count++;
    }
    return code;
}

int dictd_read_mueller(struct source_context *context, struct error *err)
{
    char folder[512];

    dictd_folder(folder, sizeof(folder), context);
    return dictionary_read(context, folder, "mueller7", "en", "ru", mueller_entry, err);
}
