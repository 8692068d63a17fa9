/* Reads feeds.yaml with failing allocations: a valid file, and one full of mistakes. */
#include "aggregator/base/file.h"
#include "aggregator/config/config.h"
#include "tests/torture/torture.h"

enum { FILE_BYTES = 1 << 20 };

static const char wrong[] = "settings: {interval: hourly, concurency: 3, languages: [xx_bad, 7]}\n"
                            "feeds:\n"
                            "  - {url: \"ftp://a.example/\", name: [x]}\n"
                            "  - https://b.example/\n"
                            "  - https://b.example/\n"
                            "outputs: [{path: x, format: pdf}, {format: atom}]\n";

static uint64_t text_digest(uint64_t digest, const char *text)
{
    return text != NULL ? torture_digest(digest, text, strlen(text)) : digest;
}

static int read_text(uint64_t *ret_digest, void *context, struct error *err)
{
    const struct str *text = context;
    struct config config = {0};
    struct str problems;
    uint64_t digest = 0;
    int code;

    str_init(&problems, FILE_BYTES);
    code = config_parse(&config, &problems, "feeds.yaml", text->text, text->length, err);
    digest = text_digest(digest, problems.text);
    for (size_t i = 0; i < config.feed_count; i++)
        digest = text_digest(text_digest(digest, config.feeds[i].url), config.feeds[i].name);
    for (size_t i = 0; i < config.output_count; i++)
        digest = text_digest(digest, config.outputs[i].path);
    config_release(&config);
    str_release(&problems);
    if (code == 0 || code == ERR_CONFIG)
        *ret_digest = digest;
    return code == ERR_CONFIG ? 0 : code; /* its lines are in the digest */
}

static void test_right(void **state)
{
    struct str text;
    struct error err;

    (void)state;
    str_init(&text, FILE_BYTES);
    assert_int_equal(file_read(&text, HEADWATER_SOURCE_DIR "/feeds.yaml", &err), 0);
    torture_run("feeds.yaml", read_text, &text, 400);
    str_release(&text);
}

static void test_wrong(void **state)
{
    struct str text;

    (void)state;
    str_init(&text, FILE_BYTES);
    str_append(&text, wrong);
    torture_run("a wrong feeds.yaml", read_text, &text, 400);
    str_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_right), cmocka_unit_test(test_wrong)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
