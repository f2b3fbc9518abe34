# The conformance suite. Included by the Makefile; paths are from the root.
#
#   conformance-test   every vector through every entry point of every language
#   conformance-table  the same, and writes the table of languages into docs/hosts.md

.PHONY: conformance-needs conformance-test conformance-table
conformance-needs: build venv java wasm lab-binary

# -count=1: Go does not see that files outside the tests' module have changed.
conformance-test: conformance-needs
	$(PY) tests/vectors/iot/reference.py --check
	$(PY) tests/vectors/incoming/reference.py --check
	cd tests && go test -count=1 ./conformance/...

conformance-table: conformance-needs
	cd tests && go test -count=1 ./conformance -update
