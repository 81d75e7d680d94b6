#!/usr/bin/env bash
# Prints digest=sha256:… of the Deno image that LogOps images are built on: $PINNED where it is set
# (a variable of the repository), or else what the registry has under the tag now, with a warning.
set -euo pipefail
cd "$(dirname "$0")/../.."

version=$(cat .dvmrc)
if [[ -n "${PINNED:-}" ]]; then
  echo "digest=$PINNED"
else
  digest=$(docker buildx imagetools inspect "denoland/deno:$version" --format '{{.Manifest.Digest}}')
  echo "::warning::DENO_IMAGE_DIGEST is not set; denoland/deno:$version is $digest now" >&2
  echo "digest=$digest"
fi
