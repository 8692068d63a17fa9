#!/usr/bin/env python3
"""Fits the judge's weights: a logistic regression over the features that `pairs` prints.

    fit.py [--leave-out] NAME.jsonl ...

prints the tables of dedup/judge_weights.h and, for each stream, F1, false and missed pairs at several
bounds. --leave-out fits once more for each stream without that stream and prints how the weights of
the others do on it: what it costs to be a stream that was not shown.
"""
import json
import math
import os
import sys

# As in dedup/judge.c: what stands for a share that could not be measured, and where shares are clamped.
SHARE_UNKNOWN, T_LEAST, ORDER_LEAST, ORDER_MOST = 0.3, 0.05, -3.0, 12.0
BOUNDS = [0.2, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7]
PRECISION_LEAST = 0.98
STREAM_WEIGHT = 300.0  # every stream counts as if it had so many true pairs
FALSE_SHARE = 6.0  # and no more than so many false ones for each
RIDGE, ROUNDS, CONVERGED = 0.5, 30, 1e-5

TERMS = {  # the name in the table of weights, and how the judge reads it from a pair
    "TERM_LN_T": lambda r: math.log(max(r["t"], T_LEAST)),
    "TERM_T": lambda r: r["t"],
    "TERM_ORDER": lambda r: r["p"] / max(r["t"], T_LEAST),
    "TERM_ORDER_SURE": lambda r: max(min(r["order"], ORDER_MOST), ORDER_LEAST) / ln_words(r),
    "TERM_NAMES": lambda r: r["names"] if r["names"] >= 0 else SHARE_UNKNOWN,
    "TERM_NO_NAMES": lambda r: float(r["names"] < 0),
    "TERM_NUMBERS": lambda r: r["numbers"] if r["numbers"] >= 0 else SHARE_UNKNOWN,
    "TERM_NO_NUMBERS": lambda r: float(r["numbers"] < 0),
    "TERM_TITLE": lambda r: max(r["title"], 0.0),
    "TERM_WORDS": lambda r: ln_words(r),
    "TERM_SAME_LANG": lambda r: float(r["same_lang"]),
}


def ln_words(row):
    return math.log(max(row["words"], 1) + 1)


def read_stream(path):
    """The pairs of one stream as (terms, label)."""
    with open(path, encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    return [([term(row) for term in TERMS.values()], row["label"]) for row in rows]


def solve(matrix, right):
    """Gauss and Jordan, with the largest pivot."""
    size = len(right)
    work = [row[:] + [value] for row, value in zip(matrix, right)]
    for i in range(size):
        pivot = max(range(i, size), key=lambda r: abs(work[r][i]))
        work[i], work[pivot] = work[pivot], work[i]
        for r in range(size):
            factor = work[r][i] / work[i][i]
            if r != i and factor:
                work[r] = [a - factor * b for a, b in zip(work[r], work[i])]
    return [work[i][size] / work[i][i] for i in range(size)]


def logistic(value):
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, value))))


def dot(a, b):
    return sum(x * y for x, y in zip(a, b))


def newton_step(weights, rows):
    """One step of Newton and Raphson; rows are (terms with a leading 1, label, weight)."""
    size = len(weights)
    slope = [0.0] + [-RIDGE * w for w in weights[1:]]
    bend = [[RIDGE * (i == j and i > 0) for j in range(size)] for i in range(size)]
    for terms, label, weight in rows:
        chance = logistic(dot(weights, terms))
        error, certain = weight * (label - chance), weight * chance * (1 - chance)
        for i, value in enumerate(terms):
            slope[i] += error * value
            scaled = certain * value
            row = bend[i]
            for j in range(i + 1):
                row[j] += scaled * terms[j]
    for i in range(size):
        for j in range(i):
            bend[j][i] = bend[i][j]
    return solve(bend, slope)


def spread(streams):
    """Mean and deviation of each term over all pairs."""
    columns = list(zip(*(terms for pairs in streams.values() for terms, _ in pairs)))
    means = [sum(c) / len(c) for c in columns]
    spans = [math.sqrt(sum((x - m) ** 2 for x in c) / len(c)) or 1.0 for c, m in zip(columns, means)]
    return means, spans


def fit(streams):
    """The weights, bias first."""
    means, spans = spread(streams)
    rows = []
    for pairs in streams.values():
        weight = STREAM_WEIGHT / max(sum(label for _, label in pairs), len(pairs) / FALSE_SHARE)
        for terms, label in pairs:
            scaled = [(x - m) / s for x, m, s in zip(terms, means, spans)]
            rows.append(([1.0] + scaled, label, weight))
    weights = [0.0] * (len(TERMS) + 1)
    for _ in range(ROUNDS):
        step = newton_step(weights, rows)
        weights = [w + s for w, s in zip(weights, step)]
        if max(map(abs, step)) < CONVERGED:
            break
    raw = [w / s for w, s in zip(weights[1:], spans)]
    return [weights[0] - dot(raw, means)] + raw


def score_pairs(weights, pairs):
    return [(logistic(weights[0] + dot(weights[1:], terms)), label) for terms, label in pairs]


def measure(scored, bound):
    """precision, F1, false pairs, missed pairs."""
    true = sum(label for _, label in scored)
    hits = sum(label for score, label in scored if score >= bound)
    false = sum(1 - label for score, label in scored if score >= bound)
    precision = hits / (hits + false) if hits + false else 1.0
    return precision, 2 * hits / (hits + false + true) if true else 1.0, false, true - hits


def print_measures(name, scored):
    cells = []
    for bound in BOUNDS:
        precision, f1, false, missed = measure(scored, bound)
        cells.append(f"{f1:.4f} {precision:.3f} +{false} -{missed}")
    print(f"{name:18} " + " | ".join(f"{cell:>21}" for cell in cells))


def print_heading(words):
    print(f"\n{words}: F1, precision, false and missed pairs at each bound")
    print(f"{'':18} " + " | ".join(f"{bound:>21}" for bound in BOUNDS))


def best_bound(weights, streams):
    """The bound with the best mean F1 among those that keep every stream precise."""
    best = (-1.0, 0.0)
    for step in range(20, 81):
        measures = [measure(score_pairs(weights, pairs), step / 100) for pairs in streams.values()]
        if all(precision >= PRECISION_LEAST for precision, *_ in measures):
            best = max(best, (sum(f1 for _, f1, *_ in measures) / len(measures), step / 100))
    return best[1]


def print_table(weights, bound):
    print("static const float judge_weights[JUDGE_TERMS] = {")
    for name, weight in zip(TERMS, weights[1:]):
        print(f"    [{name}] = {weight:.3f}f,")
    print("};\n")
    print(f"static const float judge_bias = {weights[0]:.3f}f;")
    print(f"static const float judge_bound = {bound:.2f}f;")


def main(arguments):
    leave_out = arguments[:1] == ["--leave-out"]
    paths = arguments[leave_out:]
    if not paths:
        print(__doc__, file=sys.stderr)
        return 64
    streams = {os.path.basename(path).removesuffix(".jsonl"): read_stream(path) for path in paths}
    weights = fit(streams)
    print_table(weights, best_bound(weights, streams))
    print_heading("fitted on all")
    for name, pairs in streams.items():
        print_measures(name, score_pairs(weights, pairs))
    if leave_out:
        print_heading("fitted on the others")
        for name, pairs in streams.items():
            others = {other: rows for other, rows in streams.items() if other != name}
            print_measures(name, score_pairs(fit(others), pairs))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
