#include "aggregator/push/push_request.h"

#include "aggregator/base/clock.h"
#include "aggregator/base/random.h"
#include "aggregator/base/url.h"
#include "aggregator/push/push_lease.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

static const char digits[] = "0123456789abcdef";

/* A field of a form; everything but letters, digits and "-._~" is escaped. */
static void field_append(struct str *into, const char *name, const char *value)
{
    str_appendf(into, "%s%s=", into->length > 0 ? "&" : "", name);
    for (; *value != '\0'; value++) {
        const unsigned char c = (unsigned char)*value;

        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
            strchr("-._~", c) != NULL)
            str_append_char(into, *value);
        else
            str_appendf(into, "%%%02X", c);
    }
}

void push_request_form(struct str *into, const struct push_subscription *push, bool subscribe)
{
    char lease[16];

    snprintf(lease, sizeof(lease), "%d", PUSH_LEASE_SECONDS);
    field_append(into, "hub.mode", subscribe ? "subscribe" : "unsubscribe");
    field_append(into, "hub.topic", push->topic);
    field_append(into, "hub.callback", push->callback);
    if (!subscribe)
        return;
    field_append(into, "hub.lease_seconds", lease);
    if (push->secret != NULL)
        field_append(into, "hub.secret", push->secret);
}

/* Random hexadecimal digits, at most PUSH_SECRET_DIGITS. */
static int digits_draw(const char **ret, struct arena *arena, size_t count, struct error *err)
{
    unsigned char bytes[PUSH_SECRET_DIGITS / 2];
    char *text = arena_alloc(arena, count + 1);
    int code;

    if (text == NULL)
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
    code = random_bytes(bytes, count / 2, err);
    if (code != 0)
        return code;
    for (size_t i = 0; i < count; i++)
        text[i] = digits[i % 2 == 0 ? bytes[i / 2] >> 4 : bytes[i / 2] & 15];
    text[count] = '\0';
    *ret = text;
    return 0;
}

/* The length of settings.websub without slashes at its end. */
static size_t base_length(const char *base)
{
    size_t length = strlen(base);

    while (length > 0 && base[length - 1] == '/')
        length--;
    return length;
}

int push_request_new(struct push_subscription *ret, struct arena *arena, const char *feed_url,
                     const char *hub, const char *topic, const char *base, int64_t now,
                     struct error *err)
{
    struct push_subscription push = {.feed_url = feed_url,
                                     .hub = hub,
                                     .topic = topic,
                                     .asked_at = TIME_NONE,
                                     .due = now,
                                     .verified_at = TIME_NONE,
                                     .lease_end = TIME_NONE,
                                     .news_at = TIME_NONE,
                                     .delivered_at = TIME_NONE,
                                     .refused_at = TIME_NONE};
    int code = digits_draw(&push.token, arena, PUSH_TOKEN_DIGITS, err);

    if (code == 0 && strncasecmp(hub, "https:", 6) == 0)
        code = digits_draw(&push.secret, arena, PUSH_SECRET_DIGITS, err);
    if (code != 0)
        return code;
    push.callback = arena_printf(arena, "%.*s/%s", (int)base_length(base), base, push.token);
    if (push.callback == NULL)
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
    *ret = push;
    return 0;
}

bool push_request_is_for(const struct push_subscription *push, const char *hub, const char *topic,
                         const char *base)
{
    const size_t length = base_length(base);

    return strcmp(push->hub, hub) == 0 && strcmp(push->topic, topic) == 0 &&
           strncmp(push->callback, base, length) == 0 && push->callback[length] == '/' &&
           strcmp(push->callback + length + 1, push->token) == 0;
}

static bool is_usable(const char *url)
{
    return url != NULL && url_is_http(url) && strlen(url) <= PUSH_ADDRESS_BYTES;
}

bool push_request_can_ask(const char *hub, const char *topic)
{
    return is_usable(hub) && is_usable(topic);
}

const char *push_request_token(const char *path)
{
    static const char start[] = "/websub/";

    if (strncmp(path, start, sizeof(start) - 1) != 0)
        return NULL;
    path += sizeof(start) - 1;
    return strlen(path) == PUSH_TOKEN_DIGITS && strspn(path, digits) == PUSH_TOKEN_DIGITS ? path
                                                                                          : NULL;
}
