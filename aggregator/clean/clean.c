#include "aggregator/clean/clean.h"

#include "aggregator/base/url.h"
#include "aggregator/clean/address.h"
#include "aggregator/clean/limits.h"
#include "aggregator/clean/outlet.h"
#include "aggregator/clean/sanitize.h"

#include <string.h>
#include <strings.h>

/* State for cleaning one item; scratch is reset between its texts. */
struct cleaning {
    struct arena *arena;
    struct arena scratch;
    struct str out;
    const char *base; /* the document's */
    const char *page; /* the item's address, the default base; or NULL */
    bool failed;      /* out of memory, or over a limit */
};

static void cleaning_open(struct cleaning *c, struct arena *arena, const char *base)
{
    c->arena = arena;
    c->base = base;
    c->page = NULL;
    c->failed = false;
    arena_init(&c->scratch, CLEAN_OUTPUT_BYTES_MAX);
    str_init(&c->out, CLEAN_OUTPUT_BYTES_MAX);
}

static int cleaning_close(struct cleaning *c, struct error *err)
{
    arena_release(&c->scratch);
    str_release(&c->out);
    if (!c->failed && arena_status(c->arena) == ERR_NONE)
        return 0;
    if (arena_status(c->arena) == ERR_LIMIT)
        return error_set(err, ERR_LIMIT, SCOPE_ITEM, "too large to clean");
    return error_set(err, ERR_MEMORY, SCOPE_FEED, "out of memory while cleaning");
}

/* Keeps the result, trimmed. A truncated result is not kept: its end may lie inside a tag, which
 * would swallow the text that follows on a page. */
static const char *out_keep(struct cleaning *c)
{
    const char *text = c->out.text;
    size_t length = c->out.length;

    if (str_status(&c->out) != ERR_NONE) {
        arena_note(c->arena, str_status(&c->out));
        c->failed = true;
        return NULL;
    }

    while (length > 0 && strchr(" \t\r\n", text[length - 1]) != NULL)
        length--;
    while (length > 0 && strchr(" \t\r\n", *text) != NULL) {
        text++;
        length--;
    }
    text = arena_strndup(c->arena, text, length);
    c->failed = c->failed || text == NULL;
    return text;
}

static const char *html_clean(struct cleaning *c, const char *html, const char *base)
{
    str_clear(&c->out);
    arena_reset(&c->scratch);
    sanitize_html(&c->out, &c->scratch, html, strlen(html), base, c->page != NULL ? c->page : base);
    c->failed = c->failed || arena_status(&c->scratch) == ERR_MEMORY;
    return out_keep(c);
}

/* Escapes plain text as HTML. */
static const char *plain_escape(struct cleaning *c, const char *text)
{
    str_clear(&c->out);
    for (; *text != '\0'; text++) {
        const size_t run = strcspn(text, "&<>");

        str_append_bytes(&c->out, text, run);
        text += run;
        if (*text == '\0')
            break;
        str_append(&c->out, *text == '&' ? "&amp;" : *text == '<' ? "&lt;" : "&gt;");
    }
    return out_keep(c);
}

/* The base of a text's relative addresses: the base that the feed declares, else the item's page.
 * The parser sets the document's own address when the feed declares none. */
static const char *base_of(const struct cleaning *c, const struct text_construct *text)
{
    const bool given = text->base != NULL && (c->base == NULL || strcmp(text->base, c->base) != 0);

    if (given || c->page == NULL)
        return text->base != NULL ? text->base : c->base;
    return c->page;
}

/* Cleans a body text; the result is HTML. */
static struct text_construct body_clean(struct cleaning *c, const struct text_construct *text)
{
    struct text_construct ret = {.lang = text->lang, .kind = TEXT_HTML};

    if (text->value == NULL)
        return *text;
    ret.value = text->kind == TEXT_HTML ? html_clean(c, text->value, base_of(c, text))
                                        : plain_escape(c, text->value);
    return ret;
}

/* Cleans a title; the result is plain text on one line. */
static struct text_construct title_clean(struct cleaning *c, const struct text_construct *text)
{
    struct text_construct ret = {.lang = text->lang, .kind = TEXT_PLAIN};
    const char *plain;
    char *line;

    if (text->value == NULL)
        return *text;
    plain = text->kind == TEXT_HTML ? clean_plain(c->arena, text->value)
                                    : clean_spaces(c->arena, text->value);
    c->failed = c->failed || plain == NULL;
    if (plain == NULL)
        return ret;
    line = (char *)(uintptr_t)plain;
    if (strlen(line) > CLEAN_TITLE_BYTES_MAX) {
        size_t cut = CLEAN_TITLE_BYTES_MAX;

        while (cut > 0 && ((unsigned char)line[cut] & 0xC0) == 0x80)
            cut--;
        line[cut] = '\0';
    }
    for (char *at = strchr(line, '\n'); at != NULL; at = strchr(at, '\n'))
        *at = ' ';
    ret.value = line;
    return ret;
}

/* Cleans an address; NULL when it is not allowed or absurdly long, because a feed's own addresses
 * are read again with each of its items. */
static const char *link_clean(struct cleaning *c, const char *text)
{
    const char *address = address_resolve(c->arena, c->base, text);

    c->failed = c->failed || (text != NULL && address == NULL);
    return address != NULL && address[0] != '\0' && strlen(address) <= CLEAN_VALUE_BYTES_MAX
               ? address
               : NULL;
}

/* The canonical form of a link that may name another item's page; NULL when it equals href. */
static const char *link_canonical(struct cleaning *c, const struct link *link)
{
    const bool translation = link->hreflang != NULL && strcasecmp(link->rel, "alternate") == 0;
    const char *canonical;

    if (!translation && strcasecmp(link->rel, "via") != 0)
        return NULL;
    canonical = clean_canonical_url(c->arena, link->href);
    return canonical != NULL && strcmp(canonical, link->href) != 0 ? canonical : NULL;
}

static void links_clean(struct cleaning *c, struct item *item)
{
    struct link *links = arena_array(c->arena, item->link_count, sizeof(*links));
    size_t used = 0;

    c->failed = c->failed || links == NULL;
    for (size_t i = 0; i < item->link_count && links != NULL; i++) {
        links[used] = item->links[i];
        links[used].href = link_clean(c, item->links[i].href);
        if (links[used].href == NULL)
            continue;
        links[used].canonical = link_canonical(c, &links[used]);
        used++;
    }
    item->links = links;
    item->link_count = used;
}

static void enclosures_clean(struct cleaning *c, struct item *item)
{
    struct enclosure *enclosures =
        arena_array(c->arena, item->enclosure_count, sizeof(*enclosures));
    size_t used = 0;

    c->failed = c->failed || enclosures == NULL;
    for (size_t i = 0; i < item->enclosure_count && enclosures != NULL; i++) {
        enclosures[used] = item->enclosures[i];
        enclosures[used].url = link_clean(c, item->enclosures[i].url);
        used += enclosures[used].url != NULL;
    }
    item->enclosures = enclosures;
    item->enclosure_count = used;
}

enum { NAME_ROUNDS = 3 }; /* markup that was escaped more often may stay */

/* A name should be plain text, but some feeds write HTML, or HTML that was escaped twice. Returns
 * it on one line without markup; NULL when nothing is left. */
static const char *name_clean(struct cleaning *c, const char *name)
{
    const char *plain = name;

    for (int i = 0; i < NAME_ROUNDS && plain != NULL && strpbrk(plain, "<&") != NULL; i++)
        plain = clean_plain(c->arena, plain);
    if (plain != NULL && strpbrk(plain, " \t\r\n") != NULL)
        plain = clean_spaces(c->arena, plain);
    c->failed = c->failed || (name != NULL && plain == NULL);
    return plain != NULL && plain[0] != '\0' ? plain : NULL;
}

static void categories_clean(struct cleaning *c, struct item *item)
{
    struct category *categories = arena_array(c->arena, item->category_count, sizeof(*categories));

    c->failed = c->failed || categories == NULL;
    for (size_t i = 0; i < item->category_count && categories != NULL; i++) {
        categories[i] = item->categories[i];
        categories[i].term = name_clean(c, item->categories[i].term);
        categories[i].label = name_clean(c, item->categories[i].label);
    }
    item->categories = categories;
}

static struct person *people_clean(struct cleaning *c, const struct person *people, size_t count)
{
    struct person *ret = arena_array(c->arena, count, sizeof(*ret));

    c->failed = c->failed || ret == NULL;
    for (size_t i = 0; i < count && ret != NULL; i++) {
        ret[i] = people[i];
        ret[i].name = name_clean(c, people[i].name);
        ret[i].url = link_clean(c, people[i].url);
    }
    return ret;
}

/* The text for recognition: the content, else the summary, as plain text. */
static const char *item_plain(struct cleaning *c, const struct item *item)
{
    const bool content = item->content.value != NULL && item->content.value[0] != '\0';
    const struct text_construct *text = content ? &item->content : &item->summary;
    const char *plain = text->value != NULL ? clean_plain(c->arena, text->value) : NULL;

    c->failed = c->failed || (text->value != NULL && plain == NULL);
    return plain;
}

/* A news search writes "Headline - Outlet". The source already names the outlet, and the outlet's
 * own item has the headline alone. */
static void outlet_cut(struct cleaning *c, struct item *item)
{
    const char *outlet = name_clean(c, item->source.title), *title = item->title.value;
    size_t length;

    if (outlet == NULL || title == NULL)
        return;
    length = outlet_title_length(title, outlet);
    if (length < strlen(title))
        item->title.value = title = arena_strndup(c->arena, title, length);
    if (title != NULL && item->plain != NULL) {
        length = outlet_text_length(item->plain, title, outlet);
        if (length < strlen(item->plain))
            item->plain = arena_strndup(c->arena, item->plain, length);
    }
    c->failed = c->failed || title == NULL;
}

int clean_item(struct item *ret, struct arena *arena, const struct item *item, const char *base,
               struct error *err)
{
    struct cleaning c;

    cleaning_open(&c, arena, base);
    *ret = *item;
    ret->title = title_clean(&c, &item->title);
    ret->link = link_clean(&c, item->link);
    c.page = url_is_http(ret->link) ? ret->link : NULL;
    ret->summary = body_clean(&c, &item->summary);
    ret->content = body_clean(&c, &item->content);
    ret->comments = link_clean(&c, item->comments);
    ret->thumbnail = link_clean(&c, item->thumbnail);
    ret->thumbnail_alt = name_clean(&c, item->thumbnail_alt);
    ret->source.link = link_clean(&c, item->source.link);
    links_clean(&c, ret);
    enclosures_clean(&c, ret);
    categories_clean(&c, ret);
    ret->authors = people_clean(&c, item->authors, item->author_count);
    ret->canonical = clean_canonical_url(arena, ret->link);
    ret->plain = item_plain(&c, ret);
    outlet_cut(&c, ret);
    return cleaning_close(&c, err);
}

int clean_document(struct document *ret, struct arena *arena, const struct document *document,
                   const char *base, struct error *err)
{
    struct cleaning c;

    cleaning_open(&c, arena, base);
    *ret = *document;
    ret->title = title_clean(&c, &document->title);
    ret->subtitle = body_clean(&c, &document->subtitle);
    ret->link = link_clean(&c, document->link);
    if (document->id != NULL && strlen(document->id) > CLEAN_VALUE_BYTES_MAX)
        ret->id = NULL;
    ret->hub = link_clean(&c, document->hub);
    ret->self = link_clean(&c, document->self);
    ret->authors = people_clean(&c, document->authors, document->author_count);
    return cleaning_close(&c, err);
}

const char *clean_html(struct arena *arena, const char *html, const char *base)
{
    struct cleaning c;
    const char *text;

    cleaning_open(&c, arena, base);
    text = html_clean(&c, html, base);
    cleaning_close(&c, NULL);
    return text;
}
