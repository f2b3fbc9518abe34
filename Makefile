# Sallyport. `make` lists the targets.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

ROOT := $(CURDIR)
BUILD := $(ROOT)/build
TOOLS := $(BUILD)/tools
VENV := $(BUILD)/venv
PY := $(VENV)/bin/python
PYTHON ?= python3
export PATH := $(TOOLS):$(PATH)
# Only what the files in this repository name is used: no toolchain downloads.
export GOTOOLCHAIN ?= local
# A test compares with awscrt. botocore would leave its own signatures to it.
export BOTO_DISABLE_CRT := true

GOLANGCI_LINT := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0

GO_PACKAGES := ./core/... ./cshared/...

include cshared/native.mk
include wasm/wasm.mk
include bindings/java/java.mk
include tests/conformance/conformance.mk

.PHONY: help
help: ## list the targets
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# ---- Build ----------------------------------------------------------------

.PHONY: needs
needs:
	@missing=; for tool in go gcc $(PYTHON); do command -v $$tool >/dev/null || missing="$$missing $$tool"; done; \
	if [ -n "$$missing" ]; then echo "make: not found:$$missing. Install Go 1.26 or later, gcc and Python 3.7 or later." >&2; exit 1; fi; \
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 7))' || { echo "make: $(PYTHON) is older than 3.7" >&2; exit 1; }

.PHONY: build
build: needs native ## libsallyport.so and libsallyport-core.so, and the Python package in place

# The package in place and nothing from outside: enough for the demo.
$(BUILD)/run-venv/ready:
	@$(PYTHON) -m venv --clear --without-pip $(BUILD)/run-venv || { echo "make: cannot make a venv; on Debian install python3-venv" >&2; exit 1; }
	echo "$(ROOT)/bindings/python/src" > $$($(BUILD)/run-venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/sallyport.pth
	touch $@

$(VENV)/ready: bindings/python/requirements-dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' || { echo "make: the tools of tests and benchmarks need Python 3.10 or later: make PYTHON=..." >&2; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV) || { echo "make: cannot make a venv; on Debian install python3-venv" >&2; exit 1; }
	$(VENV)/bin/pip install --quiet --disable-pip-version-check -r bindings/python/requirements-dev.txt
	echo "$(ROOT)/bindings/python/src" > $$($(PY) -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/sallyport.pth
	touch $@

.PHONY: venv
venv: $(VENV)/ready

# The site's tools, in a venv of their own.
DOCS_VENV := $(BUILD)/docs-venv

$(DOCS_VENV)/ready: docs/site/requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' || { echo "make: the tools of the site need Python 3.10 or later: make PYTHON=..." >&2; exit 1; }
	@$(PYTHON) -m venv --clear $(DOCS_VENV) || { echo "make: cannot make a venv; on Debian install python3-venv" >&2; exit 1; }
	$(DOCS_VENV)/bin/pip install --quiet --disable-pip-version-check -r docs/site/requirements.txt
	touch $@

# PySpark in a venv of its own: it is large, and wants older parts than the other tests.
SPARK_VENV := $(BUILD)/spark-venv

$(SPARK_VENV)/ready: bindings/python/requirements-spark.txt
	@$(PYTHON) -m venv --clear $(SPARK_VENV) || { echo "make: cannot make a venv; on Debian install python3-venv" >&2; exit 1; }
	$(SPARK_VENV)/bin/pip install --quiet --disable-pip-version-check -r bindings/python/requirements-spark.txt
	echo "$(ROOT)/bindings/python/src" > $$($(SPARK_VENV)/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/sallyport.pth
	touch $@

.PHONY: spark-venv
spark-venv: $(SPARK_VENV)/ready

# PySpark 4 for Spark Connect: half a gigabyte, so not for make test.
CONNECT_VENV := $(BUILD)/spark-connect-venv

$(CONNECT_VENV)/ready: bindings/python/requirements-spark-connect.txt
	@$(PYTHON) -m venv --clear $(CONNECT_VENV) || { echo "make: cannot make a venv; on Debian install python3-venv" >&2; exit 1; }
	$(CONNECT_VENV)/bin/pip install --quiet --disable-pip-version-check -r bindings/python/requirements-spark-connect.txt
	touch $@

# The programs that tests/hosts runs, in a venv of their own: the package needs none of them.
HOSTS_VENV := $(BUILD)/hosts-venv

$(HOSTS_VENV)/ready: bindings/python/requirements-hosts.txt
	@$(PYTHON) -m venv --clear $(HOSTS_VENV) || { echo "make: cannot make a venv; on Debian install python3-venv" >&2; exit 1; }
	$(HOSTS_VENV)/bin/pip install --quiet --disable-pip-version-check -r bindings/python/requirements-hosts.txt
	echo "$(ROOT)/bindings/python/src" > $$($(HOSTS_VENV)/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/sallyport.pth
	touch $@

.PHONY: hosts-venv
hosts-venv: $(HOSTS_VENV)/ready

.PHONY: lab-binary
lab-binary: needs
	@mkdir -p $(TOOLS)
	cd tests && go build -o $(TOOLS)/sallyport-lab ./lab && go build -o $(TOOLS)/sallyport-lab-faults ./lab/causes

# The real parts that the tests drive: servers from Debian, versitygw from its source.
.PHONY: real-parts
real-parts: needs
	tests/tools/debian.sh
	tests/tools/versitygw.sh

# ---- What users run --------------------------------------------------------

.PHONY: demo
demo: build $(BUILD)/run-venv/ready spark-venv lab-binary ## the four jobs against local stand-ins of the clouds: from Python, inside WebAssembly, and from Spark
	$(BUILD)/run-venv/bin/python tests/demo/demo.py --lab $(TOOLS)/sallyport-lab
	$(MAKE) --no-print-directory wasm-demo
	$(SPARK_VENV)/bin/python tests/demo/spark_demo.py --lab $(TOOLS)/sallyport-lab

.PHONY: lab
lab: lab-binary ## start the stand-ins and say how to reach each
	$(TOOLS)/sallyport-lab -ports fixed -dir $(BUILD)/lab

.PHONY: lab-faults
lab-faults: lab-binary ## start every fault of TLS, TCP, DNS and proxies, and say how to see each
	tests/tools/debian.sh
	$(TOOLS)/sallyport-lab-faults

# Which words curl and requests have for each fault; make generate makes docs/causes/README.md of it.
.PHONY: causes-table
causes-table: venv real-parts
	cd tests && go test -count=1 ./lab/causes -run TestWhatOthersSay -update
	cd core/explain && go run ./gen

.PHONY: docs
docs: java $(DOCS_VENV)/ready ## the documents as a site, into build/site; a broken link ends it, and each page is looked at in Chromium
	tests/tools/debian.sh browser
	$(java_mvn) -DskipTests compile javadoc:javadoc
	$(PYTHON) docs/site/stage.py
	NO_MKDOCS_2_WARNING=1 $(DOCS_VENV)/bin/python -m mkdocs build --config-file docs/site/mkdocs.yml
	$(DOCS_VENV)/bin/python -m pytest -q docs/site
	@echo "make docs: python3 -m http.server -d build/site shows it"

.PHONY: test
test: test-go test-native test-python test-pyspark java-test spark-test spark4-test wasm-test conformance-test test-real docs test-dist ## everything, every host
	@echo "make test: every part passed"

# Natives for another processor, and the rest of dist-test, have no time here: who changes what is given to users runs that.
.PHONY: test-dist
test-dist:
	$(MAKE) --no-print-directory dist-test SHORT=1

.PHONY: test-go
test-go: needs
	go vet ./...
	go test -race $(GO_PACKAGES)
	go test -run Allocates ./core/sigv4 ./core/op # which the race detector would change

.PHONY: test-native
test-native: build real-parts abi-check door-test fips
	$(MAKE) --no-print-directory hosts-test SHORT=1

# What is not on a machine is said: a version of Python cannot always be had.
.PHONY: hosts-needs hosts-test hosts-table
hosts-needs: build venv hosts-venv java real-parts

hosts-test: hosts-needs ## the programs that load the library, and what a process may do to itself; with SHORT=1 in a minute
	cd tests && go vet ./hosts && go test -count=1 -timeout 30m $(if $(SHORT),-short) ./hosts/
	@cat $(BUILD)/hosts-not-found.txt

hosts-table: hosts-needs # the same for forks and limits, with peers beside; writes docs/hosts.md
	cd tests && go test -count=1 -timeout 30m -run 'TestForkMatrix|TestLimits' ./hosts/ -update
	$(PY) tests/bench/plot.py

.PHONY: test-python
test-python: build venv lab-binary
	cd bindings/python && SALLYPORT_LAB=$(TOOLS)/sallyport-lab $(PY) -m pytest -q

.PHONY: test-pyspark
test-pyspark: build spark-venv lab-binary
	cd tests/spark/python && SALLYPORT_LAB=$(TOOLS)/sallyport-lab $(SPARK_VENV)/bin/python -m pytest -q -W ignore::DeprecationWarning test_local.py test_archive.py test_doctor.py
	$(SPARK_VENV)/bin/python tests/demo/spark_demo.py --lab $(TOOLS)/sallyport-lab > $(BUILD)/spark-demo.log || { cat $(BUILD)/spark-demo.log; exit 1; }

.PHONY: spark-connect-test
spark-connect-test: build $(CONNECT_VENV)/ready lab-binary # sallyport.spark over Spark Connect, in three minutes
	cd tests/spark/python && SPARK_CONNECT=1 SALLYPORT_LAB=$(TOOLS)/sallyport-lab $(CONNECT_VENV)/bin/python -m pytest -q test_local.py

# -count=1: Go does not see that files outside the module of the tests have changed.
.PHONY: test-real
test-real: build venv spark-venv spark wasm explain-page lab-binary real-parts
	tests/tools/debian.sh browser
	cd tests && go vet ./... && go test -count=1 ./lab/... ./servers/... ./page/... ./rules/... ./vectors/... ./readme/... ./bench/...
	$(PY) tests/vectors/sigv4/reference.py --check
	$(PY) tests/bench/plot.py --check
	$(MAKE) --no-print-directory differential SAMPLE="--sample 1000"
	$(PY) tests/demo/demo.py --lab $(TOOLS)/sallyport-lab > $(BUILD)/demo.log || { cat $(BUILD)/demo.log; exit 1; }

# Whose signature a host takes and what a profile file says, against botocore; make test asks a sample.
.PHONY: differential
differential: needs venv java ## compare with botocore: every endpoint it knows, 10,000 profile files; 10,000 requests through each HTTP library
	@mkdir -p $(TOOLS)
	cd tests && go build -o $(TOOLS)/differential ./differential
	$(PY) tests/differential/services.py --check
	BOTO_DISABLE_CRT=false $(PY) tests/differential/run.py $(TOOLS)/differential $(SAMPLE) # of "aws login" it knows with awscrt only
	@$(java_mvn) $(java_newest) dependency:build-classpath -Dmdep.outputFile=$(CURDIR)/build/java/sent.classpath
	JAVA_CLASSPATH=$$(cat build/java/sent.classpath) $(PY) tests/differential/wire.py $(SAMPLE)

# ---- What is given to users ---------------------------------------------------

# All of dist/ is the same bytes wherever and whenever it is made from the same sources and tools.
# With SHORT=1, for make test: what is for this machine, in build/dist-short; no cross compiler, module, Spark or javadoc.
DIST := $(if $(SHORT),$(BUILD)/dist-short,$(ROOT)/dist)
DIST_ARCHS := $(if $(SHORT),$(shell uname -m),x86_64 aarch64)
dist_build := build/dist
dist_version := $(shell cat core/op/VERSION)
# The time that archives say, that of the jars in bindings/java/pom.xml.
dist $(DIST_ARCHS:%=dist-native-%): export SOURCE_DATE_EPOCH := 1767225600
# This machine's compiler for its own processor, Debian's cross compiler for another.
dist_cc = $(if $(filter $(1),$(shell uname -m)),$(CC),$(1)-linux-gnu-gcc)
dist_tar := tar --sort=name --owner=0 --group=0 --numeric-owner --mtime=@$$SOURCE_DATE_EPOCH --mode=u+rw,go+r,go-w
CYCLONEDX := github.com/CycloneDX/cyclonedx-gomod/cmd/cyclonedx-gomod@v1.10.0

DIST_VENV := $(BUILD)/dist-venv
$(DIST_VENV)/ready: bindings/python/requirements-dist.txt
	@$(PYTHON) -m venv --clear $(DIST_VENV) || { echo "make: cannot make a venv; on Debian install python3-venv" >&2; exit 1; }
	$(DIST_VENV)/bin/pip install --quiet --disable-pip-version-check -r bindings/python/requirements-dist.txt
	touch $@

.PHONY: dist-needs
dist-needs: needs java-needs
	@for cc in $(foreach arch,$(DIST_ARCHS),$(call dist_cc,$(arch))); do command -v $$cc >/dev/null || \
	{ echo "make: not found: $$cc. On Debian install gcc-$${cc%-linux-gnu-gcc}-linux-gnu and its libc6-dev-*-cross, as tests/tools/debian.sh does." >&2; exit 1; }; done

# Only a library with all its doors is given away.
.PHONY: $(DIST_ARCHS:%=dist-native-%)
$(DIST_ARCHS:%=dist-native-%): dist-native-%: dist-needs
	$(MAKE) --no-print-directory NATIVE_ARCH=$* NATIVE_BUILD=$(dist_build)/$* CC=$(call dist_cc,$*) NATIVE_WHOLE=1 \
	  $(dist_build)/$*/libsallyport.so $(dist_build)/$*/libsallyport-core.so
	@rm -rf $(dist_build)/tree/$* && mkdir -p $(addprefix $(dist_build)/tree/$*/sallyport-$(dist_version)/,include lib/pkgconfig lib/cmake/Sallyport)
	cp $(dist_build)/$*/*.so $(dist_build)/tree/$*/sallyport-$(dist_version)/lib/
	cp cshared/include/*.h $(dist_build)/tree/$*/sallyport-$(dist_version)/include/
	sed 's/@VERSION@/$(dist_version)/' cshared/sallyport.pc.in >$(dist_build)/tree/$*/sallyport-$(dist_version)/lib/pkgconfig/sallyport.pc
	cp cshared/SallyportConfig.cmake $(dist_build)/tree/$*/sallyport-$(dist_version)/lib/cmake/Sallyport/
	cp LICENSE NOTICE $(dist_build)/tree/$*/sallyport-$(dist_version)/
	@mkdir -p $(DIST) $(dist_build)/java/linux-$*
	$(dist_tar) -C $(dist_build)/tree/$* -cf - sallyport-$(dist_version) | gzip -9n >$(DIST)/sallyport-$(dist_version)-linux-$*.tar.gz
	for name in libsallyport libsallyport-core; do cp $(dist_build)/$*/$$name.so $(dist_build)/java/linux-$*/$$name-$(dist_version).so; done
	cd tests && CGO_ENABLED=0 GOARCH=$(patsubst x86_64,amd64,$(patsubst aarch64,arm64,$*)) go build -trimpath -buildvcs=false -ldflags '-s -w -buildid=' \
	  -o $(DIST)/sallyport-lab-$(dist_version)-linux-$* ./lab # with which the sessions of the documents run

.PHONY: dist
dist: dist-clean $(DIST_ARCHS:%=dist-native-%) $(DIST_VENV)/ready $(if $(SHORT),,wasm explain-page) ## what users install, into dist/: native trees, wheels, jars, modules, for x86_64 and aarch64
	for arch in $(DIST_ARCHS); do SALLYPORT_NATIVE=$(ROOT)/$(dist_build)/$$arch $(DIST_VENV)/bin/python -m build --no-isolation --wheel --outdir $(DIST) bindings/python >/dev/null; done
	$(MVN) --batch-mode --quiet --no-transfer-progress -Dstyle.color=never --file bindings/java/pom.xml -Pdist -DskipTests -Dmaven.install.skip $(if $(SHORT),--projects .$(comma)sallyport -Dmaven.javadoc.skip) \
	  -Dsallyport.native=$(ROOT)/$(dist_build)/java -DaltDeploymentRepository=dist::file:$(DIST)/maven clean deploy
	find $(DIST)/maven -name 'maven-metadata.xml*' -delete # it says when it was made
ifndef SHORT
	cp build/sallyport.wasm $(DIST)/sallyport-$(dist_version).wasm
	cp build/explain.html $(DIST)/sallyport-explain-$(dist_version).html
	cp build/sallyport-offline.wasm $(DIST)/sallyport-offline-$(dist_version).wasm
	go run $(CYCLONEDX) mod -type library -json -noserial -notimestamp -licenses -std -output $(DIST)/sallyport-$(dist_version).cdx.json .
	$(PYTHON) tests/tools/sbom.py $(DIST)/sallyport-$(dist_version).cdx.json $(dist_version)
endif
	cd $(DIST) && find . -type f ! -name SHA256SUMS ! -name '*.md5' ! -name '*.sha1' | LC_ALL=C sort | sed 's|^\./||' | xargs sha256sum >SHA256SUMS
	@echo "make dist: $(DIST) has" && cd $(DIST) && ls -1 && find maven -name '*.jar'

.PHONY: dist-clean
dist-clean:
	rm -rf $(DIST) $(dist_build)/java

.PHONY: dist-test
dist-test: dist venv lab-binary spark-venv ## install what dist/ has, and use it as somebody without a checkout, Go and gcc; with SHORT=1 in two minutes
	$(if $(SHORT),,tests/tools/debian.sh dist)
	cd tests && go vet ./dist ./readme && SALLYPORT_DIST=$(DIST) go test -count=1 -timeout 60m $(if $(SHORT),-short) ./dist/
	cd tests && SALLYPORT_DIST=$(DIST) go test -count=1 -timeout 30m $(if $(SHORT),-short) -run NothingButDist ./readme/

# Debian's CPython, and what its runner imports. Tests that start programs of this machine cannot run.
aarch64_skipped := TestThePageOfCausesIsCurrent|TestGeneratedCopiesMatchTheTable|TestAPlatformThatForbids|TestCopiesOfTheTableAreCurrent|TestPageOfOptionsIsUpToDate
.PHONY: aarch64-test
aarch64-test: dist-native-aarch64 venv wasm lab-binary ## the core, and every vector through Go, C and Python, on aarch64 under qemu
	tests/tools/debian.sh dist
	tests/tools/arm64.sh $(BUILD)/arm64
	[ -e $(BUILD)/arm64/site/ready ] || { $(PY) -m pip install --quiet --disable-pip-version-check --target $(BUILD)/arm64/site --only-binary=:all: \
	  --python-version 3.11 --platform manylinux_2_17_aarch64 --platform manylinux2014_aarch64 --platform manylinux_2_28_aarch64 \
	  $$(grep -E '^(pandas|pyarrow)==' bindings/python/requirements-dev.txt) && touch $(BUILD)/arm64/site/ready; }
	GOARCH=arm64 CGO_ENABLED=0 go test -exec qemu-aarch64 -skip '$(aarch64_skipped)' ./core/...
	cd tests && SALLYPORT_AARCH64=$(ROOT)/$(dist_build)/aarch64 go test -count=1 -run Aarch64 ./conformance

.PHONY: outdated
outdated: needs venv ## newer versions of what the project depends on
	go list -m -u -f '{{if .Update}}{{.Path}} {{.Version}} -> {{.Update.Version}}{{end}}' all
	cd tests && go list -e -m -u -f '{{if and .Update (not .Indirect)}}{{.Path}} {{.Version}} -> {{.Update.Version}}{{end}}' all
	$(PY) -m pip list --outdated --disable-pip-version-check
	$(MVN) --batch-mode --no-transfer-progress -Dstyle.color=never --file bindings/java/pom.xml versions:display-dependency-updates versions:display-plugin-updates | grep -e '->' || true

# ---- What maintainers run ---------------------------------------------------

.PHONY: generate
generate: needs ## all copies of the tables
	cd core/fault && go run ./gen
	cd core/op && go run ./gen/ops && go run ./gen
	cd core/explain && go run ./gen
	$(PYTHON) bindings/python/tests/command_page.py

.PHONY: check
check: needs generate venv $(TOOLS)/golangci-lint ## format, vet, lint, generate, tidy; fails if that changes a file
	gofmt -w $$(git ls-files '*.go')
	go mod tidy
	cd tests && go mod tidy
	go vet ./...
	cd tests && go vet ./...
	$(TOOLS)/golangci-lint run ./...
	cd tests && $(TOOLS)/golangci-lint run --config ../.golangci.yml ./...
	cd bindings/python && $(PY) -m ruff format . ../../docs/site && $(PY) -m ruff check . && $(PY) -m ruff check --ignore S ../../docs/site && $(PY) -m mypy
	@if [ -n "$$(git status --porcelain)" ]; then echo "make check: these files differ from what is committed:" >&2; git status --porcelain >&2; git diff --stat >&2; exit 1; fi
	@echo "make check: clean"

$(TOOLS)/golangci-lint:
	@mkdir -p $(TOOLS)
	GOBIN=$(TOOLS) go install $(GOLANGCI_LINT)

# wasm/host's benchmarks begin where its tests do, with the module that panics.
.PHONY: bench
bench: build venv wasm build/wasm/sallyport-panic.wasm $(if $(QUICK),,spark-venv spark lab-binary) ## measure against peers and the floor, write tests/bench/RESULTS.md; QUICK=1: in two minutes, to the terminal
	$(PY) tests/bench/bench.py $(if $(QUICK),--quick,--write)

FUZZTIME ?= 60s
.PHONY: fuzz
fuzz: needs ## each fuzz target for FUZZTIME (60s)
	@for package in $$(go list ./core/...); do \
	  for target in $$(go test -list '^Fuzz' $$package | grep '^Fuzz' || true); do \
	    echo "== $$package $$target"; go test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) $$package; \
	  done; done

.PHONY: soak
soak: build java $(BUILD)/run-venv/ready lab-binary ## ten minutes with forks, cancels, signals and closed descriptors, 10,000,000 calls a language; all must stay flat
	$(BUILD)/run-venv/bin/python tests/soak/soak.py --lab $(TOOLS)/sallyport-lab --seconds $${SECONDS_TO_RUN:-600} --write

.PHONY: clean
clean: ## remove what was built
	rm -rf $(BUILD) $(DIST) bindings/python/src/sallyport/*.so
