#!/usr/bin/env bash
# Writes the PrometheusRule of each rule file: the same text, indented. A test holds the two equal.
set -euo pipefail
cd "$(dirname "$0")"

mkdir -p prometheus-rules
for file in rules/*.yml alerts/*.yml; do
  name=ordo-$(dirname "$file")-$(basename "$file" .yml)
  {
    echo "# Made from $file by wrap-rules.sh."
    printf 'apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata:\n  name: %s\nspec:\n' "$name"
    sed 's/^\(.\)/  \1/' "$file"
  } >"prometheus-rules/$name.yaml"
done
