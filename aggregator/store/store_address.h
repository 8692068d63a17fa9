/*
 * The address of a state, as the user writes it: SCHEME:PLACE, where the scheme names an engine, or
 * the path of a file.
 *
 * An address may contain a password, and a mistyped one may look like the address of another
 * program's database. So an address whose scheme no engine has is refused before anything is opened
 * or created, and no error shows what follows the scheme.
 *
 * A scheme is what RFC 3986 calls one, if "//" follows its colon; otherwise it is two or more
 * letters. So "./a:b", "/tmp/a:b", "C:b" and "copy-12:30.db" are paths.
 */
#ifndef HEADWATER_STORE_STORE_ADDRESS_H
#define HEADWATER_STORE_STORE_ADDRESS_H

#include "aggregator/base/error.h"

#include <stdbool.h>
#include <stddef.h>

/* ERR_USAGE when no engine has the scheme; the text names the scheme and the engines. Does not look
 * at the place. */
int store_address_check(const char *address, struct error *err);

/* The path of the file that keeps the state, within the address; NULL when the address is refused
 * or its engine keeps no file. */
const char *store_address_file(const char *address);

/* Whether the state is on a server, and its address no path at all. */
bool store_address_is_remote(const char *address);

/* The address without what is secret in it, for people. */
void store_address_show(char *ret, size_t room, const char *address);
enum { STORE_ADDRESS_SHOWN = 512 }; /* enough room */

#endif
