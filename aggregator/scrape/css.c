#include "aggregator/scrape/css.h"

#include "aggregator/scrape/css_parts.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { VALUE_SIZE = 512 };

int css_fail(struct css *css, const char *format, ...)
{
    char text[ERROR_TEXT_SIZE];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    return error_set(css->err, ERR_SYNTAX, SCOPE_RUN, "%s", text);
}

void css_blanks(struct css *css)
{
    css->at += strspn(css->at, " \t\r\n\f");
}

static bool is_name_byte(char c)
{
    return isalnum((unsigned char)c) || c == '-' || c == '_' || (unsigned char)c >= 0x80;
}

bool css_name(char ret[CSS_NAME_SIZE], struct css *css, bool lower)
{
    size_t length = 0;

    while (is_name_byte(css->at[length]))
        length++;
    if (length == 0 || length >= CSS_NAME_SIZE || isdigit((unsigned char)css->at[0]))
        return false;
    for (size_t i = 0; i < length; i++)
        ret[i] = lower ? (char)tolower((unsigned char)css->at[i]) : css->at[i];
    ret[length] = '\0';
    css->at += length;
    return true;
}

/* Appends a string literal. XPath 1.0 has no escapes; no value holds both quotes. */
static void literal_append(struct str *into, const char *text)
{
    const char quote = strchr(text, '\'') == NULL ? '\'' : '"';

    str_appendf(into, "%c%s%c", quote, text, quote);
}

/* Reads a value: quoted, without escapes, or an identifier or number. */
static int value_read(char ret[VALUE_SIZE], struct css *css)
{
    const char quote = *css->at;
    size_t length = 0;

    if (quote == '"' || quote == '\'') {
        length = strcspn(css->at + 1, quote == '"' ? "\"\\" : "'\\");
        if (css->at[length + 1] != quote)
            return css_fail(css, "a text without its closing quote");
        if (length >= VALUE_SIZE)
            return css_fail(css, "a text that is too long");
        memcpy(ret, css->at + 1, length);
        css->at += length + 2;
    } else {
        while (is_name_byte(css->at[length]) && length + 1 < VALUE_SIZE)
            length++;
        if (length == 0)
            return css_fail(css, "no value, expected a word or a text in quotes");
        memcpy(ret, css->at, length);
        css->at += length;
    }
    ret[length] = '\0';
    return 0;
}

static void test_word(struct str *into, const char *name, const char *value)
{
    str_appendf(into, "[contains(concat(' ',normalize-space(@%s),' '),", name);
    str_append(into, "concat(' ',");
    literal_append(into, value);
    str_append(into, ",' '))]");
}

static void test_equal(struct str *into, const char *name, const char *value)
{
    str_appendf(into, "[@%s=", name);
    literal_append(into, value);
    str_append(into, "]");
}

static void test_language(struct str *into, const char *name, const char *value)
{
    str_appendf(into, "[@%s=", name);
    literal_append(into, value);
    str_appendf(into, " or starts-with(@%s,concat(", name);
    literal_append(into, value);
    str_append(into, ",'-'))]");
}

static void test_start(struct str *into, const char *name, const char *value)
{
    str_appendf(into, "[starts-with(@%s,", name);
    literal_append(into, value);
    str_append(into, ")]");
}

static void test_end(struct str *into, const char *name, const char *value)
{
    str_appendf(into, "[substring(@%s,string-length(@%s)-string-length(", name, name);
    literal_append(into, value);
    str_append(into, ")+1)=");
    literal_append(into, value);
    str_append(into, "]");
}

static void test_inside(struct str *into, const char *name, const char *value)
{
    str_appendf(into, "[contains(@%s,", name);
    literal_append(into, value);
    str_append(into, ")]");
}

/* never: an empty value matches nothing (Selectors §6.2) */
static const struct {
    const char *sign;
    void (*append)(struct str *into, const char *name, const char *value);
    bool never;
} operators[] = {
    {"=", test_equal, false}, {"~=", test_word, true}, {"|=", test_language, false},
    {"^=", test_start, true}, {"$=", test_end, true},  {"*=", test_inside, true},
};

static int attribute_test(struct str *into, struct css *css, const char *name)
{
    char value[VALUE_SIZE];
    int code;

    for (size_t i = 0; i < sizeof(operators) / sizeof(operators[0]); i++) {
        const size_t length = strlen(operators[i].sign);

        if (strncmp(css->at, operators[i].sign, length) != 0)
            continue;
        css->at += length;
        css_blanks(css);
        code = value_read(value, css);
        if (code == 0 && operators[i].never && value[strspn(value, " ")] == '\0')
            str_append(into, "[false()]");
        else if (code == 0)
            operators[i].append(into, name, value);
        return code;
    }
    return css_fail(css, "no operator, expected one of = ~= |= ^= $= *=");
}

/* [name], [name=value] and so on. */
static int attribute_read(struct str *into, struct css *css)
{
    char name[CSS_NAME_SIZE];
    int code = 0;

    css->at++;
    css_blanks(css);
    if (!css_name(name, css, true))
        return css_fail(css, "no attribute, expected its name");
    css_blanks(css);
    if (*css->at == ']')
        str_appendf(into, "[@%s]", name);
    else
        code = attribute_test(into, css, name);
    css_blanks(css);
    if (code == 0 && *css->at != ']')
        code = css_fail(css, "an attribute that is not closed, expected ]");
    css->at += code == 0;
    return code;
}

/* #id and .class */
static int name_read(struct str *into, struct css *css)
{
    const bool is_id = *css->at == '#';
    char name[CSS_NAME_SIZE];

    css->at++;
    if (!css_name(name, css, false))
        return css_fail(css, "no name after %c", is_id ? '#' : '.');
    if (is_id)
        test_equal(into, "id", name);
    else
        test_word(into, "class", name);
    return 0;
}

static bool is_compound(char c)
{
    return c == '#' || c == '.' || c == '[' || c == ':';
}

int css_compound(struct str *into, char ret[CSS_NAME_SIZE], struct css *css)
{
    int code = 0;

    strcpy(ret, "*");
    if (*css->at == '*')
        css->at++;
    else if (!css_name(ret, css, true) && !is_compound(*css->at))
        return css_fail(css,
                        *css->at == '\0' || *css->at == ',' || *css->at == ')'
                            ? "nothing, expected a selector"
                            : "\"%c\", expected a selector",
                        *css->at);
    if (*css->at == '|')
        return css_fail(css, "a namespace, which HTML does not have");
    if (strcmp(ret, "*") != 0)
        str_appendf(into, "[self::%s]", ret);
    while (code == 0 && is_compound(*css->at)) {
        if (*css->at == '[') {
            code = attribute_read(into, css);
        } else if (*css->at != ':') {
            code = name_read(into, css);
        } else if (css->at[1] == ':') {
            return 0; /* the end of the whole selector */
        } else {
            css->at++;
            code = css_pseudo(into, css, ret);
        }
    }
    return code;
}

/* ::attr(name) and ::text, as the last step. */
static int result_read(struct str *into, struct css *css, bool allowed)
{
    char word[CSS_NAME_SIZE], name[CSS_NAME_SIZE];
    const char *start = css->at;

    css->at += 2;
    if (!allowed || !css_name(word, css, true)) {
        css->at = start;
        return css_fail(css, "a pseudo-element, expected none here");
    }
    if (strcmp(word, "text") == 0) {
        str_append(into, "/descendant::text()");
        return 0;
    }
    if (strcmp(word, "attr") == 0 && *css->at == '(') {
        css->at++;
        css_blanks(css);
        if (!css_name(name, css, true))
            return css_fail(css, "no attribute, expected its name");
        css_blanks(css);
        if (*css->at != ')')
            return css_fail(css, "no closing parenthesis");
        css->at++;
        str_appendf(into, "/@%s", name);
        return 0;
    }
    css->at = start;
    return css_fail(css, "an unknown pseudo-element, expected ::attr(name) or ::text");
}

/* The axis of a combinator; *ret_first: only the next sibling. */
static const char *combinator_read(struct css *css, bool *ret_first)
{
    const char *before = css->at;
    const char sign = (css_blanks(css), *css->at);

    *ret_first = sign == '+';
    if (sign == '>' || sign == '+' || sign == '~') {
        css->at++;
        css_blanks(css);
        return sign == '>' ? "child" : "following-sibling";
    }
    return css->at > before && sign != '\0' && sign != ',' && sign != ')' ? "descendant" : NULL;
}

/* Compounds with combinators between them. */
static int complex_read(struct str *into, struct css *css, const char *axis, bool final)
{
    char type[CSS_NAME_SIZE];
    bool first = false;
    int code = 0;

    while (code == 0 && axis != NULL) {
        str_appendf(into, "%s::*%s", axis, first ? "[1]" : "");
        code = css_compound(into, type, css);
        if (code == 0 && strncmp(css->at, "::", 2) == 0)
            return result_read(into, css, final);
        axis = code == 0 ? combinator_read(css, &first) : NULL;
        if (axis != NULL)
            str_append(into, "/");
    }
    return code;
}

/* The axis from the element of :has(). */
static const char *relative_axis(struct css *css)
{
    if (*css->at != '>')
        return "descendant";
    css->at++;
    css_blanks(css);
    return "child";
}

int css_list(struct str *into, struct css *css, bool relative)
{
    int code;

    do {
        css_blanks(css);
        code = complex_read(into, css, relative ? relative_axis(css) : "descendant-or-self",
                            !relative);
        css_blanks(css);
        if (code != 0 || *css->at != ',')
            return code;
        css->at++;
        str_append(into, " | ");
    } while (true);
}

int css_translate(struct str *into, size_t *ret_at, const char *selector, struct error *err)
{
    struct css css = {.text = selector, .at = selector, .err = err};
    int code = css_list(into, &css, false);

    if (code == 0 && *css.at != '\0')
        code = css_fail(&css, "\"%c\", expected a combinator or the end", *css.at);
    *ret_at = (size_t)(css.at - selector);
    return code;
}
