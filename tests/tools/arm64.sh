#!/bin/sh
# Unpacks Debian's CPython for arm64, with the C library that it wants, into a directory:
#
#	arm64.sh DIR
#
# Nothing is installed: qemu-aarch64 -L DIR runs DIR/usr/bin/python3. The lists of packages
# are kept apart, so that the machine itself knows of no other architecture.
set -eu
into=$1
[ ! -e "$into/ready" ] || exit 0
command -v apt-get >/dev/null 2>&1 || { echo "arm64.sh: Debian's apt-get is needed to fetch CPython for arm64" >&2; exit 1; }

rm -rf "$into" "$into.apt"
mkdir -p "$into" "$into.apt/lists/partial" "$into.apt/archives/partial"
cd "$into.apt"
touch status
apt="-qq -o APT::Architecture=arm64 -o APT::Architectures=arm64 -o Dir::State=$into.apt -o Dir::State::status=$into.apt/status
 -o Dir::Cache=$into.apt -o APT::Sandbox::User=root"
apt-get $apt update
apt-get $apt install --yes --download-only --no-install-recommends python3-minimal libpython3-stdlib libstdc++6 tzdata >/dev/null
for package in archives/*.deb; do
	dpkg-deb --fsys-tarfile "$package" | tar -x -C "$into"
done
cd "$into"
touch ready
rm -rf "$into.apt"
