#include "aggregator/parse/parse.h"

#include "aggregator/base/clock.h"
#include "aggregator/parse/build_state.h"
#include "aggregator/parse/charset.h"
#include "aggregator/parse/json_feed.h"
#include "aggregator/parse/page_items.h"
#include "aggregator/parse/repair.h"
#include "aggregator/parse/report.h"
#include "aggregator/parse/xml.h"

#include <stdlib.h>
#include <string.h>

/* All state for one document; too large for the stack. */
struct parse {
    struct charset charset;
    struct repair repair;
    struct build_state build;
    struct parse_report report;
};

/* A document that starts with a brace is JSON. NULs and blanks are skipped, so UTF-16 works too. */
static bool looks_like_json(const struct charset *charset)
{
    for (size_t i = charset->start; i < charset->end; i++)
        if (charset->bytes[i] > ' ' && charset->bytes[i] != 0xFE && charset->bytes[i] != 0xFF)
            return charset->bytes[i] == '{';
    return false;
}

static bool looks_binary(const struct charset *charset)
{
    return charset->converter == NULL && charset->end > charset->start &&
           memchr(charset->bytes + charset->start, 0, charset->end - charset->start) != NULL;
}

static int page_error(const struct build_state *build, struct error *err)
{
    const char *const *links = build->page_links;

    if (build->page_link_count == 0)
        return error_set(err, ERR_NOT_FEED, SCOPE_FEED, "an HTML page, not a feed");
    return error_set(err, ERR_NOT_FEED, SCOPE_FEED, "an HTML page, not a feed; it links to %s%s%s",
                     links[0] != NULL ? links[0] : "", build->page_link_count > 1 ? ", " : "",
                     build->page_link_count > 1 && links[1] != NULL ? links[1] : "");
}

/* Reports why the document is not a feed. */
static int not_feed(const struct parse *p, bool empty, bool binary, struct error *err)
{
    if (empty)
        return error_set(err, ERR_NOT_FEED, SCOPE_FEED, "an empty body, not a feed");
    if (p->build.html)
        return page_error(&p->build, err);
    if (binary)
        return error_set(err, ERR_NOT_FEED, SCOPE_FEED, "binary data, not a feed");
    if (p->build.root[0] == '\0')
        return error_set(err, ERR_NOT_FEED, SCOPE_FEED, "text without an element, not a feed");
    return error_set(err, ERR_NOT_FEED, SCOPE_FEED, "a document of another kind (<%s>), not a feed",
                     p->build.root);
}

static int body_parse(struct parse *p, struct document *ret, struct arena *arena,
                      const struct parse_request *request, struct error *err)
{
    bool empty, binary;
    int code = charset_open(&p->charset, request, &p->report, err);

    if (code != 0)
        return code;
    empty = p->charset.start == p->charset.end;
    binary = looks_binary(&p->charset);
    ret->encoding = arena_strdup(arena, p->charset.name);
    code = build_open(&p->build, request, ret, arena, &p->report, err);
    date_order_scan(&p->build.dates, (const char *)p->charset.bytes + p->charset.start,
                    p->charset.end - p->charset.start);
    if (code == 0 && request->scrape != NULL) {
        code = page_items_parse(&p->build, &p->charset, err);
    } else if (code == 0 && looks_like_json(&p->charset)) {
        code = json_feed_parse(&p->build, &p->charset, err);
    } else if (code == 0) {
        code = repair_open(&p->repair, &p->charset, &p->report, err);
        if (code == 0)
            code = xml_parse(&p->build, &p->repair, err);
    }
    if (code == 0 && ret->format == FORMAT_UNKNOWN)
        code = not_feed(p, empty, binary, err);
    return code;
}

int parse_document(struct document *ret, struct arena *arena, const struct parse_request *request,
                   struct error *err)
{
    struct parse *p = calloc(1, sizeof(*p));
    int code, written;

    memset(ret, 0, sizeof(*ret));
    if (p == NULL)
        return error_set(err, ERR_MEMORY, SCOPE_FEED, "out of memory");
    code = body_parse(p, ret, arena, request, err);
    if (code == 0 && arena_status(arena) == ERR_MEMORY)
        code = error_set(err, ERR_MEMORY, SCOPE_FEED, "out of memory for the feed's header");
    written = report_write(ret, arena, &p->report, code == 0 ? err : NULL);
    build_close(&p->build);
    repair_close(&p->repair);
    charset_close(&p->charset);
    free(p);
    return code != 0 ? code : written;
}
