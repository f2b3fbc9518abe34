// Package readme runs the sessions of README.md as they are printed, against
// the lab on its fixed ports, and checks what they print.
package readme
