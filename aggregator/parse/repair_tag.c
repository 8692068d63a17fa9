#include "aggregator/parse/limits.h"
#include "aggregator/parse/repair_parts.h"

#include <string.h>

/* A longer end tag is not one. */
enum { END_TAG_MAX = 4096 };

bool repair_is_name_start(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c & 0x80) != 0;
}

static inline bool is_name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c & 0x80) != 0 ||
           (c >= '0' && c <= '9') || c == '-' || c == '.' || c == ':';
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/*
 * Copies the name at text in a form that every XML parser accepts: at most one colon, between two
 * names, and no characters beyond ASCII, for which the rules differ. *ret_length is the length of
 * the copy. Returns the length of the original.
 */
static size_t name_copy(char name[NESTING_NAME_MAX + 1], size_t *ret_length, const char *text,
                        size_t size)
{
    size_t length = 0, used = 0;
    bool colon = false;

    for (; length < size && is_name_char(text[length]); length++) {
        char c = text[length];

        if (used == NESTING_NAME_MAX)
            continue;
        if (c == ':') {
            if (colon || length == 0 || length + 1 == size ||
                !repair_is_name_start(text[length + 1]))
                c = '_';
            else
                colon = true;
        }
        name[used++] = (c & 0x80) != 0 ? '_' : c;
    }
    name[used] = '\0';
    *ret_length = used;
    return length;
}

static void quote_step(struct repair_scan *scan, char c)
{
    if (c == scan->quote) {
        scan->quote = 0;
        scan->last = '"';
    } else if (c == '<' && scan->greater == 0) {
        scan->less = true;
    } else if (c == '>' && scan->greater == 0 && !scan->less) {
        scan->greater = scan->at;
    }
}

static void quote_begin(struct repair_scan *scan, char c)
{
    scan->quote = c;
    scan->greater = 0;
    scan->less = false;
}

/*
 * The length of the start tag at text; 0 when it is incomplete. A '<' ends a tag without its '>';
 * an unclosed quote ends at the first '>' inside it.
 */
static size_t tag_measure(struct repair_scan *scan, const char *text, size_t size)
{
    for (; scan->at < size; scan->at++) {
        const char c = text[scan->at];

        if (scan->quote != 0) {
            if (c == '<' && scan->greater != 0)
                return scan->greater + 1;
            quote_step(scan, c);
        } else if (c == '>') {
            return scan->at + 1;
        } else if (c == '<' && scan->at > 0) {
            return scan->at;
        } else if ((c == '"' || c == '\'') && scan->last == '=') {
            quote_begin(scan, c);
        } else if (!is_blank(c)) {
            scan->last = c;
        }
    }
    return 0;
}

/* Reads one attribute value at text: *ret and *ret_length are the part between its quotes. */
static const char *value_find(const char **ret, size_t *ret_length, const char *text,
                              const char *end)
{
    const char *close;

    if (text < end && (*text == '"' || *text == '\'')) {
        close = memchr(text + 1, *text, (size_t)(end - text - 1));
        *ret = text + 1;
        *ret_length = (size_t)((close != NULL ? close : end) - text - 1);
        return close != NULL ? close + 1 : end;
    }
    *ret = text;
    while (text < end && !is_blank(*text))
        text++;
    *ret_length = (size_t)(text - *ret);
    return text;
}

static void value_write(struct repair *repair, const char *text, size_t size)
{
    size_t done = 0;

    str_append_bytes(&repair->out, "=\"", 2);
    while (done < size) {
        size_t run = 0;

        while (done + run < size && text[done + run] != '<' && text[done + run] != '"')
            run++;
        repair_characters(repair, text + done, run, true);
        done += run;
        if (done < size)
            str_append(&repair->out, text[done] == '<' ? "&lt;" : "&quot;");
        done++;
    }
    str_append_bytes(&repair->out, "\"", 1);
}

struct attribute {
    char name[NESTING_NAME_MAX + 1];
    size_t name_length;
    const char *value;
    size_t value_length;
    bool malformed;
};

/* Reads the next attribute; false at the end of the tag. */
static bool attribute_next(struct attribute *ret, const char **text, const char *end)
{
    const char *at = *text;

    ret->malformed = false;
    while (at < end && !repair_is_name_start(*at)) {
        ret->malformed = ret->malformed || (!is_blank(*at) && *at != '/');
        at++;
    }
    if (at == end)
        return false;
    at += name_copy(ret->name, &ret->name_length, at, (size_t)(end - at));
    while (at < end && is_blank(*at))
        at++;
    ret->value = ret->name;
    ret->value_length = ret->name_length;
    if (at < end && *at == '=') {
        at++;
        while (at < end && is_blank(*at))
            at++;
        ret->malformed = ret->malformed || (at < end && *at != '"' && *at != '\'');
        at = value_find(&ret->value, &ret->value_length, at, end);
    } else {
        ret->malformed = true;
    }
    *text = at;
    return true;
}

/* The attribute names of a tag so far: XML allows each only once. */
struct attribute_names {
    char names[PARSE_ATTRIBUTES_MAX][NESTING_NAME_MAX + 1];
    int count;
};

static bool is_repeated(struct attribute_names *seen, const char *name)
{
    for (int i = 0; i < seen->count; i++)
        if (strcmp(seen->names[i], name) == 0)
            return true;
    strcpy(seen->names[seen->count++], name);
    return false;
}

/* Whether libxml2 accepts this namespace declaration; true for any other attribute. */
static bool is_sound_namespace(const struct repair *repair, const struct attribute *attribute,
                               int namespaces)
{
    if (strncmp(attribute->name, "xmlns", 5) != 0)
        return true;
    if (attribute->name[5] == ':' &&
        (attribute->value_length == 0 || strncmp(attribute->name + 6, "xml", 3) == 0))
        return false;
    return namespaces + repair->nesting.namespaces < PARSE_NAMESPACES_MAX;
}

/* Writes the attributes; returns the number of namespaces they declare. */
static int attributes_write(struct repair *repair, const char *text, const char *end)
{
    struct attribute_names seen;
    struct attribute attribute;
    int namespaces = 0;

    seen.count = 0;
    while (seen.count < PARSE_ATTRIBUTES_MAX && attribute_next(&attribute, &text, end)) {
        if (attribute.malformed)
            report_add(repair->report, WARN_ATTRIBUTE, attribute.name);
        if (is_repeated(&seen, attribute.name) ||
            !is_sound_namespace(repair, &attribute, namespaces))
            continue;
        namespaces += strncmp(attribute.name, "xmlns", 5) == 0;
        str_append_char(&repair->out, ' ');
        str_append_bytes(&repair->out, attribute.name, attribute.name_length);
        value_write(repair, attribute.value, attribute.value_length);
    }
    return namespaces;
}

/* Writes a complete start tag; text to end excludes its brackets and slash. */
static void tag_write(struct repair *repair, const char *text, const char *end, bool empty)
{
    char name[NESTING_NAME_MAX + 1];
    size_t length, restart;
    unsigned char flags;
    int namespaces;

    text += name_copy(name, &length, text, (size_t)(end - text));
    empty = empty || (repair->nesting.depth > 2 && nesting_is_void(name, length));
    if (repair->nesting.depth == 0) { /* the root stays open for content that may follow */
        repair->nesting.root_ended = empty;
        empty = false;
    }
    flags = nesting_before(&repair->nesting, &repair->out, name, length, repair->report);
    restart = repair->out.length;
    str_append_char(&repair->out, '<');
    str_append_bytes(&repair->out, name, length);
    namespaces = attributes_write(repair, text, end);
    if (empty)
        str_append_bytes(&repair->out, "/>", 2);
    else if (nesting_open(&repair->nesting, name, length, flags, namespaces, repair->report))
        str_append_char(&repair->out, '>');
    else
        str_truncate(&repair->out, restart);
    repair->seen_root = true;
}

/* Skips a tag that is unclosed or too long. */
static size_t tag_abandon(struct repair *repair, size_t size)
{
    memset(&repair->scan, 0, sizeof(repair->scan));
    if (size == PARSE_TAG_BYTES_MAX) {
        report_add(repair->report, WARN_TAG_LONG, NULL);
        return size;
    }
    report_add(repair->report, WARN_CUT_OFF, NULL);
    return size;
}

size_t repair_start_tag(struct repair *repair)
{
    const char *text = repair->window + repair->start;
    const size_t left = repair->end - repair->start;
    const size_t size = left < PARSE_TAG_BYTES_MAX ? left : PARSE_TAG_BYTES_MAX;
    size_t length = tag_measure(&repair->scan, text, size);
    const char *end;
    bool empty;

    if (length == 0 && !repair->at_end && size < PARSE_TAG_BYTES_MAX)
        return 0;
    if (length == 0 && repair->scan.greater != 0)
        length = repair->scan.greater + 1;
    if (length == 0)
        return tag_abandon(repair, size);
    memset(&repair->scan, 0, sizeof(repair->scan));
    end = text + length - (text[length - 1] == '>');
    empty = end[-1] == '/';
    tag_write(repair, text + 1, end - empty, empty);
    return length;
}

size_t repair_end_tag(struct repair *repair)
{
    const char *text = repair->window + repair->start;
    const size_t left = repair->end - repair->start;
    const size_t size = left < END_TAG_MAX ? left : END_TAG_MAX;
    char name[NESTING_NAME_MAX + 1];
    size_t length, i = 2 + name_copy(name, &length, text + 2, size - 2);

    while (i < size && text[i] != '>' && text[i] != '<')
        i++;
    if (i == size && !repair->at_end && size < END_TAG_MAX)
        return 0;
    nesting_end(&repair->nesting, &repair->out, name, length, repair->report);
    return i < size && text[i] == '>' ? i + 1 : i;
}
