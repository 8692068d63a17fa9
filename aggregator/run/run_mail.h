/*
 * Sends the digests of a run by mail, each once.
 *
 * The state says where a digest stands before and after it is handed to the mail program. When a
 * run is cut in between, nobody knows whether the mail was sent; it is then not sent again, and the
 * next run says so. A mail that the program refused is tried again by the next run, for a week.
 * Part of run; logs.
 */
#ifndef HEADWATER_RUN_RUN_MAIL_H
#define HEADWATER_RUN_RUN_MAIL_H

#include "aggregator/config/config.h"
#include "aggregator/store/store.h"

#include <signal.h>

struct run_mail_options {
    int64_t now;
    volatile sig_atomic_t *stop; /* ends the run when nonzero; or NULL */
    bool programs;               /* programs of feeds.yaml may run */
};

/* Sends what is due, the oldest first. A mail that cannot be sent is logged and is not an error;
 * only the state can fail. *ret_sent counts the mails. */
int run_mail(size_t *ret_sent, struct store *store, const struct config *config,
             const struct run_mail_options *options, struct error *err);

#endif
