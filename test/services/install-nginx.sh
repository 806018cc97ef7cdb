#!/usr/bin/env bash
# Installs nginx on Debian and its kin if it is missing, without starting a daemon of its own.
set -euo pipefail
[ -x /usr/sbin/nginx ] && exit 0
command -v apt-get >/dev/null || {
  echo "These tests need nginx (1.18 or newer). Install it so that it stands in /usr/sbin, and run them again." >&2
  exit 1
}
# Test files run side by side: the first one installs, and the others wait for it.
exec 9>"${TMPDIR:-/tmp}/chairside-install.lock"
flock 9
[ -x /usr/sbin/nginx ] && exit 0
root=()
[ "$(id -u)" = 0 ] || root=(sudo -n)
# RUNLEVEL=1: the package would start its default daemon otherwise.
apt() { "${root[@]}" env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get -qq -y -o DPkg::Lock::Timeout=300 "$@" >&2 9>&-; }
install() { apt install --no-install-recommends nginx-light; }
install || { apt update && install; }
