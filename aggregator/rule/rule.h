/*
 * Judging by rules: whether an item, or a story, is kept or dropped, and which rule says so.
 *
 * The first rule of a list that matches decides. Where none matches, the opposite of the last one
 * holds: a list that ends with drop keeps the rest, one that ends with keep drops it. An empty list
 * keeps everything. Pure: the same tellings have the same verdict.
 */
#ifndef HEADWATER_RULE_RULE_H
#define HEADWATER_RULE_RULE_H

#include "aggregator/base/str.h"
#include "aggregator/model/rule.h"
#include "aggregator/model/story.h"

struct rule_verdict {
    bool drop;
    const struct user_rule *rule;  /* that decided; NULL: none matched */
    const struct pattern *pattern; /* of it, the last that matched; NULL with rule */
    size_t too_costly;             /* expressions that were given up, and so did not match */
};

/* The verdict on tellings as a whole: a rule matches when one of them has all that it asks for. For
 * a single item count is 1. Only ERR_MEMORY can happen. */
int rule_judge(struct rule_verdict *ret, const struct rule_list *list,
               const struct telling *tellings, size_t count, struct error *err);

/* The verdict on one item: the list of its feed (or NULL) and the list for all feeds must each let
 * it through. It is that of the list that drops it, else of the last that has a rule for it. */
int rule_judge_item(struct rule_verdict *ret, const struct rule_list *own,
                    const struct rule_list *shared, const struct telling *telling,
                    struct error *err);

/* The rule's action, fields and patterns as one line of text: "drop title: quiz, author: /^A/". */
void rule_append(struct str *into, const struct user_rule *rule);

/* The key of the field in feeds.yaml: "title". */
const char *rule_field_name(enum rule_field field);

#endif
