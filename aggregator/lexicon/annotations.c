/*
 * Unicode CLDR annotations: the names and keywords of about 1,900 characters, mostly emoji, in a
 * hundred languages, as LDML (UTS #35, part 2, "Annotations"):
 *
 *     <annotation cp="🐕">dog | pet</annotation>
 *     <annotation cp="🐕" type="tts">dog</annotation>
 *
 * The names of a character translate each other. Its keywords mean different things, so they are
 * only paired when both languages have a single one.
 */
#include "aggregator/base/arena.h"
#include "aggregator/lexicon/source.h"

#include "dedup/text/word.h"

#include <dirent.h>
#include <libxml/xmlreader.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    FILE_BYTES_MAX = 8 << 20, /* CLDR's largest file has 0.8 MB */
    ENGLISH_BYTES_MAX = 32 << 20,
};

static const char *const folders[] = {
    "/usr/share/unicode/cldr/common/annotations",
    "/usr/share/unicode/cldr/common/annotationsDerived", /* flags, and emoji with skin tones */
};

/* Weight of a single keyword relative to a name. */
static const double keyword_weight = 0.5;

/* One annotation of one language. */
struct note {
    const char *character; /* the attribute cp */
    const char *text;
    bool name; /* otherwise keywords, separated by " | " */
};

struct notes {
    struct arena arena;
    struct note *rows; /* English, sorted */
    size_t count;
};

/* The target of reading a file. */
struct annotations {
    struct source_context *context;
    struct notes *english;
    char lang[WORD_LANG_SIZE]; /* "en": stored in english; otherwise paired with it */
};

static int note_compare(const void *left, const void *right)
{
    const struct note *a = left, *b = right;
    int order = strcmp(a->character, b->character);

    return order != 0 ? order : a->name - b->name;
}

static int english_add(struct notes *english, const struct note *note, struct error *err)
{
    struct arena *arena = &english->arena;
    struct note *rows = arena_grow(arena, english->rows, english->count, sizeof(*rows));
    struct note kept = {arena_strdup(arena, note->character), arena_strdup(arena, note->text),
                        note->name};

    if (arena_status(arena) == ERR_MEMORY)
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
    if (rows == NULL || kept.character == NULL || kept.text == NULL)
        return 0; /* no CLDR has this many */
    rows[english->count++] = kept;
    english->rows = rows;
    return 0;
}

/* "flag: Ukraine" gives "Ukraine", whatever the language's word for flag and its colon. */
static const char *name_proper(const char *name)
{
    const char *colon = strrchr(name, ':'), *wide = strstr(name, "：");

    if (wide != NULL)
        return wide + strlen("：");
    return colon != NULL ? colon + 1 : name;
}

static int note_pair(const struct annotations *annotations, const struct note *note,
                     struct error *err)
{
    const struct notes *english = annotations->english;
    const struct note *same = english->count == 0 ? NULL
                                                  : bsearch(note, english->rows, english->count,
                                                            sizeof(*english->rows), note_compare);
    const char *left, *right;

    if (same == NULL ||
        (!note->name && (strchr(same->text, '|') != NULL || strchr(note->text, '|') != NULL)))
        return 0;
    left = note->name ? name_proper(same->text) : same->text;
    right = note->name ? name_proper(note->text) : note->text;
    /* If only one of the two has a colon, they are structured differently. */
    if ((left == same->text) != (right == note->text))
        return 0;
    return pairs_add(annotations->context->pairs, "en", left, strlen(left), annotations->lang,
                     right, strlen(right), note->name ? 1 : keyword_weight, err);
}

/* Emoji with skin tones add nothing to the base emoji. */
static bool has_skin(const char *character)
{
    static const char start[] = "\xf0\x9f\x8f"; /* of U+1F3FB..1F3FF, whose last bytes are BB..BF */

    for (const char *at = strstr(character, start); at != NULL; at = strstr(at + 1, start))
        if (at != character && (unsigned char)at[3] >= 0xbb)
            return true;
    return false;
}

static int element_read(const struct annotations *annotations, xmlTextReader *reader,
                        struct error *err)
{
    xmlChar *character, *type, *text;
    struct note note;
    int code = 0;

    if (xmlTextReaderNodeType(reader) != XML_READER_TYPE_ELEMENT ||
        xmlStrcmp(xmlTextReaderConstLocalName(reader), BAD_CAST "annotation") != 0)
        return 0;
    character = xmlTextReaderGetAttribute(reader, BAD_CAST "cp");
    type = xmlTextReaderGetAttribute(reader, BAD_CAST "type");
    text = xmlTextReaderReadString(reader);
    note = (struct note){(const char *)character, (const char *)text, type != NULL};
    if (character != NULL && text != NULL && !has_skin(note.character) &&
        (type == NULL || xmlStrcmp(type, BAD_CAST "tts") == 0))
        code = strcmp(annotations->lang, "en") == 0 ? english_add(annotations->english, &note, err)
                                                    : note_pair(annotations, &note, err);
    xmlFree(character);
    xmlFree(type);
    xmlFree(text);
    return code;
}

/* Stops where the document stops being well-formed. Loads no DTD and replaces no entities. */
static int document_read(const struct annotations *annotations, const struct str *text,
                         struct error *err)
{
    const int options = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING;
    xmlTextReader *reader = xmlReaderForMemory(text->text, (int)text->length, NULL, NULL, options);
    int code = 0;

    if (reader == NULL)
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
    while (code == 0 && xmlTextReaderRead(reader) == 1)
        code = element_read(annotations, reader, err);
    xmlFreeTextReader(reader);
    return code;
}

static int file_read_annotations(const struct annotations *annotations, const char *path,
                                 struct error *err)
{
    struct error unread;
    struct str text;
    int code;

    str_init(&text, FILE_BYTES_MAX);
    code = source_load(&text, path, &unread);
    if (code == 0) {
        annotations->context->files++;
        code = document_read(annotations, &text, err);
    } else {
        code = code == ERR_MEMORY ? error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory") : 0;
    }
    str_release(&text);
    return code;
}

static int is_document(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);

    return length > 4 && strcmp(entry->d_name + length - 4, ".xml") == 0;
}

/* Reads the files of one folder in languages other than English: "uk.xml", "sr_Latn.xml". */
static int folder_read_annotations(struct annotations *annotations, const char *folder,
                                   struct error *err)
{
    char path[1024], tag[4];
    struct dirent **entries;
    int count = scandir(folder, &entries, is_document, alphasort), code = 0;

    for (int i = 0; i < count; i++) {
        const char *name = entries[i]->d_name;
        size_t length = strcspn(name, "_.");

        snprintf(tag, sizeof(tag), "%.*s", length < sizeof(tag) ? (int)length : 0, name);
        word_lang(annotations->lang, tag);
        snprintf(path, sizeof(path), "%s/%s", folder, name);
        if (code == 0 && annotations->lang[0] != '\0' && strcmp(annotations->lang, "en") != 0)
            code = file_read_annotations(annotations, path, err);
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
    return code;
}

static int english_read(struct annotations *annotations, struct error *err)
{
    char folder[512], path[1024];
    int code = 0;

    word_lang(annotations->lang, "en");
    for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]) && code == 0; i++) {
        source_path(folder, sizeof(folder), annotations->context, folders[i]);
        snprintf(path, sizeof(path), "%s/en.xml", folder);
        code = file_read_annotations(annotations, path, err);
    }
    if (annotations->english->count > 0)
        qsort(annotations->english->rows, annotations->english->count,
              sizeof(*annotations->english->rows), note_compare);
    return code;
}

int annotations_read(struct source_context *context, struct error *err)
{
    struct notes english = {0};
    struct annotations annotations = {.context = context, .english = &english};
    char folder[512];
    int code;

    arena_init(&english.arena, ENGLISH_BYTES_MAX);
    code = english_read(&annotations, err);
    for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]) && code == 0; i++) {
        source_path(folder, sizeof(folder), context, folders[i]);
        if (english.count > 0)
            code = folder_read_annotations(&annotations, folder, err);
    }
    arena_release(&english.arena);
    return code;
}
