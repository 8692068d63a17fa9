#!/usr/bin/env python3
"""labelled_streams_test.py HEADWATER: labelled streams that the project cannot distribute, if they are present.

HEADWATER_LABELLED_STREAMS names their folder: NAME.jsonl with NAME.gold.tsv beside it, score.py, and for newswires
score_wire.py with NAME.unsure.tsv. The default is ../shared/eval beside the project. Without it the test is skipped."""
import json
import os
import subprocess
import sys
import tempfile

SKIPPED = 77
HERE = os.path.dirname(os.path.abspath(__file__))
DEFAULT = os.path.join(HERE, "..", "..", "..", "shared", "eval")
WIRE_MIN = {"f1": 0.85, "precision": 0.95}
WIRE_MAX = {"hidden_per_1000": 1.0, "largest": 3}
ONE_FEED_MIN, ONE_FEED_MAX = {"f1": 0.80}, {"hidden_per_1000": 0.5, "largest": 3}
MIN = {  # by prefix of a stream's name: precision and F1 over all pairs
    "projectnews-120": (0.95, 0.75), "projectnews": (0.98, 0.95), "translations-nolex": (0.99, 0.977),
    "snippets": (0.99, 0.985), "": (0.99, 0.99),
}
CUT_MIN = {  # by stream and characters of text left: F1 of pairs in two languages
    "translations-main": {0: 0.82, 80: 0.955, 160: 0.97}, "translations-more": {0: 0.68, 80: 0.91, 160: 0.95},
}


def cluster(binary, lines, folder):
    path = os.path.join(folder, "found.jsonl")
    with open(path, "wb") as file:
        subprocess.run([binary, "cluster", "--quiet"], input=lines, stdout=file, check=True)
    return path


def scored(command):
    return json.loads(subprocess.run([sys.executable, *command], stdout=subprocess.PIPE, check=True).stdout)


def judged(words, figures, least, most):
    bad = [key for key, bound in least.items() if figures[key] < bound] + \
          [key for key, bound in most.items() if figures[key] > bound]
    print(words, {key: figures[key] for key in {**least, **most}}, "FAILED: " + ", ".join(bad) if bad else "")
    return bool(bad)


def wire(binary, streams, name, folder):
    with open(os.path.join(streams, name + ".jsonl"), "rb") as file:
        lines = file.read()
    one_feed = b"".join(json.dumps(dict(json.loads(line), feed="https://one.example/feed")).encode() + b"\n"
                        for line in lines.splitlines())
    failures = 0
    for words, told, least, most in ((name, lines, WIRE_MIN, WIRE_MAX),
                                     (name + " as one feed", one_feed, ONE_FEED_MIN, ONE_FEED_MAX)):
        figures = scored([os.path.join(streams, "score_wire.py"), os.path.join(streams, name + ".gold.tsv"),
                          os.path.join(streams, name + ".unsure.tsv"), cluster(binary, told, folder)])
        failures += judged(words, figures, least, most)
    return failures


def labelled(binary, streams, name, folder):
    with open(os.path.join(streams, name + ".jsonl"), "rb") as file:
        found = cluster(binary, file.read(), folder)
    figures = scored([os.path.join(streams, "score.py"), os.path.join(streams, name + ".gold.tsv"), found])["all"]
    precision, f1 = next(bounds for beginning, bounds in MIN.items() if name.startswith(beginning))
    return judged(name, figures, {"precision": precision, "f1": f1}, {})


def cut(binary, streams, name, folder):
    """Headlines, and headlines with a line or two of text: pairs in two languages."""
    failures = 0
    with open(os.path.join(streams, name + ".jsonl"), encoding="utf-8") as file:
        items = [json.loads(line) for line in file]
    for length, f1 in CUT_MIN[name].items():
        lines = "".join(json.dumps(dict(item, text=item.get("text", "")[:length])) + "\n" for item in items).encode()
        figures = scored([os.path.join(streams, "score.py"), os.path.join(streams, name + ".gold.tsv"),
                          cluster(binary, lines, folder)])["cross"]
        failures += judged(f"{name}, headline and {length} characters", figures, {"precision": 0.97, "f1": f1}, {})
    return failures


def main(binary):
    streams = os.environ.get("HEADWATER_LABELLED_STREAMS", DEFAULT)
    names = sorted(name.removesuffix(".gold.tsv") for name in os.listdir(streams)
                   if name.endswith(".gold.tsv")) if os.path.isdir(streams) else []
    if not names:
        print("skipped: no labelled streams; HEADWATER_LABELLED_STREAMS may name their folder")
        return SKIPPED
    if not os.path.exists(os.path.join(os.path.dirname(binary), "lexicon.bin")):
        print("skipped: no lexicon is compiled beside the program (headwater lexicon build)")
        return SKIPPED
    with tempfile.TemporaryDirectory() as folder:
        failures = sum((wire if os.path.exists(os.path.join(streams, name + ".unsure.tsv")) else labelled)
                       (binary, streams, name, folder) for name in names)
        failures += sum(cut(binary, streams, name, folder) for name in names if name in CUT_MIN)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
