#include "aggregator/clean/address.h"

#include "aggregator/base/url.h"

#include <stdlib.h>
#include <string.h>

/* Sorted. */
static const char *const schemes[] = {
    "aim",    "callto",  "cvs",  "facetime", "ftp",   "geo",  "git",   "gopher", "gtalk",
    "h323",   "hdl",     "http", "https",    "imap",  "irc",  "irc6",  "ircs",   "itms",
    "magnet", "mailto",  "mms",  "msnim",    "news",  "nntp", "rsync", "rtsp",   "rtspu",
    "sftp",   "shttp",   "sip",  "sips",     "skype", "smb",  "sms",   "snews",  "ssh",
    "svn",    "svn+ssh", "tel",  "telnet",   "wais",  "xmpp", "ymsg",
};

enum { SCHEME_MAX = 16 };

static int scheme_compare(const void *key, const void *row)
{
    return strcmp(key, *(const char *const *)row);
}

bool address_is_allowed(const char *text)
{
    char scheme[SCHEME_MAX];
    const char *name = scheme;
    size_t used = 0;

    for (; *text != ':'; text++) {
        if (*text == '\0' || *text == '/' || *text == '?' || *text == '#')
            return true; /* no scheme: relative */
        if ((unsigned char)*text <= ' ' || (unsigned char)*text >= 0x7F)
            continue;
        if (used + 1 < SCHEME_MAX)
            scheme[used] = *text >= 'A' && *text <= 'Z' ? (char)(*text - 'A' + 'a') : *text;
        used++;
    }
    if (used + 1 > SCHEME_MAX)
        return false;
    scheme[used] = '\0';
    if (strcmp(scheme, "feed") == 0) /* "feed:https://..." is as good as what follows */
        return address_is_allowed(text + 1);
    return bsearch(name, schemes, sizeof(schemes) / sizeof(schemes[0]), sizeof(schemes[0]),
                   scheme_compare) != NULL;
}

/* Browsers drop these wherever they stand in an address. */
static char *line_breaks_drop(struct arena *arena, const char *text)
{
    char *copy = arena_strdup(arena, text);
    size_t used = 0;

    for (size_t i = 0; copy != NULL && copy[i] != '\0'; i++)
        if (copy[i] != '\n' && copy[i] != '\r' && copy[i] != '\t')
            copy[used++] = copy[i];
    if (copy != NULL)
        copy[used] = '\0';
    return copy;
}

const char *address_resolve(struct arena *arena, const char *base, const char *text)
{
    const char *address;

    if (text == NULL)
        return NULL;
    if (strpbrk(text, "\n\r\t") != NULL && (text = line_breaks_drop(arena, text)) == NULL)
        return NULL;
    if (text[strspn(text, " \f")] == '\0' || !address_is_allowed(text))
        return "";
    address = url_join(arena, base, text);
    return address == NULL || address_is_allowed(address) ? address : "";
}
