/*
 * Applies rules: decides whether an item or a story is kept or dropped, and by which rule.
 *
 * The first matching rule of a list decides. When none matches, the opposite of the last rule
 * applies: a list that ends with drop keeps the rest, one that ends with keep drops it. An empty
 * list keeps everything. Pure: the same tellings always get the same verdict.
 */
#ifndef HEADWATER_RULE_RULE_H
#define HEADWATER_RULE_RULE_H

#include "aggregator/base/str.h"
#include "aggregator/model/rule.h"
#include "aggregator/model/story.h"

struct rule_verdict {
    bool drop;
    const struct user_rule *rule;  /* the deciding rule; NULL: none matched */
    const struct pattern *pattern; /* its last pattern that matched; NULL when rule is NULL */
    size_t too_costly; /* number of expressions that reached a limit and counted as non-matches */
};

/* The verdict on several tellings together: a rule matches when one telling meets all its
 * conditions. For a single item count is 1. The only error is ERR_MEMORY. */
int rule_judge(struct rule_verdict *ret, const struct rule_list *list,
               const struct telling *tellings, size_t count, struct error *err);

/* The verdict on one item: it must pass both its feed's list (or NULL) and the shared list. Returns
 * the verdict of the list that drops it, else of the last list with a matching rule. */
int rule_judge_item(struct rule_verdict *ret, const struct rule_list *own,
                    const struct rule_list *shared, const struct telling *telling,
                    struct error *err);

/* Appends the rule's action, fields and patterns as one line: "drop title: quiz, author: /^A/". */
void rule_append(struct str *into, const struct user_rule *rule);

/* The field's key in feeds.yaml: "title". */
const char *rule_field_name(enum rule_field field);

#endif
