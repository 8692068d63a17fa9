/*
 * One entry of systemd's journal in its native protocol
 * (https://systemd.io/JOURNAL_NATIVE_PROTOCOL): named fields in one datagram.
 *
 * For base/log.c. docs/decisions/journal.md explains why libsystemd is not used.
 */
#ifndef HEADWATER_BASE_JOURNAL_H
#define HEADWATER_BASE_JOURNAL_H

#include <stddef.h>

enum { JOURNAL_ENTRY_SIZE = 8192 };

struct journal_entry {
    char bytes[JOURNAL_ENTRY_SIZE];
    size_t used; /* 0: empty */
};

/* Adds NAME=value. The name consists of capitals, digits and underscores, at most 64, and begins
 * with a capital; the value is arbitrary text. A field that does not fit is omitted entirely. */
void journal_add(struct journal_entry *entry, const char *name, const char *value);

/* Sends the entry to the journal socket (AF_UNIX) at path; NULL means the system's socket. The
 * descriptor stays open for the next call. ERR_IO when no one listens there. */
int journal_send(const struct journal_entry *entry, const char *path);

#endif
