#!/usr/bin/env bash
# Installs exiftool on Debian and its kin if it is missing.
set -euo pipefail
command -v exiftool >/dev/null && exit 0
command -v apt-get >/dev/null || {
  echo "These tests need exiftool (12 or newer). Install it so that it stands in PATH, and run them again." >&2
  exit 1
}
# Test files run side by side: one installs, whatever it is, and the others wait for it.
exec 9>"${TMPDIR:-/tmp}/chairside-install.lock"
flock 9
command -v exiftool >/dev/null && exit 0
root=()
[ "$(id -u)" = 0 ] || root=(sudo -n)
apt() { "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o DPkg::Lock::Timeout=300 "$@" >&2 9>&-; }
install() { apt install --no-install-recommends libimage-exiftool-perl; }
install || { apt update && install; }
