#include "aggregator/base/arena.h"
#include "tests/support/test.h"

#include <stdalign.h>

static void test_memory_is_zeroed_and_aligned(void **state)
{
    struct arena arena;

    (void)state;
    arena_init(&arena, 1 << 20);
    for (size_t size = 0; size < 100; size++) {
        unsigned char *memory = arena_alloc(&arena, size);

        assert_non_null(memory);
        assert_int_equal((uintptr_t)memory % alignof(max_align_t), 0);
        for (size_t i = 0; i < size; i++)
            assert_int_equal(memory[i], 0);
        memset(memory, 0xff, size);
    }
    arena_release(&arena);
}

static void test_ceiling_holds(void **state)
{
    struct arena arena;

    (void)state;
    arena_init(&arena, 1024);
    assert_null(arena_alloc(&arena, 2048));
    assert_non_null(arena_alloc(&arena, 1024));
    assert_null(arena_alloc(&arena, 1));
    arena_reset(&arena);
    assert_non_null(arena_alloc(&arena, 1024));
    assert_null(arena_array(&arena, SIZE_MAX / 2, 4));
    arena_release(&arena);
}

static void test_grow_keeps_elements(void **state)
{
    struct arena arena;
    int *numbers = NULL;

    (void)state;
    arena_init(&arena, 1 << 20);
    for (int i = 0; i < 1000; i++) {
        numbers = arena_grow(&arena, numbers, (size_t)i, sizeof(*numbers));
        assert_non_null(numbers);
        numbers[i] = i;
    }
    for (int i = 0; i < 1000; i++)
        assert_int_equal(numbers[i], i);
    arena_release(&arena);
}

static void test_strings(void **state)
{
    struct arena arena;

    (void)state;
    arena_init(&arena, 1 << 20);
    assert_null(arena_strdup(&arena, NULL));
    assert_string_equal(arena_strdup(&arena, "source"), "source");
    assert_string_equal(arena_strndup(&arena, "source", 3), "sou");
    assert_string_equal(arena_printf(&arena, "%d-%s", 7, "x"), "7-x");
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_memory_is_zeroed_and_aligned),
        cmocka_unit_test(test_ceiling_holds),
        cmocka_unit_test(test_grow_keeps_elements),
        cmocka_unit_test(test_strings),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
