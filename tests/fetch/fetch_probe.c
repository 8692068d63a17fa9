/*
 * Requests the addresses from the command line with fetch_all() and prints the responses as JSON
 * Lines, for tests that act as the server:
 *
 *     fetch_probe [KEY=VALUE]... URL [KEY=VALUE]... [URL [KEY=VALUE]...]...
 *
 * Keys before the first URL are settings (gap, concurrency, timeout, connect_timeout, stall,
 * max_bytes, agent, now, replay, retry_after_max); keys after a URL belong to its request. home=URL
 * is the feed's own address if the request uses another one.
 */
#include "aggregator/base/clock.h"
#include "aggregator/fetch/fetch.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { REQUESTS_MAX = 20000 };

static struct settings settings = {.timeout_seconds = 10,
                                   .connect_timeout_seconds = 5,
                                   .retry_after_max_seconds = 48 * 3600,
                                   .max_bytes = 16 << 20,
                                   .concurrency = 32};
static struct fetch_options options = {.settings = &settings, .user_agent = "headwater/test"};
static struct feed feeds[REQUESTS_MAX];
static struct fetch_request requests[REQUESTS_MAX];
static struct header headers[16];
static size_t count, header_count;

static void usage(const char *word)
{
    fprintf(stderr, "fetch_probe: what is %s?\n", word);
    exit(2);
}

static void set_number(const char *key, const char *value)
{
    const struct {
        const char *key;
        int64_t *target;
    } rows[] = {{"gap", &settings.host_gap_seconds},
                {"timeout", &settings.timeout_seconds},
                {"connect_timeout", &settings.connect_timeout_seconds},
                {"retry_after_max", &settings.retry_after_max_seconds},
                {"max_bytes", &settings.max_bytes},
                {"stall", &options.stall_seconds},
                {"now", &options.now}};

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (strcmp(rows[i].key, key) == 0) {
            *rows[i].target = atoll(value);
            return;
        }
    usage(key);
}

static void set_option(const char *key, const char *value)
{
    if (strcmp(key, "agent") == 0)
        options.user_agent = value;
    else if (strcmp(key, "replay") == 0)
        options.replay_folder = value;
    else if (strcmp(key, "concurrency") == 0)
        settings.concurrency = atoi(value);
    else
        set_number(key, value);
}

static void set_request(struct feed *feed, struct fetch_request *request, const char *key,
                        char *value)
{
    const struct {
        const char *key;
        const char **target;
    } rows[] = {{"etag", &request->etag},
                {"validators_from", &request->validators_from},
                {"last_modified", &request->last_modified},
                {"form", &request->form},
                {"home", &feed->url},
                {"user", &feed->user},
                {"password", &feed->password},
                {"bearer", &feed->bearer},
                {"cookie", &feed->cookie},
                {"user_agent", &feed->user_agent},
                {"proxy", &feed->proxy},
                {"ca_file", &feed->ca_file},
                {"client_cert", &feed->client_cert},
                {"client_key", &feed->client_key}};

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (strcmp(rows[i].key, key) == 0) {
            *rows[i].target = value;
            return;
        }
    if (strcmp(key, "allow_private") == 0)
        feed->allow_private = atoi(value) != 0;
    else if (strcmp(key, "stays") == 0)
        request->stays = atoi(value) != 0;
    else if (strcmp(key, "max_bytes") == 0)
        feed->max_bytes = atoll(value);
    else if (strcmp(key, "timeout") == 0)
        feed->timeout_seconds = atoll(value);
    else if (strncmp(key, "header.", 7) == 0 && header_count < 16) {
        headers[header_count] = (struct header){.name = key + 7, .value = value};
        feed->headers = feed->header_count++ == 0 ? &headers[header_count] : feed->headers;
        header_count++;
    } else
        usage(key);
}

static void print_text(const char *name, const char *text)
{
    printf(", \"%s\": ", name);
    if (text == NULL) {
        printf("null");
        return;
    }
    putchar('"');
    for (; *text != '\0'; text++)
        if (*text == '"' || *text == '\\' || (unsigned char)*text < 0x20)
            printf("\\u%04x", (unsigned)(unsigned char)*text);
        else
            putchar(*text);
    putchar('"');
}

static void print_time(const char *name, int64_t time)
{
    if (time == TIME_NONE)
        printf(", \"%s\": null", name);
    else
        printf(", \"%s\": %" PRId64, name, time);
}

/* Prints the first bytes, up to a NUL. */
static void print_body(struct spool *body)
{
    char text[1024];
    size_t size = 0;

    spool_read(&size, body, text, sizeof(text) - 1, NULL);
    text[size] = '\0';
    print_text("body", text);
    printf(", \"size\": %zu", body->size);
}

static int take(void *context, const struct fetch_request *request, struct fetch_response *response,
                struct error *err)
{
    (void)context;
    (void)err;
    printf("{\"index\": %zu, \"status\": %d", request->index, response->status);
    print_text("error", response->error.code != ERR_NONE ? response->error.text : NULL);
    printf(", \"code\": %d", (int)response->error.code);
    print_text("url", response->url);
    print_text("moved_to", response->moved_to);
    print_text("location", response->location);
    print_text("content_type", response->content_type);
    print_text("content_language", response->content_language);
    print_text("content_location", response->content_location);
    print_text("etag", response->etag);
    print_text("last_modified", response->last_modified);
    print_text("hub", response->hub);
    print_text("self", response->self);
    printf(", \"max_age\": %" PRId64, response->max_age_seconds);
    printf(", \"no_cache\": %s", response->no_cache ? "true" : "false");
    printf(", \"held\": %s", response->throttled ? "true" : "false");
    print_time("expires_at", response->expires_at);
    print_time("retry_at", response->retry_at);
    printf(", \"bytes\": %" PRId64, response->bytes);
    print_body(response->body);
    printf("}\n");
    return 0;
}

int main(int argc, char **argv)
{
    struct error err = {.code = ERR_NONE};
    int code;

    for (int i = 1; i < argc; i++) {
        char *equals = strchr(argv[i], '=');

        if (equals == NULL || strstr(argv[i], ":/") != NULL) {
            if (equals == NULL || strstr(argv[i], ":/") < equals) {
                feeds[count] = (struct feed){.url = argv[i], .enabled = true};
                requests[count] =
                    (struct fetch_request){.feed = &feeds[count], .url = argv[i], .index = count};
                count++;
                continue;
            }
        }
        *equals = '\0';
        if (count == 0)
            set_option(argv[i], equals + 1);
        else
            set_request(&feeds[count - 1], &requests[count - 1], argv[i], equals + 1);
    }
    code = fetch_setup(&err);
    if (code == 0)
        code = fetch_all(requests, count, &options, take, NULL, &err);
    if (code != 0)
        fprintf(stderr, "fetch_probe: %s\n", err.text);
    fetch_teardown();
    return code != 0;
}
