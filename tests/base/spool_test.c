#include "aggregator/base/spool.h"
#include "tests/support/test.h"

/* Byte number i of a body; its period matches no buffer size. */
static unsigned char body_byte(size_t i)
{
    return (unsigned char)(i * 131 + (i >> 8) * 7);
}

static void body_write(struct spool *spool, size_t size, size_t step)
{
    unsigned char *chunk = malloc(step);

    assert_non_null(chunk);
    for (size_t done = 0; done < size;) {
        size_t part = size - done < step ? size - done : step;

        for (size_t i = 0; i < part; i++)
            chunk[i] = body_byte(done + i);
        assert_int_equal(spool_write(spool, chunk, part, NULL), 0);
        done += part;
    }
    free(chunk);
}

static void body_check(struct spool *spool, size_t size)
{
    unsigned char chunk[4093];
    size_t got, done = 0;

    do {
        assert_int_equal(spool_read(&got, spool, chunk, sizeof(chunk), NULL), 0);
        for (size_t i = 0; i < got; i++)
            assert_int_equal(chunk[i], body_byte(done + i));
        done += got;
    } while (got > 0);
    assert_int_equal(done, size);
}

static void test_what_is_written_is_read_twice(void **state)
{
    static const struct {
        size_t size, step;
        bool in_file;
    } rows[] = {
        {0, 1, false},
        {1, 1, false},
        {SPOOL_MEMORY_BYTES, 1000, false},
        {SPOOL_MEMORY_BYTES + 1, 1000, true},
        {SPOOL_MEMORY_BYTES + 1, SPOOL_MEMORY_BYTES + 1, true},
        {3 * SPOOL_MEMORY_BYTES, 65536, true},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct spool spool;

        spool_init(&spool, 16 << 20);
        body_write(&spool, rows[i].size, rows[i].step);
        assert_int_equal(spool.file != NULL, rows[i].in_file);
        body_check(&spool, rows[i].size);
        spool_rewind(&spool);
        body_check(&spool, rows[i].size);
        spool_release(&spool);
    }
}

static void test_the_ceiling_keeps_what_is_there(void **state)
{
    struct spool spool;
    struct error err;

    (void)state;
    spool_init(&spool, 1000);
    body_write(&spool, 1000, 300);
    assert_int_equal(spool_write(&spool, "x", 1, &err), ERR_LIMIT);
    assert_int_equal(err.scope, SCOPE_FEED);
    assert_string_equal(err.text, "larger than 1000 bytes");
    body_check(&spool, 1000);
    spool_release(&spool);
}

static void test_release_accepts_nothing(void **state)
{
    struct spool zeroed = {.file = NULL};

    (void)state;
    spool_release(NULL);
    spool_release(&zeroed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_written_is_read_twice),
        cmocka_unit_test(test_the_ceiling_keeps_what_is_there),
        cmocka_unit_test(test_release_accepts_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
