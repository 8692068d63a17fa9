#include "aggregator/serve/form.h"

#include "tests/support/test.h"

/* The parameters as "name=value|", or the code of the refusal. */
static void assert_form(const char *body, size_t size, int code, const char *expected)
{
    struct form form = {.count = 0};
    struct arena arena;
    char text[256] = "";

    arena_init(&arena, 1 << 20);
    assert_int_equal(form_read(&form, &arena, body, size, NULL), code);
    for (size_t i = 0; i < form.count && code == 0; i++) {
        assert_true(form.parameters[i].in_body);
        snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s=%s|",
                 form.parameters[i].name, form.parameters[i].value);
    }
    assert_string_equal(text, expected);
    arena_release(&arena);
}

static void test_bodies(void **state)
{
    static const struct {
        const char *body;
        int code;
        const char *expected;
    } rows[] = {
        {"", 0, ""},
        {"a=1&b=2", 0, "a=1|b=2|"},
        {"i=1&i=2&i=3", 0, "i=1|i=2|i=3|"},
        {"a", 0, "a=|"},
        {"a=", 0, "a=|"},
        {"a=b=c", 0, "a=b=c|"},
        {"&a=1&&b=2&", 0, "a=1|b=2|"},
        {"Passwd=correct+horse%2Bx", 0, "Passwd=correct horse+x|"},
        {"%41=%c3%a4%C3%A4", 0, "A=\xc3\xa4\xc3\xa4|"},
        {"a=%26%3D%25", 0, "a=&=%|"},
        {"=1", ERR_SYNTAX, ""},
        {"a=%", ERR_SYNTAX, ""},
        {"a=%4", ERR_SYNTAX, ""},
        {"a=%4&b=1", ERR_SYNTAX, ""},
        {"a=%4g", ERR_SYNTAX, ""},
        {"a=1&b=%zz", ERR_SYNTAX, ""},
        {"a=%00", ERR_SYNTAX, ""},
        {"a=%0d%0aSet-Cookie", ERR_SYNTAX, ""},
        {"a=%7f", ERR_SYNTAX, ""},
        {"a=%ff", ERR_SYNTAX, ""},
        {"a=%c0%80", ERR_SYNTAX, ""},
        {"a=%ed%a0%80", ERR_SYNTAX, ""},
        {"a=1\nb=2", ERR_SYNTAX, ""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        assert_form(rows[i].body, strlen(rows[i].body), rows[i].code, rows[i].expected);
    assert_form("a=1\0b", 5, ERR_SYNTAX, "");
}

static void test_too_many(void **state)
{
    const size_t size = 2 * (FORM_PARAMETERS_MAX + 1);
    struct form form = {.count = 0};
    struct arena arena;
    char *body = malloc(size);

    (void)state;
    assert_non_null(body);
    for (size_t i = 0; i < size; i += 2)
        memcpy(body + i, "a&", 2);
    arena_init(&arena, 64 << 20);
    assert_int_equal(form_read(&form, &arena, body, size - 2, NULL), 0);
    assert_int_equal(form.count, FORM_PARAMETERS_MAX);
    form = (struct form){.count = 0};
    assert_int_equal(form_read(&form, &arena, body, size, NULL), ERR_LIMIT);
    arena_release(&arena);
    free(body);
}

static void test_out_of_memory(void **state)
{
    struct form form = {.count = 0};
    struct arena arena;

    (void)state;
    arena_init(&arena, 40);
    assert_int_equal(form_read(&form, &arena, "a=1&b=2&c=3", 11, NULL), ERR_MEMORY);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bodies),
        cmocka_unit_test(test_too_many),
        cmocka_unit_test(test_out_of_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
