#include "aggregator/match/match.h"

#include "aggregator/match/headline.h"
#include "aggregator/match/match_hash.h"

#include <string.h>
#include <strings.h>
#include <xxhash.h>

enum { IDENTITIES_MAX = 12, GLOBAL_ID_LENGTH = 20, SITE_ID_LENGTH = 6, TITLE_SIZE = 1024 };

struct identities {
    const struct secret *secret; /* for the hashes that are added */
    struct dedup_identity list[IDENTITIES_MAX];
    size_t count;
    char title[TITLE_SIZE]; /* the headline, when it is not the whole title */
};

static uint64_t hash_of(const char *text)
{
    return XXH3_64bits(text, strlen(text));
}

static void hash_end_add(struct identities *ids, enum dedup_identity_kind kind,
                         struct match_hash *hash)
{
    if (ids->count < IDENTITIES_MAX)
        ids->list[ids->count++] = (struct dedup_identity){kind, match_hash_end(hash)};
}

static void identity_add(struct identities *ids, enum dedup_identity_kind kind, const char *text)
{
    struct match_hash hash;

    if (text == NULL)
        return;
    match_hash_init(&hash, ids->secret);
    match_hash_text(&hash, text);
    hash_end_add(ids, kind, &hash);
}

/* Whether an id is globally unique: a URI, or long enough to be a UUID. "17" is not. */
static bool is_global_id(const char *id)
{
    return id != NULL && (strstr(id, "://") != NULL || strncmp(id, "tag:", 4) == 0 ||
                          strncmp(id, "urn:", 4) == 0 ||
                          (strlen(id) >= GLOBAL_ID_LENGTH && strpbrk(id, " \t") == NULL));
}

/* Whether a URL identifies a page: it has a path or query. A bare host identifies a site, not a
 * story. */
static bool names_page(const char *url)
{
    const char *path = url != NULL ? strstr(url, "://") : NULL;

    path = path != NULL ? strchr(path + 3, '/') : NULL;
    return path != NULL && path[1] != '\0';
}

static void link_identities(struct identities *ids, const struct item *item, const char *lang)
{
    for (size_t i = 0; i < item->link_count; i++) {
        const struct link *link = &item->links[i];
        const char *page = link->canonical != NULL ? link->canonical : link->href;

        if (!names_page(page))
            continue;
        if (strcasecmp(link->rel, "via") == 0)
            identity_add(ids, DEDUP_VIA, page);
        else if (strcasecmp(link->rel, "alternate") == 0 && link->hreflang != NULL &&
                 lang != NULL && strcasecmp(link->hreflang, lang) != 0)
            identity_add(ids, DEDUP_TRANSLATION, page);
    }
}

/* An id that is only unique within its site is combined with that site: "n-20417" of a.example.
 * Feeds of one publisher share their ids; the texts must confirm that two such items are one. A
 * very short id is usually a counter of its own feed. */
static void site_id_add(struct identities *ids, const struct item *item)
{
    const char *link = item->canonical != NULL ? item->canonical : item->link;
    const char *host = link != NULL ? strstr(link, "://") : NULL;
    struct match_hash hash;

    if (host == NULL || item->id == NULL || strlen(item->id) < SITE_ID_LENGTH)
        return;
    host += 3;
    match_hash_init(&hash, ids->secret);
    match_hash_bytes(&hash, host, strcspn(host, "/?#"));
    match_hash_text(&hash, item->id);
    hash_end_add(ids, DEDUP_ID, &hash);
}

static void identities_read(struct identities *ids, const struct item *item, const char *lang)
{
    if (is_global_id(item->id))
        identity_add(ids, DEDUP_ID, item->id);
    else
        site_id_add(ids, item);
    if (names_page(item->canonical))
        identity_add(ids, DEDUP_LINK, item->canonical);
    link_identities(ids, item, lang);
}

static const char *language_of(const struct match_request *request)
{
    const struct item *item = request->item;

    if (item->content.lang != NULL)
        return item->content.lang;
    return item->language != NULL ? item->language : request->feed_language;
}

/* The headline of an item; points into ids or the item. A title that is too long for a copy has
 * more to tell than a name. */
static const char *title_of(struct identities *ids, const struct match_request *request)
{
    const struct headline_names names = {request->feed_title, request->item->source.title};
    const char *title = request->item->title.value;
    size_t size;
    const char *headline = headline_find(&size, title, &names);

    if (title == NULL || size == strlen(title) || size >= sizeof(ids->title))
        return title;
    memcpy(ids->title, headline, size);
    ids->title[size] = '\0';
    return ids->title;
}

/* Builds the engine's input; its identities and title point into ids. */
static struct dedup_item question_of(const struct match_request *request, struct identities *ids)
{
    const struct item *item = request->item;
    const char *lang = language_of(request);

    ids->secret = request->secret;
    ids->count = 0;
    identities_read(ids, item, lang);
    ids->secret = NULL; /* like the identities of items stored before there was a secret */
    if (request->secret != NULL && request->meets_older)
        identities_read(ids, item, lang);
    return (struct dedup_item){.key = request->key,
                               .feed = hash_of(request->feed_url),
                               .network = request->network != NULL ? hash_of(request->network) : 0,
                               .lang = lang,
                               .title = title_of(ids, request),
                               .text = item->plain,
                               .identities = ids->list,
                               .identity_count = ids->count,
                               .time = request->time,
                               .pinned = request->published_lead,
                               .unsettled = request->unsettled};
}

static int fail(int code, const struct item *item, struct error *err)
{
    return error_set(
        err, code == DEDUP_ERR_MEMORY ? ERR_MEMORY : ERR_STORE, SCOPE_RUN, "placing \"%.80s\": %s",
        item->title.value != NULL ? item->title.value : "an item", dedup_error_text(code));
}

int match_place(struct dedup_verdict *ret, struct dedup *engine,
                const struct match_request *request, struct error *err)
{
    struct identities ids;
    struct dedup_item question = question_of(request, &ids);
    int code = dedup_place(ret, engine, &question);

    return code == DEDUP_OK ? 0 : fail(code, request->item, err);
}

int match_words(struct dedup *engine, const struct match_request *request,
                int (*each)(void *context, const struct dedup_word *word), void *context)
{
    struct identities ids;
    struct dedup_item item = question_of(request, &ids);

    return dedup_words(engine, &item, each, context);
}

int match_explain(struct dedup_explanation *ret, struct dedup *engine,
                  const struct match_request *a, const struct match_request *b, struct error *err)
{
    struct identities ids_a, ids_b;
    struct dedup_item left = question_of(a, &ids_a), right = question_of(b, &ids_b);
    int code = dedup_explain(ret, engine, &left, &right);

    return code == DEDUP_OK ? 0 : fail(code, a->item, err);
}
