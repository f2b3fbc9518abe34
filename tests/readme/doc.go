// Package readme runs the sessions of README.md and of the languages' pages in docs/,
// checks what they print, and that the links in the documents lead somewhere. The sessions
// run as printed but for the place of the lab: the test has its own, on free ports, so
// that it and `make lab` do not meet.
package readme
