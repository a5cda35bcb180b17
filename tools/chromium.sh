#!/bin/sh
# The browser test needs a Chromium and, to look right, Chinese fonts: find one, or install Debian's where that is possible.
set -eu
for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable; do
  if [ -n "$name" ] && command -v "$name" >/dev/null 2>&1; then exit 0; fi
done
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
  echo "Installing Chromium for the browser test ..."
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk >/dev/null
  exit 0
fi
echo "The browser test needs Chromium: install it (Debian: sudo apt-get install chromium fonts-noto-cjk) or set CHROMIUM=/path/to/chrome" >&2
exit 1
