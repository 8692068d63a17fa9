#!/usr/bin/env python3
"""Fits the judge's weights: three logistic regressions over the features that `pairs` prints.

    fit.py [--leave-out] NAME.jsonl[=ONE[,TWO[,SHORT]]] ...

prints the models of dedup/recognise/judge_weights.h and, for each stream, the true, false and missed pairs at
several thresholds. ONE and TWO are the total weights of all its pairs in one and in two languages (1500),
SHORT that of its pairs of short texts in two languages (0: the stream has no say in that model).
--leave-out also fits without a fifth of the events at a time and measures on that fifth: the result of the weights
on stories that they were not fitted on. Streams whose names begin with "projectnews" publish all translations within
minutes; their lags are drawn at random, so that the models do not learn this. Needs Debian's python3-numpy.
"""
import hashlib
import json
import os
import sys

import numpy

# As in dedup/recognise/judge.c.
NUMBERS_UNKNOWN, NAMES_UNKNOWN, NAMES_OTHER, T_MIN, HOURS_UNIT, HOURS_MAX = 0.8, 0.6, 0.2, 0.02, 6.0, 24.0 * 60
BOUNDS = [0.3, 0.5, 0.7, 0.8, 0.9, 0.95]
STREAM_WEIGHT = 1500.0
FOLDS, RIDGE, ROUNDS, CONVERGED = 5, 1.0, 60, 1e-6
LAG_KEPT, LAG_HOURS = 0.25, 30.0  # share of the lags that are kept, and the mean of the drawn ones

ln = numpy.log
TERMS = {  # name in the table of weights, and how the judge computes it from the columns of pairs
    "TERM_LN_T": lambda c: ln(numpy.maximum(c["t"], T_MIN)),
    "TERM_INNER_T": lambda c: c["inner_t"],
    "TERM_CONTAINMENT": lambda c: c["containment"],
    "TERM_ORDER": lambda c: c["p"] / numpy.maximum(c["t"], T_MIN),
    "TERM_TITLES": lambda c: numpy.where(c["titles"] >= 0, c["titles"], 1),
    "TERM_INNER_NUMBERS": lambda c: known(c["inner_numbers"]),
    "TERM_OUTER_NUMBERS": lambda c: known(c["outer_numbers"]),
    "TERM_NUMBERS_ALONE": lambda c: ln(1 + c["inner_numbers_alone"]),
    "TERM_SLOT": lambda c: c["slot_t"],
    "TERM_SLOT_GAIN": lambda c: ln(1 + c["slot_gain"]),
    "TERM_INFORMATION": lambda c: ln(1 + c["information_p"]),
    "TERM_HOURS": lambda c: ln(1 + numpy.minimum(c["hours"], HOURS_MAX) / HOURS_UNIT),
    "TERM_NON_MATCHES": lambda c: c["non_matches"],
    "TERM_WORDS": lambda c: ln(1 + c["words"]),
    "TERM_NAMES": lambda c: numpy.where(c["names_t"] >= 0, c["names_t"], NAMES_UNKNOWN),
    "TERM_OTHER_NAMES": lambda c: (c["names_t"] >= 0) & (c["names_t"] < NAMES_OTHER),
}
SHORT_WORDS = 48  # as judge_short_words
SHORT_TERMS = {"TERM_WORDS", "TERM_NAMES", "TERM_OTHER_NAMES"}


def is_short(row):
    """A pair of short texts in two languages that no rule of dedup/recognise decides."""
    made_of_numbers = row["number_share"] >= 0.1
    other_numbers = row["numbers_t"] >= 0 and row["numbers_max"] < min(0.5 + row["number_share"], 0.9)
    other_names = 0 <= row["names_t"] < 0.2
    return not row["same_lang"] and row["words"] <= SHORT_WORDS and not (made_of_numbers and (other_numbers or other_names))


MODELS = {  # the terms of each model; the order of facts means little in a truncated copy
    "judge_one_lang": (lambda row: row["same_lang"], set(TERMS) - {"TERM_ORDER", "TERM_TITLES"} - SHORT_TERMS),
    "judge_two_langs": (lambda row: not row["same_lang"], set(TERMS) - {"TERM_INNER_T", "TERM_CONTAINMENT"} - SHORT_TERMS),
    "judge_two_langs_short": (is_short, set(TERMS) - {"TERM_INNER_T", "TERM_CONTAINMENT", "TERM_INNER_NUMBERS", "TERM_SLOT"}),
}


def known(shares):
    return numpy.where(shares >= 0, shares, NUMBERS_UNKNOWN)


def fold_of(event):
    return int(hashlib.md5(event.encode()).hexdigest(), 16) % FOLDS


def lags_draw(rows):
    draw = numpy.random.default_rng(1)
    for row in rows:
        if row["label"] and draw.random() >= LAG_KEPT:
            row["hours"] += draw.exponential(LAG_HOURS)


class Stream:
    """The pairs of one stream in one language or in two: terms, labels, and the folds of their events."""

    def __init__(self, name, weight, rows, terms):
        self.name = name
        columns = {key: numpy.array([row[key] for row in rows], float) for key in rows[0]
                   if isinstance(rows[0][key], (int, float))}
        self.terms = numpy.column_stack([TERMS[term](columns) for term in terms])
        self.labels = columns["label"]
        self.folds = numpy.array([[fold_of(event) for event in row["event"]] for row in rows])
        self.weight = weight / len(rows)

    def known(self, fold):
        """Which pairs a fit without this fold may use."""
        return (self.folds != fold).all(axis=1)


def logistic(values):
    return 1 / (1 + numpy.exp(-numpy.clip(values, -30, 30)))


def fit(streams, fold=None):
    """The weights, bias first: the Newton-Raphson method on standardised terms."""
    chosen = [stream.known(fold) for stream in streams]
    terms = numpy.vstack([stream.terms[rows] for stream, rows in zip(streams, chosen)])
    labels = numpy.concatenate([stream.labels[rows] for stream, rows in zip(streams, chosen)])
    weights = numpy.concatenate([numpy.full(rows.sum(), stream.weight) for stream, rows in zip(streams, chosen)])
    means, spans = terms.mean(axis=0), terms.std(axis=0) + 1e-9
    scaled = numpy.column_stack([numpy.ones(len(terms)), (terms - means) / spans])
    ridge = RIDGE * numpy.diag([0.0] + [1.0] * terms.shape[1])
    found = numpy.zeros(terms.shape[1] + 1)
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
    """The score of each pair with weights that were fitted without its events."""
    scores = [numpy.full(len(stream.labels), numpy.nan) for stream in streams]
    for fold in range(FOLDS):
        weights = fit(streams, fold)
        for stream, of in zip(streams, scores):
            rows = ~stream.known(fold) & numpy.isnan(of)
            of[rows] = score(weights, stream.terms[rows])
    return scores


def print_measures(words, streams, scores):
    print(f"\n{words}: true, false and missed pairs at each bound")
    print(f"{'':24} " + " | ".join(f"{bound:>15}" for bound in BOUNDS))
    for stream, of in zip(streams, scores):
        cells = []
        for bound in BOUNDS:
            joined = of >= bound
            cells.append(f"{joined @ stream.labels:.0f} +{joined @ (1 - stream.labels):.0f}"
                         f" -{(~joined) @ stream.labels:.0f}")
        print(f"{stream.name:24} " + " | ".join(f"{cell:>15}" for cell in cells))


def print_model(name, terms, weights):
    print(f"static const struct judge_model {name} = {{\n    {{")
    for term, weight in zip(terms, weights[1:]):
        print(f"        [{term}] = {weight:.3f}f,")
    print(f"    }},\n    {weights[0]:.3f}f,\n}};")


def streams_read(arguments):
    for argument in arguments:
        path, _, weight = argument.partition("=")
        with open(path, encoding="utf-8") as file:
            rows = [json.loads(line) for line in file]
        name = os.path.basename(path).removesuffix(".jsonl")
        if name.startswith("projectnews"):
            lags_draw(rows)
        one, two, short = ([float(part) for part in weight.split(",") if part] + [None] * 3)[:3]
        one = STREAM_WEIGHT if one is None else one
        yield name, (one, one if two is None else two, short or 0), rows


def main(arguments):
    leave_out = arguments[:1] == ["--leave-out"]
    read = list(streams_read(arguments[leave_out:]))
    if not read:
        print(__doc__, file=sys.stderr)
        return 64
    measures = []
    for number, (model, (chosen, wanted)) in enumerate(MODELS.items()):
        terms = [term for term in TERMS if term in wanted]
        parts = [(name, weight[number], [row for row in rows if chosen(row)]) for name, weight, rows in read]
        streams = [Stream(name, weight, rows, terms) for name, weight, rows in parts if rows and weight > 0]
        if not streams:
            continue
        weights = fit(streams)
        print_model(model, terms, weights)
        measures.append((model, streams, [score(weights, stream.terms) for stream in streams]))
        if leave_out:
            measures.append((f"{model}, each event by weights fitted without it", streams, score_left_out(streams)))
    for measure in measures:
        print_measures(*measure)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
