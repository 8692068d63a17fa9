/*
 * One entry of systemd's journal, by its native protocol
 * (https://systemd.io/JOURNAL_NATIVE_PROTOCOL): fields with names in one datagram.
 *
 * For base/log.c. docs/decisions/journal.md says why this is not libsystemd's.
 */
#ifndef HEADWATER_BASE_JOURNAL_H
#define HEADWATER_BASE_JOURNAL_H

#include <stddef.h>

enum { JOURNAL_ENTRY_SIZE = 8192 };

struct journal_entry {
    char bytes[JOURNAL_ENTRY_SIZE];
    size_t used; /* 0: empty */
};

/* Adds NAME=value. The name is of capitals, digits and underscores, at most 64, and begins with a
 * capital; the value may be any text. A field that finds no room is left out whole. */
void journal_add(struct journal_entry *entry, const char *name, const char *value);

/* Hands the entry to the journal at path, an AF_UNIX socket; NULL stands for the system's. The
 * descriptor that it opens is kept for the next. ERR_IO when nobody listens there. */
int journal_send(const struct journal_entry *entry, const char *path);

#endif
