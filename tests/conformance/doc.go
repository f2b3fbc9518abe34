// Package conformance runs the project's vectors through every entry point of
// every language and compares the answers. It has tests only.
//
// A language is a program under runners that makes calls of its public API as frames
// of package wire ask for, and never judges. What is right is decided here, once.
// Keys of a vector that nobody knows are fatal. What a language does not have stands
// in gaps.tsv with the reason; a gap that is not listed, and a listed one that
// works, fail the test. The table in docs/hosts.md is made from the run:
// go test ./conformance -update writes it, any other run compares.
package conformance
