#!/usr/bin/env bash
# Resolve every dependency anew, for all systems and extras at once, into requirements.lock.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
scratch=$(mktemp -d)
trap 'rm -rf -- "$scratch"' EXIT

python3 -m venv "$scratch/venv"
"$scratch/venv/bin/python" -m pip --disable-pip-version-check --quiet install uv
"$scratch/venv/bin/uv" pip compile --quiet --upgrade --universal --fork-strategy fewest \
  --python-version 3.11 --all-extras --generate-hashes --no-emit-index-url \
  --custom-compile-command "make lock" --output-file "$scratch/lock" pyproject.toml
if grep -nE '[a-z]+://' "$scratch/lock"; then
  echo "make_lock: an address stands in the lock file" >&2
  exit 1
fi
mv "$scratch/lock" requirements.lock
