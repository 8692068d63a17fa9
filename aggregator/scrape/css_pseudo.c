/*
 * The pseudo-classes of CSS selectors, as XPath predicates.
 */
#include "aggregator/scrape/css.h"
#include "aggregator/scrape/css_parts.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { NTH_MAX = 100000 };

/* an+b (Selectors §13): a is 0 for one place. */
struct nth {
    long a, b;
};

static bool number_read(long *ret, struct css *css)
{
    char *end;

    if (!isdigit((unsigned char)*css->at))
        return false;
    *ret = strtol(css->at, &end, 10);
    css->at = end;
    return *ret <= NTH_MAX;
}

static bool nth_word(struct nth *ret, struct css *css)
{
    static const struct {
        const char *word;
        struct nth nth;
    } words[] = {{"odd", {2, 1}}, {"even", {2, 0}}};

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (strncmp(css->at, words[i].word, strlen(words[i].word)) == 0) {
            *ret = words[i].nth;
            css->at += strlen(words[i].word);
            return true;
        }
    return false;
}

static bool nth_read(struct nth *ret, struct css *css)
{
    long sign = 1, number = 1;
    bool has_number;

    css_blanks(css);
    if (nth_word(ret, css))
        return true;
    if (*css->at == '-' || *css->at == '+')
        sign = *css->at++ == '-' ? -1 : 1;
    has_number = number_read(&number, css);
    if (*css->at != 'n') {
        *ret = (struct nth){0, sign * number};
        return has_number;
    }
    *ret = (struct nth){sign * number, 0};
    css->at++;
    css_blanks(css);
    if (*css->at != '-' && *css->at != '+')
        return number <= NTH_MAX;
    sign = *css->at++ == '-' ? -1 : 1;
    css_blanks(css);
    has_number = number_read(&number, css);
    ret->b = sign * number;
    return has_number;
}

/* The place of the element among its siblings, counted from 1, is one of the nth. */
static void nth_append(struct str *into, const struct nth *nth, const char *axis, const char *type)
{
    const long a = nth->a, b = nth->b;

    if (a == 0) {
        str_appendf(into, "[count(%s::%s)=%ld]", axis, type, b - 1);
        return;
    }
    str_appendf(into, "[(count(%s::%s)+1-%ld) mod %ld=0", axis, type, b, a < 0 ? -a : a);
    str_appendf(into, " and count(%s::%s)+1%s%ld]", axis, type, a > 0 ? ">=" : "<=", b);
}

/* A pseudo-class of places: which siblings count, and the place, or the one that is given. */
static const struct place {
    const char *name;
    const char *axis, *other_axis; /* the other end, too; or NULL */
    bool of_type, takes_nth;
} places[] = {
    {"first-child", "preceding-sibling", NULL, false, false},
    {"first-of-type", "preceding-sibling", NULL, true, false},
    {"last-child", "following-sibling", NULL, false, false},
    {"last-of-type", "following-sibling", NULL, true, false},
    {"nth-child", "preceding-sibling", NULL, false, true},
    {"nth-last-child", "following-sibling", NULL, false, true},
    {"nth-last-of-type", "following-sibling", NULL, true, true},
    {"nth-of-type", "preceding-sibling", NULL, true, true},
    {"only-child", "preceding-sibling", "following-sibling", false, false},
    {"only-of-type", "preceding-sibling", "following-sibling", true, false},
};

static int closing_read(struct css *css)
{
    css_blanks(css);
    if (*css->at != ')')
        return css_fail(css, "no closing parenthesis");
    css->at++;
    return 0;
}

static int place_append(struct str *into, struct css *css, const struct place *place,
                        const char *type)
{
    struct nth nth = {0, 1};

    if (place->of_type && strcmp(type, "*") == 0)
        return css_fail(css, ":%s without an element's name before it", place->name);
    if (!place->of_type)
        type = "*";
    if (place->takes_nth) {
        if (*css->at != '(')
            return css_fail(css, "no parenthesis after :%s", place->name);
        css->at++;
        if (!nth_read(&nth, css))
            return css_fail(css, "no place, expected a number, odd, even or a form such as 3n+1");
        if (closing_read(css) != 0)
            return ERR_SYNTAX;
    }
    nth_append(into, &nth, place->axis, type);
    if (place->other_axis != NULL)
        nth_append(into, &nth, place->other_axis, type);
    return 0;
}

/* :not(a, b) and :has(a > b); the former takes compound selectors. */
static int not_append(struct str *into, struct css *css)
{
    char type[CSS_NAME_SIZE];
    int code;

    do {
        css_blanks(css);
        str_append(into, "[not(self::*");
        code = css_compound(into, type, css);
        str_append(into, ")]");
        css_blanks(css);
    } while (code == 0 && *css->at == ',' && css->at++ != NULL);
    return code;
}

static int has_append(struct str *into, struct css *css)
{
    int code;

    str_append(into, "[");
    code = css_list(into, css, true);
    str_append(into, "]");
    return code;
}

static int nested_append(struct str *into, struct css *css,
                         int (*append)(struct str *, struct css *))
{
    int code;

    if (*css->at != '(')
        return css_fail(css, "no parenthesis, expected one");
    if (css->depth == CSS_DEPTH_MAX)
        return css_fail(css, "parentheses more than %d deep", CSS_DEPTH_MAX);
    css->at++;
    css->depth++;
    code = append(into, css);
    css->depth--;
    return code == 0 ? closing_read(css) : code;
}

int css_pseudo(struct str *into, struct css *css, const char *type)
{
    static const struct {
        const char *name, *predicate;
        int (*append)(struct str *into, struct css *css);
    } others[] = {
        {"empty", "[not(node())]", NULL},
        {"has", NULL, has_append},
        {"not", NULL, not_append},
        {"root", "[not(parent::*)]", NULL},
    };
    const char *start = css->at - 1;
    char name[CSS_NAME_SIZE];

    if (!css_name(name, css, true))
        return css_fail(css, "no pseudo-class after the colon");
    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
        if (strcmp(places[i].name, name) == 0)
            return place_append(into, css, &places[i], type);
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        if (strcmp(others[i].name, name) != 0)
            continue;
        if (others[i].append != NULL)
            return nested_append(into, css, others[i].append);
        str_append(into, others[i].predicate);
        return 0;
    }
    css->at = start;
    return css_fail(css, ":%.40s is not known; an XPath expression can say more", name);
}
