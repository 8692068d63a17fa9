/*
 * A mail with a text for people and the same as HTML: multipart/alternative (RFC 5322, RFC 2046).
 *
 * Addresses must have been checked (config: kind_mailbox); all other texts may hold anything.
 * Nothing is loaded or attached. The same mail always gives the same bytes, with the same
 * Message-ID, so that a mail program can recognise one that it already has. Pure.
 */
#ifndef HEADWATER_MAIL_MAIL_MESSAGE_H
#define HEADWATER_MAIL_MAIL_MESSAGE_H

#include "aggregator/base/error.h"
#include "aggregator/base/str.h"

#include <stddef.h>
#include <stdint.h>

struct mail {
    const char *from;      /* an address */
    const char *from_name; /* shown instead of it */
    const char *const *to; /* addresses */
    size_t to_count;
    const char *subject;
    int64_t date;
    uint64_t id; /* of this mail; the rest of its Message-ID is from the sender's address */
    const char *plain, *html;
};

/* Appends the mail. ERR_MEMORY, ERR_LIMIT. */
int mail_message_write(struct str *into, const struct mail *mail, struct error *err);

#endif
