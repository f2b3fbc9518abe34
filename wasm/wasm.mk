# Builds the WebAssembly modules. Included by the Makefile; paths are from the root.
#
#   wasm       build/sallyport.wasm, and build/sallyport-offline.wasm, which imports WASI alone
#   wasm-test  the modules under wazero, through package wasm/host
#   wasm-bench what a module costs: size, start, signatures

GO ?= go

wasm_go := $(shell find core wasm -name '*.go' -not -name '*_test.go' -not -path 'wasm/host/*') go.mod core/op/options.tsv \
  core/op/VERSION core/endpoint/services.tsv wasm/wasm.mk

# Inlining makes these packages larger and hardly faster: a handshake waits for
# the network.
wasm_gcflags := $(foreach package,crypto/tls vendor/golang.org/x/crypto/cryptobyte,-gcflags=$(package)=-l)

.PHONY: wasm wasm-test wasm-bench
wasm: build/sallyport.wasm build/sallyport-offline.wasm

# $(1): more tags
define wasm_build
	@mkdir -p build/wasm
	CGO_ENABLED=0 GOOS=wasip1 GOARCH=wasm $(GO) build -buildmode=c-shared -tags netgo,osusergo$(1) $(wasm_gcflags) \
	  -trimpath -buildvcs=false -ldflags '-s -w -buildid=' -o build/wasm/$(@F) ./wasm
	$(GO) run ./wasm/pack build/wasm/$(@F) $@
endef

build/sallyport.wasm: $(wasm_go)
	$(call wasm_build)

build/sallyport-offline.wasm: $(wasm_go)
	$(call wasm_build,$(wasm_comma)sally_offline)

wasm_comma := ,

wasm-test: wasm
	GOOS=wasip1 GOARCH=wasm $(GO) vet ./wasm
	$(GO) vet ./wasm/...
	$(GO) test ./wasm/...

wasm-bench: wasm
	$(GO) test -run '^$$' -bench . ./wasm/host
