/*
 * Message catalogues (GNU gettext's .mo files) as parallel text: names of places, currencies and
 * peoples directly, words of sentences by alignment.
 */
#include "aggregator/lexicon/align.h"
#include "aggregator/lexicon/source.h"

#include "dedup/text/word.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Languages with few dictionaries, which are therefore learnt from messages. Sorted. */
static const char learnt[][WORD_LANG_SIZE] = {"ar", "da", "et", "fa", "he", "hi", "ko",
                                              "lv", "no", "ro", "sk", "sl", "uk", "vi"};

/* Catalogues by name prefix: prose on history and trade, and names. */
static const char *const domains[] = {"freeciv", "gnucash", "gramps", "iso_", "geonames"};

/* Catalogues whose messages are single names: used only as whole phrases. */
static bool is_names(const char *name)
{
    return strncmp(name, "iso_", 4) == 0 || strncmp(name, "geonames", 8) == 0;
}

struct catalogue {
    struct source_context *context;
    struct align *align; /* NULL: names only */
    const char *lang;
    bool names;
};

static int message_add(const struct catalogue *catalogue, const char *id, size_t id_size,
                       const char *text, size_t text_size, struct error *err)
{
    const char *context_end = memchr(id, 4, id_size); /* a msgctxt ends at a byte 4 */
    int code = 0;

    if (context_end != NULL) {
        id_size -= (size_t)(context_end + 1 - id);
        id = context_end + 1;
    }
    if (id_size == 0 || text_size == 0)
        return 0;
    if (catalogue->names)
        return pairs_add(catalogue->context->pairs, "en", id, strlen(id), catalogue->lang, text,
                         strlen(text), 1, err);
    if (catalogue->align != NULL)
        code = align_add(catalogue->align, id, text, err);
    return code;
}

/* Assumes a little-endian catalogue; one in the other byte order fails the magic number check. */
static uint32_t number_at(const unsigned char *at)
{
    return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

/* The n-th text of a table in the file, with bounds checks. */
static const char *text_at(const struct str *file, uint32_t table, uint32_t n, size_t *ret_size)
{
    const unsigned char *data = (const unsigned char *)file->text;
    size_t at = (size_t)table + 8 * (size_t)n, size, place;

    if (at + 8 > file->length)
        return NULL;
    size = number_at(data + at);
    place = number_at(data + at + 4);
    if (place >= file->length || size >= file->length - place || data[place + size] != '\0')
        return NULL;
    *ret_size = size;
    return file->text + place;
}

static int file_parse(const struct catalogue *catalogue, const struct str *file, struct error *err)
{
    const unsigned char *data = (const unsigned char *)file->text;
    uint32_t count, ids, texts;
    int code = 0;

    if (file->length < 28 || number_at(data) != 0x950412de)
        return 0;
    count = number_at(data + 8);
    ids = number_at(data + 12);
    texts = number_at(data + 16);
    for (uint32_t i = 0; i < count && code == 0; i++) {
        size_t id_size, text_size;
        const char *id = text_at(file, ids, i, &id_size);
        const char *text = text_at(file, texts, i, &text_size);

        if (id == NULL || text == NULL)
            return 0;
        code = message_add(catalogue, id, id_size, text, text_size, err);
    }
    return code;
}

static int file_read_messages(const struct catalogue *catalogue, const char *path,
                              struct error *err)
{
    struct error unread;
    struct str text;
    int code;

    str_init(&text, SOURCE_BYTES_MAX);
    code = source_load(&text, path, &unread);
    if (code == 0) {
        catalogue->context->files++;
        code = file_parse(catalogue, &text, err);
    } else {
        code = code == ERR_MEMORY ? error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory") : 0;
    }
    str_release(&text);
    return code;
}

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static bool is_domain(const char *name)
{
    for (size_t i = 0; i < sizeof(domains) / sizeof(domains[0]); i++)
        if (strncmp(name, domains[i], strlen(domains[i])) == 0)
            return true;
    return false;
}

/* Reads the catalogues of a folder: all, or those of the domains. */
static int folder_read(struct catalogue *catalogue, const char *folder, bool all, struct error *err)
{
    char path[1024];
    struct dirent **entries;
    int count = scandir(folder, &entries, is_visible, alphasort), code = 0;

    for (int i = 0; i < count; i++) {
        const char *name = entries[i]->d_name;

        snprintf(path, sizeof(path), "%s/%s", folder, name);
        catalogue->names = !all && is_names(name);
        if (code == 0 && strstr(name, ".mo") != NULL && (all || is_domain(name)) &&
            strcmp(name, "iso_639_3.mo") != 0)
            code = file_read_messages(catalogue, path, err);
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
    return code;
}

static bool is_learnt(const char *lang)
{
    for (size_t i = 0; i < sizeof(learnt) / sizeof(learnt[0]); i++)
        if (strcmp(learnt[i], lang) == 0)
            return true;
    return false;
}

/* Reads one locale: "uk", "pt_BR", "sr@latin". */
static int locale_read(struct source_context *context, const char *locale, struct error *err)
{
    char lang[WORD_LANG_SIZE], tag[4] = {0}, folder[512], path[1024];
    struct catalogue catalogue = {.context = context, .lang = lang};
    int code = 0;

    memcpy(tag, locale, strcspn(locale, "_@.") < 4 ? strcspn(locale, "_@.") : 0);
    word_lang(lang, tag);
    if (lang[0] == '\0' || strcmp(lang, "en") == 0)
        return 0;
    if (is_learnt(lang))
        code = align_new(&catalogue.align, lang, err);
    source_path(folder, sizeof(folder), context, "/usr/share/locale");
    snprintf(path, sizeof(path), "%s/%s/LC_MESSAGES", folder, locale);
    if (code == 0)
        code = folder_read(&catalogue, path, false, err);
    source_path(folder, sizeof(folder), context, "/usr/lib/libreoffice/program/resource");
    snprintf(path, sizeof(path), "%s/%s/LC_MESSAGES", folder, locale);
    if (code == 0 && catalogue.align != NULL)
        code = folder_read(&catalogue, path, true, err);
    if (code == 0 && catalogue.align != NULL)
        code = align_finish(catalogue.align, context->pairs, err);
    align_free(catalogue.align);
    return code;
}

int gettext_read(struct source_context *context, struct error *err)
{
    char folder[512];
    struct dirent **entries;
    int count, code = 0;

    source_path(folder, sizeof(folder), context, "/usr/share/locale");
    count = scandir(folder, &entries, is_visible, alphasort);
    for (int i = 0; i < count; i++) {
        source_tell(context, (size_t)i, (size_t)count);
        if (code == 0)
            code = locale_read(context, entries[i]->d_name, err);
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
    return code;
}
