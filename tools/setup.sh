#!/bin/sh
# Make .venv, install the pinned packages, unpack the encoder. Does nothing when all of it is there and unchanged.
set -eu
cd "$(dirname "$0")/.."
python=${PYTHON:-}
if [ -z "$python" ]; then
  for name in python3.11 python3 python; do
    if command -v "$name" >/dev/null 2>&1 && "$name" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null; then python=$name; break; fi
  done
fi
if [ -z "$python" ] || ! "$python" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null; then
  have=$( (${python:-python3} --version 2>&1 || echo "no Python") | head -n 1)
  echo "Python 3.11 is needed, found $have: install it (Debian 12: apt-get install python3 python3-venv) or name one: make PYTHON=/path/to/python3.11 ..." >&2
  exit 1
fi
wanted=$(cat pyproject.toml requirements.txt | cksum)
if [ ! -f .venv/ready ] || [ "$(cat .venv/ready)" != "$wanted" ]; then
  if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    echo "This Python cannot make environments (python3-venv is missing): apt-get install python3-venv" >&2
    exit 1
  fi
  echo "Making .venv and installing the pinned packages (a few minutes, once) ..."
  [ -x .venv/bin/python ] || "$python" -m venv .venv
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --constraint requirements.txt --editable ".[dev]"
  echo "$wanted" > .venv/ready
fi
.venv/bin/python -m index.unpack
