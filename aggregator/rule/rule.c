#include "aggregator/rule/rule.h"

#include "aggregator/rule/pattern.h"

#include <stdlib.h>

/* One text of a telling and its field. */
struct field_text {
    enum rule_field field;
    struct pattern_text text;
};

struct field_texts {
    struct field_text *texts;
    size_t count;
};

/* Title, link, language, text and the texts of the feed. Authors and categories have two each. */
enum { SINGLE_TEXTS = 8 };

static const char *const field_names[RULE_FIELDS] = {
    [RULE_ANY] = "any",   [RULE_AUTHOR] = "author",     [RULE_CATEGORY] = "category",
    [RULE_FEED] = "feed", [RULE_LANGUAGE] = "language", [RULE_LINK] = "link",
    [RULE_TAG] = "tag",   [RULE_TEXT] = "text",         [RULE_TITLE] = "title",
};

const char *rule_field_name(enum rule_field field)
{
    return field_names[field];
}

static void text_add(struct field_texts *texts, enum rule_field field, const char *text)
{
    struct field_text *last = &texts->texts[texts->count];

    if (text == NULL)
        return;
    last->field = field;
    pattern_text_init(&last->text, text);
    texts->count++;
}

static const char *item_text(const struct item *item)
{
    if (item->plain != NULL)
        return item->plain;
    return item->content.value != NULL ? item->content.value : item->summary.value;
}

static int texts_gather(struct field_texts *ret, const struct telling *telling, struct error *err)
{
    const struct item *item = &telling->item;
    const size_t max =
        SINGLE_TEXTS + 2 * (item->author_count + item->category_count) + telling->feed_tag_count;

    ret->count = 0;
    ret->texts = calloc(max, sizeof(*ret->texts));
    if (ret->texts == NULL)
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory judging an item");
    text_add(ret, RULE_TITLE, item->title.value);
    text_add(ret, RULE_LINK, item->link);
    text_add(ret, RULE_LANGUAGE, telling->language != NULL ? telling->language : item->language);
    text_add(ret, RULE_FEED, telling->feed_name);
    text_add(ret, RULE_FEED, telling->feed_title);
    text_add(ret, RULE_FEED, telling->feed_url);
    for (size_t i = 0; i < telling->feed_tag_count; i++)
        text_add(ret, RULE_TAG, telling->feed_tags[i]);
    for (size_t i = 0; i < item->author_count; i++) {
        text_add(ret, RULE_AUTHOR, item->authors[i].name);
        text_add(ret, RULE_AUTHOR, item->authors[i].email);
    }
    for (size_t i = 0; i < item->category_count; i++) {
        text_add(ret, RULE_CATEGORY, item->categories[i].term);
        text_add(ret, RULE_CATEGORY, item->categories[i].label);
    }
    text_add(ret, RULE_TEXT, item_text(item)); /* the longest text is tried last */
    return 0;
}

static void texts_release(struct field_texts *texts)
{
    for (size_t i = 0; i < texts->count; i++)
        pattern_text_release(&texts->texts[i].text);
    free(texts->texts);
}

static bool field_covers(enum rule_field asked, enum rule_field field)
{
    return asked == field ||
           (asked == RULE_ANY && (field == RULE_TITLE || field == RULE_TEXT ||
                                  field == RULE_AUTHOR || field == RULE_CATEGORY));
}

/* Whether one of the patterns matches a text of the field; that pattern becomes
 * verdict->pattern. */
static int test_ask(bool *ret, struct rule_verdict *verdict, const struct rule_test *test,
                    enum rule_field field, const struct field_texts *texts, struct error *err)
{
    *ret = false;
    for (size_t i = 0; i < texts->count; i++) {
        for (size_t p = 0; p < test->count && field_covers(field, texts->texts[i].field); p++) {
            enum pattern_answer answer;
            int code = pattern_match(&answer, test->patterns[p], &texts->texts[i].text, err);

            if (code != 0)
                return code;
            verdict->too_costly += answer == PATTERN_TOO_COSTLY;
            *ret = answer == PATTERN_YES;
            if (*ret) {
                verdict->pattern = test->patterns[p];
                return 0;
            }
        }
    }
    return 0;
}

static int rule_ask(bool *ret, struct rule_verdict *verdict, const struct user_rule *rule,
                    const struct field_texts *texts, struct error *err)
{
    int code = 0;

    *ret = true;
    for (int field = 0; field < RULE_FIELDS && *ret && code == 0; field++)
        if (rule->tests[field].count > 0)
            code = test_ask(ret, verdict, &rule->tests[field], (enum rule_field)field, texts, err);
    return code;
}

static int list_ask(struct rule_verdict *verdict, const struct rule_list *list,
                    const struct field_texts *texts, size_t count, struct error *err)
{
    for (size_t r = 0; r < list->count; r++)
        for (size_t t = 0; t < count; t++) {
            bool matches;
            int code = rule_ask(&matches, verdict, &list->rules[r], &texts[t], err);

            if (code != 0)
                return code;
            if (matches) {
                verdict->rule = &list->rules[r];
                verdict->drop = !verdict->rule->keep;
                return 0;
            }
        }
    verdict->pattern = NULL; /* may be left over from a rule that matched only in part */
    verdict->drop = list->rules[list->count - 1].keep;
    return 0;
}

int rule_judge(struct rule_verdict *ret, const struct rule_list *list,
               const struct telling *tellings, size_t count, struct error *err)
{
    struct rule_verdict verdict = {.drop = false};
    struct field_texts *texts;
    size_t gathered = 0;
    int code = 0;

    *ret = verdict;
    if (list->count == 0)
        return 0;
    texts = calloc(count > 0 ? count : 1, sizeof(*texts));
    if (texts == NULL)
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory judging an item");
    for (; gathered < count && code == 0; gathered++)
        code = texts_gather(&texts[gathered], &tellings[gathered], err);
    if (code == 0)
        code = list_ask(&verdict, list, texts, count, err);
    for (size_t i = 0; i < gathered; i++)
        texts_release(&texts[i]);
    free(texts);
    if (code == 0)
        *ret = verdict;
    return code;
}

int rule_judge_item(struct rule_verdict *ret, const struct rule_list *own,
                    const struct rule_list *shared, const struct telling *telling,
                    struct error *err)
{
    struct rule_verdict first = {.drop = false}, second = {.drop = false};
    int code = own != NULL ? rule_judge(&first, own, telling, 1, err) : 0;

    if (code == 0 && !first.drop)
        code = rule_judge(&second, shared, telling, 1, err);
    if (code != 0)
        return code;
    *ret = second.drop || (!first.drop && second.rule != NULL) ? second : first;
    ret->too_costly = first.too_costly + second.too_costly;
    return 0;
}

void rule_append(struct str *into, const struct user_rule *rule)
{
    bool first = true;

    str_append(into, rule->keep ? "keep" : "drop");
    for (int field = 0; field < RULE_FIELDS; field++) {
        const struct rule_test *test = &rule->tests[field];

        for (size_t i = 0; i < test->count; i++) {
            if (i == 0)
                str_appendf(into, "%s %s: ", first ? "" : ",", field_names[field]);
            str_appendf(into, "%s%s", i > 0 ? " or " : "", pattern_written(test->patterns[i]));
            first = false;
        }
    }
}
