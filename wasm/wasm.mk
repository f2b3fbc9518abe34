# Builds the WebAssembly modules. Included by the Makefile, after native.mk; paths are from the root.
#
#   wasm       build/sallyport.wasm, and build/sallyport-offline.wasm, which imports WASI alone
#   wasm-test  the modules under wazero, through package wasm/host
#   wasm-demo  the four jobs inside the module, against local stand-ins
#   explain-page  build/explain.html, a page for browsers with the offline module in it
#   wasm-bench what a module costs: size, instances, signatures

GO ?= go

# Sources, and what they embed: tables and certificates.
wasm_go := $(shell find core wasm -type f -not -name '*_test.go' -not -path 'wasm/host/*' -not -path '*/testdata/*') go.mod

# A module is read, compiled and kept in memory whole, so here more packages are
# not inlined than in the library. Those that grow by it are missing on purpose,
# as are those of a signature: grammar, sigv4, op, strings.
wasm_gcflags := $(foreach package,$(cold_packages) time strconv sync bufio compress/flate $(addprefix crypto/internal/fips140/,bigmod sha512) \
  github.com/sallyport/sallyport/core/client,-gcflags=$(package)=-l)

.PHONY: wasm wasm-test wasm-demo wasm-bench
wasm: build/sallyport.wasm build/sallyport-offline.wasm

# $(1): more tags
define wasm_build
	CGO_ENABLED=0 GOOS=wasip1 GOARCH=wasm $(GO) build -buildmode=c-shared -tags netgo,osusergo$(1) $(wasm_gcflags) \
	  -overlay build/wasm/overlay.json -trimpath -buildvcs=false -ldflags '-s -w -buildid=' -o build/wasm/linked-$(@F) ./wasm
	$(GO) run ./wasm/pack build/wasm/linked-$(@F) $@
endef

# SHA-256 in a form that suits WebAssembly, in place of the standard library's, and the library's change of crypto/tls.
build/wasm/overlay.json: wasm/sha256/main.go cshared/overlay/main.go cshared/overlay/certificate.txt
	@mkdir -p build/wasm
	$(GO) run ./wasm/sha256 build/wasm
	$(GO) run ./cshared/overlay build/wasm crypto/tls/handshake_client.go

build/sallyport.wasm: $(wasm_go) build/wasm/overlay.json
	$(call wasm_build)

build/sallyport-offline.wasm: $(wasm_go) build/wasm/overlay.json
	$(call wasm_build,$(wasm_comma)sally_offline)

# The same with objects that panic when option debug.panic says so; for tests.
build/wasm/sallyport-panic.wasm: $(wasm_go) build/wasm/overlay.json
	$(call wasm_build,$(wasm_comma)sallypanic)

wasm_comma := ,

# One file that explains in a browser, with the module in it.
.PHONY: explain-page
explain-page: build/explain.html ## build/explain.html: why a request was refused, in a browser, without sending anything

build/explain.html: docs/explain.html build/sallyport-offline.wasm wasm/page/main.go
	$(GO) run ./wasm/page docs/explain.html build/sallyport-offline.wasm $@

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
