/* The statements of SQLite: those that only SQLite understands, and the common ones. */
#include "aggregator/store/sqlite/sqlite_engine.h"

/* The title or the plain text of a body; null when it is damaged. */
#define BODY_TEXT(NAME) "CASE WHEN json_valid(b.json) THEN json_extract(b.json, '$." NAME "') END"
#define BODY_TEXTS      BODY_TEXT("title") ", " BODY_TEXT("plain")

const char *sqlite_text(const struct sql_engine *engine, enum query query)
{
    switch (query) {
    case QUERY_BEGIN:
        return "BEGIN IMMEDIATE";
    case QUERY_COMMIT:
        return "COMMIT";
    case QUERY_ROLLBACK:
        return "ROLLBACK";
    case QUERY_PAGE_COUNT:
        return "SELECT page_count FROM pragma_page_count";
    case QUERY_PAGES_FREE:
        return "SELECT freelist_count FROM pragma_freelist_count";
    case QUERY_PAGE_SIZE:
        return "SELECT page_size FROM pragma_page_size";
    case QUERY_SECURE_DELETE:
        return "SELECT secure_delete FROM pragma_secure_delete";
    case QUERY_SEARCH_ADD:
        return "INSERT INTO search (rowid, title, text) VALUES (?, ?, ?)";
    case QUERY_SEARCH_REMOVE:
        return "INSERT INTO search (search, rowid, title, text) VALUES ('delete', ?, ?, ?)";
    case QUERY_SEARCH_EMPTY:
        return "INSERT INTO search (search) VALUES ('delete-all')";
    case QUERY_SEARCH_ROWS:
        return "SELECT count(*) FROM (SELECT 1 FROM search_docsize LIMIT 1)";
    case QUERY_SEARCH_BODY:
        return "SELECT " BODY_TEXTS " FROM body b WHERE b.item = ?";
    case QUERY_SEARCH_BODIES:
        return "SELECT b.item, " BODY_TEXTS " FROM body b ORDER BY b.item";
    case QUERY_SEARCH_CHOSEN:
        return "SELECT b.item, " BODY_TEXTS " FROM chosen c JOIN body b ON b.item = c.item";
    case QUERY_SEARCH_FIND:
        return "SELECT i.key, r.node, i.first_seen, bm25(search, ?6, 1.0) FROM search "
               "CROSS JOIN item i ON i.id = search.rowid "
               "CROSS JOIN record r ON r.key = i.key AND r.superseded = 0 WHERE search MATCH ?1 "
               "AND i.first_seen >= ?2 AND i.first_seen < ?3 AND (?4 IS NULL OR i.language = ?4 "
               "OR substr(i.language, 1, length(?4) + 1) = ?4 || '-') ORDER BY search.rowid DESC "
               "LIMIT ?5";
    case QUERY_DATA_VERSION:
        return "SELECT data_version FROM pragma_data_version";
    case QUERY_RECORD_NUMBER:
        return "UPDATE OR REPLACE record SET doc = ?2 WHERE doc = ?1";
    case QUERY_RECORDS_GET: /* a list is a text of JSON */
        return "SELECT " SQL_RECORD_COLUMNS " FROM json_each(?) n CROSS JOIN record r "
               "ON r.doc = n.value CROSS JOIN sketch s ON s.doc = r.doc";
    case QUERY_OVERRIDE_LIST:
        return "SELECT n.key + 1, r.b, r.together FROM json_each(?) n CROSS JOIN ruling r "
               "ON r.a = n.value ORDER BY n.key, r.id DESC";
    case QUERY_OVERRIDE_PUT:
        return "INSERT OR REPLACE INTO ruling (a, b, together) VALUES (?, ?, ?)";
    /* Slots stay different, since they identify digests, and block no later one. */
    case QUERY_CLOCK_DIGESTS:
        return "UPDATE OR REPLACE digest SET made = min(made, ?1), "
               "slot = iif(slot > ?1, ?1 - slot / 60 % 100000, slot) WHERE slot > ?1 OR made > ?1";
    case QUERY_CLOCK_DOUBTED:
        return "SELECT 2 * total(time > ?) > count(*) FROM record";
    /* A feed that still responds, even with an unchanged body, still shows its last items, although
     * they are not touched while the body is the same. The same applies to a feed that responds
     * with no items. ?3: last_seen may lag by SQL_TOUCH_SECONDS. */
    case QUERY_PRUNE_CHOOSE:
        return "INSERT INTO chosen (item) WITH shown AS MATERIALIZED (SELECT i.feed AS feed, "
               "max(i.last_seen) - ?3 AS since FROM item i JOIN feed f ON f.id = i.feed "
               "WHERE json_valid(f.state) AND json_extract(f.state, '$.last_success') >= ?1 GROUP "
               "BY "
               "i.feed) "
               "SELECT i.id FROM item i LEFT JOIN shown s ON s.feed = i.feed LEFT JOIN record r "
               "ON r.key = i.key AND r.superseded = 0 WHERE i.last_seen < ?1 "
               "AND (s.since IS NULL OR i.last_seen < s.since) AND NOT EXISTS (SELECT 1 FROM "
               "record o "
               "CROSS JOIN item j ON j.key = o.key LEFT JOIN shown t ON t.feed = j.feed "
               "WHERE o.node = r.node AND o.superseded = 0 "
               "AND (j.last_seen >= ?1 OR j.last_seen >= t.since)) AND NOT EXISTS "
               "(SELECT 1 FROM mark m WHERE m.node = r.node AND m.starred = 1) LIMIT ?2";
    case QUERY_USER_LOAD:
        return "SELECT id, name, password, created FROM user WHERE name = ?";
    case QUERY_USER_LIST:
        return "SELECT u.id, u.name, u.password, u.created, (SELECT max(t.used) FROM token t "
               "WHERE t.user = u.id), (SELECT count(*) FROM token t WHERE t.user = u.id), "
               "(SELECT count(*) FROM mark m WHERE m.user = u.id AND m.read = 1), "
               "(SELECT count(*) FROM mark m WHERE m.user = u.id AND m.starred = 1), "
               "u.fever IS NOT NULL FROM user u ORDER BY u.name";
    case QUERY_HOST_ADD: /* one machine only reaches the file: no pollers */
    case QUERY_LEASE_NUMBER:
    case QUERY_HOSTS_LEASE:
    case QUERY_HOST_LEASE:
    case QUERY_LEASE_RENEW:
    case QUERY_HOST_RELEASE:
    case QUERY_HOST_FENCE:
    case QUERY_HOST_SOONER:
    case QUERY_HOSTS_LEASED:
    case QUERY_INBOX_PUT:
    case QUERY_INBOX_WAITS:
    case QUERY_INBOX_COUNT:
    case QUERY_INBOX_NEXT:
    case QUERY_INBOX_DELETE:
        return NULL;
    case QUERY_TABLE_READ:
    case QUERY_TABLE_WRITE:
        return engine->table_texts[query - QUERY_TABLE_READ];
    default:
        return query_texts[query];
    }
}
