/*
 * Rules of feeds.yaml: what a user keeps and what he drops.
 *
 * Plain data in the arena of the configuration; rule/ judges by it.
 */
#ifndef HEADWATER_MODEL_RULE_H
#define HEADWATER_MODEL_RULE_H

#include <stdbool.h>
#include <stddef.h>

struct pattern; /* words or an expression; see rule/pattern.h */

/* What of an item a pattern is held against. The order is that of the keys in feeds.yaml. */
enum rule_field {
    RULE_ANY, /* title, text, authors and categories */
    RULE_AUTHOR,
    RULE_CATEGORY,
    RULE_FEED, /* its name, its own title, its address */
    RULE_LANGUAGE,
    RULE_LINK,
    RULE_TAG, /* of the feed */
    RULE_TEXT,
    RULE_TITLE,
    RULE_FIELDS,
};

/* The patterns for one field; one of them must match. Without patterns the field is not asked. */
struct rule_test {
    const struct pattern **patterns;
    size_t count;
};

/* Matches where each field that has patterns does. */
struct user_rule {
    struct rule_test tests[RULE_FIELDS];
    bool keep;        /* else drop */
    int line, column; /* in feeds.yaml, from 1 */
};

/* The first rule that matches decides; where none does, the opposite of the last one. */
struct rule_list {
    struct user_rule *rules;
    size_t count;
};

#endif
