/*
 * Where the program itself lies, for the sake of what lies beside it.
 */
#ifndef HEADWATER_BASE_PROGRAM_H
#define HEADWATER_BASE_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>

/* Keeps argv[0], which must live on: what is gone by where the system has no /proc. */
void program_started_as(const char *name);

/* The path of the running program, from its root; false where it cannot be known or has no room. */
bool program_path(char *ret, size_t room);

/* The path of what a shell would start by this name: a path, or a file of a folder of $PATH. False
 * when there is none, or no room. */
bool program_find(char *ret, size_t room, const char *name);

#endif
