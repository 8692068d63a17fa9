/*
 * Rules of feeds.yaml: what the user keeps and drops.
 *
 * Plain data in the arena of the configuration; rule/ evaluates it.
 */
#ifndef HEADWATER_MODEL_RULE_H
#define HEADWATER_MODEL_RULE_H

#include <stdbool.h>
#include <stddef.h>

struct pattern; /* words or an expression; see rule/pattern.h */

/* The part of an item that a pattern is matched against. In the order of the keys in feeds.yaml. */
enum rule_field {
    RULE_ANY, /* title, text, authors and categories */
    RULE_AUTHOR,
    RULE_CATEGORY,
    RULE_FEED, /* its configured name, its own title, its address */
    RULE_LANGUAGE,
    RULE_LINK,
    RULE_TAG, /* tags of the feed */
    RULE_TEXT,
    RULE_TITLE,
    RULE_FIELDS,
};

/* The patterns for one field, of which one must match. A field without patterns is not tested. */
struct rule_test {
    const struct pattern **patterns;
    size_t count;
};

/* Matches when every field that has patterns matches. */
struct user_rule {
    struct rule_test tests[RULE_FIELDS];
    bool keep;        /* else drop */
    int line, column; /* in feeds.yaml, from 1 */
};

/* The first matching rule decides. If none matches, the opposite of the last rule applies. */
struct rule_list {
    struct user_rule *rules;
    size_t count;
};

#endif
