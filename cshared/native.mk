# Builds the two native files. Included by the Makefile; paths are from the root.
#
#   native        build/libsallyport.so and build/libsallyport-core.so, with copies in the Python package
#   fips          the same in build/fips, with the FIPS 140-3 module of Go in its mode, and its test
#   native-panic  the same in build/panic, with a core whose objects panic when option debug.panic says so
#   abi-check     exports, header, GLIBC versions, size and reproducibility of the built files
#   sanitize      the C programs of the tests, and the door in them, with sanitizers and valgrind
#   door-test     the front door under fork, small limits, another C library and panics

# Make splits names at spaces.
ifneq ($(words x$(CURDIR)x),1)
$(error the path of this checkout holds a space, which the build cannot work with: move "$(CURDIR)" to a path without one)
endif

GO     ?= go
CC     ?= cc
PYTHON ?= python3

native_version := $(shell cat core/op/VERSION)
# For another processor: NATIVE_ARCH=aarch64 NATIVE_BUILD=build/aarch64 CC=aarch64-linux-gnu-gcc (make dist does it).
NATIVE_ARCH    ?= $(shell uname -m)
NATIVE_BUILD   ?= build
native_goarch  := $(patsubst x86_64,amd64,$(patsubst aarch64,arm64,$(NATIVE_ARCH)))
native_stub    := $(NATIVE_BUILD)/native/stub
# All that can be in the core: its Go files, and what they embed, which Go wants in the folder of the package or below.
core_files     := $(shell find core -type f -not -name '*_test.go' -not -path '*/testdata/*' -not -path '*/gen/*') go.mod go.sum
native_go      := $(core_files) $(wildcard cshared/*.go)
native_py      := $(wildcard cshared/door/python*.c)
native_jni     := $(wildcard cshared/door/jni*.c)
native_c       := $(filter-out $(native_py) $(native_jni),$(wildcard cshared/door/*.c))
native_h       := $(wildcard cshared/include/*.h cshared/door/*.h)
native_python  := bindings/python/src/sallyport

# Distributions turn on features that need newer glibc symbols; -g0 and the
# prefix map keep the place of the checkout out of the files.
native_cflags := -O2 -flto -g0 -std=c11 -fPIC -fvisibility=hidden -Wall -Wextra -Werror -Wno-format-truncation \
  -U_FORTIFY_SOURCE -fno-stack-protector -ffile-prefix-map=$(CURDIR)=. \
  -D_GNU_SOURCE -Icshared/include -DSALLY_VERSION='"$(native_version)"'
# GCC 10 and later call helpers for atomics on arm64 that need a symbol which glibc.tsv does not allow.
ifeq ($(NATIVE_ARCH),aarch64)
native_cflags += -mno-outline-atomics
native_go_cflags := -mno-outline-atomics
endif
native_ldflags := -L$(CURDIR)/$(native_stub) -Wl,--build-id=none -Wl,-z,defs -Wl,-z,relro -Wl,-z,now
native_gotags  := netgo,osusergo,nethttpomithttp2

# Inlining makes these packages larger and hardly faster: a handshake waits for
# the network, and a diagnosis for much more. That of fault is in each place that
# makes an error.
cold_packages  := fmt net net/url net/netip os/exec reflect syscall math/big encoding/asn1 encoding/pem go.mozilla.org/pkcs7 vendor/golang.org/x/crypto/cryptobyte \
  $(addprefix crypto/,ecdh ecdsa elliptic hpke rsa tls x509) $(addprefix crypto/internal/fips140/,ecdh ecdsa nistec rsa sha3) \
  $(addprefix github.com/sallyport/sallyport/core/,cause chain cookie credentials diagnose dial endpoint eventstream explain fault identity inspect iot json metadata token trust)
native_gcflags := $(foreach package,$(cold_packages),-gcflags=$(package)=-l)

# The CPython module needs Python.h to compile, of any version from 3.7 on, and
# nothing of Python to link or load. The path holds for a virtual environment too.
native_python_include := $(shell $(PYTHON) -c 'import sysconfig; print(sysconfig.get_path("include"))' 2>/dev/null)
native_python_flags := $(if $(native_python_include),-I'$(native_python_include)')
ifeq ($(shell printf '\043include <Python.h>' | $(CC) $(native_python_flags) -E - >/dev/null 2>&1 && echo yes),yes)
native_c += $(native_py)
else
native_python_flags :=
native_remark := Python.h of $(PYTHON) was not found in "$(native_python_include)": libsallyport.so is built without the CPython module, ctypes serves instead.
endif
# The JNI functions need jni.h of any JDK from 8 on, and nothing of a JVM to link or load.
native_jdk := $(or $(JAVA_HOME),$(patsubst %/bin/javac,%,$(realpath $(shell command -v javac 2>/dev/null))))
native_jni_flags := $(if $(native_jdk),-I$(native_jdk)/include -I$(native_jdk)/include/linux)
ifneq ($(native_jni),)
ifeq ($(shell printf '\043include <jni.h>' | $(CC) $(native_jni_flags) -E - >/dev/null 2>&1 && echo yes),yes)
native_c += $(native_jni)
else
$(if $(NATIVE_WHOLE),$(error jni.h was not found (JAVA_HOME, or beside javac)))
$(info jni.h was not found (JAVA_HOME, or beside javac): libsallyport.so is built without its JNI functions and does not serve a JVM.)
endif
endif

native_decision := $(CC) $(native_python_flags) $(native_jni_flags) $(native_c)

.PHONY: native fips native-panic native-always abi-check door-test sanitize
native: $(native_python)/libsallyport.so $(native_python)/libsallyport-core.so
native-panic: $(NATIVE_BUILD)/panic/libsallyport.so $(NATIVE_BUILD)/panic/libsallyport-core.so

# Moved into place: a process may have the old file mapped.
$(native_python)/%.so: $(NATIVE_BUILD)/%.so
	@mkdir -p $(@D)
	@rm -f $@ # a running process may have it mapped
	cp $< $@.new && mv $@.new $@

# ---- Stubs of glibc: names and versions to link against, see glibc.tsv ----

$(native_stub)/stamp: cshared/glibc.tsv cshared/native.mk
	@rm -rf $(@D) && mkdir -p $(@D)
	@for lib in libc.so.6 libpthread.so.0 libdl.so.2; do \
	  awk -F'\t' -v lib=$$lib -v arch=$(NATIVE_ARCH) -v dir=$(@D)/$$lib ' \
	    $$2 == lib { v = arch == "x86_64" ? $$3 : "GLIBC_2.17"; by[v] = by[v] $$1 ";"; \
	      print ($$1 == "stderr" ? "void *stderr;" : "void " $$1 "(void) {}") > (dir ".c") } \
	    END { for (v in by) print v " { global: " by[v] " };" > (dir ".map") }' cshared/glibc.tsv && \
	  $(CC) -shared -nostdlib -fno-builtin -w -fPIC -Wl,-soname,$$lib -Wl,--version-script,$(@D)/$$lib.map \
	    -o $(@D)/$${lib%.so.*}.so $(@D)/$$lib.c || exit 1; \
	done
	@touch $@

# ---- Export lists, from symbols.tsv ----

$(NATIVE_BUILD)/native/door.map $(NATIVE_BUILD)/native/core.map: $(NATIVE_BUILD)/native/%.map: cshared/symbols.tsv
	@mkdir -p $(@D)
	@awk -F'\t' -v file=$* 'BEGIN { print "{ global:" } \
	  !/^#/ && ($$3 ~ file || (file == "door" && ($$3 == "host" || $$3 == "binding"))) { print "  " $$1 ";" } \
	  END { print "local: *; };" }' $< >$@

# ---- The door ----

# Changes with the compiler, with Python.h, with jni.h and with the list of files: the door follows.
$(NATIVE_BUILD)/native/decision: native-always
	@mkdir -p $(@D)
	@echo "$(native_decision)" | cmp -s - $@ || echo "$(native_decision)" >$@

$(NATIVE_BUILD)/libsallyport.so: $(native_c) $(native_h) $(NATIVE_BUILD)/native/decision $(NATIVE_BUILD)/native/door.map $(native_stub)/stamp core/op/VERSION cshared/native.mk
	$(CC) $(native_cflags) $(native_python_flags) $(native_jni_flags) -shared -s -Wl,-soname,libsallyport.so -Wl,-Bsymbolic -Wl,-z,nodelete \
	  -Wl,--version-script,$(NATIVE_BUILD)/native/door.map $(native_ldflags) -o $@ $(native_c) -lpthread -ldl
	@$(if $(native_remark),echo '$(native_remark)' >&2; $(if $(NATIVE_WHOLE),rm -f $@; exit 1),:)

# ---- The core ----

# $(1): more tags
define native_core
	CGO_ENABLED=1 GOARCH=$(native_goarch) CC="$(CC)" CGO_CFLAGS="-O2 -g0 -U_FORTIFY_SOURCE -fno-stack-protector $(native_go_cflags)" $(GO) build -buildmode=c-shared \
	  -tags $(native_gotags)$(1) $(native_gcflags) -trimpath -buildvcs=false -overlay $(NATIVE_BUILD)/native/overlay/overlay.json \
	  -ldflags "-s -w -buildid= -extldflags '-Wl,-soname,libsallyport-core.so -Wl,-z,pack-relative-relocs -Wl,--version-script,$(CURDIR)/$(NATIVE_BUILD)/native/core.map $(native_ldflags)'" \
	  -o $@ ./cshared
	$(GO) run ./cshared/holdstart $@
	@rm -f $(@:.so=.h)
endef

# Made each time, as it follows the Go that builds; an unchanged one keeps its time.
$(NATIVE_BUILD)/native/overlay/overlay.json: native-always
	$(GO) run ./cshared/overlay $(@D)

native_core_from := $(native_go) $(native_h) $(NATIVE_BUILD)/native/core.map $(native_stub)/stamp $(NATIVE_BUILD)/native/overlay/overlay.json \
  cshared/overlay/main.go $(wildcard cshared/overlay/*.txt) cshared/holdstart/main.go cshared/holdstart/relocations.go cshared/native.mk

$(NATIVE_BUILD)/libsallyport-core.so: $(native_core_from)
	$(call native_core)

$(NATIVE_BUILD)/panic/libsallyport-core.so: $(native_core_from)
	@mkdir -p $(@D)
	$(call native_core,$(comma)sallypanic)

# The version of Go's module that has a certificate; Go's toolchain brings it.
$(NATIVE_BUILD)/fips/libsallyport-core.so: export GOFIPS140 := v1.0.0
$(NATIVE_BUILD)/fips/libsallyport-core.so: $(native_core_from)
	@mkdir -p $(@D)
	$(call native_core)

$(NATIVE_BUILD)/panic/libsallyport.so $(NATIVE_BUILD)/fips/libsallyport.so: $(NATIVE_BUILD)/libsallyport.so
	@mkdir -p $(@D)
	cp $< $@.new && mv $@.new $@

comma := ,

# ---- Tests ----

abi-check: native
	cd tests && $(GO) test -count=1 ./abi/

# Programs with forks for the sanitizer that can go on in a child; for that of threads those without. ASan of GCC 12 does not
# take the locks of its allocator at a fork, so a child hangs if another thread was allocating: the programs that fork while the
# core starts its threads are left out. make test has the sanitizers watch one program (TestCallsCanBeLeft).
without_fork := TestEveryPointer|TestConventions|TestCallsCanBeLeft
with_forks   := $(without_fork)|TestBatches|TestObjects|TestForkWithBusy|TestNothing|TestHandlersOfTheHost|ClosedByAC

sanitize: native real-parts ## the C library under ASan, UBSan, TSan and valgrind
	cd tests && SANITIZER=address $(GO) test -count=1 -run '$(with_forks)' ./abi/ ./fork/ ./hosts/
	cd tests && SANITIZER=thread $(GO) test -count=1 -run '$(without_fork)' ./abi/
	cd tests && VALGRIND=1 $(GO) test -count=1 -run 'TestEveryPointer|TestConventions' ./abi/

door-test: native native-panic
	cd tests && $(GO) test -count=1 ./fork/

fips: native $(NATIVE_BUILD)/fips/libsallyport.so $(NATIVE_BUILD)/fips/libsallyport-core.so ## the library with Go's FIPS 140-3 module, into build/fips
	cd tests && $(GO) test -count=1 ./fips/
