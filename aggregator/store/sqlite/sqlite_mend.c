/* Repairs a damaged state and reports what is lost. */
#include "aggregator/store/sql/sql_check.h"
#include "aggregator/store/sqlite/sqlite_engine.h"

#include <inttypes.h>
#include <stdio.h>

/* Makes the affected feeds download their whole document again, so that lost items return. */
#define FORGET_BODIES                                                                              \
    "UPDATE feed SET state = json_remove(state, '$.etag', '$.last_modified', '$.body_hash') "      \
    "WHERE json_valid(state) AND id IN (SELECT i.feed FROM item i JOIN temp.lost l "               \
    "ON l.row = i.key)"

/* Each statement repairs one kind of damage; if it has words, they report the number of changed
 * rows. The order matters: later steps rely on earlier ones. */
static const struct step {
    const char *sql, *one, *many;
} steps[] = {
    {"DELETE FROM chosen", NULL, NULL},
    {"DELETE FROM setting WHERE typeof(value) <> 'integer' OR (name IN ('run_last', 'pruned_at') "
     "AND value NOT BETWEEN 0 AND 253402300799)",
     "setting was lost", "settings were lost"},
    {"UPDATE record SET superseded = 1 WHERE superseded NOT IN (0, 1)", NULL, NULL},
    {"UPDATE record SET channel = 0 WHERE channel NOT BETWEEN 0 AND 8",
     "item lost the reason why it is in its story",
     "items lost the reason why they are in their stories"},
    {"UPDATE record SET time = ifnull((SELECT i.first_seen FROM item i WHERE i.key = record.key "
     "AND i.first_seen BETWEEN 0 AND 253402300799), 0) WHERE time NOT BETWEEN -62167219200 "
     "AND 253402300799",
     "record lost its time", "records lost their times"},
    {"UPDATE item SET first_seen = CASE WHEN first_seen BETWEEN 0 AND 253402300799 THEN first_seen "
     "WHEN changed BETWEEN 0 AND 253402300799 THEN changed ELSE 0 END, "
     "last_seen = CASE WHEN last_seen BETWEEN 0 AND 253402300799 THEN last_seen ELSE 0 END, "
     "changed = CASE WHEN changed BETWEEN 0 AND 253402300799 THEN changed "
     "WHEN first_seen BETWEEN 0 AND 253402300799 THEN first_seen ELSE 0 END "
     "WHERE NOT (first_seen BETWEEN 0 AND 253402300799 AND last_seen BETWEEN 0 AND 253402300799 "
     "AND changed BETWEEN 0 AND 253402300799)",
     "item lost a time", "items lost a time"},
    {"INSERT OR IGNORE INTO temp.lost SELECT key FROM item WHERE id NOT IN (SELECT item FROM body) "
     "OR feed NOT IN (SELECT id FROM feed)",
     NULL, NULL},
    {FORGET_BODIES, NULL, NULL},
    {"DELETE FROM body WHERE item IN (SELECT i.id FROM item i JOIN temp.lost l ON l.row = i.key)",
     NULL, NULL},
    {"DELETE FROM item WHERE key IN (SELECT row FROM temp.lost)",
     "item was lost; it returns if its feed still has it",
     "items were lost; they return if their feeds still have them"},
    {"DELETE FROM body WHERE item NOT IN (SELECT id FROM item)", "text without an item was removed",
     "texts without an item were removed"},
    {"DELETE FROM name WHERE item NOT IN (SELECT id FROM item)", "name without an item was removed",
     "names without an item were removed"},
    {"DELETE FROM alias WHERE target = node OR (SELECT b.target FROM alias b WHERE "
     "b.node = alias.target) = alias.node",
     "number of a merged story was lost", "numbers of merged stories were lost"},
    {"UPDATE record SET node = (SELECT target FROM alias a WHERE a.node = record.node) "
     "WHERE superseded = 0 AND node IN (SELECT node FROM alias)",
     "item was moved to the story that its own was merged into",
     "items were moved to the stories that their own were merged into"},
    {"UPDATE record SET superseded = 0 WHERE doc IN (SELECT max(r.doc) FROM record r JOIN item i "
     "ON i.key = r.key GROUP BY r.key HAVING min(r.superseded) = 1)",
     "item was put back into its story", "items were put back into their stories"},
    {"INSERT INTO record (doc, key, feed, network, node, time, superseded, channel, matched_with, "
     "score, containment, t, p, matched) SELECT (SELECT ifnull(max(doc), 0) FROM record) + "
     "row_number() OVER (ORDER BY i.id), i.key, 0, 0, i.key, i.first_seen, 0, 0, 0, 0, 0, 0, 0, 0 "
     "FROM item i WHERE NOT EXISTS (SELECT 1 FROM record r WHERE r.key = i.key "
     "AND r.superseded = 0)",
     "item lost its story and is now a story of its own",
     "items lost their stories and are now stories of their own"},
    {"INSERT OR IGNORE INTO story (node) SELECT node FROM record WHERE superseded = 0", NULL, NULL},
    {"UPDATE story SET first_seen = (SELECT min(i.first_seen) FROM record r CROSS JOIN item i "
     "ON i.key = r.key WHERE r.node = story.node AND r.superseded = 0) WHERE first_seen IS NOT "
     "(SELECT min(i.first_seen) FROM record r CROSS JOIN item i ON i.key = r.key "
     "WHERE r.node = story.node AND r.superseded = 0)",
     "story was put back at its place in the list",
     "stories were put back at their places in the list"},
    {"UPDATE story SET updated = first_seen WHERE updated NOT BETWEEN -62167219200 "
     "AND 253402300799",
     "story lost the time of its update", "stories lost the times of their updates"},
    {"DELETE FROM sketch WHERE doc NOT IN (SELECT doc FROM record)", NULL, NULL},
    {"DELETE FROM keys WHERE doc NOT IN (SELECT doc FROM record) OR length(keys) % 4 <> 0",
     "set of index keys was lost", "sets of index keys were lost"},
};

enum { ALIAS_STEPS = 32 /* passes; an alias that still targets an alias is then deleted */ };

struct mending {
    struct sql_engine *engine;
    const struct store_watch *watch;
    int64_t count;
};

static int script(struct sql_engine *engine, const char *sql, struct error *err)
{
    return sqlite_script(NULL, engine, sql, "repair the state", err);
}

static void lost_tell(const struct mending *m, int64_t count, const char *one, const char *many)
{
    char line[160];

    if (count == 0 || one == NULL || m->watch->mended == NULL)
        return;
    snprintf(line, sizeof(line), "%" PRId64 " %s", count, count == 1 ? one : many);
    m->watch->mended(m->watch->context, line);
}

/* Damaged rows are first collected and then repaired after all rows have been read. */
static int row_note(void *context, int64_t row, const char *words, struct error *err)
{
    struct mending *m = context;
    char sql[96];

    (void)words;
    m->count++;
    snprintf(sql, sizeof(sql), "INSERT OR IGNORE INTO temp.lost VALUES (%" PRId64 ")", row);
    return script(m->engine, sql, err);
}

/* Repairs one kind of row whose damage shows only when it is read. */
static int rows_mend(struct mending *m,
                     int (*check)(struct sql_engine *, sql_flawed_fn *, void *, struct error *),
                     const char *sql, const char *one, const char *many, struct error *err)
{
    int code = script(m->engine, "DELETE FROM temp.lost", err);

    m->count = 0;
    if (code == 0)
        code = check(m->engine, row_note, m, err);
    if (code == 0 && m->count > 0)
        code = script(m->engine, sql, err);
    if (code == 0)
        lost_tell(m, m->count, one, many);
    return code;
}

static int aliases_mend(struct mending *m, struct error *err)
{
    int code = 0;
    bool more = true;

    for (int i = 0; i < ALIAS_STEPS && code == 0 && more; i++) {
        int64_t changed;

        code = sqlite_script(&changed, m->engine,
                             "UPDATE alias SET target = (SELECT b.target FROM alias b WHERE "
                             "b.node = alias.target) WHERE target IN (SELECT node FROM alias)",
                             "repair the state", err);
        more = changed > 0;
    }
    if (code == 0 && more)
        code = script(m->engine, "DELETE FROM alias WHERE target IN (SELECT node FROM alias)", err);
    return code;
}

static int steps_take(struct mending *m, struct error *err)
{
    int code = 0;

    for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]) && code == 0; i++) {
        int64_t changed;

        code = sqlite_script(&changed, m->engine, steps[i].sql, "repair the state", err);
        if (code == 0)
            lost_tell(m, changed, steps[i].one, steps[i].many);
    }
    return code;
}

static int secret_mend(struct mending *m, struct error *err)
{
    bool lost = false;
    int code = sql_secret_mend(&lost, m->engine, err);

    if (code == 0)
        lost_tell(m, lost, "secret of the state was lost, so items may be shown again", "");
    return code;
}

static int all_mend(struct sql_engine *engine, const struct store_watch *watch, struct error *err)
{
    struct mending m = {.engine = engine, .watch = watch};
    int code =
        script(engine, "CREATE TEMP TABLE IF NOT EXISTS lost (row INTEGER PRIMARY KEY)", err);

    if (code == 0)
        code = rows_mend(&m, sql_feeds_check,
                         "UPDATE feed SET state = '{}' WHERE id IN (SELECT row FROM temp.lost)",
                         "feed lost its stored data and will be polled again",
                         "feeds lost their stored data and will be polled again", err);
    if (code == 0) /* what is damaged still is the address */
        code =
            rows_mend(&m, sql_feeds_check,
                      "UPDATE feed SET url = 'lost:' || id WHERE id IN (SELECT row FROM temp.lost)",
                      "feed lost its address; its items stay",
                      "feeds lost their addresses; their items stay", err);
    if (code == 0)
        code = rows_mend(&m, sql_sketches_check,
                         "DELETE FROM sketch WHERE doc IN (SELECT row FROM temp.lost);"
                         "DELETE FROM keys WHERE doc IN (SELECT row FROM temp.lost)",
                         "item lost its sketch and will not be compared any more",
                         "items lost their sketches and will not be compared any more", err);
    if (code == 0)
        code = aliases_mend(&m, err);
    if (code == 0)
        code = rows_mend(&m, sql_tellings_check, FORGET_BODIES, NULL, NULL, err);
    if (code == 0)
        code = steps_take(&m, err); /* the lost tellings are still in temp.lost */
    if (code == 0)
        code = secret_mend(&m, err);
    script(engine, "DROP TABLE IF EXISTS temp.lost", NULL);
    return code;
}

/* Rebuilds SQLite's indexes before any other read, since they may be damaged. If a repair fails,
 * everything stays as it was. */
int sqlite_mend(struct sql_engine *engine, const struct store_watch *watch, struct error *err)
{
    int code = script(engine, "SAVEPOINT mend; REINDEX", err);

    if (code == 0)
        code = all_mend(engine, watch, err);
    if (code == 0)
        code = sqlite_search_rebuild((struct sqlite_engine *)engine, err);
    script(engine, code == 0 ? "RELEASE mend" : "ROLLBACK TO mend; RELEASE mend", NULL);
    return code;
}
