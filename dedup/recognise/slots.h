/*
 * Slots: the words that distinguish the instances of a series.
 *
 * When several stories match an item about equally well, what they share with it is the template of
 * the series: a daily report, a house style, a running event. The right story shares the words that
 * few of the others have. Each word of the item loses half its weight for every other node among
 * the candidates that has it too. The remaining weights are compared.
 */
#ifndef DEDUP_RECOGNISE_SLOTS_H
#define DEDUP_RECOGNISE_SLOTS_H

#include "dedup/recognise/judged.h"

/* Sets slot_t, slot_gain and rivals of every judged candidate of the item. */
void slots_compare(struct candidates *candidates, const struct judge_side *item);

#endif
