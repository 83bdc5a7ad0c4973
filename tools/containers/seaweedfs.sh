#!/usr/bin/env bash
# Builds SeaweedFS of the version that docker-compose.yml names: seaweedfs.sh OUTPUT [SOURCE]. SOURCE is a checkout of it;
# without one, Go fetches it as a module (not tried: the proxy at hand had another version). Needs Go and a module proxy,
# no C compiler; minutes on two cores.
set -euo pipefail

home=$(cd -P "$(dirname "$0")/../.." && pwd)
output=$(realpath "${1:?is missing: where the program goes}")
version=$(sed -n 's|^ *image: chrislusf/seaweedfs:||p' "$home/docker-compose.yml")
source=${2:-$(go mod download -json "github.com/seaweedfs/seaweedfs@$version" | sed -n 's/^\t"Dir": "\(.*\)",$/\1/p')}
[[ -n $source ]] || { echo "seaweedfs.sh: Go's module proxy has no SeaweedFS $version; name a checkout" >&2; exit 1; }

CGO_ENABLED=0 go build -C "$source" -trimpath -ldflags '-s -w' -o "$output" ./weed
"$output" version | grep -F " $version " || { echo "seaweedfs.sh: $source is not SeaweedFS $version" >&2; exit 1; }
