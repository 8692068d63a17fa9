/* Logging in, and recognising who sends a request. Part of reader. */
#ifndef HEADWATER_READER_LOGIN_H
#define HEADWATER_READER_LOGIN_H

#include "aggregator/reader/call.h"

/* Answers a login by name and password (parameters "Email" and "Passwd" of a POST) with a new
 * access token, or refuses it. Guessing is slowed down by name and by address. */
int login_answer(struct call *call, struct error *err);

/* Sets user and token from the header "Authorization: GoogleLogin auth=TOKEN". ERR_ABSENT when
 * there is no valid one. */
int login_recognise(struct call *call, struct error *err);

/* Whether the request may change anything: its parameter "T" is absent, or the edit token of its
 * access token. Without a "T" the access token in a header is enough, because no page of another
 * site can set that header. */
bool login_may_edit(const struct call *call);

#endif
