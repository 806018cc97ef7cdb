#!/usr/bin/env bash
# Usage: install.sh WHAT PACKAGES COMMAND…   Installs Debian packages if one of the commands is missing; starts no daemon.
set -euo pipefail
what=$1 packages=$2
shift 2
# Daemons are not in everybody's PATH.
PATH=$PATH:/usr/sbin:/sbin:$(printf '%s:' /usr/lib/postgresql/*/bin)
have() { command -v "$@" >/dev/null; }
all() { for one in "$@"; do have "$one" || return 1; done; }
all "$@" && exit 0
have apt-get || {
  echo "These tests need $what. Install it and run them again." >&2
  exit 1
}
# Test files run side by side: the first one installs, and the others wait for it.
exec 9>"${TMPDIR:-/tmp}/chairside-install.lock"
flock 9
all "$@" && exit 0
root=()
[ "$(id -u)" = 0 ] || root=(sudo -n)
# RUNLEVEL=1: the package would start its default daemon otherwise.
apt() { "${root[@]}" env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get -qq -y -o DPkg::Lock::Timeout=300 "$@" >&2 9>&-; }
# shellcheck disable=SC2086 # several packages
install() { apt install --no-install-recommends $packages; }
install || { apt update && install; }
