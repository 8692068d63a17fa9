#include "aggregator/parse/report.h"

#include <string.h>

static const char *const warning_texts[PARSE_WARNING_COUNT] = {
    [WARN_CHARSET_UNKNOWN] = "unknown charset name",
    [WARN_CHARSET_OVERRIDDEN] = "bytes do not match the declared charset, another was used",
    [WARN_BYTES_INVALID] = "invalid byte sequence replaced",
    [WARN_CONTROL] = "control character dropped",
    [WARN_JUNK_BEFORE] = "text before the document dropped",
    [WARN_AMPERSAND] = "bare ampersand escaped",
    [WARN_LESS_THAN] = "bare less-than sign escaped",
    [WARN_ENTITY] = "undeclared entity replaced",
    [WARN_ENTITY_LIMIT] = "entity too long or too frequent dropped",
    [WARN_DOCTYPE] = "broken document type dropped",
    [WARN_PREFIX] = "undeclared prefix",
    [WARN_UNCLOSED] = "unclosed element closed",
    [WARN_STRAY_END] = "end tag without a start tag dropped",
    [WARN_ATTRIBUTE] = "malformed attribute repaired",
    [WARN_DEPTH] = "element nested too deeply dropped",
    [WARN_TAG_LONG] = "overlong tag dropped",
    [WARN_CUT_OFF] = "document cut off",
    [WARN_XML] = "not well-formed",
    [WARN_TEXT_LONG] = "overlong text cut",
    [WARN_ITEM_LARGE] = "item too large skipped",
    [WARN_ITEM_EMPTY] = "empty item skipped",
    [WARN_ITEM_CUT] = "unfinished item without id and link skipped",
    [WARN_ITEM_LATER] = "item beyond the limit of items skipped",
    [WARN_LIST_LONG] = "entry of an overlong list skipped",
    [WARN_DATE] = "date not understood",
    [WARN_BASE64] = "text declared as base64 is not",
    [WARN_JSON] = "JSON member of an unexpected type skipped",
};

void report_add(struct parse_report *report, enum parse_warning warning, const char *example)
{
    char *kept = report->examples[warning];
    size_t length;

    if (report->counts[warning]++ > 0 || example == NULL)
        return;
    length = strlen(example);
    if (length >= REPORT_EXAMPLE_SIZE)
        length = REPORT_EXAMPLE_SIZE - 1;
    while (length > 0 && ((unsigned char)example[length] & 0xC0) == 0x80)
        length--;
    memcpy(kept, example, length);
    kept[length] = '\0';
}

static const char *warning_line(struct arena *arena, const struct parse_report *report, size_t i)
{
    const char *example = report->examples[i];
    const char *quote = example[0] != '\0' ? "\"" : "";

    if (report->counts[i] == 1)
        return arena_printf(arena, "%s%s%s%s%s", warning_texts[i], quote[0] != '\0' ? ": " : "",
                            quote, example, quote);
    return arena_printf(arena, "%s (%zu times)%s%s%s%s", warning_texts[i], report->counts[i],
                        quote[0] != '\0' ? ", first: " : "", quote, example, quote);
}

int report_write(struct document *document, struct arena *arena, const struct parse_report *report,
                 struct error *err)
{
    for (size_t i = 0; i < PARSE_WARNING_COUNT; i++) {
        if (report->counts[i] == 0)
            continue;
        document->warnings = arena_grow(arena, document->warnings, document->warning_count,
                                        sizeof(*document->warnings));
        if (document->warnings == NULL ||
            (document->warnings[document->warning_count] = warning_line(arena, report, i)) == NULL)
            return error_set(err, ERR_MEMORY, SCOPE_FEED, "out of memory for warnings");
        document->warning_count++;
    }
    return 0;
}
