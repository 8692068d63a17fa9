#define PCRE2_CODE_UNIT_WIDTH 8

#include "aggregator/rule/pattern.h"

#include <pcre2.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/ustring.h>

enum {
    HEAP_KB = 16 << 10,
    PARENTHESES_MAX = 100,
    CHARACTERS_A_STEP = 16,
    CODE_BYTES_FREE = 8192, /* code size allowed for any expression */
    CODE_BYTES_A_BYTE = 10, /* and added per byte of the expression */
};

struct pattern {
    const char *written;
    pcre2_code *code; /* NULL when the pattern is words */
    UChar *words;
    int32_t word_length;
    bool open_start, open_end;
};

static int out_of_memory(struct error *err)
{
    return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory matching a rule");
}

/* Folding. */

/* Squeezes each run of blanks of any kind into one space; trims both ends. */
static int32_t blanks_squeeze(UChar *text, int32_t length)
{
    int32_t kept = 0;

    for (int32_t i = 0; i < length; i++) {
        if (!u_isUWhiteSpace(text[i]))
            text[kept++] = text[i];
        else if (kept > 0 && text[kept - 1] != ' ')
            text[kept++] = ' ';
    }
    return kept > 0 && text[kept - 1] == ' ' ? kept - 1 : kept;
}

/* Folds case and compatibility forms (NFKC_Casefold) into a new array that the caller frees; NULL
 * when out of memory. */
static UChar *text_fold(int32_t *ret_length, const char *text, size_t size)
{
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *form = unorm2_getNFKCCasefoldInstance(&status);
    UChar *wide = malloc((size + 1) * sizeof(*wide)), *folded = NULL;
    int32_t wide_length = 0, length = 0;

    if (wide != NULL && U_SUCCESS(status))
        u_strFromUTF8WithSub(wide, (int32_t)size + 1, &wide_length, text, (int32_t)size, 0xFFFD,
                             NULL, &status);
    if (wide != NULL && U_SUCCESS(status)) {
        length = unorm2_normalize(form, wide, wide_length, NULL, 0, &status);
        folded = malloc(((size_t)length + 1) * sizeof(*folded));
        status = U_ZERO_ERROR; /* the first call only measures the length */
        if (folded != NULL)
            unorm2_normalize(form, wide, wide_length, folded, length + 1, &status);
    }
    free(wide);
    if (folded == NULL || U_FAILURE(status)) {
        free(folded);
        return NULL;
    }
    *ret_length = blanks_squeeze(folded, length);
    return folded;
}

/* Words. */

/* Whether a word continues across this character. */
static bool is_joining(UChar32 c)
{
    UErrorCode status = U_ZERO_ERROR;
    const int8_t kind = u_charType(c);
    UScriptCode script;

    if (!u_isalnum(c) && kind != U_NON_SPACING_MARK && kind != U_COMBINING_SPACING_MARK)
        return false;
    script = uscript_getScript(c, &status);
    return script != USCRIPT_HANGUL && !uscript_breaksBetweenLetters(script);
}

/* Whether a word may begin or end between text[at - 1] and text[at]. */
static bool is_border(const UChar *text, int32_t length, int32_t at)
{
    UChar32 before, behind;
    int32_t next = at;

    if (at == 0 || at == length)
        return true;
    U16_PREV(text, 0, at, before);
    U16_GET(text, 0, next, length, behind);
    return !is_joining(before) || !is_joining(behind);
}

static bool words_match(const struct pattern *pattern, const UChar *text, int32_t length)
{
    const UChar *from = text, *found;

    while ((found = u_strFindFirst(from, length - (int32_t)(from - text), pattern->words,
                                   pattern->word_length)) != NULL) {
        const int32_t start = (int32_t)(found - text), end = start + pattern->word_length;

        if ((pattern->open_start || is_border(text, length, start)) &&
            (pattern->open_end || is_border(text, length, end)))
            return true;
        from = found + 1;
    }
    return false;
}

static int words_compile(struct pattern *pattern, struct arena *arena, struct error *err)
{
    const char *text = pattern->written;
    size_t size = strlen(text);
    UChar *folded;

    pattern->open_start = size > 0 && text[0] == '*';
    text += pattern->open_start;
    size -= pattern->open_start;
    pattern->open_end = size > 0 && text[size - 1] == '*';
    size -= pattern->open_end;
    folded = text_fold(&pattern->word_length, text, size);
    if (folded == NULL)
        return out_of_memory(err);
    pattern->words = arena_array(arena, (size_t)pattern->word_length + 1, sizeof(UChar));
    if (pattern->words != NULL)
        memcpy(pattern->words, folded, (size_t)pattern->word_length * sizeof(UChar));
    free(folded);
    if (pattern->words == NULL)
        return out_of_memory(err);
    return pattern->word_length > 0
               ? 0
               : error_set(err, ERR_SYNTAX, SCOPE_RUN, "no word, expected one or an expression");
}

/* Expressions. */

static void *arena_give(size_t size, void *arena)
{
    return arena_alloc(arena, size);
}

static void arena_keep(void *memory, void *arena)
{
    (void)memory; /* freed with its arena */
    (void)arena;
}

static int syntax_error(const struct pattern *pattern, int number, size_t offset, struct error *err)
{
    char words[160];

    if (pcre2_get_error_message(number, (PCRE2_UCHAR *)words, sizeof(words)) < 0)
        strcpy(words, "not an expression");
    return error_set(err, ERR_SYNTAX, SCOPE_RUN, "%s at byte %zu of %s", words, offset + 1,
                     pattern->written);
}

/* A step through groups with hundreds of nested repeats passes all their ends without being
 * counted, and may cost a hundred times as much as another step. PCRE2 expands such repeats, so the
 * code size reveals them. */
static int size_check(const struct pattern *pattern, size_t written, struct error *err)
{
    const size_t max = CODE_BYTES_FREE + CODE_BYTES_A_BYTE * written;
    size_t size = 0;

    pcre2_pattern_info(pattern->code, PCRE2_INFO_SIZE, &size);
    if (size <= max)
        return 0;
    return error_set(
        err, ERR_SYNTAX, SCOPE_RUN,
        "more than %zu bytes of code with its repeats expanded, expected smaller repeat counts: %s",
        max, pattern->written);
}

/* Automatic callouts count the steps; see steps_count(). */
static int expression_compile(struct pattern *pattern, struct arena *arena, const char *text,
                              size_t size, uint32_t options, struct error *err)
{
    pcre2_general_context *memory = pcre2_general_context_create(arena_give, arena_keep, arena);
    pcre2_compile_context *limits = memory != NULL ? pcre2_compile_context_create(memory) : NULL;
    PCRE2_SIZE offset = 0;
    int number = 0;

    if (limits == NULL)
        return out_of_memory(err);
    pcre2_set_parens_nest_limit(limits, PARENTHESES_MAX);
    pattern->code = pcre2_compile((PCRE2_SPTR)text, size,
                                  options | PCRE2_UTF | PCRE2_UCP | PCRE2_AUTO_CALLOUT |
                                      PCRE2_NEVER_BACKSLASH_C,
                                  &number, &offset, limits);
    if (pattern->code == NULL)
        return number == PCRE2_ERROR_HEAP_FAILED ? out_of_memory(err)
                                                 : syntax_error(pattern, number, offset + 1, err);
    return size_check(pattern, size, err);
}

/* Parses "/text/flags": finds the end of the text and reads the flags. */
static int expression_read(struct pattern *pattern, struct arena *arena, struct error *err)
{
    const char *text = pattern->written + 1, *end = strrchr(text, '/');
    uint32_t options = 0;

    if (end == NULL)
        return error_set(err, ERR_SYNTAX, SCOPE_RUN,
                         "an expression without an end, expected another \"/\"");
    if (end == text)
        return error_set(err, ERR_SYNTAX, SCOPE_RUN,
                         "an empty expression, which would match everything");
    for (const char *flag = end + 1; *flag != '\0'; flag++) {
        if (*flag != 'i')
            return error_set(err, ERR_SYNTAX, SCOPE_RUN,
                             "\"%s\" after the expression, expected \"i\" or nothing", end + 1);
        options |= PCRE2_CASELESS;
    }
    return expression_compile(pattern, arena, text, (size_t)(end - text), options, err);
}

/* Work that an expression has done on a text. */
struct effort {
    size_t steps, position;
};

/* Called between the parts of an expression. One part may cover many characters, each of which
 * costs less than a step. */
static int steps_count(pcre2_callout_block *block, void *context)
{
    struct effort *effort = context;
    const size_t here = block->current_position, there = effort->position;

    effort->steps += 1 + (here > there ? here - there : there - here) / CHARACTERS_A_STEP;
    effort->position = here;
    return effort->steps > PATTERN_STEPS_MAX ? PCRE2_ERROR_MATCHLIMIT : 0;
}

static int expression_match(enum pattern_answer *ret, const struct pattern *pattern,
                            const struct pattern_text *text, struct error *err)
{
    pcre2_match_context *limits = pcre2_match_context_create(NULL);
    pcre2_match_data *data = pcre2_match_data_create(1, NULL);
    struct effort effort = {0, 0};
    int number = PCRE2_ERROR_NOMEMORY;

    if (limits != NULL && data != NULL) {
        pcre2_set_callout(limits, steps_count, &effort);
        pcre2_set_match_limit(limits, PATTERN_STEPS_MAX); /* per start position */
        pcre2_set_heap_limit(limits, HEAP_KB);
        number = pcre2_match(pattern->code, (PCRE2_SPTR)text->text, text->size, 0, 0, data, limits);
    }
    pcre2_match_data_free(data);
    pcre2_match_context_free(limits);
    if (number == PCRE2_ERROR_NOMEMORY)
        return out_of_memory(err);
    *ret = number >= 0                     ? PATTERN_YES
           : number == PCRE2_ERROR_NOMATCH ? PATTERN_NO
                                           : PATTERN_TOO_COSTLY;
    return 0;
}

/* Both kinds. */

int pattern_compile(struct pattern **ret, struct arena *arena, const char *written,
                    struct error *err)
{
    struct pattern *pattern = arena_alloc(arena, sizeof(*pattern));
    int code;

    if (pattern == NULL)
        return out_of_memory(err);
    if (strlen(written) > PATTERN_BYTES_MAX)
        return error_set(err, ERR_SYNTAX, SCOPE_RUN, "%zu bytes long, expected at most %d",
                         strlen(written), PATTERN_BYTES_MAX);
    pattern->written = arena_strdup(arena, written);
    if (pattern->written == NULL)
        return out_of_memory(err);
    code = written[0] == '/' ? expression_read(pattern, arena, err)
                             : words_compile(pattern, arena, err);
    if (code == 0)
        *ret = pattern;
    return code;
}

const char *pattern_written(const struct pattern *pattern)
{
    return pattern->written;
}

bool pattern_is_expression(const struct pattern *pattern)
{
    return pattern->code != NULL;
}

void pattern_text_init(struct pattern_text *ret, const char *text)
{
    size_t size = text != NULL ? strlen(text) : 0;

    if (size > PATTERN_TEXT_BYTES_MAX) {
        size = PATTERN_TEXT_BYTES_MAX;
        while (((unsigned char)text[size] & 0xC0) == 0x80)
            size--; /* not inside a character */
    }
    *ret = (struct pattern_text){.text = text, .size = size};
}

void pattern_text_release(struct pattern_text *text)
{
    free(text->folded);
    text->folded = NULL;
}

int pattern_match(enum pattern_answer *ret, const struct pattern *pattern,
                  struct pattern_text *text, struct error *err)
{
    if (text->text == NULL) {
        *ret = PATTERN_NO;
        return 0;
    }
    if (pattern->code != NULL)
        return expression_match(ret, pattern, text, err);
    if (text->folded == NULL)
        text->folded = text_fold(&text->folded_length, text->text, text->size);
    if (text->folded == NULL)
        return out_of_memory(err);
    *ret = words_match(pattern, text->folded, text->folded_length) ? PATTERN_YES : PATTERN_NO;
    return 0;
}
