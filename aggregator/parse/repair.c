#include "aggregator/parse/repair.h"

#include "aggregator/parse/repair_parts.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
    CHUNK_BYTES = 32 * 1024,
    OUT_ENOUGH = 16 * 1024, /* delivered before more is repaired */
    OUT_MAX = 64 * 1024 * 1024,
    WINDOW_MAX = PARSE_TAG_BYTES_MAX + 2 * CHUNK_BYTES,
};

int repair_open(struct repair *ret, struct charset *charset, struct parse_report *report,
                struct error *err)
{
    ret->charset = charset;
    ret->report = report;
    str_init(&ret->out, OUT_MAX);
    doctype_init(&ret->doctype);
    ret->room = 2 * CHUNK_BYTES;
    ret->window = malloc(ret->room + 1);
    if (ret->window == NULL)
        return error_set(err, ERR_MEMORY, SCOPE_FEED, "out of memory");
    ret->window[0] = '\0';
    return 0;
}

void repair_close(struct repair *repair)
{
    if (repair->window == NULL)
        return;
    free(repair->window);
    str_release(&repair->out);
    doctype_release(&repair->doctype);
    repair->window = NULL;
}

static int window_room(struct repair *r, struct error *err)
{
    char *window;

    if (r->start > 0) {
        memmove(r->window, r->window + r->start, r->end - r->start);
        r->end -= r->start;
        r->start = 0;
    }
    if (r->room - r->end >= CHUNK_BYTES || r->room >= WINDOW_MAX)
        return 0;
    window = realloc(r->window, r->room * 2 + 1);
    if (window == NULL)
        return error_set(err, ERR_MEMORY, SCOPE_FEED, "out of memory");
    r->window = window;
    r->room *= 2;
    return 0;
}

static int window_read(struct repair *r, struct error *err)
{
    size_t got = 0;
    int code = window_room(r, err);

    if (code == 0)
        code = charset_read(&got, r->charset, r->window + r->end, r->room - r->end, err);
    r->end += got;
    r->window[r->end] = '\0';
    r->at_end = code == 0 && got == 0;
    return code;
}

/* Drops text outside the root. */
static size_t junk_take(struct repair *r, const char *text, size_t size)
{
    for (size_t i = 0; i < size && !r->seen_junk && !r->seen_root; i++)
        if ((unsigned char)text[i] > ' ') {
            report_add(r->report, WARN_JUNK_BEFORE, NULL);
            r->seen_junk = true;
        }
    return size;
}

static size_t text_take(struct repair *r, const char *text, size_t size)
{
    const char *less = memchr(text, '<', size);
    const size_t length = less != NULL ? (size_t)(less - text) : size;

    if (r->nesting.depth == 0)
        return junk_take(r, text, length);
    return repair_characters(r, text, length, less != NULL || r->at_end);
}

static size_t less_than_take(struct repair *r)
{
    report_add(r->report, WARN_LESS_THAN, NULL);
    if (r->nesting.depth > 0)
        str_append(&r->out, "&lt;");
    return 1;
}

static size_t doctype_take(struct repair *r, const char *text, size_t size)
{
    size_t length;

    size = size < PARSE_DOCTYPE_BYTES_MAX ? size : PARSE_DOCTYPE_BYTES_MAX;
    length = r->doctype.broken ? 0 : doctype_measure(text, size);
    if (length == 0 && !r->doctype.broken && !r->at_end && size < PARSE_DOCTYPE_BYTES_MAX)
        return 0;
    if (length == 0) {
        r->doctype.broken = true;
        report_add(r->report, WARN_DOCTYPE, NULL);
        r->state = REPAIR_PI;
        return 1;
    }
    doctype_read(&r->doctype, text, length, r->report);
    return length;
}

/* Declarations that start with "<!". */
static const struct declaration {
    const char *mark;
    enum repair_state state;
} declarations[] = {
    {"<!--", REPAIR_COMMENT}, {"<![CDATA[", REPAIR_CDATA}, {"<!DOCTYPE", REPAIR_TEXT}};

static size_t declaration_take(struct repair *r, const char *text, size_t size)
{
    for (size_t i = 0; i < sizeof(declarations) / sizeof(declarations[0]); i++) {
        const size_t length = strlen(declarations[i].mark);
        const size_t common = size < length ? size : length;

        if (strncasecmp(text, declarations[i].mark, common) != 0)
            continue;
        if (common < length) {
            if (r->at_end)
                break;
            return 0;
        }
        if (declarations[i].state == REPAIR_TEXT)
            return doctype_take(r, text, size);
        r->state = declarations[i].state;
        return length;
    }
    return less_than_take(r);
}

/* The window begins with '<'. */
static size_t markup_take(struct repair *r)
{
    const char *text = r->window + r->start;
    const size_t size = r->end - r->start;

    if (size < 3 && !r->at_end)
        return 0;
    if (size >= 2 && repair_is_name_start(text[1]))
        return repair_start_tag(r);
    if (size >= 3 && text[1] == '/' && repair_is_name_start(text[2]))
        return repair_end_tag(r);
    if (size >= 2 && text[1] == '!')
        return declaration_take(r, text, size);
    if (size >= 3 && text[1] == '?' && repair_is_name_start(text[2])) {
        r->state = REPAIR_PI;
        return 2;
    }
    return less_than_take(r);
}

static void cdata_write(struct repair *r, const char *text, size_t size)
{
    if (size == 0 || r->nesting.depth == 0)
        return;
    str_append(&r->out, "<![CDATA[");
    str_append_bytes(&r->out, text, size);
    str_append(&r->out, "]]>");
}

/* Reads everything up to a mark, which may continue in the next piece. */
static size_t section_take(struct repair *r, const char *mark)
{
    const char *text = r->window + r->start;
    const size_t size = r->end - r->start, length = strlen(mark);
    const char *at = text, *end = text + size;
    size_t taken;

    while ((at = memchr(at, mark[0], (size_t)(end - at))) != NULL) {
        if ((size_t)(end - at) < length || memcmp(at, mark, length) == 0)
            break;
        at++;
    }
    if (at == NULL)
        at = end;
    taken = (size_t)(at - text);
    if (r->at_end && (size_t)(end - at) < length)
        taken = size;
    if (r->state == REPAIR_CDATA)
        cdata_write(r, text, taken);
    if ((size_t)(end - at) >= length && at < end) {
        r->state = REPAIR_TEXT;
        taken += length;
    }
    return taken;
}

/* Reads one token, or the available part of it. Returns its bytes; 0 when more input is needed. */
static size_t token_take(struct repair *r)
{
    switch (r->state) {
    case REPAIR_COMMENT:
        return section_take(r, "-->");
    case REPAIR_CDATA:
        return section_take(r, "]]>");
    case REPAIR_PI:
        return section_take(r, ">");
    default:
        if (r->window[r->start] == '<')
            return markup_take(r);
        return text_take(r, r->window + r->start, r->end - r->start);
    }
}

static void finish(struct repair *r)
{
    if (!r->nesting.root_ended && r->nesting.depth > 0) {
        report_add(r->report, WARN_CUT_OFF, NULL);
        str_append(&r->out, "<?" REPAIR_CUT_TARGET "?>");
    }
    nesting_finish(&r->nesting, &r->out);
    r->state = REPAIR_DONE;
}

/* Repairs text until there is enough to deliver, or no more input. */
static int out_fill(struct repair *r, struct error *err)
{
    int code = 0;

    str_clear(&r->out);
    r->out_start = 0;
    while (code == 0 && r->state != REPAIR_DONE && r->out.length < OUT_ENOUGH) {
        const size_t taken = r->start < r->end ? token_take(r) : 0;

        r->start += taken;
        if (taken > 0)
            continue;
        if (r->at_end)
            finish(r);
        else
            code = window_read(r, err);
    }
    if (code == 0 && str_status(&r->out) != ERR_NONE)
        code = error_set(err, str_status(&r->out), SCOPE_FEED,
                         str_status(&r->out) == ERR_LIMIT ? "repaired text too large"
                                                          : "out of memory repairing text");
    return code;
}

int repair_read(size_t *ret_size, struct repair *repair, char *into, size_t room, struct error *err)
{
    size_t left = repair->out.length - repair->out_start;
    int code = 0;

    if (left == 0) {
        code = out_fill(repair, err);
        left = repair->out.length;
    }
    *ret_size = left < room ? left : room;
    memcpy(into, repair->out.text + repair->out_start, *ret_size);
    repair->out_start += *ret_size;
    return code;
}
