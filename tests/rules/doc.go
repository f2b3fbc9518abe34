// Package rules tests what the compiler cannot: which package may import which,
// that files stay small, that every goroutine recovers, and that every error
// code has a test that produces it.
package rules
