#!/usr/bin/env bash
# Makes images under the names that Dockerfile and docker-compose.yml ask for, of Debian's packages and Maven's jars:
# stand-ins.sh [WEED], where WEED is SeaweedFS's program (seaweedfs.sh builds it); without it S3Proxy takes its place.
set -euo pipefail

home=$(cd -P "$(dirname "$0")/../.." && pwd)
here=$home/tools/containers
jars=$home/ordo-cli/target/lib
[[ -d $jars ]] || { echo "stand-ins.sh: $jars is missing, Ordo has to be built first: ./ordo doctor" >&2; exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

image() {
  sed -n "s|^ *image: \($1:.*\)|\1|p" "$home/docker-compose.yml"
}

jre=$(sed -n 's/^ARG JRE_IMAGE=//p' "$home/Dockerfile")
if ! docker image inspect "$jre" >/dev/null 2>&1; then
  debootstrap --variant=minbase --include=openjdk-17-jre-headless,prometheus,wget bookworm "$work/tree"
  tar -C "$work/tree" --exclude=./var/cache/apt/archives/* -c . | docker import - "$jre"
  rm -rf "$work/tree"
fi

mkdir "$work/context"
cp -r "$here/Dockerfile" "$here/kafka" "$here/s3" "$jars" "$work/context"
rm -f "$work/context/lib"/pytorch-native-*.jar
store=s3proxy
if (($#)); then
  cp "$1" "$work/context/weed"
  store=seaweedfs
fi

build() {
  DOCKER_BUILDKIT=1 docker build --build-arg "JRE_IMAGE=$jre" --target "$1" --tag "$(image "$2")" "$work/context"
}
build kafka apache/kafka
build "$store" chrislusf/seaweedfs
build prometheus prom/prometheus
