// The runtime would read the cgroup's limits every second and keep its files
// open, in each generation of a process. With so few threads that is not worth it.
//
//go:debug containermaxprocs=0
//go:debug updatemaxprocs=0

// Command cshared is the core as a C library, libsallyport-core.so.
//
// It is built with -buildmode=c-shared and loaded by the front door (door/),
// which is what hosts link or load. include/sallyport.h is the specification:
// it is included in every file that exports, so that an export with another
// type does not compile. symbols.tsv lists the symbols.
//
// These files only convert: spans to slices and strings, results to the
// caller's buffer, errors and panics to codes. All unsafe code is in
// span.go and columns.go.
package main

import "runtime"

// maxProcs keeps the runtime small beside a host that has threads of its own.
const maxProcs = 4

func init() {
	if runtime.GOMAXPROCS(0) > maxProcs {
		runtime.GOMAXPROCS(maxProcs)
	}
}

func main() {}
