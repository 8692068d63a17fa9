/* The statements of PostgreSQL: those that only PostgreSQL understands, and the common ones. */
#include "aggregator/store/postgres/pg_engine.h"

#include "aggregator/base/str.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_BYTES = 16384 };

/* Seconds since 1970, by the clock of the database. */
#define CLOCK "CAST(extract(epoch FROM clock_timestamp()) AS bigint)"

/* An address may be longer than what an index holds, so its index has its hash. */
#define FEED_OF_URL "WHERE md5(url) = md5(CAST(?1 AS text)) AND url = ?1"

const char *pg_text(const struct sql_engine *engine, enum query query)
{
    switch (query) {
    case QUERY_BEGIN:
    case QUERY_COMMIT:
    case QUERY_ROLLBACK:
    case QUERY_PAGE_COUNT:
    case QUERY_PAGES_FREE:
    case QUERY_PAGE_SIZE:
    case QUERY_SECURE_DELETE:
    case QUERY_SEARCH_ADD:
    case QUERY_SEARCH_REMOVE:
    case QUERY_SEARCH_EMPTY:
    case QUERY_SEARCH_ROWS:
    case QUERY_SEARCH_BODY:
    case QUERY_SEARCH_BODIES:
    case QUERY_SEARCH_CHOSEN:
    case QUERY_SEARCH_FIND:
        return NULL;
    case QUERY_FEED_LOAD:
        return "SELECT state FROM feed " FEED_OF_URL;
    case QUERY_FEED_ID:
        return "SELECT id FROM feed " FEED_OF_URL;
    case QUERY_FEED_COUNT:
        return "SELECT count(*) FROM item WHERE feed = (SELECT id FROM feed " FEED_OF_URL ")";
    case QUERY_FEED_SAVE:
        return "INSERT INTO feed (url, state) VALUES (?, ?) ON CONFLICT (md5(url)) "
               "DO UPDATE SET state = excluded.state WHERE feed.state <> excluded.state";
    case QUERY_PUSH_OF_FEED:
        return "SELECT " PUSH_COLUMNS " FROM push WHERE md5(feed) = md5(CAST(?1 AS text)) "
               "AND feed = ?1 AND state <> 3";
    case QUERY_DATA_VERSION:
        return "SELECT value FROM setting WHERE name = 'version'";
    case QUERY_RECORD_NUMBER:
        return "UPDATE record SET doc = ?2 WHERE doc = ?1";
    case QUERY_RECORDS_GET:
        return "SELECT " SQL_RECORD_COLUMNS
               " FROM record r JOIN sketch s ON s.doc = r.doc WHERE r.doc = ANY(?)";
    case QUERY_NODES_MEMBERS:
        return "SELECT n.at, m.doc FROM unnest(CAST(?1 AS bigint[])) WITH ORDINALITY AS n(node, "
               "at) JOIN LATERAL (SELECT r.doc FROM record r WHERE r.node = coalesce((SELECT "
               "a.target FROM alias a WHERE a.node = n.node), n.node) AND r.superseded = 0 "
               "ORDER BY r.doc LIMIT ?2) AS m ON true ORDER BY n.at, m.doc";
    case QUERY_OVERRIDE_LIST:
        return "SELECT n.at, r.b, r.together FROM unnest(CAST(? AS bigint[])) WITH ORDINALITY "
               "AS n(a, at) JOIN ruling r ON r.a = n.a ORDER BY n.at, r.id DESC";
    case QUERY_OVERRIDE_PUT: /* the newest has the highest id */
        return "INSERT INTO ruling (a, b, together) VALUES (?, ?, ?) ON CONFLICT (a, b) "
               "DO UPDATE SET together = excluded.together, id = excluded.id";
    case QUERY_CLOCK_DIGESTS: /* as SQLite's */
        return "UPDATE digest SET made = least(made, ?1), slot = CASE WHEN slot > ?1 "
               "THEN ?1 - slot / 60 % 100000 ELSE slot END WHERE slot > ?1 OR made > ?1";
    case QUERY_CLOCK_DOUBTED:
        return "SELECT CASE WHEN 2 * count(*) FILTER (WHERE time > ?) > count(*) THEN 1 ELSE 0 END "
               "FROM record";
    case QUERY_PRUNE_CHOOSE: /* as SQLite's; a cast to jsonb would fail at a damaged state */
        return "INSERT INTO chosen (item) WITH shown AS MATERIALIZED (SELECT i.feed AS feed, "
               "max(i.last_seen) - ?3 AS since FROM item i JOIN feed f ON f.id = i.feed "
               "WHERE CAST(substring(f.state FROM "
               "'\"last_success\": *(-{0,1}[0-9]{1,18})') AS bigint) >= ?1 "
               "GROUP BY i.feed) "
               "SELECT i.id FROM item i LEFT JOIN shown s ON s.feed = i.feed LEFT JOIN record r "
               "ON r.key = i.key AND r.superseded = 0 WHERE i.last_seen < ?1 "
               "AND (s.since IS NULL OR i.last_seen < s.since) AND NOT EXISTS "
               "(SELECT 1 FROM record o JOIN item j ON j.key = o.key "
               "LEFT JOIN shown t ON t.feed = j.feed WHERE o.node = r.node AND o.superseded = 0 "
               "AND (j.last_seen >= ?1 OR j.last_seen >= t.since)) AND NOT EXISTS "
               "(SELECT 1 FROM mark m WHERE m.node = r.node AND m.starred = 1) LIMIT ?2";
    case QUERY_USER_LOAD:
        return "SELECT id, name, password, created FROM \"user\" WHERE lower(name) = "
               "lower(CAST(? AS text) COLLATE \"C\")";
    case QUERY_USER_LIST:
        return "SELECT u.id, u.name, u.password, u.created, (SELECT max(t.used) FROM token t "
               "WHERE t.\"user\" = u.id), (SELECT count(*) FROM token t WHERE t.\"user\" = u.id), "
               "(SELECT count(*) FROM mark m WHERE m.\"user\" = u.id AND m.read = 1), "
               "(SELECT count(*) FROM mark m WHERE m.\"user\" = u.id AND m.starred = 1), "
               "u.fever IS NOT NULL FROM \"user\" u ORDER BY lower(u.name)";
    case QUERY_HOST_ADD:
        return "INSERT INTO host (name) VALUES (?1) ON CONFLICT (name) DO UPDATE SET due = ?2 "
               "WHERE host.due > ?2";
    case QUERY_LEASE_NUMBER:
        return "SELECT nextval('lease_number')";
    case QUERY_HOSTS_LEASE:
        return "UPDATE host SET lease = ?1, until = " CLOCK " + ?2 WHERE name IN "
               "(SELECT name FROM host WHERE due <= ?3 AND rest <= ?3 AND until < " CLOCK
               " ORDER BY due, name LIMIT ?4 FOR UPDATE SKIP LOCKED) RETURNING name";
    case QUERY_HOST_LEASE:
        return "UPDATE host SET lease = ?1, until = " CLOCK " + ?2 WHERE name = ?3 "
               "AND ((until < " CLOCK " AND rest <= " CLOCK ") OR lease = ?1) RETURNING lease";
    case QUERY_LEASE_RENEW:
        return "WITH renewed AS (UPDATE host SET until = " CLOCK
               " + ?2 WHERE lease = ?1 RETURNING 1) SELECT count(*) FROM renewed";
    case QUERY_HOST_RELEASE: /* ?5: TIME_NONE. What was said of news meanwhile counts now */
        return "UPDATE host SET due = CASE WHEN news = 1 THEN least(due, ?4) "
               "ELSE coalesce(nullif(CAST(?3 AS bigint), ?5), due) END, "
               "rest = ?4, news = 0, lease = 0, until = 0 WHERE name = ?2 AND lease = ?1 "
               "RETURNING lease";
    case QUERY_HOST_FENCE: /* nobody leases it before the transaction ends */
        return "SELECT lease FROM host WHERE name = ?1 AND lease = ?2 FOR UPDATE";
    case QUERY_HOST_SOONER:
        return "UPDATE host SET due = CASE WHEN lease = 0 THEN ?2 ELSE due END, "
               "news = CASE WHEN lease = 0 THEN news ELSE 1 END WHERE name = ?1 AND "
               "(due > ?2 OR lease <> 0)";
    case QUERY_HOSTS_LEASED:
        return "SELECT count(*) FROM host WHERE lease <> 0 AND until >= " CLOCK;
    case QUERY_INBOX_PUT:
        return "INSERT INTO inbox (feed, host, fetched, meta, body) VALUES (?, ?, ?, ?, ?) "
               "ON CONFLICT (md5(feed)) DO UPDATE SET host = excluded.host, "
               "fetched = excluded.fetched, meta = excluded.meta, body = excluded.body";
    case QUERY_INBOX_WAITS:
        return "SELECT count(*) FROM inbox WHERE md5(feed) = md5(CAST(?1 AS text))";
    case QUERY_INBOX_COUNT:
        return "SELECT count(*) FROM inbox";
    case QUERY_INBOX_NEXT:
        return "SELECT id, feed, host, fetched, meta, body FROM inbox WHERE id > ? "
               "ORDER BY id LIMIT 1";
    case QUERY_INBOX_DELETE:
        return "DELETE FROM inbox WHERE id = ?";
    case QUERY_TABLE_READ:
    case QUERY_TABLE_WRITE:
        return engine->table_texts[query - QUERY_TABLE_READ];
    default:
        return query_texts[query];
    }
}

int pg_text_portion(enum query query)
{
    switch (query) {
    case QUERY_TELLING_ALL:
        return PG_FETCH_ITEMS;
    case QUERY_TABLE_READ:
        return PG_FETCH_TABLE;
    case QUERY_FEED_ALL:
    case QUERY_SKETCH_ALL:
    case QUERY_STORY_OUTLINES:
    case QUERY_STORY_HEADS:
    case QUERY_RECORD_REPLACED:
    case QUERY_RECORD_TIMES:
    case QUERY_KEYS_SINCE:
    case QUERY_TIME_BLOCK_LIST:
    case QUERY_ALIAS_LIST:
    case QUERY_MARK_LIST:
    case QUERY_ENTRY_LIST:
        return PG_FETCH_ROWS;
    default:
        return 0;
    }
}

bool pg_text_shows(enum query query)
{
    switch (query) {
    case QUERY_BODY_PUT:
    case QUERY_STORY_SEEN:
    case QUERY_STORY_RECOUNT:
    case QUERY_STORY_PUBLISHED:
    case QUERY_RECORD_NUMBER:
    case QUERY_RECORD_INSERT:
    case QUERY_RECORD_SUPERSEDE:
    case QUERY_RECORD_MOVE:
    case QUERY_NODE_MERGE:
    case QUERY_PRUNE_STORIES:
    case QUERY_PRUNE_ITEMS:
    case QUERY_PRUNE_RECORDS:
    case QUERY_CLOCK_STORIES:
    case QUERY_CLOCK_RECORDS:
        return true;
    default:
        return false;
    }
}

/* "?" and "?N" become "$N"; "CROSS JOIN ... ON", which fixes SQLite's order of loops, "JOIN". */
char *pg_text_translate(const char *text)
{
    char *made = malloc(TEXT_BYTES);
    size_t used = 0, next = 1;

    if (made == NULL)
        return NULL;
    while (*text != '\0' && used + 16 < TEXT_BYTES) {
        if (strncmp(text, "CROSS JOIN", 10) == 0) {
            text += 6;
        } else if (*text == '?') {
            if (isdigit((unsigned char)text[1]))
                next = strtoul(text + 1, (char **)&text, 10);
            else
                text++;
            used += (size_t)snprintf(made + used, TEXT_BYTES - used, "$%zu", next++);
        } else {
            made[used++] = *text++;
        }
    }
    made[used] = '\0';
    return made;
}
