#!/usr/bin/env bash
# Starts every standalone binary of a folder: each tells its use, and the gateway takes a record.
set -euo pipefail

folder=$1
suffix=""
[[ -f "$folder/logops-gateway.exe" ]] && suffix=.exe

for name in gateway scenario orchestrator housekeeping unseal; do
  "$folder/logops-$name$suffix" --help | grep --ignore-case --quiet usage
  echo "logops-$name$suffix tells its use"
done

# In a folder of its own: the gateway may write below ./data of where it runs.
binary=$(cd "$folder" && pwd)/logops-gateway$suffix
work=$(mktemp -d)
cd "$work"
LOGOPS_PORT=18080 "$binary" &
gateway=$!
trap 'kill "$gateway" 2>/dev/null || true' EXIT
for _ in $(seq 50); do
  curl --silent --fail http://127.0.0.1:18080/readyz > /dev/null && break
  sleep 0.2
done
curl --silent --fail --show-error --header 'content-type: application/json' \
  --data '{"msg":"smoke from john@example.com"}' http://127.0.0.1:18080/v1/logs
grep --quiet 'j\*\*\*@example.com' data/ingest/*.ndjson
echo "the gateway stored a record, masked"
