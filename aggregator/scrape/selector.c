#include "aggregator/scrape/selector.h"

#include "aggregator/scrape/css.h"

#include <ctype.h>
#include <libxml/xpath.h>
#include <stdbool.h>
#include <string.h>

enum { PATH_BYTES_MAX = 64 * 1024 };

/* Since 2.12, libxml2 passes const errors to callbacks. */
#if LIBXML_VERSION >= 21200
#define XML_PROBLEM const xmlError
#else
#define XML_PROBLEM xmlError
#endif

const char *const scrape_part_names[SCRAPE_PARTS] = {
    [SCRAPE_AUTHOR] = "author", [SCRAPE_CONTENT] = "content", [SCRAPE_DATE] = "date",
    [SCRAPE_IMAGE] = "image",   [SCRAPE_ITEM] = "item",       [SCRAPE_LINK] = "link",
    [SCRAPE_TITLE] = "title",
};

/* What libxml2 says of an expression, and where. */
struct complaint {
    int code, at;
};

/* By XPath error of libxml2; any other is "not an expression". */
static const struct {
    int code;
    const char *text;
} complaints[] = {
    {XPATH_NUMBER_ERROR, "not a number"},
    {XPATH_UNFINISHED_LITERAL_ERROR, "a text without its closing quote"},
    {XPATH_START_LITERAL_ERROR, "a text without its opening quote"},
    {XPATH_VARIABLE_REF_ERROR, "a variable, which has no value here"},
    {XPATH_INVALID_PREDICATE_ERROR, "a predicate that is not valid"},
    {XPATH_UNCLOSED_ERROR, "a bracket that is not closed"},
};

/* What may stand before a parenthesis: the functions of XPath 1.0 §4, node types and operators. */
static const char *const functions[] = {
    "and",
    "boolean",
    "ceiling",
    "comment",
    "concat",
    "contains",
    "count",
    "div",
    "false",
    "floor",
    "id",
    "lang",
    "last",
    "local-name",
    "mod",
    "name",
    "namespace-uri",
    "node",
    "normalize-space",
    "not",
    "number",
    "or",
    "position",
    "processing-instruction",
    "round",
    "starts-with",
    "string",
    "string-length",
    "substring",
    "substring-after",
    "substring-before",
    "sum",
    "text",
    "translate",
    "true",
};

static void on_problem(void *context, XML_PROBLEM *problem)
{
    struct complaint *complaint = context;

    complaint->code = problem->code - XML_XPATH_EXPRESSION_OK;
    complaint->at = problem->int1;
}

static const char *complaint_text(const struct complaint *complaint)
{
    for (size_t i = 0; i < sizeof(complaints) / sizeof(complaints[0]); i++)
        if (complaints[i].code == complaint->code)
            return complaints[i].text;
    return "not an expression";
}

static bool is_function(const char *name, size_t length)
{
    for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++)
        if (strlen(functions[i]) == length && strncmp(functions[i], name, length) == 0)
            return true;
    return false;
}

/* Checks a name by what stands before and after it. A page has no variables and no prefixes. */
static int name_check(const char *name, size_t length, char before, struct error *err)
{
    const char *behind = name + length + strspn(name + length, " \t\r\n");

    if (before == '$')
        return error_set(err, ERR_SYNTAX, SCOPE_RUN, "XPath: a variable, which has no value here");
    if (*behind == '(' && !is_function(name, length))
        return error_set(err, ERR_SYNTAX, SCOPE_RUN, "XPath: %.*s() is not a function of XPath 1.0",
                         length < 60 ? (int)length : 60, name);
    if (name[length] == ':' && name[length + 1] != ':')
        return error_set(err, ERR_SYNTAX, SCOPE_RUN,
                         "XPath: a namespace, which HTML does not have");
    return 0;
}

/* libxml2 looks for functions, variables and prefixes only when it reaches them on a page. */
static int names_check(size_t *ret_at, const char *path, struct error *err)
{
    const char *at = path;

    while (*at != '\0') {
        size_t length = 0;

        if (*at == '\'' || *at == '"') {
            at = strchr(at + 1, *at) + 1; /* it compiled, so every text is closed */
            continue;
        }
        while (isalnum((unsigned char)at[length]) || at[length] == '_' ||
               (length > 0 && (at[length] == '-' || at[length] == '.')) ||
               (unsigned char)at[length] >= 0x80)
            length++;
        *ret_at = (size_t)(at - path);
        if (length > 0 && !isdigit((unsigned char)*at) &&
            name_check(at, length, at > path ? at[-1] : ' ', err) != 0)
            return ERR_SYNTAX;
        at += length > 0 ? length : 1;
    }
    return 0;
}

/* Evaluates on an empty page, which tells what kind of result it has. */
static int kind_check(xmlXPathContextPtr context, xmlXPathCompExprPtr compiled,
                      enum scrape_part part, struct error *err)
{
    xmlXPathObjectPtr result = xmlXPathCompiledEval(compiled, context);
    int code = 0;

    if (result == NULL)
        code = error_set(err, ERR_SYNTAX, SCOPE_RUN, "XPath: an expression without a result");
    else if (part == SCRAPE_ITEM && result->type != XPATH_NODESET)
        code = error_set(err, ERR_SYNTAX, SCOPE_RUN, "XPath: a value, expected elements");
    xmlXPathFreeObject(result);
    return code;
}

static int context_check(size_t *ret_at, xmlXPathContextPtr context, const char *path,
                         enum scrape_part part, struct error *err)
{
    struct complaint complaint = {.code = 0};
    xmlXPathCompExprPtr compiled;
    int code;

    context->error = on_problem;
    context->userData = &complaint;
    compiled = xmlXPathCtxtCompile(context, (const xmlChar *)path);
    if (compiled == NULL) {
        if (complaint.at > 0 && (size_t)complaint.at <= strlen(path))
            *ret_at = (size_t)complaint.at;
        return error_set(err, ERR_SYNTAX, SCOPE_RUN, "XPath: %s", complaint_text(&complaint));
    }
    code = names_check(ret_at, path, err);
    if (code == 0) {
        *ret_at = 0;
        code = kind_check(context, compiled, part, err);
    }
    xmlXPathFreeCompExpr(compiled);
    return code;
}

static int path_check(size_t *ret_at, const char *path, enum scrape_part part, struct error *err)
{
    xmlDocPtr page = xmlNewDoc((const xmlChar *)"1.0");
    xmlXPathContextPtr context = page != NULL ? xmlXPathNewContext(page) : NULL;
    int code;

    if (context == NULL) {
        code = error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
    } else {
        context->node = (xmlNode *)(void *)page;
        code = context_check(ret_at, context, path, part, err);
    }
    xmlXPathFreeContext(context);
    xmlFreeDoc(page);
    return code;
}

/* The expression in an XPath text; NULL when it is a selector. */
static const char *path_of(const char *text)
{
    static const char *const starts[] = {"/", "./", "..", "(", "@"};
    static const char mark[] = "xpath:";

    if (strncmp(text, mark, sizeof(mark) - 1) == 0)
        return text + sizeof(mark) - 1;
    for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++)
        if (strncmp(text, starts[i], strlen(starts[i])) == 0)
            return text;
    return NULL;
}

static int css_compile(const char **ret, size_t *ret_at, struct arena *arena, const char *text,
                       struct error *err)
{
    struct str path;
    int code;

    str_init(&path, PATH_BYTES_MAX);
    code = css_translate(&path, ret_at, text, err);
    if (code == 0 && str_status(&path) == ERR_LIMIT)
        code = error_set(err, ERR_SYNTAX, SCOPE_RUN, "a selector that is too long");
    if (code == 0 && (*ret = arena_keep_str(arena, &path)) == NULL)
        code = error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
    str_release(&path);
    return code;
}

int selector_compile(const char **ret, size_t *ret_at, struct arena *arena, enum scrape_part part,
                     const char *text, struct error *err)
{
    const char *start = text + strspn(text, " \t\r\n"), *path = path_of(start);
    size_t ignored, at = 0;
    int code;

    *ret_at = 0;
    if (strlen(text) > SELECTOR_BYTES_MAX)
        return error_set(err, ERR_SYNTAX, SCOPE_RUN, "longer than %d bytes", SELECTOR_BYTES_MAX);
    if (path == NULL) {
        code = css_compile(&path, &at, arena, start, err);
        *ret_at = (size_t)(start - text) + at;
        if (code == 0)
            code = path_check(&ignored, path, part, err);
    } else {
        code = path_check(&at, path, part, err);
        *ret_at = (size_t)(path - text) + at;
    }
    if (code != 0)
        return code;
    *ret = arena_strdup(arena, path);
    return *ret != NULL ? 0 : error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
}
