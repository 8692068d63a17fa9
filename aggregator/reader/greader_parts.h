/* The handlers of the Google Reader API: rows of the table in greader.c. Each answers an
 * authenticated call. */
#ifndef HEADWATER_READER_GREADER_PARTS_H
#define HEADWATER_READER_GREADER_PARTS_H

#include "aggregator/reader/call.h"

/* The user, and fixed answers. */
int greader_token(struct call *call, struct error *err);
int greader_user_info(struct call *call, struct error *err);
int greader_preferences(struct call *call, struct error *err);
int greader_stream_preferences(struct call *call, struct error *err);

/* Feeds, folders and counts. */
int greader_subscriptions(struct call *call, struct error *err);
int greader_tags(struct call *call, struct error *err);
int greader_unread_count(struct call *call, struct error *err);

/* Items: ids of a stream, items of a stream (named by the path or by "s"), items by id. */
int greader_item_ids(struct call *call, struct error *err);
int greader_contents(struct call *call, struct error *err);
int greader_items(struct call *call, struct error *err);

/* The same as an Atom document; newsboat reads these. */
int greader_atom(struct call *call, struct error *err);

/* Changes. */
int greader_edit_tag(struct call *call, struct error *err);
int greader_mark_all(struct call *call, struct error *err);
int greader_refuse_change(struct call *call, struct error *err);

/* The entries that a request for the contents of a stream asks for: their positions, in the arena.
 * *ret_id: the stream as the request names it after this part of its path, or by "s". */
int greader_contents_choose(uint32_t **ret, size_t *ret_count, bool *ret_more, const char **ret_id,
                            struct call *call, const char *path, struct error *err);

/* The title of a stream: of its feed or folder, else the program's name. */
const char *greader_title(const struct call *call, const char *id);

/* The states of an entry as streams, NULL where it does not have one. */
enum { GREADER_STATES = 3 };
void greader_states(const char *ret[GREADER_STATES], const struct call *call, size_t at);

/* How many bytes of texts an answer has before the next page continues; room for one story. */
enum { GREADER_CONTENTS_BYTES = 24 * 1024 * 1024, GREADER_STORY_BYTES = 512 * 1024 * 1024 };

/* The nodes of all parameters "i", in the arena. *ret_count: how many. ERR_SYNTAX for a malformed
 * id. */
int greader_nodes_read(uint64_t **ret, size_t *ret_count, struct call *call, struct error *err);

#endif
