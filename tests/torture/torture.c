#include "tests/torture/torture.h"

#include <xxhash.h>

uint64_t torture_digest(uint64_t digest, const void *data, size_t size)
{
    return XXH3_64bits_withSeed(data, size, digest);
}

/* Every failure must be an out-of-memory error and say so. NULL when everything is correct. */
static const char *fault_of(int code, const struct error *err, uint64_t digest, uint64_t expected)
{
    if (code == 0)
        return digest == expected ? NULL : "ends well with another result";
    if (digest != 0 && digest != expected)
        return "a second try ends with another result";
    if (code != (int)err->code)
        return "ends with a code that is not the error's";
    return strstr(err->text, "memory") != NULL ? NULL : "says nothing of memory";
}

static bool one_run(const char *name, torture_work *work, void *context, enum fault_kind kind,
                    size_t nth, uint64_t expected)
{
    struct error err = {.code = ERR_NONE};
    uint64_t digest = 0;
    const char *fault;
    int code;

    fault_begin(kind, nth);
    code = work(&digest, context, &err);
    fault_end();
    fault = fault_of(code, &err, digest, expected);
    if (fault != NULL)
        print_error("%s, allocation %zu%s: %s: %d \"%s\"\n", name, nth,
                    kind == FAULT_ONCE ? "" : " and all after it", fault, code, err.text);
    return fault == NULL;
}

static size_t clean_run(uint64_t *ret_digest, torture_work *work, void *context)
{
    struct error err = {.code = ERR_NONE};
    int code;

    fault_begin(FAULT_ONCE, 0);
    code = work(ret_digest, context, &err);
    if (code != 0)
        fail_msg("the clean pass ends with %d \"%s\"", code, err.text);
    return fault_end();
}

/* HEADWATER_SHARD=2/3: every third allocation, starting with the second. */
static void shard_read(size_t *ret_first, size_t *ret_step)
{
    const char *shard = getenv("HEADWATER_SHARD");
    const char *slash = shard != NULL ? strchr(shard, '/') : NULL;

    *ret_first = slash != NULL ? strtoul(shard, NULL, 10) : 1;
    *ret_step = slash != NULL ? strtoul(slash + 1, NULL, 10) : 1;
    assert_true(*ret_first >= 1 && *ret_first <= *ret_step);
}

void torture_run(const char *name, torture_work *work, void *context, size_t max)
{
    const char *only = getenv("HEADWATER_FAULT_AT");
    uint64_t expected, again;
    size_t count, tried = 0, wrong = 0, first, step;

    clean_run(&expected, work, context); /* fills the permanent caches of libraries */
    count = clean_run(&again, work, context);
    assert_true(expected == again);
    assert_true(count > 0);
    shard_read(&first, &step);
    if (getenv("HEADWATER_THOROUGH") == NULL && count > max)
        step = (count + max - 1) / max;
    for (size_t nth = only != NULL ? strtoul(only, NULL, 10) : first; nth <= count; nth += step) {
        wrong += !one_run(name, work, context, FAULT_ONCE, nth, expected);
        wrong += !one_run(name, work, context, FAULT_FROM_THEN, nth, expected);
        tried++;
        if (only != NULL)
            break;
    }
    printf("%s: %zu allocations, %zu of them failed in turn\n", name, count, tried);
    assert_int_equal(wrong, 0);
}
