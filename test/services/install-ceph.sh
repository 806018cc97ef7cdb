#!/usr/bin/env bash
# Installs the parts of Ceph that make an S3 server on Debian and its kin if they are missing; starts no daemon.
set -euo pipefail
have() { command -v radosgw && command -v radosgw-admin && command -v ceph-mon && command -v ceph-osd; } >/dev/null
have && exit 0
command -v apt-get >/dev/null || {
  echo "These tests need Ceph's radosgw, ceph-mon and ceph-osd (16 or newer). Install them and run the tests again." >&2
  exit 1
}
# Test files run side by side: the first one installs, and the others wait for it.
exec 9>"${TMPDIR:-/tmp}/chairside-install.lock"
flock 9
have && exit 0
root=()
[ "$(id -u)" = 0 ] || root=(sudo -n)
apt() { "${root[@]}" env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get -qq -y -o DPkg::Lock::Timeout=300 "$@" >&2 9>&-; }
install() { apt install --no-install-recommends radosgw ceph-mon ceph-osd; }
install || { apt update && install; }
