#!/usr/bin/env bash
# Asks for a study over HTTP, follows it by server-sent events, prints its report. Needs curl.
#
#   ORDO_URL=http://localhost:8080 ./study.sh ../study.json
set -euo pipefail

url=${ORDO_URL:-http://localhost:8080}

# 202: the broker has it. 200: it was asked for before. 400 and 409 say what is wrong, each problem with its path.
answer=$(curl -sS --fail-with-body -H 'Content-Type: application/json' --data-binary "@$1" "$url/studies") || {
  echo "$answer" >&2
  exit 1
}
id=$(sed 's/.*"studyId" *: *"\([^"]*\)".*/\1/' <<<"$answer")

# It is known a moment after the broker has it.
for _ in {1..100}; do
  curl -sf -o /dev/null "$url/studies/$id" && break
  sleep 0.1
done

# One status after another, as `data: {...}`. The stream ends by itself when the study has.
curl -sS --fail-with-body -N -H 'Accept: text/event-stream' "$url/studies/$id/events" |
  sed -un 's/^data:.*"state" *: *"\([A-Z]*\)".*/\1/p'

report=$(curl -sS --fail-with-body "$url/studies/$id/report")
echo "$report"
grep -q '"state" *: *"COMPLETED"' <<<"$report"
