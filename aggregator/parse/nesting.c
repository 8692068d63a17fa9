#include "aggregator/parse/nesting.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
    ITEM = 1,   /* never inside another of the same name */
    LEAF = 2,   /* contains characters only: any START element closes it */
    MARKUP = 4, /* may contain HTML: only a STRICT element closes it */
    START = 8,  /* closes an open leaf */
    STRICT = 16 /* also closes open markup: HTML has no element of this name */
};

/* Sorted, in lower case. */
static const struct nesting_row {
    const char *name;
    unsigned char flags;
} rows[] = {
    {"author", START},
    {"category", LEAF | START},
    {"comments", LEAF | START | STRICT},
    {"content", MARKUP | START},
    {"content:encoded", MARKUP | START | STRICT},
    {"copyright", MARKUP | START},
    {"dc:creator", LEAF | START | STRICT},
    {"dc:date", LEAF | START | STRICT},
    {"dc:language", LEAF | START | STRICT},
    {"dc:subject", LEAF | START | STRICT},
    {"description", MARKUP | START},
    {"docs", LEAF | START},
    {"email", LEAF},
    {"enclosure", START | STRICT},
    {"entry", ITEM | START | STRICT},
    {"generator", LEAF | START},
    {"guid", LEAF | START | STRICT},
    {"id", LEAF | START},
    {"image", START},
    {"issued", LEAF | START | STRICT},
    {"item", ITEM | START | STRICT},
    {"language", LEAF | START},
    {"lastbuilddate", LEAF | START | STRICT},
    {"link", LEAF | START},
    {"managingeditor", LEAF | START | STRICT},
    {"modified", LEAF | START | STRICT},
    {"name", LEAF},
    {"pubdate", LEAF | START | STRICT},
    {"published", LEAF | START | STRICT},
    {"rights", MARKUP | START},
    {"source", START},
    {"subtitle", MARKUP | START},
    {"summary", MARKUP | START},
    {"tagline", MARKUP | START},
    {"title", LEAF | START},
    {"ttl", LEAF | START},
    {"updated", LEAF | START | STRICT},
    {"webmaster", LEAF | START | STRICT},
};

static const char *const voids[] = {"area", "base",  "br",   "col",   "embed", "hr",
                                    "img",  "input", "meta", "param", "track", "wbr"};

static int row_compare(const void *key, const void *row)
{
    return strcasecmp(key, ((const struct nesting_row *)row)->name);
}

static unsigned char flags_find(const char *name)
{
    const struct nesting_row *row =
        bsearch(name, rows, sizeof(rows) / sizeof(rows[0]), sizeof(rows[0]), row_compare);

    return row != NULL ? row->flags : 0;
}

bool nesting_is_void(const char *name, size_t length)
{
    if (length > 5)
        return false;
    for (size_t i = 0; i < sizeof(voids) / sizeof(voids[0]); i++)
        if (strlen(voids[i]) == length && strncasecmp(voids[i], name, length) == 0)
            return true;
    return false;
}

static void end_write(struct str *out, const struct nesting_frame *frame)
{
    str_append_bytes(out, "</", 2);
    str_append_bytes(out, frame->name, frame->length);
    str_append_bytes(out, ">", 1);
}

static void close_to(struct nesting *nesting, struct str *out, size_t depth)
{
    while (nesting->depth > depth) {
        const struct nesting_frame *frame = &nesting->frames[--nesting->depth];

        nesting->namespaces -= frame->namespaces;
        end_write(out, frame);
    }
}

static bool frame_is(const struct nesting_frame *frame, const char *name, size_t length)
{
    return frame->length == length &&
           (memcmp(frame->name, name, length) == 0 || strncasecmp(frame->name, name, length) == 0);
}

/* The depth to close to before an element with these flags begins. */
static size_t depth_before(const struct nesting *nesting, const char *name, size_t length,
                           unsigned char flags)
{
    size_t depth = nesting->depth;

    for (size_t i = nesting->depth; i-- > 1;) {
        const struct nesting_frame *frame = &nesting->frames[i];

        if ((flags & ITEM) != 0 && frame_is(frame, name, length))
            return i;
        if ((frame->flags & ITEM) != 0 && (flags & ITEM) == 0)
            break;
        if (((frame->flags & LEAF) != 0 && (flags & START) != 0) ||
            ((frame->flags & MARKUP) != 0 && (flags & STRICT) != 0))
            depth = i;
    }
    return depth;
}

/* "atom:entry" is an entry as well: the local name decides whether an element is an item. */
static unsigned char flags_of(const char *name, size_t length)
{
    char text[NESTING_NAME_MAX + 1];
    const char *colon;
    unsigned char flags;

    memcpy(text, name, length);
    text[length] = '\0';
    flags = flags_find(text);
    colon = flags == 0 ? strchr(text, ':') : NULL;
    return colon != NULL && (flags_find(colon + 1) & ITEM) != 0 ? ITEM | START | STRICT : flags;
}

unsigned char nesting_before(struct nesting *nesting, struct str *out, const char *name,
                             size_t length, struct parse_report *report)
{
    const unsigned char flags = flags_of(name, length);
    size_t depth;

    if ((flags & (START | STRICT | ITEM)) == 0)
        return flags;
    depth = depth_before(nesting, name, length, flags);
    if (depth == nesting->depth)
        return flags;
    report_add(report, WARN_UNCLOSED, nesting->frames[nesting->depth - 1].name);
    close_to(nesting, out, depth);
    return flags;
}

bool nesting_open(struct nesting *nesting, const char *name, size_t length, unsigned char flags,
                  int namespaces, struct parse_report *report)
{
    struct nesting_frame *frame;

    if (nesting->depth == PARSE_DEPTH_MAX) {
        report_add(report, WARN_DEPTH, NULL);
        return false;
    }
    frame = &nesting->frames[nesting->depth++];
    memcpy(frame->name, name, length);
    frame->name[length] = '\0';
    frame->length = (unsigned char)length;
    frame->flags = flags;
    frame->namespaces = namespaces;
    nesting->namespaces += namespaces;
    return true;
}

void nesting_end(struct nesting *nesting, struct str *out, const char *name, size_t length,
                 struct parse_report *report)
{
    size_t i = nesting->depth;

    while (i > 0 && !frame_is(&nesting->frames[i - 1], name, length))
        i--;
    if (i == 0) {
        if (!nesting_is_void(name, length))
            report_add(report, WARN_STRAY_END, NULL);
        return;
    }
    if (i < nesting->depth)
        report_add(report, WARN_UNCLOSED, nesting->frames[nesting->depth - 1].name);
    if (i > 1) {
        close_to(nesting, out, i - 1);
        return;
    }
    close_to(nesting, out, 1);
    nesting->root_ended = true;
}

void nesting_finish(struct nesting *nesting, struct str *out)
{
    close_to(nesting, out, 0);
}
