#include "aggregator/clean/embed.h"

#include "aggregator/base/url.h"
#include "aggregator/clean/address.h"
#include "aggregator/clean/picture.h"
#include "aggregator/clean/sanitize.h"

#include <string.h>
#include <strings.h>

/* Elements that embed, the attribute they use, and the prefix that makes its value an address. */
static const struct {
    const char *element, *attribute, *before;
} elements[] = {
    {"iframe", "src", ""},
    {"iframe", "data-src", ""},
    {"iframe", "data-lazy-src", ""},
    {"embed", "src", ""},
    {"object", "data", ""},
    {"amp-iframe", "src", ""},
    {"lite-youtube", "videoid", "https://www.youtube.com/embed/"},
    {"amp-youtube", "data-videoid", "https://www.youtube.com/embed/"},
    {"lite-vimeo", "videoid", "https://player.vimeo.com/video/"},
    {"amp-vimeo", "data-videoid", "https://player.vimeo.com/video/"},
};

/* Players whose video has its own page and still image: the id follows the path. */
static const struct {
    const char *host, *path; /* of the player; host matches at its end */
    const char *page, *poster, *poster_end;
} players[] = {
    {"youtube.com", "/embed/", "https://www.youtube.com/watch?v=", "https://i.ytimg.com/vi/",
     "/hqdefault.jpg"},
    {"youtube.com", "/v/", "https://www.youtube.com/watch?v=", "https://i.ytimg.com/vi/",
     "/hqdefault.jpg"},
    {"youtube-nocookie.com", "/embed/",
     "https://www.youtube.com/watch?v=", "https://i.ytimg.com/vi/", "/hqdefault.jpg"},
    {"youtube-nocookie.com", "/v/", "https://www.youtube.com/watch?v=", "https://i.ytimg.com/vi/",
     "/hqdefault.jpg"},
    {"player.vimeo.com", "/video/", "https://vimeo.com/", NULL, NULL},
    {"dailymotion.com", "/embed/video/", "https://www.dailymotion.com/video/",
     "https://www.dailymotion.com/thumbnail/video/", ""},
};

/* Player paths that are not a video id. */
static const char *const not_ids[] = {"videoseries", "live_stream"};

/* Words in the addresses of other players, and rarely in those of advertisements. */
static const char *const player_words[] = {"embed", "player", "video"};

static const char *value_of(struct arena *arena, const struct html_token *token, const char *name)
{
    for (size_t i = 0; i < token->attribute_count; i++)
        if (strcmp(token->attributes[i].name, name) == 0 &&
            token->attributes[i].length <= CLEAN_VALUE_BYTES_MAX)
            return sanitize_value(arena, &token->attributes[i]);
    return NULL;
}

/* The embedded address; NULL when there is no http or https address. */
static const char *address_find(struct arena *arena, const struct html_token *token,
                                const char *base)
{
    for (size_t i = 0; i < sizeof(elements) / sizeof(elements[0]); i++) {
        const char *value = NULL, *address;

        if (strcmp(token->name, elements[i].element) == 0)
            value = value_of(arena, token, elements[i].attribute);
        if (value == NULL || value[0] == '\0')
            continue;
        if (elements[i].before[0] != '\0' &&
            (value = arena_printf(arena, "%s%s", elements[i].before, value)) == NULL)
            return NULL;
        address = address_resolve(arena, base, value);
        if (url_is_http(address))
            return address;
    }
    return NULL;
}

static const char *host_of(const char *url, size_t *ret_length)
{
    const char *host = strstr(url, "://") + 3;

    *ret_length = strcspn(host, "/?#");
    if (*ret_length > 4 && strncasecmp(host, "www.", 4) == 0) {
        *ret_length -= 4;
        host += 4;
    }
    return host;
}

static bool is_host(const char *host, size_t length, const char *end)
{
    const size_t known = strlen(end);

    return length >= known && strncasecmp(host + length - known, end, known) == 0 &&
           (length == known || host[length - known - 1] == '.');
}

/* The id after a player's path, with its length; NULL when there is none. */
static const char *id_find(const char *path, const char *start, size_t *ret_length)
{
    const char *id = path + strlen(start);

    if (strncmp(path, start, strlen(start)) != 0)
        return NULL;
    *ret_length = strspn(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");
    for (size_t i = 0; i < sizeof(not_ids) / sizeof(not_ids[0]); i++)
        if (strncmp(id, not_ids[i], *ret_length) == 0 && not_ids[i][*ret_length] == '\0')
            return NULL;
    return *ret_length > 0 && strchr("/?&#", id[*ret_length]) != NULL ? id : NULL;
}

static bool player_find(struct embed *ret, struct arena *arena, const char *address)
{
    size_t host_length, length;
    const char *host = host_of(address, &host_length);

    for (size_t i = 0; i < sizeof(players) / sizeof(players[0]); i++) {
        const char *id = is_host(host, host_length, players[i].host)
                             ? id_find(host + host_length, players[i].path, &length)
                             : NULL;

        if (id == NULL)
            continue;
        ret->page = arena_printf(arena, "%s%.*s", players[i].page, (int)length, id);
        if (players[i].poster != NULL)
            ret->poster = arena_printf(arena, "%s%.*s%s", players[i].poster, (int)length, id,
                                       players[i].poster_end);
        return ret->page != NULL;
    }
    return false;
}

static bool has_player_word(const char *address)
{
    const size_t length = strcspn(address, "?#");

    for (size_t i = 0; i < length; i++)
        for (size_t j = 0; j < sizeof(player_words) / sizeof(player_words[0]); j++)
            if (strncasecmp(address + i, player_words[j], strlen(player_words[j])) == 0)
                return true;
    return false;
}

bool embed_read(struct embed *ret, struct arena *arena, const struct html_token *token,
                const char *base)
{
    const char *address = address_find(arena, token, base), *host;
    size_t length;

    *ret = (struct embed){NULL, NULL, NULL};
    if (address == NULL || sanitize_is_counter(arena, token))
        return false;
    if (!player_find(ret, arena, address) && has_player_word(address))
        ret->page = address;
    if (ret->page == NULL)
        return false;
    ret->label = value_of(arena, token, "title");
    if (ret->label == NULL || ret->label[strspn(ret->label, " \t\r\n\f")] == '\0') {
        host = host_of(ret->page, &length);
        ret->label = arena_strndup(arena, host, length);
    }
    return ret->label != NULL;
}
