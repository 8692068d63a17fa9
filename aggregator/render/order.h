/*
 * The order of the stories in a document.
 *
 * It is total: when two stories are equal in the requested order, the newer one comes first, then
 * the smaller node. The same stories therefore always give the same document.
 */
#ifndef HEADWATER_RENDER_ORDER_H
#define HEADWATER_RENDER_ORDER_H

#include "aggregator/render/render_types.h"

/* Sorts the spans in place. */
void order_spans(struct span *spans, size_t count, enum output_order order);

/* Stores the outlet and its sort key in the rendering's arena if the output is ordered by outlet.
 * ERR_MEMORY. */
int order_outlet_note(struct span *span, struct rendering *rendering, const char *outlet);

#endif
