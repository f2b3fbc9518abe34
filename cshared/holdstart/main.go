// Command holdstart keeps the loader from starting the Go runtime of a library.
//
//	holdstart LIBRARY
//
// The loader calls what DT_INIT_ARRAY names, with the arguments and the
// environment of the process, and Go's runtime takes GOMEMLIMIT, GOGC, GODEBUG and
// more from it: a variable that somebody set for another program would end, slow
// or change a process that only loads this library. So both tags are renamed to
// two of the range for operating systems, which the loader passes over
// (gABI, "Dynamic Section"). The front door finds them there and calls the
// functions itself, with an empty environment: door/start.c.
//
// The door also relocates the library, see relocations.go.
//
// A library that was changed before stays as it is.
package main

import (
	"bytes"
	"debug/elf"
	"fmt"
	"os"
)

// The names that door/start.c looks for.
const (
	heldArray elf.DynTag = 0x60005a19
	heldSize  elf.DynTag = 0x60005a1b
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: holdstart LIBRARY")
		os.Exit(2)
	}
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintf(os.Stderr, "holdstart: %s: %v\n", os.Args[1], err)
		os.Exit(1)
	}
}

func run(path string) error {
	library, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	changed, err := hold(library)
	if err != nil || !changed {
		return err
	}
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	return os.WriteFile(path, library, info.Mode().Perm())
}

// entry is the size of an entry of the dynamic section: a tag and a value.
const entry = 16

// hold renames the tags in place. It returns false if they have the new names
// already.
func hold(library []byte) (changed bool, err error) {
	f, err := elf.NewFile(bytes.NewReader(library))
	if err != nil {
		return false, err
	}
	if f.Class != elf.ELFCLASS64 || f.Type != elf.ET_DYN {
		return false, fmt.Errorf("a shared library of 64 bits is needed, not %v, %v", f.Class, f.Type)
	}
	var dynamic *elf.Prog
	for _, p := range f.Progs {
		if p.Type == elf.PT_DYNAMIC {
			dynamic = p
		}
	}
	if dynamic == nil || dynamic.Off > uint64(len(library)) || dynamic.Filesz > uint64(len(library))-dynamic.Off {
		return false, fmt.Errorf("it has no dynamic section")
	}
	section := library[dynamic.Off : dynamic.Off+dynamic.Filesz]
	renamed, held := 0, 0
	holdRelocations(f, library, section)
	for ; len(section) >= entry; section = section[entry:] {
		switch elf.DynTag(f.ByteOrder.Uint64(section)) {
		case elf.DT_INIT_ARRAY:
			f.ByteOrder.PutUint64(section, uint64(heldArray))
			renamed++
		case elf.DT_INIT_ARRAYSZ:
			f.ByteOrder.PutUint64(section, uint64(heldSize))
			renamed++
		case heldArray, heldSize:
			held++
		case elf.DT_NULL:
			section = section[:entry]
		}
	}
	if renamed+held != 2 || renamed == 1 {
		return false, fmt.Errorf("it has no DT_INIT_ARRAY with a size: Go starts in another way here, and would read the environment of the host")
	}
	return renamed == 2, nil
}
