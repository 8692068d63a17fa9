/*
 * Reading a new password: twice from the terminal without echo, else one line of standard input.
 */
#ifndef HEADWATER_COMMAND_COMMAND_PASSWORD_H
#define HEADWATER_COMMAND_COMMAND_PASSWORD_H

#include "aggregator/account/password.h"

enum { PASSWORD_TEXT_SIZE = PASSWORD_MAX_BYTES + 1 };

/* Reads and checks the password. ERR_USAGE when there is none, when it does not satisfy
 * password_check(), or when the two differ. The caller wipes it with password_wipe(). */
int command_password(char ret[PASSWORD_TEXT_SIZE], const char *name, struct error *err);

/* Overwrites the password. */
void password_wipe(char text[PASSWORD_TEXT_SIZE]);

#endif
