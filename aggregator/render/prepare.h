/* Decides which telling leads a story, and whether the story counts as changed. */
#ifndef HEADWATER_RENDER_PREPARE_H
#define HEADWATER_RENDER_PREPARE_H

#include "aggregator/render/render_types.h"

/* Chooses the lead and decides `updated`. The lead is the earliest telling in the user's preferred
 * language. It never joined by a claim alone, and never names a page of a site whose own feed has a
 * telling. `updated` starts as the time the story was first seen. It changes only when the title or
 * text of the lead is edited (RFC 4287 §4.2.15), or when an article replaces a stub as the lead, so
 * a joining telling does not mark the story as unread again. */
int render_prepare(struct render_story *ret, struct arena *arena, const struct story *story,
                   const struct settings *settings, struct error *err);

#endif
