/* Lists that stories enter once, and digests. */
#include "aggregator/base/clock.h"
#include "aggregator/store/sql/sql_engine.h"

static int enter(void *engine, uint64_t list, uint64_t node, int64_t time, struct error *err)
{
    return query_run(engine, QUERY_ENTRY_PUT, err, "uui", list, node, time);
}

static int entries(void *engine, uint64_t list, store_entry_fn *each, void *context,
                   struct error *err)
{
    struct sql_rows *row;
    bool found = true;
    int code = query_open(&row, engine, QUERY_ENTRY_LIST, err, "u", list);

    while (code == 0 && (code = query_step(&found, engine, row, err)) == 0 && found) {
        const int64_t time = sql_time_read(row, 1);

        if (time != TIME_NONE)
            code = each(context, (uint64_t)row_integer(row, 0), time, err);
    }
    if (code != 0)
        query_close(row);
    return code;
}

int sql_entries_merge(struct sql_engine *engine, uint64_t from, uint64_t to, struct error *err)
{
    int code = query_run(engine, QUERY_ENTRY_MERGE, err, "uu", from, to);

    return code != 0 ? code : query_run(engine, QUERY_ENTRY_DROP, err, "u", from);
}

static int digest_save(void *state, uint64_t list, const struct store_digest *digest,
                       struct error *err)
{
    struct sql_engine *engine = state;
    bool own;
    int code = sql_enter(&own, engine, err);

    if (code != 0)
        return code;
    code = query_run(engine, QUERY_DIGEST_PUT, err, "uiiit", list, digest->slot, digest->made,
                     (int64_t)digest->mail, digest->text);
    if (code == 0)
        code = query_run(engine, QUERY_PUBLISHED_FORGET, err, "");
    return sql_leave(engine, own, code, err);
}

static int digest_mail(void *engine, uint64_t list, int64_t slot, enum store_mail mail,
                       struct error *err)
{
    return query_run(engine, QUERY_DIGEST_MAIL, err, "uii", list, slot, (int64_t)mail);
}

static int digests(void *engine, uint64_t list, size_t limit, store_digest_fn *each, void *context,
                   struct error *err)
{
    struct sql_rows *row;
    bool found = true;
    int code = query_open(&row, engine, QUERY_DIGEST_LIST, err, "ui", list,
                          limit > 0 && limit < INT64_MAX ? (int64_t)limit : INT64_MAX);

    while (code == 0 && (code = query_step(&found, engine, row, err)) == 0 && found) {
        const int64_t mail = row_integer(row, 2);
        const struct store_digest digest = {
            .slot = sql_time_read(row, 0),
            .made = sql_time_read(row, 1),
            .mail = mail >= 0 && mail <= STORE_MAIL_SENT ? (enum store_mail)mail : STORE_MAIL_NONE,
            .text = row_text(row, 3)};

        if (digest.slot == TIME_NONE || digest.made == TIME_NONE || digest.text == NULL)
            sql_set_aside(engine, "digest %lld of list %llu is damaged",
                          (long long)row_integer(row, 0), (unsigned long long)list);
        else
            code = each(context, &digest, err);
    }
    if (code != 0)
        query_close(row);
    return code;
}

const struct store_list_verbs sql_list_verbs = {.enter = enter,
                                                .entries = entries,
                                                .digest_save = digest_save,
                                                .digest_mail = digest_mail,
                                                .digests = digests};
