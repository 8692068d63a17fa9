/*
 * Hands a mail to the mail system of this machine, through a program that is called like sendmail.
 *
 * The program gets the whole mail as a file on its standard input, so that it never sees half of
 * one, whatever happens to us. It is called without a shell, with the addresses as arguments, which
 * must have been checked, and a reduced environment. It is not killed once it has ended, since some
 * programs deliver in the background.
 */
#ifndef HEADWATER_MAIL_MAIL_SEND_H
#define HEADWATER_MAIL_MAIL_SEND_H

#include "aggregator/base/error.h"
#include "aggregator/base/str.h"

#include <stdbool.h>
#include <stddef.h>

struct mail_order {
    const char *program; /* a path */
    const char *from;
    const char *const *to;
    size_t to_count;
    const struct str *message;
    int seconds; /* maximum time */
};

/* Sends a mail. ERR_IO: the program could not be run, or refused the mail; the mail was not sent.
 * With *ret_unknown it took too long or was killed, and nobody knows whether the mail was sent. */
int mail_send(bool *ret_unknown, const struct mail_order *order, struct error *err);

#endif
