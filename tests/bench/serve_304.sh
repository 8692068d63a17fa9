#!/bin/sh
# serve_304.sh PROGRAM FOLDER: requests a second that are answered 304, as a JSON line.
# FOLDER holds feeds.yaml with an output merged.atom that has been published. Needs wrk and curl. One core
# serves (taskset), the other asks.
set -eu
program=$1
cd "$2"
log=$(mktemp)
taskset -c 0 "$program" serve --config feeds.yaml --state state.db --listen 127.0.0.1:0 >"$log" &
server=$!
trap 'kill "$server"; rm -f "$log"' EXIT
while ! grep -q http "$log"; do sleep 0.1; done
url=$(grep -o 'http://[^ ]*' "$log")merged.atom
tag=$(curl -sI "$url" | tr -d '\r' | sed -n 's/^ETag: //p')
rate=$(taskset -c 1 wrk -t1 -c32 -d5 -H "If-None-Match: $tag" "$url" | sed -n 's/^Requests.sec: *//p')
printf '{"bench": "serve_304", "requests_per_second": %s}\n' "$rate"
