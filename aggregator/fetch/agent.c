#include "aggregator/fetch/fetch.h"

#include <stdio.h>
#include <string.h>

static const char homepage[] = HEADWATER_HOMEPAGE;

bool fetch_agent_names_somebody(const char *contact)
{
    return homepage[0] != '\0' || (contact != NULL && contact[0] != '\0');
}

/* Escapes parentheses and backslashes, for a comment (RFC 9110 §5.6.5). Truncates at room. */
static void comment_write(char *into, size_t room, const char *text)
{
    size_t used = 0;

    for (; *text != '\0' && used + 2 < room; text++) {
        if (strchr("()\\", *text) != NULL)
            into[used++] = '\\';
        into[used++] = *text;
    }
    into[used] = '\0';
}

void fetch_user_agent(char *ret, size_t room, const char *contact)
{
    char words[AGENT_CONTACT_SIZE] = "";
    bool has_contact = contact != NULL && contact[0] != '\0';

    if (!fetch_agent_names_somebody(contact)) {
        snprintf(ret, room, "headwater/%s", HEADWATER_VERSION);
        return;
    }
    if (has_contact)
        comment_write(words, sizeof(words), contact);
    snprintf(ret, room, "headwater/%s (%s%s%s%s%s)", HEADWATER_VERSION,
             homepage[0] != '\0' ? "+" : "", homepage,
             homepage[0] != '\0' && has_contact ? "; " : "",
             strncmp(words, "http", 4) == 0 ? "+" : "", words);
}
