#!/bin/sh
# cluster_score.sh BINARY FOLDER [LEXICON [STREAM...]]: runs `BINARY cluster` over the labelled streams
# of a folder (NAME.jsonl with NAME.gold.tsv beside it) and prints what the folder's score.py says.
set -eu
[ $# -ge 2 ] || { sed -n '2,3s/^# //p' "$0" >&2; exit 64; }
binary=$1 folder=$2 lexicon=${3:-}
[ $# -le 2 ] || shift
shift 2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

if [ $# -eq 0 ]; then
    for gold in "$folder"/*.gold.tsv; do
        set -- "$@" "$(basename "$gold" .gold.tsv)"
    done
fi
printf '%-20s | %-44s | %s\n' stream 'across languages' 'within a language'
for stream in "$@"; do
    "$binary" cluster ${lexicon:+--lexicon "$lexicon"} <"$folder/$stream.jsonl" >"$work/found.jsonl"
    python3 "$folder/score.py" "$folder/$stream.gold.tsv" "$work/found.jsonl" >"$work/score.json"
    python3 - "$stream" "$work/score.json" <<'PYTHON'
import json
import sys


def row(part):
    return "P {precision:.4f} R {recall:.4f} F1 {f1:.4f} +{false_pairs} -{missed_pairs}".format(**part)


with open(sys.argv[2], encoding="utf-8") as file:
    score = json.load(file)
print(f"{sys.argv[1]:20} | {row(score['cross']):44} | {row(score['same'])}", flush=True)
PYTHON
done
