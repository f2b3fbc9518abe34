# Builds the WebAssembly modules. Included by the Makefile; paths are from the root.
#
#   wasm       build/sallyport.wasm, and build/sallyport-offline.wasm, which imports WASI alone
#   wasm-test  the modules under wazero, through package wasm/host
#   wasm-demo  the four jobs inside the module, against local stand-ins
#   wasm-bench what a module costs: size, instances, signatures

GO ?= go

# Sources, and what they embed: tables and certificates.
wasm_go := $(shell find core wasm -type f -not -name '*_test.go' -not -path 'wasm/host/*' -not -path '*/testdata/*') go.mod

# Inlining makes these packages larger and hardly faster: a handshake waits for
# the network.
wasm_gcflags := $(foreach package,crypto/tls vendor/golang.org/x/crypto/cryptobyte math/big fmt \
  crypto/internal/fips140/nistec crypto/internal/fips140/ecdsa crypto/internal/fips140/rsa crypto/x509 encoding/asn1 net net/url os syscall reflect time strconv \
  crypto/internal/fips140/mlkem crypto/internal/fips140/edwards25519 crypto/internal/fips140/bigmod crypto/rsa crypto/ecdsa internal/poll bufio \
  $(foreach package,fault cause inspect explain diagnose client dial trust iot metadata credentials endpoint identity,github.com/sallyport/sallyport/core/$(package)),-gcflags=$(package)=-l)

.PHONY: wasm wasm-test wasm-demo wasm-bench
wasm: build/sallyport.wasm build/sallyport-offline.wasm

# $(1): more tags
define wasm_build
	CGO_ENABLED=0 GOOS=wasip1 GOARCH=wasm $(GO) build -buildmode=c-shared -tags netgo,osusergo$(1) $(wasm_gcflags) \
	  -overlay build/wasm/overlay.json -trimpath -buildvcs=false -ldflags '-s -w -buildid=' -o build/wasm/linked-$(@F) ./wasm
	$(GO) run ./wasm/pack build/wasm/linked-$(@F) $@
endef

# SHA-256 in a form that suits WebAssembly, in place of the standard library's.
build/wasm/overlay.json: wasm/sha256/main.go
	@mkdir -p build/wasm
	$(GO) run ./wasm/sha256 build/wasm

build/sallyport.wasm: $(wasm_go) build/wasm/overlay.json
	$(call wasm_build)

build/sallyport-offline.wasm: $(wasm_go) build/wasm/overlay.json
	$(call wasm_build,$(wasm_comma)sally_offline)

# The same with objects that panic when option debug.panic says so; for tests.
build/wasm/sallyport-panic.wasm: $(wasm_go) build/wasm/overlay.json
	$(call wasm_build,$(wasm_comma)sallypanic)

wasm_comma := ,

wasm-test: wasm build/wasm/sallyport-panic.wasm
	GOOS=wasip1 GOARCH=wasm $(GO) vet ./wasm
	$(GO) vet ./wasm/...
	$(GO) test ./wasm/...
	cd tests && $(GO) vet ./wasm && $(GO) test -count=1 ./wasm

wasm-demo: wasm
	@mkdir -p build/tools
	cd tests && $(GO) build -o ../build/tools/sallyport-lab ./lab && $(GO) build -o ../build/tools/sallyport-wasm ./wasm
	build/tools/sallyport-wasm

wasm-bench: wasm
	$(GO) test -run '^$$' -bench . ./wasm/host
