#!/bin/sh
# Builds the S3 gateway versitygw, which checks SigV4 signatures, into build/tools.
# It takes one to two minutes the first time and nothing after that.
set -eu

version=v1.8.0
module=github.com/versity/versitygw
tools=$(cd "$(dirname "$0")/../.." && pwd)/build/tools

if go version -m "$tools/versitygw" 2>/dev/null | grep -q "mod[[:space:]]$module[[:space:]]$version"; then
	exit 0
fi

echo "building versitygw $version into build/tools (needs a Go module proxy; once)"
mkdir -p "$tools"
# No flags of its own: packages that other builds here have compiled are used again.
if ! GOBIN="$tools" CGO_ENABLED=0 GOFLAGS= go install "$module/cmd/versitygw@$version"; then
	echo "versitygw $version could not be built." >&2
	echo "Put a versitygw $version binary at build/tools/versitygw, or give 'go install' a module proxy (GOPROXY)." >&2
	exit 1
fi
