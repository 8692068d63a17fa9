/*
 * Digests as letters: what is still to be sent, and its texts. Part of publish; does not log.
 */
#ifndef HEADWATER_PUBLISH_DIGEST_LETTER_H
#define HEADWATER_PUBLISH_DIGEST_LETTER_H

#include "aggregator/config/config.h"
#include "aggregator/store/store_lists.h"

struct digest_letter {
    uint64_t list, id; /* id: of the letter, the same in every attempt */
    int64_t slot, made;
    enum store_mail mail;
    const char *subject, *plain, *html; /* NULL: the stored digest is damaged */
};

/* Finds the oldest digest of the output that is due to be sent, or that was being handed over when
 * a run was cut. ERR_ABSENT when there is none. Texts are in the arena. */
int digest_letter_next(struct digest_letter *ret, struct arena *arena, struct store *store,
                       const struct config *config, const struct output *output, struct error *err);

#endif
