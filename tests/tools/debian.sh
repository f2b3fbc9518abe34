#!/bin/sh
# Installs the real programs that the tests talk to, where they are missing: nginx and
# openssl as servers, musl-gcc to show what the library answers on another C library.
set -eu

# program, then the Debian package that has it
wanted='nginx nginx-light
openssl openssl
musl-gcc musl-tools'

missing=$(echo "$wanted" | while read -r program package; do
	PATH="$PATH:/usr/sbin:/sbin" command -v "$program" >/dev/null 2>&1 || echo "$package"
done)
[ -n "$missing" ] || exit 0
missing=$(echo $missing)

if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null 2>&1; then
	echo "missing: $missing" >&2
	echo "Install them (on Debian and Ubuntu: sudo apt-get install --no-install-recommends $missing)," >&2
	echo "or what your system calls them; nginx needs its ssl module." >&2
	exit 1
fi

echo "installing: $missing"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
# The tests start their own servers; the package must not start one. An exit status of
# 101 from policy-rc.d forbids it, and without that file a container has no init anyway.
apt-get install -y -qq --no-install-recommends $missing >/dev/null
