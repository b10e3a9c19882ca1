#!/usr/bin/env bash
# Make the type library of the LibreOffice extension anew, after a function of the registry was
# added or changed its arguments. Needs libreoffice-dev; everything else works without.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

office=${LIBREOFFICE:-/usr/lib/libreoffice}
target=qbe_xl/libreoffice/inside/QbeFunctions.rdb
scratch=$(mktemp -d)
trap 'rm -rf -- "$scratch"' EXIT

.venv/bin/python -c 'from qbe_xl.libreoffice.catalogue import idl; print(idl(), end="")' >"$scratch/types.idl"
"$office/sdk/bin/unoidl-write" "$office/program/types.rdb" "$office/program/types/offapi.rdb" \
  "$scratch/types.idl" "$scratch/types.rdb"
mv "$scratch/types.rdb" "$target"
echo "$target"
