#!/usr/bin/env bash
# Make .venv in the project's root with everything in requirements.lock and the project itself.
# PYTHON=/path/to/python chooses the interpreter; otherwise the first that is new enough.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { printf '%s\n' "$*" >&2; }

is_new_enough() {
  "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

find_python() {
  local candidate
  for candidate in ${PYTHON:+"$PYTHON"} python3.11 python3 python3.12 python3.13 python3.14; do
    if is_new_enough "$candidate"; then
      printf '%s\n' "$candidate"
      return 0
    fi
  done
  return 1
}

has_venv() { "$1" -c 'import ensurepip, venv' 2>/dev/null; }

install_venv() {
  local as_root=()
  command -v apt-get >/dev/null || return 1
  if [ "$(id -u)" != 0 ]; then
    sudo -n true 2>/dev/null || return 1
    as_root=(sudo -n)
  fi
  say "正在安装 python3-venv … (installing python3-venv)"
  "${as_root[@]}" apt-get -qq update >/dev/null || true
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get -qq -y install --no-install-recommends python3-venv >/dev/null
}

if ! python=$(find_python); then
  say "没有找到 Python 3.11 或更新的版本，请先安装（Debian 12：apt-get install python3 python3-venv）。"
  say "Python 3.11 or newer was not found; install it first."
  exit 1
fi
if ! has_venv "$python" && ! { install_venv && has_venv "$python"; }; then
  say "这个 Python 缺少 venv 模块，请以管理员身份执行：apt-get install python3-venv"
  say "$python has no venv module; as root: apt-get install python3-venv"
  exit 1
fi

if ! is_new_enough .venv/bin/python; then
  "$python" -m venv --clear .venv
fi
say "正在安装 Python 软件包，首次约需一分钟 … (installing the Python packages into .venv)"
pip=(.venv/bin/python -m pip --disable-pip-version-check --quiet --quiet)
# The lock is complete: nothing is left to resolve, and `pip check` says so of what was installed.
"${pip[@]}" install --no-compile --no-deps --require-hashes -r requirements.lock
"${pip[@]}" install --no-compile --no-deps --no-build-isolation -e .
"${pip[@]}" check >&2
# On all cores, which pip does not; and so that commands start as fast where the environment forbids
# Python to keep what it compiled. Packages bring files that are not meant to compile.
.venv/bin/python -m compileall -q -q -j 0 -x '/tests/' .venv/lib || true
.venv/bin/python -m compileall -q qbe_xl
.venv/bin/python scripts/compile_templates.py
