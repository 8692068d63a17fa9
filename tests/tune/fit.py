#!/usr/bin/env python3
"""Fits the judge's weights: a logistic regression over the features that `pairs` prints.

    fit.py [--leave-out] NAME.jsonl ...

prints the tables of dedup/judge_weights.h and, for each stream, F1, false and missed pairs at several
bounds. --leave-out also fits without a fifth of the events at a time and measures on that fifth: what
the weights do on stories that they were not fitted on. Needs Debian's python3-numpy.
"""
import hashlib
import json
import os
import sys

import numpy

# As in dedup/judge.c: what stands for a share that could not be measured, and where values are clamped.
SHARE_UNKNOWN, T_LEAST, CHANCE_LEAST, ORDER_LEAST, ORDER_MOST = 0.3, 0.02, 0.003, -3.0, 12.0
BOUNDS = [0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]
STREAM_WEIGHT = 1800.0  # every stream counts alike
FOLDS, RIDGE, ROUNDS, CONVERGED = 5, 0.5, 40, 1e-5

ln = numpy.log
TERMS = {  # the name in the table of weights, and how the judge reads it from the columns of pairs
    "TERM_T": lambda c: c["t"],
    "TERM_CHANCE": lambda c: ln(numpy.maximum(c["chance"], CHANCE_LEAST)),
    "TERM_ORDER": lambda c: c["p"] / numpy.maximum(c["t"], T_LEAST),
    "TERM_ORDER_SURE": lambda c: numpy.clip(c["order"], ORDER_LEAST, ORDER_MOST) / ln(c["words"] + 1),
    "TERM_MATCHED": lambda c: ln(1 + c["matched"]),
    "TERM_GAIN": lambda c: ln(1 + c["gain"]),
    "TERM_GAIN_IN_PLACE": lambda c: ln(1 + c["gain_in_place"]),
    "TERM_SURPRISE": lambda c: ln(1 + c["surprise"]),
    "TERM_SURPRISE_NAMES": lambda c: ln(1 + c["surprise_names"]),
    "TERM_NAMES": lambda c: numpy.where(c["names"] >= 0, c["names"], SHARE_UNKNOWN),
    "TERM_NUMBERS": lambda c: numpy.where(c["numbers"] >= 0, c["numbers"], SHARE_UNKNOWN),
    "TERM_NAMES_UNMET": lambda c: c["name_share"] * (1 - c["names_most"]),
    "TERM_NUMBERS_UNMET": lambda c: c["number_share"] * (1 - c["numbers_most"]),
    "TERM_LENGTH": lambda c: c["length"],
    "TERM_SAME_LANG": lambda c: c["same_lang"],
    "TERM_SAME_LN_T": lambda c: c["same_lang"] * ln(numpy.maximum(c["t"], T_LEAST)),
    "TERM_SAME_CHANCE": lambda c: c["same_lang"] * ln(numpy.maximum(c["chance"], CHANCE_LEAST)),
}


def fold_of(event):
    return int(hashlib.md5(event.encode()).hexdigest(), 16) % FOLDS


class Stream:
    """The pairs of one stream: terms, labels, and the folds of the two events of each."""

    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            rows = [json.loads(line) for line in file]
        columns = {name: numpy.array([row[name] for row in rows], float) for name in rows[0]
                   if isinstance(rows[0][name], (int, float))}
        columns["words"] = numpy.maximum(columns["words"], 1)
        self.terms = numpy.column_stack([term(columns) for term in TERMS.values()])
        self.labels = columns["label"]
        self.folds = numpy.array([[fold_of(event) for event in row["event"]] for row in rows])

    def known(self, fold):
        """The pairs that a fit may see which leaves the fold out."""
        return (self.folds != fold).all(axis=1)


def logistic(values):
    return 1 / (1 + numpy.exp(-numpy.clip(values, -30, 30)))


def fit(streams, fold=None):
    """The weights, bias first: Newton and Raphson on standardised terms."""
    chosen = [stream.known(fold) for stream in streams]
    terms = numpy.vstack([stream.terms[rows] for stream, rows in zip(streams, chosen)])
    labels = numpy.concatenate([stream.labels[rows] for stream, rows in zip(streams, chosen)])
    weights = numpy.concatenate([numpy.full(rows.sum(), STREAM_WEIGHT / len(rows)) for rows in chosen])
    means, spans = terms.mean(axis=0), terms.std(axis=0) + 1e-9
    scaled = numpy.column_stack([numpy.ones(len(terms)), (terms - means) / spans])
    ridge = RIDGE * numpy.diag([0.0] + [1.0] * len(TERMS))
    found = numpy.zeros(len(TERMS) + 1)
    for _ in range(ROUNDS):
        chance = logistic(scaled @ found)
        slope = scaled.T @ (weights * (labels - chance)) - ridge @ found
        bend = (scaled * (weights * chance * (1 - chance))[:, None]).T @ scaled + ridge
        step = numpy.linalg.solve(bend, slope)
        found += step
        if abs(step).max() < CONVERGED:
            break
    raw = found[1:] / spans
    return numpy.concatenate([[found[0] - raw @ means], raw])


def score(weights, terms):
    return logistic(weights[0] + terms @ weights[1:])


def score_left_out(streams):
    """Each pair by weights that were fitted without its events."""
    scores = [numpy.full(len(stream.labels), numpy.nan) for stream in streams]
    for fold in range(FOLDS):
        weights = fit(streams, fold)
        for stream, of in zip(streams, scores):
            rows = ~stream.known(fold) & numpy.isnan(of)
            of[rows] = score(weights, stream.terms[rows])
    return scores


def print_measures(name, scores, labels):
    cells = []
    for bound in BOUNDS:
        joined = scores >= bound
        hits, false, missed = (joined @ labels, joined @ (1 - labels), (~joined) @ labels)
        f1 = 2 * hits / (2 * hits + false + missed) if labels.any() else 1.0
        cells.append(f"{f1:.4f} +{false:.0f} -{missed:.0f}")
    print(f"{name:18} " + " | ".join(f"{cell:>16}" for cell in cells))


def print_heading(words):
    print(f"\n{words}: F1, false and missed pairs at each bound")
    print(f"{'':18} " + " | ".join(f"{bound:>16}" for bound in BOUNDS))


def print_table(weights):
    print("static const float judge_weights[JUDGE_TERMS] = {")
    for name, weight in zip(TERMS, weights[1:]):
        print(f"    [{name}] = {weight:.3f}f,")
    print("};\n")
    print(f"static const float judge_bias = {weights[0]:.3f}f;")


def main(arguments):
    leave_out = arguments[:1] == ["--leave-out"]
    paths = arguments[leave_out:]
    if not paths:
        print(__doc__, file=sys.stderr)
        return 64
    streams = [Stream(path) for path in paths]
    names = [os.path.basename(path).removesuffix(".jsonl") for path in paths]
    weights = fit(streams)
    print_table(weights)
    print_heading("fitted on all")
    for name, stream in zip(names, streams):
        print_measures(name, score(weights, stream.terms), stream.labels)
    if leave_out:
        print_heading("each event by weights fitted without it")
        for name, stream, scores in zip(names, streams, score_left_out(streams)):
            print_measures(name, scores, stream.labels)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
