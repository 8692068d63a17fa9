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

/* Reads a scheme in lower case and moves *text past its colon; false when there is none. A scheme
 * that is too long becomes "". */
static bool scheme_read(char ret[SCHEME_MAX], const char **text)
{
    const char *at = *text;
    size_t used = 0;

    for (; *at != ':'; at++) {
        if (*at == '\0' || *at == '/' || *at == '?' || *at == '#')
            return false;
        if ((unsigned char)*at <= ' ' || (unsigned char)*at >= 0x7F)
            continue;
        if (used + 1 < SCHEME_MAX)
            ret[used] = *at >= 'A' && *at <= 'Z' ? (char)(*at - 'A' + 'a') : *at;
        used++;
    }
    ret[used + 1 > SCHEME_MAX ? 0 : used] = '\0';
    *text = at + 1;
    return true;
}

bool address_is_allowed(const char *text)
{
    char scheme[SCHEME_MAX];
    const char *name = scheme;

    if (!scheme_read(scheme, &text))
        return true;                   /* relative */
    if (strcmp(scheme, "feed") == 0) { /* allowed when the address after "feed:" is */
        if (!scheme_read(scheme, &text))
            return true;
        if (strcmp(scheme, "feed") == 0)
            return false;
    }
    return bsearch(name, schemes, sizeof(schemes) / sizeof(schemes[0]), sizeof(schemes[0]),
                   scheme_compare) != NULL;
}

/* Browsers drop these characters anywhere in an address. */
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
