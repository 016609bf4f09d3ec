#!/bin/sh
# The browser tests drive the distribution's Chromium. Missing, it is installed when this account may do so;
# otherwise the run stops here with the command to type: a test that cannot run is never skipped.
set -eu

if command -v chromium >/dev/null; then exit 0; fi

if [ "$(id -u)" = 0 ]; then
    as_root=
elif command -v sudo >/dev/null && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
    as_root=sudo
else
    echo "The browser tests need Chromium. Type: sudo apt-get install --no-install-recommends chromium" >&2
    exit 1
fi
echo "Installing Chromium for the browser tests…"
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -qq
$as_root apt-get install -y -qq --no-install-recommends chromium >/dev/null
