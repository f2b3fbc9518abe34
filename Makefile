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

# PySpark in a venv of its own: it is large, and wants older parts than the other tests.
SPARK_VENV := $(BUILD)/spark-venv

$(SPARK_VENV)/ready: bindings/python/requirements-spark.txt
	@$(PYTHON) -m venv --clear $(SPARK_VENV) || { echo "make: cannot make a venv; on Debian install python3-venv" >&2; exit 1; }
	$(SPARK_VENV)/bin/pip install --quiet --disable-pip-version-check -r bindings/python/requirements-spark.txt
	echo "$(ROOT)/bindings/python/src" > $$($(SPARK_VENV)/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/sallyport.pth
	touch $@

.PHONY: spark-venv
spark-venv: $(SPARK_VENV)/ready

.PHONY: lab-binary
lab-binary: needs
	@mkdir -p $(TOOLS)
	cd tests && go build -o $(TOOLS)/sallyport-lab ./lab

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

.PHONY: test
test: test-go test-native test-python test-pyspark java-test spark-test wasm-test conformance-test test-real ## everything, every host
	@echo "make test: every part passed"

.PHONY: test-go
test-go: needs
	go vet ./...
	go test -race $(GO_PACKAGES)

.PHONY: test-native
test-native: build real-parts abi-check door-test hosts-test

.PHONY: hosts-test
hosts-test: build venv java ## what a process may do to itself: its environment, its descriptors, its directories
	cd tests && go vet ./hosts && go test -count=1 ./hosts/

.PHONY: test-python
test-python: build venv lab-binary
	cd bindings/python && SALLYPORT_LAB=$(TOOLS)/sallyport-lab $(PY) -m pytest -q

.PHONY: test-pyspark
test-pyspark: build spark-venv lab-binary
	cd tests/spark/python && SALLYPORT_LAB=$(TOOLS)/sallyport-lab $(SPARK_VENV)/bin/python -m pytest -q -W ignore::DeprecationWarning test_local.py test_archive.py test_doctor.py
	$(SPARK_VENV)/bin/python tests/demo/spark_demo.py --lab $(TOOLS)/sallyport-lab > $(BUILD)/spark-demo.log || { cat $(BUILD)/spark-demo.log; exit 1; }

# -count=1: Go does not see that files outside the module of the tests have changed.
.PHONY: test-real
test-real: build venv spark-venv spark wasm lab-binary real-parts
	cd tests && go vet ./... && go test -count=1 ./lab/... ./servers/... ./rules/... ./vectors/... ./readme/... ./bench/...
	$(PY) tests/vectors/sigv4/reference.py --check
	$(MAKE) --no-print-directory differential SAMPLE="--sample 1000"
	$(PY) tests/demo/demo.py --lab $(TOOLS)/sallyport-lab > $(BUILD)/demo.log || { cat $(BUILD)/demo.log; exit 1; }

# Whose signature a host takes and what a profile file says, against botocore; make test asks a sample.
.PHONY: differential
differential: needs venv ## compare with botocore: every endpoint it knows, 10,000 profile files
	@mkdir -p $(TOOLS)
	cd tests && go build -o $(TOOLS)/differential ./differential
	$(PY) tests/differential/services.py --check
	$(PY) tests/differential/run.py $(TOOLS)/differential $(SAMPLE)

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
	cd bindings/python && $(PY) -m ruff format . && $(PY) -m ruff check . && $(PY) -m mypy
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
soak: build $(BUILD)/run-venv/ready lab-binary ## ten minutes of mixed work with forks; memory, threads and descriptors must stay flat
	$(BUILD)/run-venv/bin/python tests/soak/soak.py --lab $(TOOLS)/sallyport-lab --seconds $${SECONDS_TO_RUN:-600}

.PHONY: clean
clean: ## remove what was built
	rm -rf $(BUILD) bindings/python/src/sallyport/*.so
