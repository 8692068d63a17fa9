/*
 * Lists that a story enters once, and the digests made of them.
 *
 * A list is an output that shows a story only after something has happened: enough outlets have
 * told it, or it was in a digest. The state remembers when each story entered, so that it neither
 * leaves nor enters again. Lists have numbers; what they stand for is up to the caller. Part of the
 * store. An engine whose data does not outlive the process remembers nothing: its lists and digests
 * are empty, and saving does nothing.
 *
 * When two stories are merged, the result has the earlier entry. Pruning deletes the entries of the
 * stories that it prunes, and digests older than the stories that it keeps.
 */
#ifndef HEADWATER_STORE_STORE_LISTS_H
#define HEADWATER_STORE_STORE_LISTS_H

#include "aggregator/store/store.h"

/* Stores that a story entered a list; the first time counts. */
int store_list_enter(struct store *store, uint64_t list, uint64_t node, int64_t time,
                     struct error *err);
/* Passes every entry of a list, by node. The callback must not use the store; a nonzero result
 * stops and is returned. */
typedef int store_entry_fn(void *context, uint64_t node, int64_t time, struct error *err);
int store_list_entries(struct store *store, uint64_t list, store_entry_fn *each, void *context,
                       struct error *err);

/* Where a digest stands on its way to a mailbox. */
enum store_mail {
    STORE_MAIL_NONE,   /* it is not sent */
    STORE_MAIL_DUE,    /* it is to be sent */
    STORE_MAIL_HANDED, /* it is being handed to the mail system; after a crash nobody knows more */
    STORE_MAIL_SENT,
};

struct store_digest {
    int64_t slot; /* the time for which it was due: identifies it in its list */
    int64_t made; /* when it was made */
    enum store_mail mail;
    const char *text; /* its stories, in the form of the caller */
};
/* Stores a digest. It counts as news for store_published_is(). A digest of this slot is replaced.
 */
int store_digest_save(struct store *store, uint64_t list, const struct store_digest *digest,
                      struct error *err);
/* Stores where the digest of a slot stands. */
int store_digest_mail(struct store *store, uint64_t list, int64_t slot, enum store_mail mail,
                      struct error *err);
/* Passes the newest digests of a list, newest slot first; limit 0: all. The text is valid during
 * the call. The callback must not use the store; a nonzero result stops and is returned. */
typedef int store_digest_fn(void *context, const struct store_digest *digest, struct error *err);
int store_digests(struct store *store, uint64_t list, size_t limit, store_digest_fn *each,
                  void *context, struct error *err);

#endif
