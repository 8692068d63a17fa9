/*
 * Slots: what tells the instances of a series apart.
 *
 * Where several stories match an item about as well, what they share with it is the series'
 * template: a daily report, a house style, a running event. What tells the right one is what few of
 * them share. Each word of the item is worth half as much for every other node among the candidates
 * that has it too; what remains is compared.
 */
#ifndef DEDUP_RECOGNISE_SLOTS_H
#define DEDUP_RECOGNISE_SLOTS_H

#include "dedup/recognise/candidates.h"

/* Reads slot_t, slot_gain and rivals of every judged candidate of the item. */
void slots_compare(struct companions *candidates, const struct judge_side *item);

#endif
