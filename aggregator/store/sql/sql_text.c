#include "aggregator/store/sql/sql_engine.h"

#include <stdarg.h>

/* The columns of a telling; sql_telling_read() depends on their order. */
#define TELLING_COLUMNS                                                                            \
    "SELECT i.key, i.language, i.first_seen, i.changed, b.json, f.url, f.state, r.node, "          \
    "r.channel, r.matched_with, r.score, r.containment, r.t, r.p, r.matched "

/* The columns of an item head; head_find() depends on their order. */
#define HEAD_COLUMNS                                                                               \
    "SELECT i.content_hash, i.published_lead, r.node, i.key, f.url FROM item i "                   \
    "LEFT JOIN feed f ON f.id = i.feed "                                                           \
    "LEFT JOIN record r ON r.key = i.key AND r.superseded = 0 "

const char *const query_texts[QUERY_COUNT] = {

    [QUERY_FEED_LOAD] = "SELECT state FROM feed WHERE url = ?",
    [QUERY_FEED_COUNT] =
        "SELECT count(*) FROM item WHERE feed = (SELECT id FROM feed WHERE url = ?)",
    [QUERY_FEED_SAVE] = "INSERT INTO feed (url, state) VALUES (?, ?) ON CONFLICT (url) DO UPDATE "
                        "SET state = excluded.state WHERE feed.state <> excluded.state",
    [QUERY_FEED_ID] = "SELECT id FROM feed WHERE url = ?",

    [QUERY_ITEM_HEAD] = HEAD_COLUMNS "WHERE i.key = ?",
    [QUERY_ITEM_FALLBACK] = HEAD_COLUMNS "WHERE i.twin = ? ORDER BY i.first_seen, i.id LIMIT 1",
    [QUERY_ITEM_ROW] = "SELECT id FROM item WHERE key = ?",
    [QUERY_ITEM_INSERT] =
        "INSERT INTO item (key, feed, content_hash, language, first_seen, "
        "last_seen, changed, twin) VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?5, nullif(?6, 0))",
    [QUERY_ITEM_UPDATE] = "UPDATE item SET feed = ?2, content_hash = ?3, language = ?4, "
                          "last_seen = ?5, twin = nullif(?6, 0), "
                          "changed = CASE WHEN content_hash = ?3 THEN changed ELSE ?5 END "
                          "WHERE key = ?1",
    [QUERY_ITEM_TOUCH] = "UPDATE item SET last_seen = ?2 WHERE key = ?1 AND last_seen < ?3",
    [QUERY_ITEM_LEAD] = "UPDATE item SET published_lead = 1 WHERE key = ? AND published_lead = 0",
    [QUERY_BODY_PUT] = "INSERT INTO body (item, json) SELECT id, ?2 FROM item WHERE key = ?1 ON "
                       "CONFLICT (item) DO UPDATE SET json = excluded.json",
    [QUERY_NAME_PUT] = "INSERT INTO name (hash, item) SELECT ?2, id FROM item WHERE key = ?1 ON "
                       "CONFLICT DO NOTHING",
    [QUERY_ITEM_BY_NAME] = "SELECT i.key FROM name n JOIN item i ON i.id = n.item "
                           "WHERE n.hash = ? ORDER BY i.first_seen, i.id LIMIT 1",
    [QUERY_TELLING] = TELLING_COLUMNS "FROM item i JOIN body b ON b.item = i.id "
                                      "JOIN feed f ON f.id = i.feed LEFT JOIN record r "
                                      "ON r.key = i.key AND r.superseded = 0 WHERE i.key = ?",

    [QUERY_TELLING_ALL] = TELLING_COLUMNS "FROM item i JOIN body b ON b.item = i.id "
                                          "JOIN feed f ON f.id = i.feed LEFT JOIN record r "
                                          "ON r.key = i.key AND r.superseded = 0",
    [QUERY_FEED_ALL] = "SELECT id, url, state FROM feed",
    [QUERY_SKETCH_ALL] = "SELECT doc, sketch FROM sketch",
    [QUERY_SKETCH_COUNT] = "SELECT count(*) FROM sketch",

    [QUERY_STORY_TELLINGS] =
        TELLING_COLUMNS "FROM record r CROSS JOIN item i ON i.key = r.key JOIN body b "
                        "ON b.item = i.id JOIN feed f ON f.id = i.feed "
                        "WHERE r.node = ? AND r.superseded = 0",
    [QUERY_STORY_LIST] = "SELECT node, first_seen FROM story WHERE first_seen <= ?1 "
                         "AND (first_seen < ?1 OR (node < 0, node) > (?2 < 0, ?2)) "
                         "ORDER BY first_seen DESC, node < 0, node LIMIT ?3",
    [QUERY_STORY_OUTLINES] =
        "SELECT s.node, count(*), count(DISTINCT i.feed), max(i.first_seen) FROM story s "
        "CROSS JOIN record r ON r.node = s.node AND r.superseded = 0 "
        "CROSS JOIN item i ON i.key = r.key WHERE s.first_seen >= (SELECT first_seen FROM story "
        "WHERE first_seen IS NOT NULL ORDER BY first_seen DESC LIMIT 1) - ? GROUP BY s.node",
    [QUERY_STORY_ROW] = "SELECT lead, lead_hash, updated FROM story WHERE node = ?",
    [QUERY_STORY_SEEN] =
        "INSERT INTO story (node, first_seen) SELECT r.node, ?2 FROM record r WHERE r.key = ?1 AND "
        "r.superseded = 0 ON CONFLICT (node) DO UPDATE SET first_seen = excluded.first_seen WHERE "
        "story.first_seen IS NULL OR story.first_seen > excluded.first_seen",
    [QUERY_STORY_RECOUNT] =
        "INSERT INTO story (node, first_seen) VALUES (?1, (SELECT min(i.first_seen) "
        "FROM record r CROSS JOIN item i ON i.key = r.key WHERE r.node = ?1 AND r.superseded = 0)) "
        "ON CONFLICT (node) DO UPDATE SET first_seen = excluded.first_seen",
    [QUERY_STORY_PUBLISHED] =
        "INSERT INTO story (node, lead, lead_hash, updated) VALUES (?1, ?2, ?3, ?4) ON CONFLICT "
        "(node) DO UPDATE SET lead = ?2, lead_hash = ?3, updated = ?4 WHERE story.lead IS DISTINCT "
        "FROM ?2 OR story.lead_hash IS DISTINCT FROM ?3 OR story.updated IS DISTINCT FROM ?4",

    [QUERY_SETTING_GET] = "SELECT value FROM setting WHERE name = ?",
    [QUERY_SETTING_PUT] = "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO "
                          "UPDATE SET value = excluded.value",
    [QUERY_PUBLISHED_FORGET] = "DELETE FROM setting WHERE name = 'shown'",
    [QUERY_STATE_VERSION] = "INSERT INTO setting (name, value) VALUES ('version', 1) "
                            "ON CONFLICT (name) DO UPDATE SET value = setting.value + 1",
    [QUERY_ITEM_NEWEST] = "SELECT first_seen FROM item ORDER BY first_seen DESC LIMIT 1",
    [QUERY_SECRET_GET] = "SELECT copy, bytes, since, sum FROM secret ORDER BY copy",
    [QUERY_SECRET_PUT] =
        "INSERT INTO secret (copy, bytes, since, sum) VALUES (?, ?, ?, ?) ON CONFLICT (copy) DO "
        "UPDATE SET bytes = excluded.bytes, since = excluded.since, sum = excluded.sum",
    [QUERY_COUNTS] = "SELECT (SELECT count(*) FROM feed), (SELECT count(*) FROM item), "
                     "(SELECT count(*) FROM story WHERE first_seen IS NOT NULL)",

    [QUERY_RECORD_FIND] = "SELECT doc FROM record WHERE key = ? AND superseded = 0",
    [QUERY_RECORD_GET] = "SELECT " SQL_RECORD_COLUMNS
                         " FROM record r JOIN sketch s ON s.doc = r.doc WHERE r.doc = ?",
    [QUERY_RECORD_FIRST] = "SELECT min(doc) FROM record",
    [QUERY_RECORD_LAST] = "SELECT max(doc) FROM record",
    [QUERY_RECORD_BELOW] = "SELECT max(doc) FROM record WHERE doc < ?",
    [QUERY_RECORD_STRAY] = "SELECT doc FROM record WHERE doc < 1 OR doc > ? LIMIT 1",
    [QUERY_RECORD_INSERT] =
        "INSERT INTO record (doc, key, feed, network, node, time, superseded, channel, "
        "matched_with, score, containment, t, p, matched) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    [QUERY_RECORD_SUPERSEDE] = "UPDATE record SET superseded = 1 WHERE doc = ?",
    [QUERY_RECORD_MOVE] = "UPDATE record SET node = ?2, channel = ?3, matched_with = ?4, "
                          "score = ?5, containment = ?6, t = ?7, p = ?8, matched = ?9 "
                          "WHERE doc = ?1",
    [QUERY_RECORD_NODE] = "SELECT node FROM record WHERE doc = ?",
    [QUERY_RECORD_REPLACED] = "SELECT doc FROM record WHERE superseded = 1 AND doc BETWEEN 1 AND ?",
    [QUERY_RECORD_TIMES] = "SELECT doc, time FROM record WHERE doc > ? AND doc <= ? ORDER BY doc",
    [QUERY_SKETCH_PUT] = "INSERT INTO sketch (doc, sketch) VALUES (?, ?) ON CONFLICT (doc) DO "
                         "UPDATE SET sketch = excluded.sketch",
    [QUERY_KEYS_PUT] = "INSERT INTO keys (doc, keys) VALUES (?, ?) ON CONFLICT (doc) DO UPDATE SET "
                       "keys = excluded.keys",
    [QUERY_KEYS_SINCE] = "SELECT doc, keys FROM keys WHERE doc > ? AND doc <= ? ORDER BY doc",

    [QUERY_RUN_LIST] = "SELECT id, first_doc, last_doc, first_chunk, chunk_count, pair_count, "
                       "fences FROM key_run ORDER BY first_doc",
    [QUERY_RUN_INSERT] = "INSERT INTO key_run (first_doc, last_doc, first_chunk, chunk_count, "
                         "pair_count, fences) VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
    [QUERY_RUN_DELETE] = "DELETE FROM key_run WHERE id = ?",
    [QUERY_CHUNK_GET] = "SELECT data FROM key_chunk WHERE id = ?",
    [QUERY_CHUNK_LAST] = "SELECT max(id) FROM key_chunk",
    [QUERY_CHUNK_INSERT] = "INSERT INTO key_chunk (id, data) VALUES (?, ?)",
    [QUERY_CHUNK_DELETE] = "DELETE FROM key_chunk WHERE id BETWEEN ? AND ?",
    [QUERY_TIME_BLOCK_LIST] = "SELECT era, times FROM era ORDER BY era",
    [QUERY_TIME_BLOCK_INSERT] = "INSERT INTO era (era, times) VALUES (?, ?)",

    [QUERY_NODE_MEMBERS] =
        "SELECT doc FROM record WHERE node = coalesce((SELECT target FROM alias WHERE node = ?1), "
        "?1) AND superseded = 0 ORDER BY doc LIMIT ?2",
    [QUERY_NODE_RESOLVE] =
        "SELECT node FROM record WHERE node = coalesce((SELECT target FROM alias WHERE node = ?1), "
        "?1) AND superseded = 0 LIMIT 1",
    [QUERY_NODE_MERGE] = "UPDATE record SET node = ?2 WHERE node = ?1 AND superseded = 0",
    [QUERY_ALIAS_GET] = "SELECT target FROM alias WHERE node = ?",
    [QUERY_ALIAS_LIST] = "SELECT node, target FROM alias",
    [QUERY_ALIAS_PUT] = "INSERT INTO alias (node, target) VALUES (?, ?) ON CONFLICT (node) DO "
                        "UPDATE SET target = excluded.target",
    [QUERY_ALIAS_FOLLOW] = "UPDATE alias SET target = ?2 WHERE target = ?1",
    [QUERY_METADATA_GET] = "SELECT data FROM note WHERE name = ?",
    [QUERY_ITEM_PRUNED] = "SELECT content_hash FROM pruned WHERE key = ?",
    [QUERY_ITEM_REVIVE] = "DELETE FROM pruned WHERE key = ?",
    [QUERY_PRUNE_STORIES] =
        "UPDATE story SET first_seen = (SELECT min(i.first_seen) FROM record r CROSS JOIN item i "
        "ON i.key = r.key WHERE r.node = story.node AND r.superseded = 0 AND i.id NOT IN "
        "(SELECT item FROM chosen)) WHERE node IN (SELECT r.node FROM chosen c JOIN item i "
        "ON i.id = c.item JOIN record r ON r.key = i.key AND r.superseded = 0)",
    [QUERY_PRUNE_REMEMBER] = "INSERT INTO pruned (key, content_hash) SELECT key, content_hash FROM "
                             "item WHERE id IN (SELECT item FROM chosen) ON CONFLICT (key) DO "
                             "UPDATE SET content_hash = excluded.content_hash",
    [QUERY_PRUNE_FALLBACKS] =
        "INSERT INTO pruned (key, content_hash) SELECT DISTINCT twin, 0 FROM item WHERE twin IS "
        "NOT NULL AND id IN (SELECT item FROM chosen) ON CONFLICT DO NOTHING",
    [QUERY_PRUNE_NAMES] = "DELETE FROM name WHERE item IN (SELECT item FROM chosen)",
    [QUERY_PRUNE_ITEMS] = "DELETE FROM item WHERE id IN (SELECT item FROM chosen)",
    [QUERY_PRUNE_CLEAR] = "DELETE FROM chosen",
    [QUERY_PRUNE_SKETCHES] =
        "DELETE FROM sketch WHERE doc IN (SELECT r.doc FROM record r WHERE r.time < ?1 AND "
        "(r.superseded = 1 OR NOT EXISTS (SELECT 1 FROM record o WHERE o.node = r.node "
        "AND o.superseded = 0 AND o.time >= ?1)))",
    [QUERY_PRUNE_KEYS] = "DELETE FROM keys WHERE doc NOT IN (SELECT doc FROM sketch)",
    [QUERY_PRUNE_RECORDS] =
        "DELETE FROM record WHERE doc < (SELECT max(doc) FROM record) "
        "AND doc <= (SELECT coalesce(max(era) + 1, 0) * ? FROM era) "
        "AND NOT EXISTS (SELECT 1 FROM sketch s WHERE s.doc = record.doc) "
        "AND (superseded = 1 OR NOT EXISTS (SELECT 1 FROM item i WHERE i.key = record.key))",
    [QUERY_RECORD_NEWEST] = "SELECT max(time) FROM record WHERE time <= ?",
    /* Every run that stores or publishes anything updates one of these times. */
    [QUERY_TIME_NEWEST] =
        "SELECT max(t) FROM (SELECT * FROM (SELECT first_seen AS t FROM story WHERE first_seen IS "
        "NOT NULL ORDER BY first_seen DESC LIMIT 1) AS newest UNION ALL SELECT max(value) FROM "
        "setting WHERE name IN ('run_last', 'pruned_at')) AS times",
    [QUERY_CLOCK_ITEMS] = "UPDATE item SET first_seen = CASE WHEN first_seen > ?1 THEN ?1 ELSE "
                          "first_seen END, last_seen = CASE WHEN last_seen > ?1 THEN ?1 ELSE "
                          "last_seen END, changed = CASE WHEN changed > ?1 THEN ?1 ELSE changed "
                          "END WHERE first_seen > ?1 OR last_seen > ?1 OR changed > ?1",
    [QUERY_CLOCK_STORIES] = "UPDATE story SET first_seen = CASE WHEN first_seen > ?1 THEN ?1 ELSE "
                            "first_seen END, updated = CASE WHEN updated > ?1 THEN ?1 ELSE updated "
                            "END WHERE first_seen > ?1 OR updated > ?1",
    [QUERY_CLOCK_SETTINGS] = "UPDATE setting SET value = ?1 WHERE name IN ('run_last', "
                             "'pruned_at') AND value > ?1",
    [QUERY_CLOCK_RECORDS] = "UPDATE record SET time = ?1 WHERE time > ?1",
    [QUERY_SKETCH_DROP] = "DELETE FROM sketch WHERE doc = ?",
    [QUERY_KEYS_DROP] = "DELETE FROM keys WHERE doc = ?",
    [QUERY_TIME_BLOCKS_CLEAR] = "DELETE FROM era",
    [QUERY_RUNS_CLEAR] = "DELETE FROM key_run",
    [QUERY_CHUNKS_CLEAR] = "DELETE FROM key_chunk",
    [QUERY_METADATA_PUT] = "INSERT INTO note (name, data) VALUES (?, ?) ON CONFLICT (name) DO "
                           "UPDATE SET data = excluded.data",

    [QUERY_USER_ADD] =
        "INSERT INTO \"user\" (name, password, created) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
    [QUERY_USER_PASSWORD] = "UPDATE \"user\" SET password = ?2 WHERE id = ?1",
    [QUERY_USER_REMOVE] = "DELETE FROM \"user\" WHERE id = ?",
    [QUERY_USER_OF_TOKEN] =
        "SELECT u.id, u.name, u.password, u.created, t.used FROM token t JOIN \"user\" u "
        "ON u.id = t.\"user\" WHERE t.hash = ?1 AND t.used >= ?2",
    [QUERY_USER_OF_FEVER] = "SELECT id, name, password, created FROM \"user\" WHERE fever = ?",
    [QUERY_TOKEN_ADD] = "INSERT INTO token (\"user\", hash, used) VALUES (?, ?, ?)",
    [QUERY_TOKEN_USE] = "UPDATE token SET used = ?2 WHERE hash = ?1",
    [QUERY_TOKENS_EXPIRE] = "DELETE FROM token WHERE \"user\" = ?1 AND used < ?2",
    [QUERY_TOKENS_SHRINK] = "DELETE FROM token WHERE hash IN (SELECT hash FROM token WHERE "
                            "\"user\" = ?1 ORDER BY used DESC LIMIT 9223372036854775807 OFFSET ?2)",
    [QUERY_TOKENS_REVOKE] = "DELETE FROM token WHERE \"user\" = ?",
    [QUERY_FEVER_SET] = "UPDATE \"user\" SET fever = ?2 WHERE id = ?1",
    [QUERY_MARK_LIST] = "SELECT node, read, starred FROM mark WHERE \"user\" = ? ORDER BY node",
    [QUERY_MARK_READ] = "INSERT INTO mark (\"user\", node, read) SELECT ?1, node, ?3 FROM story "
                        "WHERE node = coalesce((SELECT target FROM alias WHERE node = ?2), ?2) AND "
                        "first_seen IS NOT NULL ON CONFLICT (\"user\", node) DO UPDATE SET read = "
                        "excluded.read WHERE mark.read <> excluded.read",
    [QUERY_MARK_STARRED] =
        "INSERT INTO mark (\"user\", node, starred) SELECT ?1, node, ?3 FROM story WHERE node = "
        "coalesce((SELECT target FROM alias WHERE node = ?2), ?2) AND first_seen IS NOT NULL ON "
        "CONFLICT (\"user\", node) DO UPDATE SET starred = excluded.starred WHERE mark.starred <> "
        "excluded.starred",
    /* ?1 is about to be merged into ?2. A story that was there at the end of the last run counts:
     * it may have been read. */
    [QUERY_MARK_MERGE_UNREAD] =
        "UPDATE mark SET read = 0 WHERE node = ?2 AND read = 1 AND EXISTS (SELECT 1 FROM story s "
        "JOIN setting t ON t.name = 'run_last' WHERE s.node = ?1 AND s.first_seen <= t.value) "
        "AND NOT EXISTS (SELECT 1 FROM mark o WHERE o.\"user\" = mark.\"user\" AND o.node = ?1 "
        "AND o.read = 1)",
    [QUERY_MARK_MERGE] =
        "INSERT INTO mark (\"user\", node, read, starred) SELECT \"user\", ?2, CASE WHEN read = 1 "
        "AND NOT EXISTS (SELECT 1 FROM story s JOIN setting t ON t.name = 'run_last' WHERE s.node "
        "= ?2 AND s.first_seen <= t.value) THEN 1 ELSE 0 END, starred FROM mark WHERE node = ?1 ON "
        "CONFLICT (\"user\", node) DO UPDATE SET starred = CASE WHEN excluded.starred > "
        "mark.starred THEN excluded.starred ELSE mark.starred END, read = CASE WHEN excluded.read "
        "> mark.read THEN excluded.read ELSE mark.read END",
    [QUERY_MARK_DROP] = "DELETE FROM mark WHERE node = ?",
    [QUERY_MARK_PRUNE] = "DELETE FROM mark WHERE node NOT IN (SELECT node FROM story "
                         "WHERE first_seen IS NOT NULL)",
    [QUERY_STORY_HEADS] =
        "SELECT s.node, s.first_seen, count(*), max(i.changed), CAST(sum(r.doc) AS BIGINT), "
        "min(i.id) FROM story s "
        "CROSS JOIN record r ON r.node = s.node AND r.superseded = 0 "
        "CROSS JOIN item i ON i.key = r.key WHERE s.first_seen IS NOT NULL GROUP BY s.node",

    [QUERY_ENTRY_PUT] =
        "INSERT INTO entry (list, node, time) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
    [QUERY_ENTRY_LIST] = "SELECT node, time FROM entry WHERE list = ? ORDER BY node",
    [QUERY_ENTRY_MERGE] = "INSERT INTO entry (list, node, time) SELECT list, ?2, time FROM entry "
                          "WHERE node = ?1 ON CONFLICT (list, node) DO UPDATE SET time = CASE WHEN "
                          "excluded.time < entry.time THEN excluded.time ELSE entry.time END",
    [QUERY_ENTRY_DROP] = "DELETE FROM entry WHERE node = ?",
    [QUERY_ENTRY_PRUNE] = "DELETE FROM entry WHERE node NOT IN (SELECT node FROM story "
                          "WHERE first_seen IS NOT NULL)",
    [QUERY_DIGEST_PUT] = "INSERT INTO digest (list, slot, made, mail, text) VALUES (?, ?, ?, ?, ?) "
                         "ON CONFLICT (list, slot) DO UPDATE SET made = excluded.made, mail = "
                         "excluded.mail, text = excluded.text",
    [QUERY_DIGEST_MAIL] = "UPDATE digest SET mail = ?3 WHERE list = ?1 AND slot = ?2",
    [QUERY_DIGEST_LIST] = "SELECT slot, made, mail, text FROM digest WHERE list = ? "
                          "ORDER BY slot DESC LIMIT ?",
    [QUERY_DIGEST_PRUNE] = "DELETE FROM digest WHERE made < ?",
    [QUERY_CLOCK_ENTRIES] = "UPDATE entry SET time = ?1 WHERE time > ?1",

    [QUERY_PAGE_PUT] =
        "INSERT INTO page (key, feed, url, due, wanted, tries) VALUES (?, ?, ?, ?, ?, 0) ON "
        "CONFLICT (key) DO UPDATE SET feed = excluded.feed, url = excluded.url, due = "
        "excluded.due, wanted = excluded.wanted, asked = NULL, tries = 0",
    [QUERY_PAGE_DUE] = "SELECT key, feed, url, due, tries FROM page WHERE due <= ? "
                       "ORDER BY tries, wanted DESC, key LIMIT ?",
    [QUERY_PAGE_ASKED] = "UPDATE page SET asked = ?2, tries = tries + 1 WHERE key = ?1",
    [QUERY_PAGE_LATER] = "UPDATE page SET due = ?2 WHERE key = ?1",
    [QUERY_PAGE_DONE] = "UPDATE page SET due = NULL WHERE key = ?",
    [QUERY_PAGES_ASKED] = "SELECT count(*) FROM page WHERE asked > ?",
    [QUERY_PAGE_FORGET] = "DELETE FROM page WHERE wanted < ?",
    [QUERY_SITE_LOAD] = "SELECT robots, robots_at, not_before FROM site WHERE origin = ?",
    /* ?5: TIME_NONE */
    [QUERY_SITE_PUT] = "INSERT INTO site (origin, robots, robots_at, not_before) VALUES (?1, ?2, "
                       "nullif(CAST(?3 AS BIGINT), ?5), nullif(CAST(?4 AS BIGINT), ?5)) ON "
                       "CONFLICT (origin) DO UPDATE SET robots = excluded.robots, robots_at = "
                       "excluded.robots_at, not_before = excluded.not_before",
    [QUERY_SITE_FORGET] = "DELETE FROM site WHERE coalesce(robots_at, ?1) <= ?1 "
                          "AND coalesce(not_before, ?1) <= ?1",
    [QUERY_CLOCK_PAGES] = "UPDATE page SET wanted = CASE WHEN wanted > ?1 THEN ?1 ELSE wanted END, "
                          "asked = CASE WHEN asked > ?1 THEN ?1 ELSE asked END, due = CASE WHEN "
                          "due > ?1 THEN ?1 ELSE due END WHERE wanted > ?1 OR asked > ?1",
    [QUERY_CLOCK_SITES] = "UPDATE site SET robots_at = NULL, not_before = NULL "
                          "WHERE robots_at > ?1 OR not_before > ?1",
    [QUERY_CLOCK_TOKENS] = "UPDATE token SET used = ?1 WHERE used > ?1",

    /* The numbers are those of enum push_state. */
    [QUERY_PUSH_ADD] =
        "INSERT INTO push (token, feed, hub, topic, callback, secret, state, due, tries, "
        "deliveries, refusals, missed) VALUES (?, ?, ?, ?, ?, ?, 0, ?, 0, 0, 0, 0) "
        "ON CONFLICT DO NOTHING",
    [QUERY_PUSH_FIND] = "SELECT " PUSH_COLUMNS " FROM push WHERE token = ?",
    [QUERY_PUSH_OF_FEED] = "SELECT " PUSH_COLUMNS " FROM push WHERE feed = ? AND state <> 3",
    [QUERY_PUSH_LIST] = "SELECT " PUSH_COLUMNS " FROM push ORDER BY due, token",
    [QUERY_PUSH_ASKED] = "UPDATE push SET asked = ?2, due = ?3, tries = tries + 1 WHERE token = ?1",
    [QUERY_PUSH_LATER] = "UPDATE push SET due = CASE WHEN due > ?2 THEN due ELSE ?2 END "
                         "WHERE token = ?1",
    [QUERY_PUSH_END] = "UPDATE push SET state = 3, due = ?2, tries = 0, news = NULL "
                       "WHERE token = ?1 AND state <> 3",
    [QUERY_PUSH_POLLED] = "UPDATE push SET news = CASE WHEN news < ?2 THEN NULL ELSE news END, "
                          "missed = missed + ?3 WHERE token = ?1",
    [QUERY_PUSH_DROP] = "DELETE FROM push WHERE token = ?",
    [QUERY_PUSH_VERIFIED] = "UPDATE push SET state = 1, verified = ?2, lease_end = ?3, due = ?4, "
                            "tries = 0 WHERE token = ?1 AND state <> 3",
    [QUERY_PUSH_DENIED] = "UPDATE push SET state = 2, verified = NULL, lease_end = NULL, due = ?2, "
                          "tries = 0 WHERE token = ?1 AND state <> 3",
    [QUERY_PUSH_DELIVERED] = "UPDATE push SET news = ?2, delivered = ?2, "
                             "deliveries = deliveries + 1, missed = 0 "
                             "WHERE token = ?1 AND state <> 3",
    [QUERY_PUSH_REFUSED] = "UPDATE push SET refused = ?2, refusals = refusals + 1 WHERE token = ?1",
    /* A lease that began in the future is not trusted: the hub is asked again. */
    [QUERY_CLOCK_PUSH] =
        "UPDATE push SET asked = NULL, verified = NULL, lease_end = NULL, due = ?1, "
        "news = CASE WHEN news > ?1 THEN ?1 ELSE news END, "
        "delivered = CASE WHEN delivered > ?1 THEN ?1 ELSE delivered END, "
        "refused = CASE WHEN refused > ?1 THEN ?1 ELSE refused END WHERE asked > ?1 "
        "OR verified > ?1 OR news > ?1 OR delivered > ?1 OR refused > ?1",

    [QUERY_PING_LOAD] = "SELECT content, due_since, tried, pinged, not_before, failures, error "
                        "FROM ping WHERE hub = ? AND topic = ?",
    /* ?10: TIME_NONE */
    [QUERY_PING_PUT] =
        "INSERT INTO ping (hub, topic, content, due_since, tried, pinged, not_before, failures, "
        "error) VALUES (?1, ?2, ?3, nullif(CAST(?4 AS BIGINT), ?10), nullif(CAST(?5 AS BIGINT), "
        "?10), nullif(CAST(?6 AS BIGINT), ?10), ?7, ?8, ?9) "
        "ON CONFLICT (hub, topic) DO UPDATE SET content = excluded.content, due_since = "
        "excluded.due_since, tried = excluded.tried, pinged = excluded.pinged, not_before = "
        "excluded.not_before, failures = excluded.failures, error = excluded.error",
    [QUERY_PING_FORGET] = "DELETE FROM ping WHERE coalesce(tried, due_since, ?1) <= ?1",
};
