#!/usr/bin/env bash
# Asks for a study over Kafka, follows its status to the end, prints the comparison. Needs kcat and jq.
#
#   BROKER=localhost:9092 ./study.sh ../study.json
set -euo pipefail

broker=${BROKER:-localhost:9092}
study=$1
id=$(jq -er .studyId "$study")

# A CloudEvent in structured mode. The key is the study's id, so that all of its events keep their order.
jq -c --arg event "$id-$(date +%s%N)" \
  '{specversion: "1.0", id: $event, source: "/examples/kcat", type: "dev.ordo.study.requested.v1", data: .}' "$study" |
  kcat -P -b "$broker" -t ordo.studies -k "$id" -X acks=all -H content-type=application/cloudevents+json

# The topic is compacted: from its beginning, there is a newest status of every study, and then each change.
exec 3< <(exec kcat -C -b "$broker" -t ordo.study-status -o beginning -q -u -f '%k\t%s\n' -X isolation.level=read_committed)
reader=$!
trap 'kill "$reader" 2>/dev/null || true' EXIT

while IFS=$'\t' read -r key event <&3; do
  [[ $key == "$id" ]] || continue
  jq -r '.data | "\(.state): \([.rows[] | select(.state == "done")] | length) of \(.rows | length) rows"' <<<"$event"
  [[ $(jq -r .data.state <<<"$event") == RUNNING ]] && continue
  jq -r '.data | (.problems[] | "\(.path): \(.message)"), (.rows[] | "\(.ordering)\t\(.bytes)\t\(.perplexity)")' <<<"$event"
  [[ $(jq -r .data.state <<<"$event") == COMPLETED ]]
  exit
done
echo "the broker has closed the stream" >&2
exit 1
