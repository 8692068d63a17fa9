#include "aggregator/run/intake_page.h"

#include "aggregator/base/clock.h"
#include "aggregator/base/failpoint.h"
#include "aggregator/clean/clean.h"
#include "aggregator/parse/article.h"
#include "aggregator/run/intake.h"
#include "aggregator/run/intake_item.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { TRIES_MAX = 3, RETRY_SECONDS = 3600, HTTP_UNAVAILABLE = 503 };

static int body_read(size_t *ret_size, void *context, void *into, size_t room, struct error *err)
{
    return spool_read(ret_size, context, into, room, err);
}

/* Without a type, or with one of a page. */
static bool is_page(const char *content_type)
{
    static const char *const types[] = {"text/html", "application/xhtml+xml"};

    for (size_t i = 0; content_type != NULL && i < sizeof(types) / sizeof(types[0]); i++)
        if (strncasecmp(content_type, types[i], strlen(types[i])) == 0)
            return true;
    return content_type == NULL;
}

/* A failure that may pass is tried again, after an hour, and then after more. */
static void failure_take(struct intake_page_result *ret, const struct store_page *page,
                         const struct fetch_response *response, int64_t now)
{
    const bool wants_rest =
        response->status == HTTP_TOO_MANY || response->status == HTTP_UNAVAILABLE;

    if (response->error.code != ERR_NONE)
        snprintf(ret->why, sizeof(ret->why), "%s", response->error.text);
    else
        snprintf(ret->why, sizeof(ret->why), "HTTP status %d", response->status);
    if (response->throttled || wants_rest) {
        ret->due = response->retry_at != TIME_NONE ? response->retry_at : now + RETRY_SECONDS;
        ret->site_before = ret->due;
        return;
    }
    if (page->tries + 1 < TRIES_MAX &&
        (response->error.code == ERR_NETWORK || response->status >= 500))
        ret->due = now + (RETRY_SECONDS << 2 * page->tries);
}

/* The text of the article, cleaned; *ret_plain is NULL when there is none. */
static int article_read(struct text_construct *ret, const char **ret_plain,
                        struct intake_page_result *result, struct arena *arena,
                        const struct feed *feed, const struct item *item,
                        struct fetch_response *response, struct error *err)
{
    const struct parse_request request = {.read = body_read,
                                          .read_context = response->body,
                                          .url = response->url,
                                          .content_type = response->content_type,
                                          .content_language = response->content_language,
                                          .content_location = response->content_location};
    const struct article_request article = {
        .page = &request, .path = feed->fulltext_path, .title = item->title.value};
    struct error local = {.code = ERR_NONE};
    const char *html, *base;
    int code = article_parse(&html, &base, arena, &article, &local);

    *ret_plain = NULL;
    if (code == ERR_ABSENT || code == ERR_LIMIT || code == ERR_SYNTAX) {
        snprintf(result->why, sizeof(result->why), "%s", local.text);
        return 0;
    }
    if (code != 0) {
        *err = local;
        return code;
    }
    *ret = (struct text_construct){.value = clean_html(arena, html, base), .kind = TEXT_HTML};
    ret->lang = item->content.lang;
    if (ret->value != NULL)
        *ret_plain = clean_plain(arena, ret->value);
    if (*ret_plain == NULL)
        snprintf(result->why, sizeof(result->why), "the article is too large");
    return 0;
}

/* Gives the stored item the text of its page, unless the feed gave as much. */
static int item_update(struct intake_page_result *ret, struct intake *intake, struct arena *arena,
                       const struct feed *feed, const struct feed_state *state, uint64_t key,
                       struct fetch_response *response, struct error *err)
{
    struct store_item_head head;
    struct telling telling;
    struct text_construct content;
    const char *plain, *own;
    char name[INTAKE_KEY_SIZE];
    uint64_t node;
    int code = store_item_find(&head, intake->store, key, err);

    snprintf(name, sizeof(name), "%016" PRIx64, key);
    if (code == 0)
        code = store_telling_load(&telling, &node, intake->store, arena, name, err);
    if (code == ERR_ABSENT) { /* the item was pruned */
        err->code = ERR_NONE;
        return 0;
    }
    if (code == 0)
        code = article_read(&content, &plain, ret, arena, feed, &telling.item, response, err);
    if (code != 0 || plain == NULL)
        return code;
    own = telling.item.feed_plain != NULL ? telling.item.feed_plain : telling.item.plain;
    if (own != NULL && strlen(plain) <= strlen(own))
        return 0;
    intake_page_text_set(&telling.item, &content, plain);
    ret->taken = true;
    return intake_item_replace(intake, feed, state, &telling.item, &head, err);
}

static int page_take(struct intake_page_result *ret, struct intake *intake, struct arena *arena,
                     const struct feed *feed, const struct feed_state *state,
                     const struct store_page *page, struct fetch_response *response,
                     struct error *err)
{
    int code = store_begin(intake->store, err);

    if (code != 0)
        return code;
    if (response->error.code != ERR_NONE || response->throttled || response->status != HTTP_OK)
        failure_take(ret, page, response, intake->now);
    else if (!is_page(response->content_type))
        snprintf(ret->why, sizeof(ret->why), "not a web page");
    else
        code = item_update(ret, intake, arena, feed, state, page->key, response, err);
    if (code == 0)
        code = store_page_settle(intake->store, page->key, ret->due, err);
    if (code == 0)
        code = intake_flush(intake, err);
    failpoint("page-before-commit");
    if (code == 0)
        code = store_commit_soon(intake->store, err);
    failpoint("page-committed");
    if (code != 0)
        store_rollback(intake->store);
    return code;
}

int intake_page(struct intake_page_result *ret, struct intake *intake, const struct feed *feed,
                const struct feed_state *state, const struct store_page *page,
                struct fetch_response *response, struct error *err)
{
    struct arena arena;
    int code;

    *ret = (struct intake_page_result){.due = TIME_NONE, .site_before = TIME_NONE};
    arena_init(&arena, INTAKE_ITEM_ARENA_BYTES);
    code = page_take(ret, intake, &arena, feed, state, page, response, err);
    arena_release(&arena);
    intake->counts.pages += code == 0 && ret->taken;
    return code;
}
