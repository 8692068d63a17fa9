/*
 * The location of the running program, to find files installed next to it.
 */
#ifndef HEADWATER_BASE_PROGRAM_H
#define HEADWATER_BASE_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>

/* Stores argv[0], which must stay valid: the fallback when the system has no /proc. */
void program_started_as(const char *name);

/* The absolute path of the running program; false when it is unknown or does not fit. */
bool program_path(char *ret, size_t room);

/* The path of the program that a shell would start for this name: the name itself if it is a path,
 * else a file in a folder of $PATH. False when there is none or it does not fit. */
bool program_find(char *ret, size_t room, const char *name);

#endif
