// Package fault is the error model of Sallyport.
//
// Every error that leaves the core is an [*Error]: a stable [Code], a message
// that names the offending value (never a secret), and an optional numeric
// detail whose meaning depends on the code (HTTP status, TLS alert, errno).
// The code knows its name, category, whether a retry can help, a one-sentence
// summary and a hint that says what to do.
//
// # One table
//
// codes.tsv is the only place where codes are written by hand. `make generate`
// makes from it the Go constants (codes_gen.go), the C header
// (cshared/include/sallyport_errors.h), the Python table and docs/errors.md. A
// test in this package regenerates each copy and compares.
//
// # Testing for a code
//
// A Code is itself an error, so that the standard library's errors.Is works:
//
//	if errors.Is(err, fault.ProfileNotFound) { ... }
package fault

//go:generate go run ./gen
