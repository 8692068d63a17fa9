#include "aggregator/match/match.h"

#include "aggregator/base/clock.h"

#include <string.h>
#include <xxhash.h>

/* Which rule made a key; part of what is hashed, so that keys of two rules never meet. */
enum key_rule {
    KEY_BY_ID = 'i',
    KEY_BY_LINK = 'l',
    KEY_BY_TITLE = 't',
    KEY_BY_TEXT = 'x',
    KEY_OF_TWIN = 'w',
    KEY_OF_OTHER = 'o'
};

static uint64_t hash_add(uint64_t hash, const char *text)
{
    return XXH3_64bits_withSeed(text != NULL ? text : "", text != NULL ? strlen(text) : 0, hash);
}

static uint64_t number_add(uint64_t hash, int64_t number)
{
    unsigned char written[8]; /* little endian on every machine */

    for (int i = 0; i < 8; i++)
        written[i] = (unsigned char)((uint64_t)number >> 8 * i);
    return XXH3_64bits_withSeed(written, sizeof(written), hash);
}

static uint64_t rule_add(const char *feed_url, enum key_rule rule, const char *value)
{
    const char kind[2] = {(char)rule, '\0'};

    return hash_add(hash_add(hash_add(0, feed_url), kind), value);
}

static uint64_t key_make(const char *feed_url, enum key_rule rule, const char *value, int64_t time)
{
    uint64_t hash = number_add(rule_add(feed_url, rule, value), time);

    return hash != 0 ? hash : 1;
}

static bool is_set(const char *text)
{
    return text != NULL && text[0] != '\0';
}

uint64_t match_item_key(const char *feed_url, const struct item *item, unsigned unreliable)
{
    bool has_words = is_set(item->title.value) || is_set(item->plain);
    bool links_count = (unreliable & MATCH_LINKS_UNRELIABLE) == 0 || !has_words;

    if (is_set(item->id) && (unreliable & MATCH_IDS_UNRELIABLE) == 0)
        return key_make(feed_url, KEY_BY_ID, item->id, 0);
    if (is_set(item->canonical) && links_count)
        return key_make(feed_url, KEY_BY_LINK, item->canonical, 0);
    if (is_set(item->link) && links_count)
        return key_make(feed_url, KEY_BY_LINK, item->link, 0);
    if (is_set(item->title.value))
        return key_make(feed_url, KEY_BY_TITLE, item->title.value, item->published);
    return key_make(feed_url, KEY_BY_TEXT, item->plain, 0);
}

uint64_t match_other_key(uint64_t key)
{
    uint64_t other = number_add(KEY_OF_OTHER, (int64_t)key);

    return other != 0 ? other : 1;
}

static bool is_same(const char *a, const char *b)
{
    return strcmp(a != NULL ? a : "", b != NULL ? b : "") == 0;
}

bool match_is_other(const struct item *item, const struct item *older)
{
    return !is_set(item->id) && !is_set(older->id) && is_set(item->title.value) &&
           is_set(older->title.value) && !is_same(item->title.value, older->title.value) &&
           !is_same(item->plain, older->plain);
}

/* The part of an address that stays when a site moves to https, to another host or into another
 * folder: its last segment with its query and fragment; the host where there is no path. */
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

uint64_t match_item_twin(const char *feed_url, const struct item *item)
{
    const char *link = slug_of(is_set(item->canonical) ? item->canonical : item->link);
    const char *title = item->title.value;
    bool named = is_set(link) && is_set(title) && item->published != TIME_NONE;
    uint64_t hash;

    if (!is_set(link) && !is_set(title) && !is_set(item->plain))
        return 0;
    hash = hash_add(rule_add(feed_url, KEY_OF_TWIN, link), title);
    hash = hash_add(number_add(hash, item->published), named ? NULL : item->plain);
    return hash != 0 ? hash : 1;
}

uint64_t match_content_hash(const struct item *item)
{
    uint64_t hash = hash_add(0, item->title.value);

    hash = hash_add(hash, item->summary.value);
    hash = hash_add(hash, item->content.value);
    return hash_add(hash, item->link);
}
