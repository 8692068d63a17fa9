/* The engine of "postgresql:". */
#include "aggregator/store/postgres/pg_engine.h"

#include <stdio.h>
#include <stdlib.h>

static void wait_limit(struct sql_engine *engine, int milliseconds)
{
    char text[64];

    snprintf(text, sizeof(text), "SET lock_timeout = %d", milliseconds > 0 ? milliseconds : 1);
    pg_script(NULL, engine, text, "use the state", NULL);
}

/* The files of the database are its own affair; its backups have pg_verifybackup and amcheck. */
static int damage_count(int64_t *ret, struct sql_engine *engine, bool thorough, struct error *err)
{
    (void)engine, (void)thorough, (void)err;
    *ret = 0;
    return 0;
}

static int mend(struct sql_engine *engine, const struct store_watch *watch, struct error *err)
{
    (void)engine, (void)watch, (void)err;
    return 0;
}

static int sequence_set(struct sql_engine *engine, const char *table, struct error *err)
{
    char text[256];

    snprintf(text, sizeof(text),
             "SELECT setval(pg_get_serial_sequence('%s', 'id'), coalesce(max(id), 0) + 1, false) "
             "FROM %s",
             table, table);
    return pg_script(NULL, engine, text, "copy the state", err);
}

static const struct sql_rule rules[] = {
    {"SELECT count(*) FROM setting WHERE name IN ('run_last', 'pruned_at') "
     "AND value NOT BETWEEN 0 AND 253402300799",
     "setting with an invalid value", "settings with an invalid value"},
    {"SELECT count(*) FROM digest WHERE mail NOT BETWEEN 0 AND 3 OR least(slot, made) < 0 "
     "OR greatest(slot, made) > 253402300799",
     "damaged digest", "damaged digests"},
    {NULL, NULL, NULL},
};

static const struct sql_driver driver = {
    .remote = true,
    .reading = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY",
    .open = pg_rows_open,
    .step = pg_rows_step,
    .close = pg_rows_close,
    .run = pg_rows_run,
    .forget = pg_statement_forget,
    .integer = pg_integer,
    .real = pg_real,
    .text = pg_column_text,
    .blob = pg_blob,
    .bytes = pg_bytes,
    .is_null = pg_is_null,
    .no_memory = pg_no_memory,
    .script = pg_script,
    .count = pg_count,
    .in_transaction = pg_in_transaction,
    .begin = pg_begin,
    .settle = pg_settle,
    .commit = pg_commit,
    .rollback = pg_rollback,
    .wait_limit = wait_limit,
    .damage_count = damage_count,
    .refusal_count = pg_refusal_count,
    .sequence_set = sequence_set,
    .rules = rules,
    .mend = mend,
};

static void engine_close(void *state)
{
    struct pg_engine *engine = state;

    sql_engine_release(&engine->sql);
    pg_statements_release(engine);
    if (engine->held != NULL)
        pg_held_return(engine->held);
    else
        PQfinish(engine->connection);
    free(engine);
}

static int readonly_set(struct pg_engine *engine, struct error *err)
{
    return engine->sql.readonly
               ? pg_script(NULL, &engine->sql, "SET default_transaction_read_only = on",
                           "open the state", err)
               : 0;
}

static int engine_open(void **ret, const char *place, bool readonly, struct error *err)
{
    struct pg_engine *engine = calloc(1, sizeof(*engine));
    int code = 0;

    if (engine == NULL)
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
    engine->sql.driver = &driver;
    engine->sql.readonly = readonly;
    if (!readonly)
        engine->held = pg_held_take(&engine->connection, engine->schema, place);
    if (engine->held == NULL)
        code = pg_connect(&engine->connection, engine->schema, place, err);
    if (code == 0) {
        engine->lock = pg_lock_number(engine->schema);
        if (PQenterPipelineMode(engine->connection) != 1)
            code = pg_fail(engine->connection, NULL, "open the state", err);
    }
    if (code == 0)
        code = readonly_set(engine, err);
    if (code == 0)
        code = pg_schema_ready(engine, err);
    if (code != 0) {
        engine_close(engine);
        return code;
    }
    *ret = engine;
    return 0;
}

/* Commits do not wait for the disk; a synchronous one after them does, and PostgreSQL writes its
 * log in order. It must write a row, or it would have nothing to wait for. */
int pg_sync(void *state, struct error *err)
{
    struct pg_engine *engine = state;

    return pg_script(NULL, &engine->sql,
                     "BEGIN; SET LOCAL synchronous_commit = on; UPDATE setting SET value = value "
                     "WHERE name = 'schema'; COMMIT",
                     "store the state on disk", err);
}

int pg_size(struct store_size *ret, void *state, struct error *err)
{
    struct pg_engine *engine = state;
    char text[256];
    int code;

    snprintf(text, sizeof(text),
             "SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0) FROM pg_catalog.pg_class c "
             "WHERE c.relnamespace = '\"%s\"'::regnamespace AND c.relkind = 'r'",
             engine->schema);
    code = pg_count(&ret->bytes, &engine->sql, text, err);
    ret->free_bytes = 0; /* its autovacuum returns what is free */
    return code != 0 ? code : sql_pruned_at(&ret->pruned_at, &engine->sql, err);
}

const struct store_engine store_engine_postgresql = {
    .scheme = "postgresql",
    .scheme_too = "postgres",
    .instead = "pg_dump and pg_restore",
    .open = engine_open,
    .lock = pg_lock,
    .stamp = pg_stamp,
    .show = pg_show,
    .close = engine_close,
    .begin = sql_begin,
    .commit = sql_commit,
    .rollback = sql_rollback,
    .sync = pg_sync,
    .feed_count = sql_feed_count,
    .feed_load = sql_feed_load,
    .feed_save = sql_feed_save,
    .item_find = sql_item_find,
    .item_find_fallback = sql_item_find_fallback,
    .item_save = sql_item_save,
    .item_touch = sql_item_touch,
    .telling_load = sql_telling_load,
    .memory = sql_memory,
    .memory_error = sql_memory_error,
    .stories = sql_stories,
    .outlines = sql_outlines,
    .story_load = sql_story_load,
    .aliases = sql_aliases,
    .story_published = sql_story_published,
    .feed_number = sql_feed_number,
    .secret_load = sql_secret_load,
    .secret_save = sql_secret_save,
    .run_last = sql_run_last,
    .run_note = sql_run_note,
    .published_is = sql_published_is,
    .published_note = sql_published_note,
    .count = sql_count,
    .prune = sql_prune,
    .verify = sql_verify,
    .size = pg_size,
    .sketch_drop = sql_sketch_drop,
    .damage = sql_damage,
    .clock_mend = sql_clock_mend,
    .aside_last = sql_aside_last,
    .aside_note = sql_aside_note,
    .users = &sql_user_verbs,
    .search = pg_search,
    .lists = &sql_list_verbs,
    .pages = &sql_page_verbs,
    .push = &sql_push_verbs,
    .polling = &sql_polling_verbs,
    .pings = &sql_ping_verbs,
    .copy = sql_copy,
    .copy_check = sql_copy_check,
};
