#include "aggregator/fetch/fetch.h"

#include <stdio.h>

void fetch_user_agent(char *ret, size_t room, const char *contact)
{
    static const char homepage[] = HEADWATER_HOMEPAGE;
    bool has_homepage = homepage[0] != '\0', has_contact = contact != NULL && contact[0] != '\0';

    if (!has_homepage && !has_contact)
        snprintf(ret, room, "headwater/%s", HEADWATER_VERSION);
    else
        snprintf(ret, room, "headwater/%s (%s%s%s%s)", HEADWATER_VERSION, has_homepage ? "+" : "",
                 homepage, has_homepage && has_contact ? "; " : "", has_contact ? contact : "");
}
