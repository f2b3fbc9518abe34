#!/bin/sh
# Installs the real programs that the tests talk to, where they are missing: nginx,
# openssl and gnutls-serv as servers, curl as a client, musl-gcc to show what the library answers on
# another C library, gdb to attach, valgrind, SoftHSM for keys that are not read, PyPy to load it. With "browser" that
# alone; with "dist" also what
# makes and tries the release for aarch64, and what C programs find libraries with.
set -eu

# What must be there (a program, or a file), and the Debian package that has it.
wanted='nginx nginx-light
/usr/lib/nginx/modules/ngx_stream_module.so libnginx-mod-stream
openssl openssl
gnutls-serv gnutls-bin
curl curl
musl-gcc musl-tools
gdb gdb
valgrind valgrind
softhsm2-util softhsm2
pypy3 pypy3'
[ "${1:-}" != dist ] || wanted="$wanted
aarch64-linux-gnu-gcc gcc-aarch64-linux-gnu
/usr/aarch64-linux-gnu/include/stdio.h libc6-dev-arm64-cross
qemu-aarch64 qemu-user
pkg-config pkg-config
cmake cmake"

[ "${1:-}" != browser ] || wanted='chromium-headless-shell chromium-headless-shell'

missing=$(echo "$wanted" | while read -r thing package; do
	PATH="$PATH:/usr/sbin:/sbin" command -v "$thing" >/dev/null 2>&1 || [ -e "$thing" ] || echo "$package"
done)
[ -n "$missing" ] || exit 0
missing=$(echo $missing)

if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null 2>&1; then
	echo "missing: $missing" >&2
	echo "Install them (on Debian and Ubuntu: sudo apt-get install --no-install-recommends $missing)," >&2
	echo "or what your system calls them; nginx needs its ssl and stream modules." >&2
	exit 1
fi

echo "installing: $missing"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends $missing >/dev/null
if [ -d /run/systemd/system ] && systemctl is-active --quiet nginx; then
	echo "note: the nginx package has started its own server; the tests do not need it"
fi
