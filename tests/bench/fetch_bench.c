/*
 * Fetches many addresses with fetch_all() and counts the responses, for benchmarks:
 *
 *     fetch_bench FILE CONCURRENCY [ETAG]
 *
 * FILE has one address per line. There is no gap between requests to one host. Prints one line of
 * JSON.
 */
#include "aggregator/base/file.h"
#include "aggregator/fetch/fetch.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct counts {
    size_t ok, not_modified, failed;
    int64_t bytes;
    char first_error[ERROR_TEXT_SIZE];
};

static int take(void *context, const struct fetch_request *request, struct fetch_response *response,
                struct error *err)
{
    struct counts *counts = context;

    (void)request;
    (void)err;
    counts->ok += response->status == 200;
    counts->not_modified += response->status == 304;
    counts->bytes += (int64_t)response->body->size;
    if (response->status == 200 || response->status == 304)
        return 0;
    if (counts->failed++ == 0)
        snprintf(counts->first_error, sizeof(counts->first_error), "%s", response->error.text);
    return 0;
}

/* Splits the text into lines; returns their number. */
static size_t make_requests(struct feed *feeds, struct fetch_request *requests, char *text,
                            const char *etag)
{
    size_t count = 0;

    for (char *line = strtok(text, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        feeds[count] = (struct feed){.url = line, .enabled = true, .allow_private = true};
        requests[count] = (struct fetch_request){.feed = &feeds[count], .url = line, .etag = etag};
        count++;
    }
    return count;
}

static size_t count_lines(const char *text)
{
    size_t count = 1;

    for (; *text != '\0'; text++)
        count += *text == '\n';
    return count;
}

int main(int argc, char **argv)
{
    struct settings settings = {.timeout_seconds = 60,
                                .connect_timeout_seconds = 10,
                                .retry_after_max_seconds = 3600,
                                .max_bytes = 16 << 20};
    const struct fetch_options options = {.settings = &settings, .user_agent = "headwater/bench"};
    struct counts counts = {0};
    struct error err = {.code = ERR_NONE};
    struct fetch_request *requests;
    struct feed *feeds;
    struct str text;
    size_t count;
    int code;

    str_init(&text, 1 << 26);
    if (argc < 3 || file_read(&text, argv[1], &err) != 0 || fetch_setup(&err) != 0) {
        fprintf(stderr, "fetch_bench FILE CONCURRENCY [ETAG]\n%s\n", err.text);
        return 2;
    }
    settings.concurrency = atoi(argv[2]);
    count = count_lines(text.text);
    feeds = calloc(count, sizeof(*feeds));
    requests = calloc(count, sizeof(*requests));
    if (feeds == NULL || requests == NULL)
        return 1;
    count = make_requests(feeds, requests, text.text, argc > 3 ? argv[3] : NULL);
    code = fetch_all(requests, count, &options, take, &counts, &err);
    printf("{\"feeds\": %zu, \"200\": %zu, \"304\": %zu, \"failed\": %zu, \"bytes\": %" PRId64
           ", \"error\": \"%s\"}\n",
           count, counts.ok, counts.not_modified, counts.failed, counts.bytes, counts.first_error);
    free(feeds);
    free(requests);
    str_release(&text);
    fetch_teardown();
    return code != 0;
}
