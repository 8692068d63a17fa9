/*
 * The order in which a document has its stories.
 *
 * Total: where the order asked for leaves two stories level, the newer comes first, then the
 * smaller node, so that the same stories always give the same document.
 */
#ifndef HEADWATER_RENDER_ORDER_H
#define HEADWATER_RENDER_ORDER_H

#include "aggregator/render/render.h"

/* Sorts them in place. */
void order_spans(struct span *spans, size_t count, enum output_order order);

/* Keeps the outlet and its sort key in the rendering's arena where the output is ordered by
 * outlets; else nothing. ERR_MEMORY. */
int order_outlet_note(struct span *span, struct rendering *rendering, const char *outlet);

#endif
