#include "aggregator/match/match.h"

#include "aggregator/base/clock.h"
#include "aggregator/match/match_hash.h"

#include <string.h>

/* The rule that made a key. It is hashed too, so that keys of different rules differ. */
enum key_rule {
    KEY_BY_ID = 'i',
    KEY_BY_LINK = 'l',
    KEY_BY_TITLE = 't',
    KEY_BY_TEXT = 'x',
    KEY_OF_FALLBACK = 'w',
    KEY_OF_OTHER = 'o'
};

int match_secret_read(struct secret *ret, const char *digits, struct error *err)
{
    size_t size = 0;

    if (sodium_hex2bin(ret->bytes, SECRET_SIZE, digits, strlen(digits), NULL, &size, NULL) == 0 &&
        size == SECRET_SIZE)
        return 0;
    return error_set(err, ERR_USAGE, SCOPE_RUN, "a secret must have %d hexadecimal digits",
                     2 * SECRET_SIZE);
}

static void rule_begin(struct match_hash *hash, const struct secret *secret, const char *feed_url,
                       enum key_rule rule, const char *value)
{
    const char kind[2] = {(char)rule, '\0'};

    match_hash_init(hash, secret);
    match_hash_text(hash, feed_url);
    match_hash_text(hash, kind);
    match_hash_text(hash, value);
}

static uint64_t not_zero(uint64_t hash)
{
    return hash != 0 ? hash : 1;
}

/* The text by which an item is found again: the feed's, never that of a page. */
static const char *own_text(const struct item *item)
{
    return item->feed_plain != NULL ? item->feed_plain : item->plain;
}

/* The key of an item by one rule. */
static uint64_t key_make(const struct secret *secret, const char *feed_url, enum key_rule rule,
                         const char *value, int64_t time)
{
    struct match_hash hash;

    rule_begin(&hash, secret, feed_url, rule, value);
    match_hash_number(&hash, time);
    return not_zero(match_hash_end(&hash));
}

static bool is_set(const char *text)
{
    return text != NULL && text[0] != '\0';
}

uint64_t match_item_key(const struct secret *secret, const char *feed_url, const struct item *item,
                        unsigned unreliable)
{
    bool has_words = is_set(item->title.value) || is_set(item->plain);
    bool links_count = (unreliable & MATCH_LINKS_UNRELIABLE) == 0 || !has_words;

    if (is_set(item->id) && (unreliable & MATCH_IDS_UNRELIABLE) == 0)
        return key_make(secret, feed_url, KEY_BY_ID, item->id, 0);
    if (is_set(item->canonical) && links_count)
        return key_make(secret, feed_url, KEY_BY_LINK, item->canonical, 0);
    if (is_set(item->link) && links_count)
        return key_make(secret, feed_url, KEY_BY_LINK, item->link, 0);
    if (is_set(item->title.value))
        return key_make(secret, feed_url, KEY_BY_TITLE, item->title.value, item->published);
    return key_make(secret, feed_url, KEY_BY_TEXT, item->plain, 0);
}

uint64_t match_other_key(uint64_t key)
{
    struct match_hash hash;

    match_hash_init(&hash, NULL);
    hash.plain = KEY_OF_OTHER;
    match_hash_number(&hash, (int64_t)key);
    return not_zero(match_hash_end(&hash));
}

static bool is_same(const char *a, const char *b)
{
    return strcmp(a != NULL ? a : "", b != NULL ? b : "") == 0;
}

bool match_is_other(const struct item *item, const struct item *older)
{
    return !is_set(item->id) && !is_set(older->id) && is_set(item->title.value) &&
           is_set(older->title.value) && !is_same(item->title.value, older->title.value) &&
           !is_same(own_text(item), own_text(older));
}

/* The part of a URL that survives a move to https, another host or another folder: the last segment
 * with its query and fragment; the host when there is no path. */
static const char *slug_of(const char *link)
{
    const char *host = link != NULL ? strstr(link, "://") : NULL, *end, *slug;

    if (host == NULL)
        return link;
    host += 3;
    end = host + strcspn(host, "?#");
    slug = end;
    while (slug > host && slug[-1] == '/')
        slug--;
    while (slug > host && slug[-1] != '/')
        slug--;
    if (slug == host && *end != '\0')
        slug = end;
    return slug;
}

uint64_t match_fallback_key(const struct secret *secret, const char *feed_url,
                            const struct item *item)
{
    const char *link = slug_of(is_set(item->canonical) ? item->canonical : item->link);
    const char *title = item->title.value;
    bool named = is_set(link) && is_set(title) && item->published != TIME_NONE;
    struct match_hash hash;

    if (!is_set(link) && !is_set(title) && !is_set(item->plain))
        return 0;
    rule_begin(&hash, secret, feed_url, KEY_OF_FALLBACK, link);
    match_hash_text(&hash, title);
    match_hash_number(&hash, item->published);
    match_hash_text(&hash, named ? NULL : own_text(item));
    return not_zero(match_hash_end(&hash));
}

uint64_t match_content_hash(const struct item *item)
{
    struct match_hash hash;

    match_hash_init(&hash, NULL);
    match_hash_text(&hash, item->title.value);
    match_hash_text(&hash, item->summary.value);
    match_hash_text(&hash, item->content.value);
    match_hash_text(&hash, item->link);
    return match_hash_end(&hash);
}
