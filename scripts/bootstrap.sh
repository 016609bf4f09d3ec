#!/bin/sh
# Prepares .venv from a lock file: "run" is what the service needs, "dev" adds the tools.
#
# Nothing is done when the lock has not changed since the last complete install. The stamp that says so is written
# last, and an install that was cut off leaves a mark, so that the next one starts from nothing.
set -eu
cd "$(dirname "$0")/.."

purpose=${1:-run}
case $purpose in
    run) lock=requirements.lock ;;
    dev) lock=requirements-dev.lock ;;
    *) echo "usage: bootstrap.sh run|dev" >&2; exit 2 ;;
esac
unfinished=.venv/.unfinished
stamp=.venv/.installed-$purpose

is_recent() { "$1" -c 'import sys; assert sys.version_info >= (3, 11)' >/dev/null 2>&1; }
is_complete() { is_recent "$1" && "$1" -c 'import venv, ensurepip' >/dev/null 2>&1; }
has_uv() { uv --version >/dev/null 2>&1; }
is_ready() { [ -f "$stamp" ] && [ ! -e "$unfinished" ] && [ "$(cat "$stamp")" = "$(sha256sum <"$lock")" ] && is_recent .venv/bin/python; }

# A name on PATH proves nothing (version managers put shims there): each candidate is run.
find_python() {
    almost=
    for candidate in ${PYTHON:+"$PYTHON"} python3.13 python3.12 python3.11 python3; do
        if is_complete "$candidate"; then echo "$candidate"; return; fi
        if is_recent "$candidate"; then almost=${almost:-$candidate}; fi
    done
    if [ -n "$almost" ]; then
        echo "$almost cannot create environments: the venv module is missing. Type: sudo apt-get install python3-venv" >&2
    else
        echo "Python 3.11 or newer is needed and none was found. Type: sudo apt-get install python3 python3-venv" >&2
    fi
    exit 1
}

create() {
    python=$(find_python)
    rm -rf .venv
    mkdir .venv
    : >"$unfinished"
    echo "Creating .venv with $("$python" --version)…"
    if has_uv; then "$python" -m venv --without-pip .venv; else "$python" -m venv .venv; fi
}

# uv is quicker but does not read pip's configuration (a company mirror, say): when it fails, pip has the last word.
install() {
    : >"$unfinished"
    rm -f .venv/.installed-*
    echo "Installing $lock…"
    if has_uv && uv pip install --quiet --python .venv/bin/python --require-hashes -r "$lock"; then return; fi
    .venv/bin/python -m pip --version >/dev/null 2>&1 || .venv/bin/python -m ensurepip --upgrade >/dev/null
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
}

if is_ready; then exit 0; fi

# Two commands started together wait for each other.
mkdir -p var
exec 9>var/install.lock
if command -v flock >/dev/null; then flock 9; fi
if is_ready; then exit 0; fi

if [ -e "$unfinished" ] || ! is_recent .venv/bin/python; then create; fi
install
# The tools' lock contains the service's, at the same versions (make lock compiles it under that constraint).
if [ "$purpose" = dev ]; then sha256sum <requirements.lock >.venv/.installed-run; fi
sha256sum <"$lock" >"$stamp"
rm -f "$unfinished"
