/* The invariants of an SQLite state. */
#include "aggregator/store/keyindex/key_index.h"
#include "aggregator/store/sql/sql_check.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Each query counts violations of a rule. */
static const struct sql_rule rules[] = {
    {"SELECT count(*) FROM item WHERE id NOT IN (SELECT item FROM body)", "item without a text",
     "items without a text"},
    {"SELECT count(*) FROM body WHERE item NOT IN (SELECT id FROM item)", "text without an item",
     "texts without an item"},
    {"SELECT count(*) FROM item WHERE feed NOT IN (SELECT id FROM feed)", "item without a feed",
     "items without a feed"},
    {"SELECT count(*) FROM item i WHERE NOT EXISTS (SELECT 1 FROM record r WHERE r.key = i.key "
     "AND r.superseded = 0)",
     "item that is in no story", "items that are in no story"},
    {"SELECT count(*) FROM (SELECT key FROM record WHERE superseded = 0 GROUP BY key "
     "HAVING count(*) > 1) AS twice",
     "item that is in two stories", "items that are in two stories"},
    {"SELECT count(*) FROM alias WHERE target IN (SELECT node FROM alias)",
     "merged story number that points to another merged number",
     "merged story numbers that point to another merged number"},
    {"SELECT count(*) FROM record WHERE superseded = 0 AND node IN (SELECT node FROM alias)",
     "item in a story that was merged into another",
     "items in a story that was merged into another"},
    {"SELECT count(*) FROM story s WHERE s.first_seen IS DISTINCT FROM (SELECT min(i.first_seen) "
     "FROM record r CROSS JOIN item i ON i.key = r.key WHERE r.node = s.node "
     "AND r.superseded = 0)",
     "story at a wrong place in the list", "stories at a wrong place in the list"},
    {"SELECT count(*) FROM record r JOIN item i ON i.key = r.key WHERE r.superseded = 0 "
     "AND r.node NOT IN (SELECT node FROM story)",
     "item whose story is not listed", "items whose story is not listed"},
    {"SELECT count(*) FROM keys WHERE doc NOT IN (SELECT doc FROM record)",
     "set of index keys without an item", "sets of index keys without an item"},
    {"SELECT count(*) FROM record WHERE doc NOT BETWEEN 1 AND 4294967294 OR superseded NOT IN (0, "
     "1) "
     "OR channel NOT BETWEEN 0 AND 8 OR time NOT BETWEEN -62167219200 AND 253402300799",
     "record with an invalid value", "records with an invalid value"},
    {"SELECT count(*) FROM item WHERE first_seen NOT BETWEEN 0 AND 253402300799 OR last_seen NOT "
     "BETWEEN 0 AND 253402300799 OR changed NOT BETWEEN 0 AND 253402300799",
     "item with an invalid time", "items with an invalid time"},
    {"SELECT count(*) FROM story WHERE updated NOT BETWEEN -62167219200 AND 253402300799",
     "story with an invalid time", "stories with an invalid time"},
    {"SELECT count(*) FROM name WHERE item NOT IN (SELECT id FROM item)", "name without an item",
     "names without an item"},
    {"SELECT count(*) FROM sketch WHERE doc NOT IN (SELECT doc FROM record)",
     "sketch without an item", "sketches without an item"},
    {"SELECT count(*) FROM keys WHERE length(keys) % 4 <> 0", "damaged set of index keys",
     "damaged sets of index keys"},
    {"SELECT count(*) FROM entry WHERE time NOT BETWEEN 0 AND 253402300799",
     "list entry with an invalid time", "list entries with an invalid time"},
    {"SELECT count(*) FROM chosen", "item that was only partly pruned",
     "items that were only partly pruned"},
};

/* Not damage, but of possible interest to the user, who can inspect such a story with headwater
 * story and divide it with headwater split. */
static const struct sql_rule series = {
    "SELECT count(DISTINCT node) FROM (SELECT r.node FROM record r JOIN item i ON i.key = r.key "
    "WHERE r.superseded = 0 GROUP BY r.node, r.feed, i.language HAVING count(*) > 1 "
    "AND max(r.time) - min(r.time) >= 72000) AS series",
    "story may be a series: one feed tells it on several days",
    "stories may be series: one feed tells them on several days"};

struct findings {
    int64_t count;
    const struct store_watch *watch;
};

/* Cost of each part of a check, in walks over the rows of `keys`; measured with 30,000 items. */
enum { REBUILD_WALKS = 3, VERIFY_WALKS = 1, RULES_WALKS = 2 };
enum { ROWS_BETWEEN_WORDS = 1024 };

/* Progress of a check. */
struct course {
    const struct store_watch *watch;
    size_t rows, walks; /* number of rows; total work in walks */
    size_t done;        /* out of rows * walks */
    size_t weight;      /* per row of the current walk */
};

static void line_tell(const struct findings *findings, int64_t count, const char *one,
                      const char *many)
{
    char line[160];

    snprintf(line, sizeof(line), "%" PRId64 " %s", count, count == 1 ? one : many);
    findings->watch->finding(findings->watch->context, line);
}

static void finding_add(struct findings *findings, int64_t count, const char *one, const char *many)
{
    if (count == 0)
        return;
    findings->count++;
    line_tell(findings, count, one, many);
}

static void course_tell(const struct course *course)
{
    if (course->watch->progress != NULL)
        course->watch->progress(course->watch->context, course->done, course->rows * course->walks);
}

static void course_row(void *context)
{
    struct course *course = context;

    course->done += course->weight;
    if (course->done / course->weight % ROWS_BETWEEN_WORDS == 0)
        course_tell(course);
}

static int count_by(int64_t *ret, struct sql_engine *engine, const char *sql, struct error *err)
{
    return engine->driver->count(ret, engine, sql, err);
}

static void finding_tell(struct findings *findings, const char *line)
{
    findings->count++;
    findings->watch->finding(findings->watch->context, line);
}

/* Turns an unreadable state into a finding, so that the next check can continue. */
static int finding_or_fail(struct findings *findings, int code, struct error *err)
{
    if (code != ERR_STORE)
        return code;
    finding_tell(findings, err != NULL ? err->text : "the state cannot be read");
    if (err != NULL)
        *err = (struct error){.code = ERR_NONE};
    return 0;
}

static int file_check(struct findings *findings, struct sql_engine *engine, struct error *err)
{
    int64_t count = 0;
    int code = engine->driver->damage_count(&count, engine, true, err);

    finding_add(findings, count, "damaged place in the file; restore a backup",
                "damaged places in the file; restore a backup");
    return code;
}

/* Every statement of a run must find its tables and columns. */
static int schema_check(struct findings *findings, struct sql_engine *engine, struct error *err)
{
    int64_t count = 0;
    int code = engine->driver->refusal_count(&count, engine, err);

    finding_add(findings, count, "statement that fails on the damaged schema; restore a backup",
                "statements that fail on the damaged schema; restore a backup");
    return code;
}

static int rule_check(struct findings *findings, struct sql_engine *engine,
                      const struct sql_rule *rule, struct error *err)
{
    int64_t count = 0;
    int code = finding_or_fail(findings, count_by(&count, engine, rule->sql, err), err);

    finding_add(findings, count, rule->one, rule->many);
    return code;
}

static int series_tell(struct findings *findings, struct sql_engine *engine, struct error *err)
{
    int64_t count = 0;
    int code = finding_or_fail(findings, count_by(&count, engine, series.sql, err), err);

    if (code == 0 && count > 0)
        line_tell(findings, count, series.one, series.many);
    return code;
}

static int rules_check(struct findings *findings, struct course *course, struct sql_engine *engine,
                       struct error *err)
{
    const size_t before = course->done, rule_count = sizeof(rules) / sizeof(rules[0]);
    int code = finding_or_fail(findings, file_check(findings, engine, err), err);

    if (code == 0)
        code = schema_check(findings, engine, err);
    for (size_t i = 0; i < rule_count && code == 0; i++) {
        course->done = before + RULES_WALKS * course->rows * (i + 1) / (rule_count + 1);
        course_tell(course);
        code = rule_check(findings, engine, &rules[i], err);
    }
    for (const struct sql_rule *rule = engine->driver->rules; rule->sql != NULL && code == 0;
         rule++)
        code = rule_check(findings, engine, rule, err);
    return code == 0 ? series_tell(findings, engine, err) : code;
}

static int flaw_tell(void *context, int64_t row, const char *words, struct error *err)
{
    (void)row, (void)err;
    finding_tell(context, words);
    return 0;
}

static int secret_check(struct findings *findings, struct sql_engine *engine, struct error *err)
{
    int64_t damaged = 0;
    int code = finding_or_fail(findings, sql_secret_check(&damaged, engine, err), err);

    finding_add(findings, damaged, "damaged copy of the state's secret; the second copy is intact",
                "damaged copies of the state's secret: it is lost, so items may be shown again");
    return code;
}

static int values_check(struct findings *findings, struct sql_engine *engine, struct error *err)
{
    int (*const checks[])(struct sql_engine *, sql_flawed_fn *, void *, struct error *) = {
        sql_feeds_check, sql_tellings_check, sql_sketches_check};
    int code = 0;

    for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]) && code == 0; i++)
        code = finding_or_fail(findings, checks[i](engine, flaw_tell, findings, err), err);
    return code;
}

/* Uses its own index, separate from the memory port's. */
static int index_check(struct findings *findings, struct course *course, struct sql_engine *engine,
                       int64_t window_seconds, bool rebuild, struct error *err)
{
    struct key_index *index = key_index_new(engine, window_seconds);
    bool whole = true;
    int code = index != NULL ? 0 : error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");

    course->weight = REBUILD_WALKS;
    if (code == 0 && rebuild)
        code = key_index_rebuild(index, course_row, course, err);
    course->weight = VERIFY_WALKS;
    if (code == 0)
        code = key_index_verify(&whole, index, course_row, course, err);
    code = finding_or_fail(findings, code, err);
    finding_add(findings, !whole, "index that does not match the items; --rebuild rebuilds it", "");
    key_index_free(index);
    return code;
}

static int course_begin(struct course *ret, struct sql_engine *engine, bool rebuild,
                        const struct store_watch *watch, struct error *err)
{
    int64_t rows = 0;
    int code = count_by(&rows, engine, "SELECT count(*) FROM keys", err);

    *ret = (struct course){.watch = watch,
                           .rows = (size_t)rows,
                           .walks = (rebuild ? REBUILD_WALKS : 0) + VERIFY_WALKS + RULES_WALKS,
                           .weight = 1};
    if (code == 0)
        course_tell(ret);
    return code;
}

static int all_check(struct findings *findings, struct sql_engine *engine, int64_t window_seconds,
                     bool rebuild, struct error *err)
{
    struct course course;
    int code = finding_or_fail(findings,
                               course_begin(&course, engine, rebuild, findings->watch, err), err);

    if (code == 0 && rebuild)
        code = finding_or_fail(findings, engine->driver->mend(engine, findings->watch, err), err);
    if (code == 0)
        code = index_check(findings, &course, engine, window_seconds, rebuild, err);
    if (code == 0)
        code = rules_check(findings, &course, engine, err);
    if (code == 0)
        code = secret_check(findings, engine, err);
    return code != 0 ? code : values_check(findings, engine, err);
}

int sql_verify(int64_t *ret_findings, void *state, int64_t window_seconds, bool rebuild,
               const struct store_watch *watch, struct error *err)
{
    struct sql_engine *engine = state;
    struct findings findings = {.watch = watch};
    bool own = false;
    int code = rebuild ? sql_enter(&own, engine, err) : 0;

    if (code != 0)
        return code;
    code = all_check(&findings, engine, window_seconds, rebuild, err);
    if (rebuild) {
        code = sql_leave(engine, own, code, err);
        sql_memory_forget(engine);
    }
    *ret_findings = findings.count;
    return code;
}
