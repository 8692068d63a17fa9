#include "aggregator/fetch/link_header.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

static const char blanks[] = " \t";

struct span {
    const char *text;
    size_t length;
};

/* One link-value: what is kept of it. */
struct link {
    struct span target, relations; /* relations: of the first rel only (RFC 8288 §3.3) */
    bool has_relations, has_anchor;
};

static bool is(struct span span, const char *word)
{
    return span.length == strlen(word) && strncasecmp(span.text, word, span.length) == 0;
}

/* The value of a parameter, a token or a quoted string, without its quotes. False when a quote is
 * not closed. Escapes stay: neither relation types nor their separators need any. */
static bool value_scan(struct span *ret, const char **at)
{
    const char *c = *at;

    if (*c != '"') {
        *ret = (struct span){c, strcspn(c, " \t;,")};
        *at = c + ret->length;
        return true;
    }
    for (ret->text = ++c; *c != '\0' && *c != '"'; c++)
        if (*c == '\\' && c[1] != '\0')
            c++;
    ret->length = (size_t)(c - ret->text);
    *at = *c == '"' ? c + 1 : c;
    return *c == '"';
}

/* ";" was read: a name, and a value if there is a "=". */
static bool parameter_scan(struct link *link, const char **at)
{
    struct span name, value = {"", 0};

    *at += strspn(*at, blanks);
    name = (struct span){*at, strcspn(*at, " \t=;,")};
    *at += name.length;
    *at += strspn(*at, blanks);
    if (**at == '=') {
        *at += 1;
        *at += strspn(*at, blanks);
        if (!value_scan(&value, at))
            return false;
    }
    if (is(name, "anchor"))
        link->has_anchor = true;
    if (is(name, "rel") && !link->has_relations) {
        link->relations = value;
        link->has_relations = true;
    }
    return true;
}

/* Reads one link-value up to its comma or the end; false when it is malformed. */
static bool link_scan(struct link *ret, const char **at)
{
    const char *end;

    *ret = (struct link){.relations = {"", 0}};
    if (**at != '<' || (end = strchr(*at, '>')) == NULL)
        return false;
    ret->target = (struct span){*at + 1, (size_t)(end - *at - 1)};
    for (*at = end + 1 + strspn(end + 1, blanks); **at == ';'; *at += strspn(*at, blanks)) {
        *at += 1;
        if (!parameter_scan(ret, at))
            return false;
    }
    return **at == ',' || **at == '\0';
}

/* Relation types are separated by blanks. */
static bool has_relation(const struct link *link, const char *relation)
{
    const char *at = link->relations.text, *end = at + link->relations.length;

    while (link->has_relations && at < end) {
        const char *start = at;

        while (at < end && strchr(blanks, *at) == NULL)
            at++;
        if (is((struct span){start, (size_t)(at - start)}, relation))
            return true;
        at += at < end;
    }
    return false;
}

const char *link_header_find(struct arena *arena, const char *value, const char *relation)
{
    struct link link;

    for (const char *at = value;;) {
        at += strspn(at, " \t,"); /* empty elements of a list are allowed (RFC 9110 §5.6.1) */
        if (*at == '\0' || !link_scan(&link, &at))
            return NULL;
        if (!link.has_anchor && link.target.length > 0 && has_relation(&link, relation))
            return arena_strndup(arena, link.target.text, link.target.length);
    }
}
