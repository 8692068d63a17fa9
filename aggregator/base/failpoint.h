/*
 * Named points where a test kills the program, as a power cut would.
 *
 * With HEADWATER_FAILPOINT=NAME or NAME:N in the environment, the process kills itself with SIGKILL
 * the first or the N-th time that it reaches failpoint("NAME"). HEADWATER_FAILPOINT_LOG=FILE
 * appends every name reached, so that a test can list all points. Without these variables a point
 * costs one comparison.
 */
#ifndef HEADWATER_BASE_FAILPOINT_H
#define HEADWATER_BASE_FAILPOINT_H

/* Marks the point with this name. */
void failpoint(const char *name);

#endif
