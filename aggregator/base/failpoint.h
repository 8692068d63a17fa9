/*
 * Named points where a test stops the program as a power cut would.
 *
 * HEADWATER_FAILPOINT=NAME or NAME:N in the environment kills the process with SIGKILL the first or
 * the N-th time that failpoint("NAME") is reached; HEADWATER_FAILPOINT_LOG=FILE appends each name
 * reached, so that a test can list all the points there are. Without these variables a point costs
 * one comparison.
 */
#ifndef HEADWATER_BASE_FAILPOINT_H
#define HEADWATER_BASE_FAILPOINT_H

/* Reached the point of this name. */
void failpoint(const char *name);

#endif
